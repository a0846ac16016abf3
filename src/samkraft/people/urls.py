"""Pages of the people room."""

from django.urls import path

from samkraft.people import why_views
from samkraft.people.afterwards import urls as afterwards_urls
from samkraft.people.archiving import urls as archiving_urls
from samkraft.people.blocks import urls as blocks_urls
from samkraft.people.daily import urls as work_urls
from samkraft.people.due import urls as due_urls
from samkraft.people.duplicates import urls as duplicates_urls
from samkraft.people.intake import urls as intake_urls
from samkraft.people.moving import urls as moving_urls
from samkraft.people.pathway import urls as pathway_urls
from samkraft.people.protection import urls as protection_urls
from samkraft.people.rights import urls as rights_urls

_why = [
    path("insyn/", why_views.ask, name="why_ask"),
    path("insyn/<uuid:case_id>/", why_views.answer, name="why"),
    path("insyn/<uuid:case_id>/papper/", why_views.paper, name="why_paper"),
]

app_name = "people"
urlpatterns = [
    *work_urls.urlpatterns,
    *due_urls.urlpatterns,
    *moving_urls.urlpatterns,
    *intake_urls.urlpatterns,
    *pathway_urls.urlpatterns,
    *afterwards_urls.urlpatterns,
    *duplicates_urls.urlpatterns,
    *protection_urls.urlpatterns,
    *blocks_urls.urlpatterns,
    *rights_urls.urlpatterns,
    *archiving_urls.urlpatterns,
    *_why,
]
