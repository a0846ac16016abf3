"""Pages of the site itself."""

from django.urls import path

from samkraft.site import gates_views, views

app_name = "site"
urlpatterns = [
    path("uppgifter/register/", views.register, name="register"),
    path("uppgifter/register/<slug:code>/", views.register_of_branch, name="register_branch"),
    path("uppgifter/register/<slug:code>.json", views.register_file, name="register_file"),
    path("infor-drift/", gates_views.overview, name="gates"),
    path("infor-drift/beslut/<int:pk>/bekrafta/", gates_views.confirm_decision, name="confirm_decision"),
    path("infor-drift/bilaga.md", gates_views.impact_annex, name="annex"),
]
