"""Pages of the activities room."""

app_name = "activities"
urlpatterns = []
