"""Addresses of the money sheets; part of casework.urls."""

from django.urls import path

from samkraft.casework.money import views

_CASE = "deltagare/<uuid:case>/pengar/"

urlpatterns = [
    path(_CASE, views.show, name="money"),
    path(f"{_CASE}nytt/", views.add, name="money_add"),
    path(f"{_CASE}papper/", views.paper, name="money_paper"),
    path(f"{_CASE}<uuid:item>/", views.show_one, name="money_sheet"),
    path(f"{_CASE}<uuid:item>/andra/", views.edit, name="money_edit"),
]
