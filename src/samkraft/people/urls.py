"""Pages of the people room."""

from samkraft.people.daily import urls as work_urls
from samkraft.people.intake import urls as intake_urls
from samkraft.people.pathway import urls as pathway_urls
from samkraft.people.protection import urls as protection_urls
from samkraft.people.rights import urls as rights_urls

app_name = "people"
urlpatterns = [
    *work_urls.urlpatterns,
    *intake_urls.urlpatterns,
    *pathway_urls.urlpatterns,
    *protection_urls.urlpatterns,
    *rights_urls.urlpatterns,
]
