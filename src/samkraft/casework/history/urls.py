"""Addresses of the case history."""

from django.urls import path

from samkraft.casework.history import share_views, views

_CASE = "deltagare/<uuid:case>/kundresa"

urlpatterns = [
    path(f"{_CASE}/", views.show, name="history"),
    path(f"{_CASE}/skriv/", views.write, name="history_write"),
    path(f"{_CASE}/dela/", share_views.share, name="history_share"),
    path(f"{_CASE}/utskrift/", views.paper, name="history_paper"),
    path(f"{_CASE}/<uuid:item>/", views.entry, name="history_entry"),
    path(f"{_CASE}/<uuid:item>/ta-bort/", views.remove, name="history_remove"),
    path(f"{_CASE}/<uuid:item>/tillbaka/", views.restore, name="history_restore"),
]
