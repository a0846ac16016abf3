"""Addresses of draw, placing, enrolment and consent; part of the people room's ``urls.py``."""

from django.urls import path

from samkraft.people.intake import consent_views, draw_views, enrolment_views, referral_views

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
    path("inskrivning/<uuid:referral_id>/nej/", enrolment_views.decline, name="decline"),
    path("deltagare/<uuid:case_id>/samtycken/", consent_views.consents, name="consents"),
    path("deltagare/<uuid:case_id>/samtycken/nytt/", consent_views.add_consent, name="add_consent"),
    path("deltagare/<uuid:case_id>/samtycken/<uuid:line>/bekrafta/", consent_views.confirm, name="confirm_consent"),
    path("deltagare/<uuid:case_id>/samtycken/<uuid:line>/ta-tillbaka/", consent_views.withdraw, name="withdraw"),
]
