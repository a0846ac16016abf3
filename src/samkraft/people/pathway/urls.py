"""Addresses of phases, discharge, handover and follow-up; part of people.urls."""

from django.urls import path

from samkraft.people.pathway import (
    discharge_views,
    followup_views,
    handover_views,
    phase_views,
    receiver_views,
    winding_views,
)

_CASE = "deltagare/<uuid:case>/"
_HANDOVER = f"{_CASE}overlamning/"
_MINE = "overlamningar/<uuid:handover>/"

urlpatterns = [
    path(f"{_CASE}fas/", phase_views.phase, name="phase"),
    path(f"{_CASE}fas/byt/", phase_views.move_phase, name="move_phase"),
    path(f"{_CASE}fas/langre-tid/", phase_views.extend_phase, name="extend_phase"),
    path(f"{_CASE}utskrivning/", discharge_views.discharge, name="discharge"),
    path(f"{_CASE}utskrivning/ratta/", discharge_views.correct_discharge, name="correct_discharge"),
    path(_HANDOVER, handover_views.handover, name="handover"),
    path(f"{_HANDOVER}<uuid:handover>/bekrafta/", handover_views.confirm_handover, name="confirm_handover"),
    path(f"{_HANDOVER}<uuid:handover>/sakert-meddelande.zip", handover_views.secure_message, name="secure_message"),
    path(f"{_HANDOVER}<uuid:handover>/skriv-ut/", handover_views.print_handover, name="print_handover"),
    path(f"{_HANDOVER}<uuid:handover>/paminn/", winding_views.remind_handover, name="remind_handover"),
    path("programmets-slut/", winding_views.winding_down, name="winding_down"),
    path("overlamningar/", receiver_views.receiver_list, name="receiver_list"),
    path(_MINE, receiver_views.receiver_handover, name="receiver_handover"),
    path(f"{_MINE}ta-emot/", receiver_views.accept_handover, name="accept_handover"),
    path(f"{_MINE}lamna-tillbaka/", receiver_views.return_handover, name="return_handover"),
    path("uppfoljningar/", followup_views.follow_ups, name="follow_ups"),
    path(f"{_CASE}uppfoljning/<int:pk>/", followup_views.follow_up, name="follow_up"),
    path("uppfoljningar/ring/", followup_views.call_next, name="call_next"),
    path(f"{_CASE}uppfoljning/<int:pk>/ringt/", followup_views.try_follow_up, name="try_follow_up"),
    path(f"{_CASE}uppfoljning/<int:pk>/dela/", followup_views.share_follow_up, name="share_follow_up"),
]
