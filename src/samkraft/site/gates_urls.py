"""The site's own page."""

from django.urls import path

from samkraft.site.gates_views import gates

app_name = "site"
urlpatterns = [path("infor-drift/", gates, name="gates")]
