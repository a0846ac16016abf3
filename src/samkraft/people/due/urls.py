"""Deadlines: one's own, of a case, of a branch."""

from django.urls import path

from samkraft.people.due import overview_views, views

_DUE = "deltagare/<uuid:case_id>/frister/<slug:code>/<slug:due_on>"

urlpatterns = [
    path("frister/", views.deadlines, name="deadlines"),
    path("frister/laget/", overview_views.overview, name="deadline_overview"),
    path("deltagare/<uuid:case_id>/frister/", views.of_case, name="case_deadlines"),
    path(f"{_DUE}/vanta/", views.put_off, name="put_off"),
    path(f"{_DUE}/ta-upp/", views.take_up, name="take_up"),
]
