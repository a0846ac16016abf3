"""Address of the AF/FK cooperation; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.cooperation import views

urlpatterns = [path("deltagare/<uuid:case>/forstarkt-samarbete/", views.show, name="cooperation")]
