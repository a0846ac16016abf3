"""Requests about rights and what follows from them."""

from django.urls import path, register_converter

from samkraft.people.rights import views_arrangement, views_case, views_grounds, views_records, views_requests
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
    path("uppgifter/information/<slug:code>/<slug:language>/", views_records.notice, name="notice"),
    path("uppgifter/ansvar/", views_arrangement.public, name="arrangement"),
    path("uppgifter/ansvar/<int:number>/", views_arrangement.public, name="arrangement_version"),
    path("rattigheter/ansvar/", views_arrangement.write, name="arrangements"),
    path("rattigheter/ansvar/<int:number>/bekrafta/", views_arrangement.confirm, name="confirm_arrangement"),
    path("rattigheter/information/", views_records.notices, name="notices"),
    path("handlingar/", views_records.find_records, name="find_records"),
    path("handlingar/<uuid:case>/", views_records.case_records, name="case_records"),
    path("deltagare/<uuid:case_id>/handlingar/", views_case.records, name="records"),
    path(
        "deltagare/<uuid:case_id>/handlingar/<slug:kind>/<uuid:item>/<int:version>/", views_case.record, name="record"
    ),
    path(
        "deltagare/<uuid:case_id>/handlingar/<slug:kind>/<uuid:item>/<int:version>/lamna-ut/",
        views_grounds.ask_ground,
        name="ask_ground",
    ),
    path("deltagare/<uuid:case_id>/begransa/", views_case.restrict, name="restrict"),
    path("deltagare/<uuid:case_id>/information/", views_case.give_notice, name="give_notice"),
    path("rattigheter/", views_requests.rights, name="rights"),
    path("rattigheter/ny/", views_requests.new, name="new_rights_request"),
    path("rattigheter/<uuid:key>/", views_requests.one, name="rights_request"),
    path("rattigheter/<uuid:key>/tid/", views_requests.extend, name="extend_rights_request"),
    path("rattigheter/<uuid:key>/granska/", views_requests.review, name="review_package"),
    path("rattigheter/<uuid:key>/dokument/<slug:wording>/", views_requests.document, name="package_document"),
    path("rattigheter/<uuid:key>/utdrag.<package_kind:kind>", views_requests.make, name="make_package"),
]
