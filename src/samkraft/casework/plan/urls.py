"""Addresses of the joint plan; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.plan import edit_views, report_views, sip_views, template_views, views

_CASE = "deltagare/<uuid:case>"

urlpatterns = [
    path(f"{_CASE}/plan/", views.show, name="plan"),
    path(f"{_CASE}/plan/versioner/", views.versions, name="plan_versions"),
    path(f"{_CASE}/plan/utskrift/", views.paper, name="plan_paper"),
    path(f"{_CASE}/plan/lattlast/", views.plain_paper, name="plan_plain"),
    path(f"{_CASE}/plan/mallar/", template_views.choose, name="plan_templates"),
    path(f"{_CASE}/plan/overens/", edit_views.agree, name="plan_agreed"),
    path(f"{_CASE}/plan/sip/", sip_views.sip, name="plan_sip"),
    path(f"{_CASE}/plan/samtycke/", sip_views.agree, name="plan_agree"),
    path(f"{_CASE}/plan/borja/", edit_views.start, name="plan_start"),
    path(f"{_CASE}/plan/andra/", edit_views.edit, name="plan_edit"),
    path(f"{_CASE}/plan/publicera/", edit_views.publish, name="plan_publish"),
    path(f"{_CASE}/plan/svar/<uuid:release>/", edit_views.answer, name="plan_answer"),
    path(f"{_CASE}/plan/steg/nytt/", edit_views.step, name="step_new"),
    path(f"{_CASE}/plan/steg/foresla/", report_views.propose, name="step_propose"),
    path(f"{_CASE}/plan/steg/<uuid:step>/", edit_views.step, name="step_edit"),
    path(f"{_CASE}/plan/steg/<uuid:step>/flytta/", edit_views.move, name="step_move"),
    path(f"{_CASE}/plan/steg/<uuid:step>/lage/", edit_views.set_state, name="step_state"),
    path(f"{_CASE}/plan/steg/<uuid:step>/angra/<int:move>/", edit_views.undo, name="step_undo"),
    path(f"{_CASE}/plan/steg/<uuid:step>/ta-bort/", edit_views.remove, name="step_remove"),
    path(f"{_CASE}/plan/steg/<uuid:step>/rapport/", report_views.report, name="step_report"),
]
