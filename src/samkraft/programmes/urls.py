"""Pages of the programmes room."""

from django.urls import path

from samkraft.programmes import views

app_name = "programmes"
urlpatterns = [path("program/", views.programme_page, name="programme")]
