"""The day, the list, the search and the participant page."""

from django.urls import path

from samkraft.people.daily import (
    case_views,
    day_views,
    leader_views,
    list_views,
    opening_views,
    search_views,
    team_views,
)

urlpatterns = [
    path("", day_views.day, name="day"),
    path("deltagare/", list_views.cases, name="cases"),
    path("deltagare/sok/", search_views.search, name="search"),
    path("deltagare/kolumner/", list_views.keep_columns, name="keep_columns"),
    path("deltagare/vyer/spara/", list_views.save_view, name="save_view"),
    path("deltagare/vyer/<int:pk>/ta-bort/", list_views.remove_view, name="remove_view"),
    path("deltagare/vyer/<int:pk>/tillbaka/", list_views.bring_back_view, name="bring_back_view"),
    path("deltagare/oppna/", opening_views.open_with_reason, name="open_with_reason"),
    path("deltagare/oppna/<int:pk>/stang/", opening_views.end, name="end_opening"),
    path("team/", team_views.teams, name="teams"),
    path("team/ny/", team_views.propose, name="propose_place"),
    path("team/forslag/<int:pk>/", team_views.answer, name="answer_place"),
    path("team/plats/<int:pk>/avsluta/", team_views.end, name="end_place"),
    path("oppningar/", opening_views.openings, name="openings"),
    path("oppningar/<int:pk>/", opening_views.answer, name="answer_opening"),
    path("oppningar/<int:pk>/sett/", opening_views.seen, name="opening_seen"),
    path("deltagare/<uuid:case_id>/", case_views.case, name="case"),
    path("deltagare/<uuid:case_id>/personnummer/", case_views.reveal_number, name="reveal_number"),
    path("deltagare/<uuid:case_id>/historik/", case_views.case_history, name="case_history"),
    path("deltagare/<uuid:case_id>/nasta-samtal/", case_views.next_talk, name="next_talk"),
    path(
        "deltagare/<uuid:case_id>/nasta-samtal/<slug:now>/ater/<slug:was>/",
        case_views.next_talk_back,
        name="next_talk_back",
    ),
    path("deltagare/<uuid:case_id>/processledare/", leader_views.leader, name="leader"),
    path("deltagare/<uuid:case_id>/processledare/anteckningar/", leader_views.notes, name="leader_notes"),
    path(
        "deltagare/<uuid:case_id>/processledare/anteckningar/olast/",
        leader_views.notes_unread,
        name="leader_notes_unread",
    ),
    path("deltagare/<uuid:case_id>/handlaggare/", case_views.assign, name="assign"),
    path("deltagare/<uuid:case_id>/handlaggare/<int:pk>/avsluta/", case_views.end_assignment, name="end_assignment"),
    path("deltagare/<uuid:case_id>/handlaggare/<uuid:staff>/ater/", case_views.assign_back, name="assign_back"),
]
