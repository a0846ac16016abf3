"""The day, the list, the search and the participant page."""

from django.urls import path

from samkraft.people import views_case, views_cases, views_day, views_search

urlpatterns = [
    path("", views_day.day, name="day"),
    path("frister/", views_day.deadlines, name="deadlines"),
    path("deltagare/", views_cases.cases, name="cases"),
    path("deltagare/sok/", views_search.search, name="search"),
    path("deltagare/vyer/spara/", views_cases.save_view, name="save_view"),
    path("deltagare/vyer/<int:pk>/ta-bort/", views_cases.remove_view, name="remove_view"),
    path("deltagare/oppna/", views_cases.open_with_reason, name="open_with_reason"),
    path("deltagare/<uuid:case_id>/", views_case.case, name="case"),
    path("deltagare/<uuid:case_id>/personnummer/", views_case.reveal_number, name="reveal_number"),
    path("deltagare/<uuid:case_id>/historik/", views_case.case_history, name="case_history"),
    path("deltagare/<uuid:case_id>/nasta-samtal/", views_case.next_talk, name="next_talk"),
    path("deltagare/<uuid:case_id>/processledare/", views_case.leader, name="leader"),
    path("deltagare/<uuid:case_id>/handlaggare/", views_case.assign, name="assign"),
    path("deltagare/<uuid:case_id>/handlaggare/<int:pk>/avsluta/", views_case.end_assignment, name="end_assignment"),
]
