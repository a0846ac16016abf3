"""Pages of the activities room."""

from django.urls import path

from samkraft.activities import views

_CASE = "deltagare/<uuid:case>/aktiviteter/"
_ONE = f"{_CASE}<uuid:activity>/"

app_name = "activities"
urlpatterns = [
    path(_CASE, views.activity_list, name="list"),
    path(f"{_CASE}ny/", views.place, name="place"),
    path(_ONE, views.show, name="show"),
    path(f"{_ONE}svar/", views.decide, name="decide"),
    path(f"{_ONE}start/", views.start, name="start"),
    path(f"{_ONE}slut/", views.end, name="end"),
    path(f"{_ONE}dela/", views.share, name="share"),
    path(f"{_ONE}besvara/", views.answer, name="answer"),
]
