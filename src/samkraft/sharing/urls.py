"""Pages of the sharing room."""

from django.urls import path

from samkraft.sharing import outbox_views, views

app_name = "sharing"
urlpatterns = [
    path("delningar/", views.inbox, name="inbox"),
    path("delningar/utkorg/<uuid:release>/stoppa/", outbox_views.stop, name="stop"),
    path("delningar/skickat/<uuid:release>/", outbox_views.sent, name="sent"),
    path("delningar/<uuid:release>/", views.copy, name="copy"),
]
