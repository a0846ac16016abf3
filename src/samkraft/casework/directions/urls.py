"""Address of a plan's direction; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.directions import views

urlpatterns = [path("deltagare/<uuid:case>/plan/riktning/", views.show, name="plan_direction")]
