"""Addresses of consultation; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.consultations import views

urlpatterns = [path("konsultationer/", views.consultations, name="consultations")]
