"""The participant's own page, and what people at work put on it.

Who logs in stands under the address of the login, where nobody acts for anybody (``access.login_middleware``).
"""

from django.urls import path

from samkraft.portal import login_views, staff_views, views

app_name = "portal"

_LOGIN, _OWN, _CASE = "logga-in/min-sida", "min-sida", "deltagare/<uuid:case>/personens-sida"

urlpatterns = [
    path(f"{_LOGIN}/", login_views.login, name="login"),
    path(f"{_LOGIN}/nycklar.json", login_views.client_keys, name="client_keys"),
    path(f"{_LOGIN}/prova/", login_views.demo_login, name="demo_login"),
    path(f"{_LOGIN}/sprak/", login_views.language, name="language"),
    path(f"{_LOGIN}/med/<slug:key>/", login_views.provider_login, name="provider_login"),
    path(f"{_LOGIN}/med/<slug:key>/svar/", login_views.provider_answer, name="provider_answer"),
    path(f"{_LOGIN}/logga-ut/", login_views.logout, name="logout"),
    path(f"{_LOGIN}/lamna/", login_views.leave, name="leave"),
    path("stangd/", login_views.closed, name="closed"),
    path(f"{_OWN}/", views.page, name="page"),
    path(f"{_OWN}/plan/", views.paper, name="paper"),
    path(f"{_OWN}/anteckning/<uuid:key>/", views.note, name="note"),
    path(f"{_OWN}/samtycke/tillbakataget/", views.taken_back, name="taken_back"),
    path(f"{_OWN}/samtycke/<slug:purpose>/<slug:category>/", views.consent, name="consent"),
    path(f"{_OWN}/vem-har-last/", views.log, name="log"),
    path(f"{_CASE}/", staff_views.show, name="put_there"),
    path(f"{_CASE}/plan/", staff_views.put_plan, name="put_plan"),
    path(f"{_CASE}/anteckning/<uuid:item>/", staff_views.put_note, name="put_note"),
    path(f"{_CASE}/<uuid:copy>/ta-bort/", staff_views.take_back, name="take_back"),
]
