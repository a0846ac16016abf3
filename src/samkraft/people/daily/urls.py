"""The day, the list, the search and the participant page."""

from django.urls import path

from samkraft.people.daily import case_views, day_views, list_views, search_views

urlpatterns = [
    path("", day_views.day, name="day"),
    path("frister/", day_views.deadlines, name="deadlines"),
    path("deltagare/", list_views.cases, name="cases"),
    path("deltagare/sok/", search_views.search, name="search"),
    path("deltagare/vyer/spara/", list_views.save_view, name="save_view"),
    path("deltagare/vyer/<int:pk>/ta-bort/", list_views.remove_view, name="remove_view"),
    path("deltagare/oppna/", list_views.open_with_reason, name="open_with_reason"),
    path("deltagare/<uuid:case_id>/", case_views.case, name="case"),
    path("deltagare/<uuid:case_id>/personnummer/", case_views.reveal_number, name="reveal_number"),
    path("deltagare/<uuid:case_id>/historik/", case_views.case_history, name="case_history"),
    path("deltagare/<uuid:case_id>/nasta-samtal/", case_views.next_talk, name="next_talk"),
    path("deltagare/<uuid:case_id>/processledare/", case_views.leader, name="leader"),
    path("deltagare/<uuid:case_id>/handlaggare/", case_views.assign, name="assign"),
    path("deltagare/<uuid:case_id>/handlaggare/<int:pk>/avsluta/", case_views.end_assignment, name="end_assignment"),
]
