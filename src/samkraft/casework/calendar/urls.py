"""Addresses of the calendar; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.calendar import views

urlpatterns = [
    path("kalender/", views.calendar, name="calendar"),
    path("kalender/rum/", views.room_list, name="rooms"),
    path("kalender/rum/nytt/", views.room_add, name="room_add"),
    path("kalender/rum/<uuid:room>/stang/", views.room_close, name="room_close"),
    path("kalender/adress/", views.address, name="calendar_address"),
    path("kalender/prenumeration/<slug:secret>.ics", views.feed, name="calendar_feed"),
]
