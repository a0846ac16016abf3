"""Pages of the sharing room."""

from django.urls import path

from samkraft.sharing import views

app_name = "sharing"
urlpatterns = [
    path("delningar/", views.inbox, name="inbox"),
    path("delningar/<uuid:release>/", views.copy, name="copy"),
]
