"""Pages of the access room."""

from django.urls import path

from samkraft.access import (
    log_views,
    login_log_views,
    login_views,
    own_login_views,
    passkey_views,
    provider_views,
    role_views,
    shortcut_views,
    views,
)
from samkraft.access.incidents import views as incidents

app_name = "access"
urlpatterns = [
    path("logga-in/", login_views.login, name="login"),
    path("logga-in/nyckel/", passkey_views.key_login, name="key_login"),
    path("logga-in/nyckel/ny/", passkey_views.make_key, name="make_key"),
    path("behorighet/kod-till-nyckel/", passkey_views.print_key_code, name="print_key_code"),
    path("logga-in/nycklar.json", provider_views.client_keys, name="client_keys"),
    path("logga-in/med/<slug:key>/", provider_views.provider_login, name="provider_login"),
    path("logga-in/med/<slug:key>/svar/", provider_views.provider_answer, name="provider_answer"),
    path("logga-in/med/<slug:key>/utloggad/", provider_views.provider_logout, name="provider_logout"),
    path("logga-ut/", login_views.logout, name="logout"),
    path("las/", login_views.lock, name="lock"),
    path("last/", login_views.locked, name="locked"),
    path("bekrafta/", login_views.confirm, name="confirm"),
    path("fortsatt/", login_views.go_on, name="go_on"),
    path("sa-granskas-lasning/", own_login_views.notice, name="notice"),
    path("mina-inloggningar/", own_login_views.my_sessions, name="my_sessions"),
    path("mina-inloggningar/avsluta-andra/", own_login_views.end_my_others, name="end_my_others"),
    path("valj-verksamhet/", views.choose_branch, name="choose_branch"),
    path("kortkommandon/", shortcut_views.shortcuts, name="shortcuts"),
    path("min-laslogg/", views.my_log, name="my_log"),
    path("behorighet/", views.roles, name="roles"),
    path("behorighet/<int:pk>/avsluta/", views.end_role, name="end_role"),
    path("behorighet/ny/", role_views.new_person, name="new_person"),
    path("behorighet/konto/<int:pk>/vack/", role_views.wake, name="wake"),
    path("behorighet/genomgang/", role_views.confirm_roles, name="confirm_roles"),
    path("behorighet/vad-rollerna-far/", role_views.what_roles_may, name="what_roles_may"),
    path("logg/granskning/", log_views.review, name="log_review"),
    path("logg/granskning/<uuid:finding>/", log_views.finding, name="log_finding"),
    path("logg/granskning/<uuid:finding>/be-att-fa-lasa/", log_views.ask_to_open, name="log_ask_to_open"),
    path("logg/oppning/<uuid:opening>/", log_views.open_for_reviewer, name="log_open"),
    path("logg/inloggningar/", login_log_views.logins, name="log_logins"),
    path("logg/lage/", log_views.report, name="log_report"),
    path("logg/utdrag/", log_views.find_extract, name="log_find_extract"),
    path("logg/utdrag/<uuid:case>/", log_views.extract, name="log_extract"),
    path("incidenter/", incidents.incidents, name="incidents"),
    path("incidenter/ny/", incidents.register, name="incident_new"),
    path("incidenter/<uuid:incident>/", incidents.incident, name="incident"),
    path("incidenter/<uuid:incident>/underlag/", incidents.pack, name="incident_pack"),
    path("incidenter/<uuid:incident>/<slug:what>/", incidents.entry, name="incident_entry"),
]
