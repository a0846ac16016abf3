"""Pages of the people room."""

from samkraft.people import intake_urls, pathway_urls, work_urls

app_name = "people"
urlpatterns = [*work_urls.urlpatterns, *intake_urls.urlpatterns, *pathway_urls.urlpatterns]
