"""Addresses of archive packages."""

from django.urls import path

from samkraft.people.archiving import views

urlpatterns = [
    path("arkivpaket/", views.packages, name="archive_packages"),
    path("arkivpaket/<uuid:case>/gor/", views.make, name="make_archive_package"),
    path("arkivpaket/<uuid:package>/", views.package, name="archive_package"),
]
