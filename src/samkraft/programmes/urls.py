"""Pages of the programmes room."""

from django.urls import path

from samkraft.programmes import change_views, views

app_name = "programmes"
urlpatterns = [
    path("program/", views.programme_page, name="programme"),
    path("program/andringar/", change_views.overview, name="changes"),
    path("program/andringar/foresla/", change_views.propose, name="propose_change"),
    path("program/andringar/<int:pk>/", change_views.one, name="change"),
    path("program/andringar/<int:pk>/svar/", change_views.decide, name="decide_change"),
]
