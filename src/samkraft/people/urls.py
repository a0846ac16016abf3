"""Pages of the people room."""

from samkraft.people import intake_urls

app_name = "people"
urlpatterns = [*intake_urls.urlpatterns]
