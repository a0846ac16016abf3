"""Pages of the exchange room."""

from django.urls import path

from samkraft.exchange import branch_views, history_views, views
from samkraft.exchange.fund import views as fund_views

app_name = "exchange"
urlpatterns = [
    path("anvisningar/fil/", views.new_upload, name="new_upload"),
    path("anvisningar/fil/<uuid:pk>/", views.upload, name="upload"),
    path("anvisningar/fil/<uuid:pk>/felrader.csv", views.error_rows, name="error_rows"),
    path("anvisningar/fil/<uuid:pk>/ta-emot/", views.take, name="take"),
    path("anvisningar/fil/<uuid:pk>/slang/", views.discard, name="discard"),
    path("anvisningar/fil/<uuid:pk>/skyddade/", views.protected_done, name="protected_done"),
    path("esf/", fund_views.months, name="fund_months"),
    path("esf/<slug:month>/", fund_views.month, name="fund_month"),
    path("deltagare/historik-fil/", history_views.new, name="history_new"),
    path("deltagare/historik-fil/<uuid:pk>/", history_views.show, name="history_file"),
    path("deltagare/historik-fil/<uuid:pk>/las-in/", history_views.take, name="history_take"),
    path("deltagare/historik-fil/<uuid:pk>/slang/", history_views.discard, name="history_discard"),
    path("verksamhetens-ersattningar/", branch_views.new, name="branch_new"),
    path("verksamhetens-ersattningar/<uuid:pk>/", branch_views.show, name="branch_file"),
    path("verksamhetens-ersattningar/<uuid:pk>/las-in/", branch_views.take, name="branch_take"),
    path("verksamhetens-ersattningar/<uuid:pk>/slang/", branch_views.discard, name="branch_discard"),
]
