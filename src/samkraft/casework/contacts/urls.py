"""Addresses of contacts and tasks; part of the casework room's ``urls.py``."""

from django.urls import path, re_path

from samkraft.casework.contacts import task_views, views

urlpatterns = [
    path("deltagare/<uuid:case_id>/kontakter/", views.contacts_page, name="contacts"),
    path(
        "deltagare/<uuid:case_id>/kontakter/<int:pk>/ta-bort/",
        views.contact_take_back,
        name="contact_take_back",
    ),
    path("deltagare/<uuid:case_id>/uppgifter/", task_views.tasks, name="tasks"),
    re_path(
        r"^deltagare/(?P<case_id>[0-9a-f-]{36})/uppgifter/(?P<pk>\d+)/(?P<how>klar|inte-klar)/$",
        task_views.settle_task,
        name="settle_task",
    ),
    path("mina-uppgifter/", task_views.my_tasks, name="my_tasks"),
]
