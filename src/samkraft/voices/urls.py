"""Addresses of the voices room."""

from django.urls import path

from samkraft.voices import views

app_name = "voices"

_CASE = "deltagare/<uuid:case>"

urlpatterns = [
    path(f"{_CASE}/svar/", views.show, name="answers"),
    path(f"{_CASE}/svar/<uuid:item>/ratta/", views.mend, name="mend"),
]
