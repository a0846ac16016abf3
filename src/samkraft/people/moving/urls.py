"""Addresses of moving cases; part of the people room's ``urls.py``."""

from django.urls import path

from samkraft.people.moving import views

urlpatterns = [
    path("flytta/", views.move, name="move"),
    path("flytta/<int:pk>/", views.moved, name="moved"),
    path("flytta/<int:pk>/angra/", views.undo_move, name="undo_move"),
    path("flytta/<int:pk>/last/", views.move_seen, name="move_seen"),
    path("flytta/<int:pk>/olast/", views.move_unseen, name="move_unseen"),
]
