"""Addresses of care coordination; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.care import views

_CASE = "deltagare/<uuid:case>/underlag"

urlpatterns = [
    path(f"{_CASE}/", views.show, name="care"),
    path(f"{_CASE}/nytt/", views.ask, name="care_ask"),
    path(f"{_CASE}/<uuid:item>/", views.one, name="care_paper"),
]
