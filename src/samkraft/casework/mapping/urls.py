"""Addresses of the mapping; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.mapping import views

_CASE = "deltagare/<uuid:case>"

urlpatterns = [
    path(f"{_CASE}/kartlaggning/", views.show, name="mapping"),
    path(f"{_CASE}/kartlaggning/<slug:area>/", views.edit, name="mapping_edit"),
    path(f"{_CASE}/kartlaggning/<slug:area>/versioner/", views.versions, name="mapping_versions"),
]
