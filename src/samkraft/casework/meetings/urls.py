"""Addresses of meetings and notes; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.meetings import booking_views, page_views, paper_views, views

_CASE = "deltagare/<uuid:case>"

urlpatterns = [
    path("mina-moten/utskrift/", paper_views.paper, name="meetings_paper"),
    path(f"{_CASE}/moten/", views.show, name="meetings"),
    path(f"{_CASE}/moten/boka/", booking_views.book, name="meeting_book"),
    path(f"{_CASE}/moten/<uuid:meeting>/", page_views.show, name="meeting"),
    path(f"{_CASE}/moten/<uuid:meeting>/klart/", page_views.done, name="meeting_done"),
    path(f"{_CASE}/moten/<uuid:meeting>/papper/", page_views.paper, name="meeting_paper"),
    path(f"{_CASE}/moten/<uuid:meeting>/kallelse/", page_views.letter, name="meeting_letter"),
    path(f"{_CASE}/moten/<uuid:meeting>/andra/", booking_views.move, name="meeting_move"),
    path(f"{_CASE}/moten/<uuid:meeting>/tolk/", booking_views.interpreter, name="meeting_interpreter"),
    path(f"{_CASE}/moten/<uuid:meeting>/oppna-igen/", booking_views.reopen, name="meeting_reopen"),
    path(f"{_CASE}/moten/<uuid:meeting>/<slug:how>/", booking_views.settle, name="meeting_settle"),
    path(f"{_CASE}/inbjudan/<uuid:invitation>/<slug:how>/", booking_views.answer, name="invitation_answer"),
    path(f"{_CASE}/anteckningar/ny/", views.write, name="minutes_new"),
    path(f"{_CASE}/anteckningar/<uuid:item>/", views.note, name="minutes"),
    path(f"{_CASE}/anteckningar/<uuid:item>/andra/", views.write, name="minutes_edit"),
]
