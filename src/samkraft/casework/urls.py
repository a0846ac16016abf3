"""Pages of the casework room. All under a case: who may open it is decided there."""

from django.urls import path

from samkraft.casework import (
    urls_contacts,
    views_benefits,
    views_documents,
    views_drafts,
    views_mapping,
    views_meeting_page,
    views_meetings,
    views_meetings_paper,
    views_plan,
    views_plan_edit,
    views_sip,
    views_step_report,
)

app_name = "casework"

_CASE = "deltagare/<uuid:case>"

_drafts = [
    path(f"{_CASE}/utkast/<slug:form>/", views_drafts.save, name="draft_save"),
    path(f"{_CASE}/utkast/<slug:form>/kasta/", views_drafts.discard, name="draft_discard"),
]

_mapping = [
    path(f"{_CASE}/kartlaggning/", views_mapping.show, name="mapping"),
    path(f"{_CASE}/kartlaggning/<slug:area>/", views_mapping.edit, name="mapping_edit"),
    path(f"{_CASE}/kartlaggning/<slug:area>/versioner/", views_mapping.versions, name="mapping_versions"),
]

_benefits = [
    path(f"{_CASE}/ersattningar/", views_benefits.show, name="benefits"),
    path(f"{_CASE}/ersattningar/ny/", views_benefits.add, name="benefit_add"),
    path(f"{_CASE}/ersattningar/<uuid:item>/", views_benefits.show_one, name="benefit"),
    path(f"{_CASE}/ersattningar/<uuid:item>/andra/", views_benefits.edit, name="benefit_edit"),
]

_plan = [
    path(f"{_CASE}/plan/", views_plan.show, name="plan"),
    path(f"{_CASE}/plan/versioner/", views_plan.versions, name="plan_versions"),
    path(f"{_CASE}/plan/utskrift/", views_plan.paper, name="plan_paper"),
    path(f"{_CASE}/plan/sip/", views_sip.sip, name="plan_sip"),
    path(f"{_CASE}/plan/samtycke/", views_sip.agree, name="plan_agree"),
    path(f"{_CASE}/plan/borja/", views_plan_edit.start, name="plan_start"),
    path(f"{_CASE}/plan/andra/", views_plan_edit.edit, name="plan_edit"),
    path(f"{_CASE}/plan/publicera/", views_plan_edit.publish, name="plan_publish"),
    path(f"{_CASE}/plan/svar/<uuid:release>/", views_plan_edit.answer, name="plan_answer"),
    path(f"{_CASE}/plan/steg/nytt/", views_plan_edit.step, name="step_new"),
    path(f"{_CASE}/plan/steg/foresla/", views_step_report.propose, name="step_propose"),
    path(f"{_CASE}/plan/steg/<uuid:step>/", views_plan_edit.step, name="step_edit"),
    path(f"{_CASE}/plan/steg/<uuid:step>/flytta/", views_plan_edit.move, name="step_move"),
    path(f"{_CASE}/plan/steg/<uuid:step>/lage/", views_plan_edit.set_state, name="step_state"),
    path(f"{_CASE}/plan/steg/<uuid:step>/ta-bort/", views_plan_edit.remove, name="step_remove"),
    path(f"{_CASE}/plan/steg/<uuid:step>/rapport/", views_step_report.report, name="step_report"),
]

_meetings = [
    path("mina-moten/utskrift/", views_meetings_paper.paper, name="meetings_paper"),
    path(f"{_CASE}/moten/", views_meetings.show, name="meetings"),
    path(f"{_CASE}/moten/boka/", views_meetings.book, name="meeting_book"),
    path(f"{_CASE}/moten/<uuid:meeting>/", views_meeting_page.show, name="meeting"),
    path(f"{_CASE}/moten/<uuid:meeting>/<slug:how>/", views_meetings.settle, name="meeting_settle"),
    path(f"{_CASE}/anteckningar/ny/", views_meetings.write, name="minutes_new"),
    path(f"{_CASE}/anteckningar/<uuid:item>/", views_meetings.note, name="minutes"),
    path(f"{_CASE}/anteckningar/<uuid:item>/andra/", views_meetings.write, name="minutes_edit"),
]

_documents = [
    path(f"{_CASE}/dokument/", views_documents.show, name="documents"),
    path(f"{_CASE}/dokument/nytt/", views_documents.add, name="document_add"),
    path(f"{_CASE}/dokument/<uuid:item>/", views_documents.show_one, name="document"),
    path(f"{_CASE}/dokument/<uuid:item>/fil/", views_documents.download, name="document_download"),
    path(f"{_CASE}/dokument/mottaget/<uuid:release>/", views_documents.download_received, name="document_received"),
]

urlpatterns = [*_drafts, *_benefits, *_mapping, *_plan, *_meetings, *_documents, *urls_contacts.urlpatterns]
