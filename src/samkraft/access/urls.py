"""Pages of the access room."""

from django.urls import path

from samkraft.access import log_views, views

app_name = "access"
urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-ut/", views.logout, name="logout"),
    path("valj-verksamhet/", views.choose_branch, name="choose_branch"),
    path("min-laslogg/", views.my_log, name="my_log"),
    path("behorighet/", views.roles, name="roles"),
    path("behorighet/<int:pk>/avsluta/", views.end_role, name="end_role"),
    path("logg/granskning/", log_views.review, name="log_review"),
    path("logg/granskning/<uuid:finding>/", log_views.finding, name="log_finding"),
    path("logg/lage/", log_views.report, name="log_report"),
    path("logg/utdrag/", log_views.find_extract, name="log_find_extract"),
    path("logg/utdrag/<uuid:case>/", log_views.extract, name="log_extract"),
]
