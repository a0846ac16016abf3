"""Addresses of study counselling; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.studies import views

_CASE = "deltagare/<uuid:case>/studier"

urlpatterns = [
    path("vagledning/grupp/", views.group, name="guidance_group"),
    path(f"{_CASE}/", views.show, name="studies"),
    path(f"{_CASE}/ny/", views.plan, name="study_plan_new"),
    path(f"{_CASE}/<uuid:item>/", views.plan, name="study_plan"),
]
