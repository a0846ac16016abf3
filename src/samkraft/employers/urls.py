"""Pages of the employers room."""

from django.urls import path

from samkraft.employers import registering_views as registering
from samkraft.employers.ads import views as ads
from samkraft.employers.employments import views as employments
from samkraft.employers.matching import views as matching
from samkraft.employers.placements import views as placements
from samkraft.employers.recruitment import views as recruitment
from samkraft.employers.register import views as register

_ROOM = "arbetsgivare/"
_ONE = f"{_ROOM}<uuid:employer>/"
_NEED = f"{_ROOM}behov/<uuid:need>/"
_MEETING = f"{_ROOM}traffar/<uuid:meeting>/"
_CASE = "deltagare/<uuid:case>/"
_PLACE = f"{_CASE}arbetsplats/<uuid:placement>/"
_EMPLOYMENT = f"{_CASE}anstallning/<uuid:employment>/"
_INVITATION = f"{_CASE}rekryteringstraff/<uuid:invitation>/"

app_name = "employers"
urlpatterns = [
    path(_ROOM, register.employer_list, name="list"),
    path(f"{_ROOM}ny/", register.add, name="new"),
    path(f"{_ROOM}behov/", register.needs, name="needs"),
    path(_NEED, register.change_need, name="need_change"),
    path(f"{_NEED}deltagare/", matching.people, name="need_people"),
    path(f"{_NEED}lage/", register.settle_need, name="need_state"),
    path(f"{_ROOM}tid/", register.time, name="time"),
    path(f"{_ROOM}annonser/", ads.ads, name="ads"),
    path(f"{_ROOM}traffar/", recruitment.meetings, name="meetings"),
    path(f"{_ROOM}traffar/ny/", recruitment.add, name="meeting_new"),
    path(_MEETING, recruitment.show, name="meeting"),
    path(f"{_MEETING}andra/", recruitment.change, name="meeting_change"),
    path(f"{_MEETING}lage/", recruitment.settle, name="meeting_state"),
    path(f"{_ROOM}arbetsplatser/", placements.placements, name="placements"),
    path(f"{_ROOM}anstallningar/", employments.employments, name="employments"),
    path(_ONE, register.show, name="show"),
    path(f"{_ONE}andra/", register.change, name="change"),
    path(f"{_ONE}samordna/", register.coordinate, name="coordinate"),
    path(f"{_ONE}kontakt/", register.add_contact, name="contact"),
    path(f"{_ONE}kontakt/<int:contact>/angra/", register.undo_contact, name="contact_undo"),
    path(f"{_ONE}kontaktperson/", register.add_person, name="person_new"),
    path(f"{_ONE}kontaktperson/<int:person>/ta-bort/", register.remove_person, name="person_remove"),
    path(f"{_ONE}behov/", register.add_need, name="need_new"),
    path(f"{_CASE}arbetsplats/", placements.place, name="place"),
    path(_PLACE, placements.show, name="placement"),
    path(f"{_PLACE}papper/", placements.paper, name="placement_paper"),
    path(f"{_PLACE}overenskommelse/", placements.agree, name="placement_agree"),
    path(f"{_PLACE}start/", placements.start, name="placement_start"),
    path(f"{_PLACE}uppfoljning/", placements.visit, name="placement_visit"),
    path(f"{_PLACE}slut/", placements.end, name="placement_end"),
    path(f"{_PLACE}dela/", placements.share, name="placement_share"),
    path(f"{_PLACE}registrerad/<slug:system>/", registering.placement, name="placement_registered"),
    path(f"{_CASE}anstallning/", employments.employ, name="employ"),
    path(_EMPLOYMENT, employments.show, name="employment"),
    path(f"{_EMPLOYMENT}slut/", employments.end, name="employment_end"),
    path(f"{_EMPLOYMENT}dela/", employments.share, name="employment_share"),
    path(f"{_EMPLOYMENT}registrerad/<slug:system>/", registering.employment, name="employment_registered"),
    path(f"{_CASE}rekryteringstraff/", recruitment.invite, name="invite"),
    path(_INVITATION, recruitment.invitation, name="invitation"),
    path(f"{_CASE}matchning/", matching.matching, name="matching"),
    path(f"{_CASE}sokprofil/", matching.profile, name="profile"),
    path(f"{_CASE}stodformer/", matching.support, name="support"),
]
