"""Pages of the exchange room."""

app_name = "exchange"
urlpatterns = []
