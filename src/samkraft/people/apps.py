"""The people room: what it puts in the menu, on the participant page and on the day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "samkraft.people"
    verbose_name = "Deltagare"

    def ready(self):
        _register_work()
        _register_intake()
        _register_pathway()
        _register_protection()
        _register_rights()


def _register_protection():
    from samkraft.core import navigation
    from samkraft.people import contributions
    from samkraft.people.perms import can_decide_protection

    contributions.add_tab(_("Skydd"), "people:protection", 80)
    navigation.register(_("Skyddade ärenden"), "people:protection_decisions", allowed=can_decide_protection, order=26)


def _register_intake():
    from samkraft.core import navigation
    from samkraft.people import contributions
    from samkraft.people.perms import can_administer_intake, can_refer, can_work_with_people
    from samkraft.sharing.contributions import register_archive

    navigation.register(_("Att skriva in"), "people:call_list", allowed=can_work_with_people, order=30)
    navigation.register(_("Anvisningar"), "people:referrals", allowed=can_refer, order=45)
    navigation.register(_("Lottning"), "people:draws", allowed=can_administer_intake, order=60)
    navigation.register(_("Placering"), "people:placing", allowed=can_administer_intake, order=61)
    contributions.add_tab(_("Samtycken"), "people:consents", 60)
    register_archive("people:archive")


def _register_work():
    from samkraft.access.actions import when_role_ends
    from samkraft.access.log_facts import register_case_facts
    from samkraft.core import navigation
    from samkraft.people import contributions
    from samkraft.people.birth_days import birth_days
    from samkraft.people.daily.leader_actions import led_queue, unled_queue
    from samkraft.people.daily.opening_actions import end_openings_of
    from samkraft.people.first_page import first_page
    from samkraft.people.leaving import end_assignments_of
    from samkraft.people.log_facts import FACTS
    from samkraft.people.own_cases import kept_cases, keys_of_own_cases, keys_to_open, names_of_own_cases
    from samkraft.people.perms import (
        can_compare_cases,
        can_explain_access,
        can_manage_branch,
        can_see_openings,
        can_see_teams,
        can_work_with_people,
        finds_day_in_menu,
    )
    from samkraft.sharing.contributions import register_cases
    from samkraft.sharing.retention import register_birth_days

    navigation.register(_("Min dag"), "people:day", allowed=finds_day_in_menu, order=10, key="d")
    navigation.register(_("Deltagare"), "people:cases", allowed=can_work_with_people, order=20, key="l")
    navigation.register(_("Öppna med skäl"), "people:open_with_reason", allowed=can_manage_branch, order=25)
    navigation.register(_("Frister"), "people:deadlines", allowed=can_work_with_people, order=22, key="f")
    navigation.register(_("Läget för frister"), "people:deadline_overview", allowed=can_see_teams, order=61)
    navigation.register(_("Dubbletter"), "people:duplicates", allowed=can_compare_cases, order=63)
    navigation.register(_("Team"), "people:teams", allowed=can_see_teams, order=62)
    navigation.register(_("Öppningar med skäl"), "people:openings", allowed=can_see_openings, order=26)
    navigation.register(_("Vem kan se ett ärende?"), "people:why_ask", allowed=can_explain_access, order=84)
    navigation.register_start(first_page)
    navigation.register_search("people:search", allowed=can_work_with_people)
    contributions.add_tab(_("Översikt"), "people:case", 0)
    contributions.add_tab(_("Ärendets gång"), "people:case_history", 70)
    contributions.add_queue(12, led_queue)
    contributions.add_queue(14, unled_queue)
    register_cases(keys_of_own_cases, names_of_own_cases, kept_cases, keys_to_open)
    when_role_ends(end_assignments_of)
    when_role_ends(end_openings_of)
    register_case_facts(FACTS)
    register_birth_days(birth_days)


def _register_pathway():
    from samkraft.people.afterwards import contributions as afterwards_contributions
    from samkraft.people.moving import contributions as moving_contributions
    from samkraft.people.pathway import contributions as pathway_contributions

    pathway_contributions.register()
    moving_contributions.register()
    afterwards_contributions.register()


def _register_rights():
    from samkraft.core import navigation, waiting
    from samkraft.people import contributions
    from samkraft.people.archiving.actions import receipts_of
    from samkraft.people.perms import can_archive, can_handle_rights, can_list_records, can_make_package
    from samkraft.people.rights.waiting import tell
    from samkraft.sharing.retention import register_receipts

    waiting.register(tell)
    contributions.add_tab(_("Handlingar"), "people:records", 65)
    navigation.register(_("Handlingar"), "people:find_records", allowed=can_list_records, order=51)
    navigation.register(_("Information"), "people:notices", allowed=can_make_package, order=52)
    navigation.register(_("Arkivpaket"), "people:archive_packages", allowed=can_archive, order=87)
    register_receipts(receipts_of)
    navigation.register(_("Begäranden"), "people:rights", allowed=can_handle_rights, order=50)
