"""Addresses of duplicates; part of people.urls."""

from django.urls import path

from samkraft.people.duplicates import views

urlpatterns = [
    path("dubbletter/", views.duplicates, name="duplicates"),
    path("dubbletter/<uuid:one>/<uuid:two>/", views.duplicate_pair, name="duplicate_pair"),
    path("dubbletter/forslag/<uuid:pk>/", views.merge_proposal, name="merge_proposal"),
    path("dubbletter/forslag/<uuid:pk>/angra/", views.undo_merge, name="undo_merge"),
]
