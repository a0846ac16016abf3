"""Addresses of contacts and tasks; part of the casework room's ``urls.py``."""

from django.urls import path, re_path

from samkraft.casework import views_contacts, views_tasks

urlpatterns = [
    path("deltagare/<uuid:case_id>/kontakter/", views_contacts.contacts_page, name="contacts"),
    path(
        "deltagare/<uuid:case_id>/kontakter/<int:pk>/ta-bort/",
        views_contacts.contact_take_back,
        name="contact_take_back",
    ),
    path("deltagare/<uuid:case_id>/uppgifter/", views_tasks.tasks, name="tasks"),
    re_path(
        r"^deltagare/(?P<case_id>[0-9a-f-]{36})/uppgifter/(?P<pk>\d+)/(?P<how>klar|inte-klar)/$",
        views_tasks.settle_task,
        name="settle_task",
    ),
    path("mina-uppgifter/", views_tasks.my_tasks, name="my_tasks"),
]
