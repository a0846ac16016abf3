"""Blocks between units of health care."""

from django.urls import path

from samkraft.people.blocks import views

urlpatterns = [
    path("deltagare/<uuid:case_id>/sparrar/", views.blocks, name="care_blocks"),
    path("deltagare/<uuid:case_id>/sparrar/<uuid:block>/ta-bort/", views.end_block, name="end_block"),
    path("deltagare/<uuid:case_id>/sparrar/<uuid:block>/las/", views.lift_block, name="lift_block"),
]
