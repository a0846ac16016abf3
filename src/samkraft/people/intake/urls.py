"""Addresses of draw, placing, enrolment and consent; part of the people room's ``urls.py``."""

from django.urls import path

from samkraft.people.intake import (
    archive_views,
    consent_views,
    draw_views,
    enrolment_views,
    evidence_views,
    paper_views,
    referral_views,
    representative_views,
)

urlpatterns = [
    path("anvisningar/", referral_views.referrals, name="referrals"),
    path("anvisningar/ny/", referral_views.new_referral, name="new_referral"),
    path("anvisningar/kalla/", referral_views.call_referrals, name="call_referrals"),
    path("anvisningar/<uuid:referral_id>/", referral_views.referral, name="referral"),
    path("anvisningar/<uuid:referral_id>/uppgifter/", referral_views.referral_facts, name="referral_facts"),
    path("lottning/", draw_views.draws, name="draws"),
    path("lottning/frys/", draw_views.freeze, name="freeze"),
    path("lottning/<int:pk>/", draw_views.draw, name="draw"),
    path("placering/", draw_views.placing, name="placing"),
    path("placering/foresla/", draw_views.propose, name="propose_placing"),
    path("placering/<int:pk>/andra/", draw_views.change_placing, name="change_placing"),
    path("placering/bekrafta/", draw_views.confirm, name="confirm_placing"),
    path("inskrivning/", enrolment_views.call_list, name="call_list"),
    path("inskrivning/<uuid:referral_id>/", enrolment_views.enrol, name="enrol"),
    path("inskrivning/<uuid:referral_id>/blankett/", paper_views.enrolment_form, name="enrolment_form_paper"),
    path("inskrivning/<uuid:referral_id>/nej/", enrolment_views.decline, name="decline"),
    path("deltagare/<uuid:case_id>/samtycken/", consent_views.consents, name="consents"),
    path("deltagare/<uuid:case_id>/samtycken/nytt/", consent_views.add_consent, name="add_consent"),
    path("deltagare/<uuid:case_id>/samtycken/ta-tillbaka/", consent_views.withdraw, name="withdraw"),
    path("deltagare/<uuid:case_id>/samtycken/blankett/", paper_views.case_form, name="consent_form_paper"),
    path("deltagare/<uuid:case_id>/samtycken/sett/", consent_views.see_change, name="see_change"),
    path("deltagare/<uuid:case_id>/samtycken/<uuid:line>/bekrafta/", consent_views.confirm, name="confirm_consent"),
    path("deltagare/<uuid:case_id>/samtycken/<uuid:consent>/", evidence_views.consent_record, name="consent_record"),
    path(
        "deltagare/<uuid:case_id>/samtycken/<uuid:consent>/papper/", evidence_views.add_paper, name="add_consent_paper"
    ),
    path(
        "deltagare/<uuid:case_id>/samtycken/<uuid:consent>/papper/<uuid:paper>/",
        evidence_views.paper_file,
        name="consent_paper_file",
    ),
    path("deltagare/<uuid:case_id>/samtycken/<uuid:consent>/utskrift/", paper_views.given_form, name="consent_paper"),
    path("deltagare/<uuid:case_id>/foretradare/", representative_views.representatives, name="representatives"),
    path(
        "deltagare/<uuid:case_id>/foretradare/<uuid:representative>/avsluta/",
        representative_views.end_representative,
        name="end_representative",
    ),
    path("arkiv/", archive_views.archive, name="archive"),
    path("arkiv/<uuid:case_id>/", archive_views.archived_case, name="archived_case"),
]
