"""Requests about rights and what follows from them."""

from django.urls import path, register_converter

from samkraft.people.rights import views_requests
from samkraft.people.rights.package_files import TYPES


class FileKind:
    """The kinds of file that a package comes as."""

    regex = "|".join(TYPES)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(FileKind, "package_kind")

urlpatterns = [
    path("rattigheter/", views_requests.rights, name="rights"),
    path("rattigheter/ny/", views_requests.new, name="new_rights_request"),
    path("rattigheter/<uuid:key>/", views_requests.one, name="rights_request"),
    path("rattigheter/<uuid:key>/tid/", views_requests.extend, name="extend_rights_request"),
    path("rattigheter/<uuid:key>/granska/", views_requests.review, name="review_package"),
    path("rattigheter/<uuid:key>/utdrag.<package_kind:kind>", views_requests.make, name="make_package"),
]
