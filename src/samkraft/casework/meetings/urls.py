"""Addresses of meetings and notes; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.meetings import page_views, paper_views, views

_CASE = "deltagare/<uuid:case>"

urlpatterns = [
    path("mina-moten/utskrift/", paper_views.paper, name="meetings_paper"),
    path(f"{_CASE}/moten/", views.show, name="meetings"),
    path(f"{_CASE}/moten/boka/", views.book, name="meeting_book"),
    path(f"{_CASE}/moten/<uuid:meeting>/", page_views.show, name="meeting"),
    path(f"{_CASE}/moten/<uuid:meeting>/<slug:how>/", views.settle, name="meeting_settle"),
    path(f"{_CASE}/anteckningar/ny/", views.write, name="minutes_new"),
    path(f"{_CASE}/anteckningar/<uuid:item>/", views.note, name="minutes"),
    path(f"{_CASE}/anteckningar/<uuid:item>/andra/", views.write, name="minutes_edit"),
]
