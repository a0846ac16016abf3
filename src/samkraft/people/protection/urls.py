"""Protected cases."""

from django.urls import path

from samkraft.people.protection import deciding_views, views

urlpatterns = [
    path("skyddade/", views.cases, name="protected_cases"),
    path("skyddade/ny/", views.enrol, name="protected_enrol"),
    path("skyddade/beslut/", deciding_views.decisions, name="protection_decisions"),
    path("skyddade/beslut/<uuid:case>/", deciding_views.decision, name="protection_decision"),
    path("skyddade/beslut/namn/<uuid:name>/", deciding_views.decide_named, name="decide_named"),
    path("skyddade/beslut/namn/<uuid:name>/ta-bort/", deciding_views.take_off, name="take_off_list"),
    path("skyddade/beslut/skydd/<uuid:mark>/", deciding_views.decide_removal, name="decide_removal"),
    path("skyddade/antal/", deciding_views.anonymous, name="anonymous_counts"),
    path("deltagare/<uuid:case_id>/skydd/", views.protection, name="protection"),
    path("deltagare/<uuid:case_id>/skydd/namn/", views.propose, name="propose_named"),
    path("deltagare/<uuid:case_id>/skydd/namn/<uuid:name>/ta-bort/", views.end_named, name="end_named"),
    path("deltagare/<uuid:case_id>/skydd/ta-bort/", views.ask_removal, name="ask_removal"),
    path("deltagare/<uuid:case_id>/skydd/identitet/", views.reveal, name="reveal_identity"),
    path("deltagare/<uuid:case_id>/skydd/esf/", views.esf_number, name="esf_number"),
    path("deltagare/<uuid:case_id>/skydd/forsattsblad/", views.cover, name="protection_cover"),
    path("deltagare/<uuid:case_id>/skydd/avsluta/", views.close, name="close_without_successor"),
]
