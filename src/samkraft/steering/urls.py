"""Pages of the steering room."""

from django.urls import path

from samkraft.steering import finsam_views, refusals, views
from samkraft.steering.obstacles import views as obstacles

app_name = "steering"
urlpatterns = [
    path("styrkort/", views.scorecard_page, name="scorecard"),
    path("styrkort/nej-till-uppfoljning/", refusals.refusals, name="refusals"),
    path("styrkort/finsam/", finsam_views.counts, name="finsam"),
    path("styrkort/finsam/<slug:quarter>.csv", finsam_views.counts_file, name="finsam_file"),
    path("styrkort/flode/", views.flow_page, name="flow"),
    path("styrkort/kommunala-anstallningar/", views.employments, name="employments"),
    path("styrkort/tabell.csv", views.scorecard_csv, name="table"),
    path("hinder/", obstacles.obstacles, name="obstacles"),
    path("hinder/nytt/", obstacles.tell, name="obstacle_new"),
    path("hinder/<uuid:obstacle>/", obstacles.obstacle, name="obstacle"),
    path("hinder/<uuid:obstacle>/vad-det-blev/", obstacles.follow, name="obstacle_turn"),
    path("styrkort/<slug:code>/", views.indicator_page, name="indicator"),
    path("styrkort/<slug:code>/varde/", views.enter_value, name="enter_value"),
]
