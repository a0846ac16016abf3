"""Pages of the steering room."""

app_name = "steering"
urlpatterns = []
