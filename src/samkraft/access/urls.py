"""Pages of the access room."""

from django.urls import path

from samkraft.access import views

app_name = "access"
urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-ut/", views.logout, name="logout"),
    path("valj-verksamhet/", views.choose_branch, name="choose_branch"),
    path("min-laslogg/", views.my_log, name="my_log"),
    path("behorighet/", views.roles, name="roles"),
    path("behorighet/<int:pk>/avsluta/", views.end_role, name="end_role"),
]
