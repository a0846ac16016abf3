"""Pages of the access room."""

app_name = "access"
urlpatterns = []
