"""Pages of the activities room."""

from django.urls import path

from samkraft.activities import registering_views as registering
from samkraft.activities import views
from samkraft.activities.attendance import views as attendance
from samkraft.activities.catalogue import planning_views as planning
from samkraft.activities.catalogue import views as catalogue

_CASE = "deltagare/<uuid:case>/aktiviteter/"
_ONE = f"{_CASE}<uuid:activity>/"

app_name = "activities"
urlpatterns = [
    path(_CASE, views.activity_list, name="list"),
    path(f"{_CASE}ny/", views.place, name="place"),
    path(f"{_CASE}utbud/", catalogue.choose, name="choose"),
    path(f"{_CASE}utbud/<uuid:offering>/", catalogue.book, name="book"),
    path(_ONE, views.show, name="show"),
    path(f"{_ONE}svar/", views.decide, name="decide"),
    path(f"{_ONE}start/", views.start, name="start"),
    path(f"{_ONE}slut/", views.end, name="end"),
    path(f"{_ONE}plats/", views.offer, name="offer"),
    path(f"{_ONE}kon/", views.resume, name="resume"),
    path(f"{_ONE}narvaro/", attendance.attendance, name="attendance"),
    path(f"{_ONE}registrerad/<slug:system>/", registering.registered, name="registered"),
    path(f"{_ONE}dela/", views.share, name="share"),
    path(f"{_ONE}angra/<int:move>/", views.undo, name="undo"),
    path(f"{_ONE}besvara/", views.answer, name="answer"),
    path("att-registrera/", registering.registering, name="registering"),
    path("anordnare/", attendance.provider_sessions, name="provider_sessions"),
    path("anordnare/<uuid:session>/", attendance.provider_session, name="provider_session"),
    path("utbud/", catalogue.catalogue, name="catalogue"),
    path("utbud/ny/", planning.offering_new, name="offering_new"),
    path("utbud/<uuid:offering>/andra/", planning.offering_edit, name="offering_edit"),
    path("utbud/<uuid:offering>/stammer/", planning.offering_confirm, name="offering_confirm"),
    path("utbud/<uuid:offering>/omgang/", planning.session_new, name="session_new"),
    path("utbud/<uuid:offering>/omgang/<uuid:session>/", planning.session, name="session"),
    path("utbud/<uuid:offering>/", catalogue.offering, name="offering"),
]
