"""Pages of the casework room. All under a case: who may open it is decided there."""

from django.urls import path

from samkraft.casework import views_benefits, views_documents, views_drafts
from samkraft.casework.calendar.urls import urlpatterns as calendar
from samkraft.casework.care.urls import urlpatterns as care
from samkraft.casework.consultations.urls import urlpatterns as consultations
from samkraft.casework.contacts.urls import urlpatterns as contacts
from samkraft.casework.cooperation.urls import urlpatterns as cooperation
from samkraft.casework.dialogue.urls import urlpatterns as dialogue
from samkraft.casework.directions.urls import urlpatterns as directions
from samkraft.casework.history.urls import urlpatterns as history
from samkraft.casework.mapping.urls import urlpatterns as mapping
from samkraft.casework.meetings.urls import urlpatterns as meetings
from samkraft.casework.money.urls import urlpatterns as money
from samkraft.casework.plan.urls import urlpatterns as plan
from samkraft.casework.studies.urls import urlpatterns as studies
from samkraft.casework.texts.urls import urlpatterns as texts

app_name = "casework"

_CASE = "deltagare/<uuid:case>"

_drafts = [
    path(f"{_CASE}/utkast/<slug:form>/", views_drafts.save, name="draft_save"),
    path(f"{_CASE}/utkast/<slug:form>/kasta/", views_drafts.discard, name="draft_discard"),
]

_benefits = [
    path(f"{_CASE}/ersattningar/", views_benefits.show, name="benefits"),
    path(f"{_CASE}/ersattningar/ny/", views_benefits.add, name="benefit_add"),
    path(f"{_CASE}/ersattningar/<uuid:item>/", views_benefits.show_one, name="benefit"),
    path(f"{_CASE}/ersattningar/<uuid:item>/andra/", views_benefits.edit, name="benefit_edit"),
]

_documents = [
    path(f"{_CASE}/dokument/", views_documents.show, name="documents"),
    path(f"{_CASE}/dokument/nytt/", views_documents.add, name="document_add"),
    path(f"{_CASE}/dokument/<uuid:item>/", views_documents.show_one, name="document"),
    path(f"{_CASE}/dokument/<uuid:item>/fil/", views_documents.download, name="document_download"),
    path(f"{_CASE}/dokument/mottaget/<uuid:release>/", views_documents.download_received, name="document_received"),
]

urlpatterns = [
    *_drafts,
    *_benefits,
    *history,
    *money,
    *mapping,
    *plan,
    *meetings,
    *calendar,
    *_documents,
    *contacts,
    *dialogue,
    *consultations,
    *care,
    *studies,
    *cooperation,
    *directions,
    *texts,
]
