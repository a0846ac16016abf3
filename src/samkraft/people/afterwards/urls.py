"""Addresses of what comes after a start; part of people.urls."""

from django.urls import path

from samkraft.people.afterwards import views

_CASE = "deltagare/<uuid:case>/efter-starten/"

urlpatterns = [
    path("efter-starten/", views.overview, name="afterwards"),
    path(_CASE, views.support, name="support"),
    path(f"{_CASE}borja/", views.begin, name="begin_support"),
    path(f"{_CASE}<uuid:pk>/samtal/", views.hold, name="hold_support_talk"),
    path(f"{_CASE}<uuid:pk>/kontakt/", views.change_contact, name="change_support_contact"),
    path(f"{_CASE}<uuid:pk>/avsluta/", views.end, name="end_support"),
    path(f"{_CASE}att-se-over/<int:pk>/", views.answer, name="answer_return"),
]
