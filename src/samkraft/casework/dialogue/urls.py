"""Addresses of dialogue; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.dialogue import list_views, views

_CASE = "deltagare/<uuid:case>/dialog"

urlpatterns = [
    path("dialoger/", list_views.mine, name="dialogues"),
    path(f"{_CASE}/", views.show, name="dialogue"),
    path(f"{_CASE}/ny/", views.begin, name="dialogue_new"),
    path(f"{_CASE}/fraga/<slug:line>/", views.begin, name="consultation_ask"),
    path(f"{_CASE}/<uuid:thread>/", views.thread, name="dialogue_thread"),
]
