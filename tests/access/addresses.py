"""Every address of the site: who may, what her reading leaves in the log.

The tests walk it; a new URL must stand here.
"""

from dataclasses import dataclass

from samkraft.access.choices import Event, Role

EVERYONE = frozenset(Role)
HANDLER = frozenset({Role.HANDLER})
MANAGER = frozenset({Role.UNIT_MANAGER})
INTAKE = frozenset({Role.PROJECT_ADMINISTRATOR})
RECEIVER = frozenset({Role.RECEIVER})
ADMINISTRATOR = frozenset({Role.ACCESS_ADMINISTRATOR})
REVIEWER = frozenset({Role.LOG_REVIEWER})
OFFICER = frozenset({Role.DATA_PROTECTION_OFFICER})
GATES = frozenset({Role.SYSTEM_MANAGER, Role.DATA_PROTECTION_OFFICER, Role.LEGAL_APPROVER, Role.PROJECT_LEADER})
APPROVER = frozenset({Role.LEGAL_APPROVER})
CHANGES = GATES | {Role.REGISTRAR}
REGISTRAR = frozenset({Role.REGISTRAR})
REPORTER = frozenset({Role.FUND_REPORTER})
LEADERS = frozenset({Role.PROJECT_LEADER})
ARRANGES = HANDLER | MANAGER | INTAKE
EMPLOYERS = ARRANGES | LEADERS
OPENED, LISTED = Event.CASE_OPENED, Event.LIST_VIEWED


@dataclass(frozen=True)
class Row:
    """*may*: the roles that may; *args*: the world's keys for the address; *reads*, *writes*: its methods;
    *log*: the event that reading leaves, for pages with personal data; *status*: what reading answers;
    *who*: the person of the world who may, when no role by itself lets in; *data*: what writing needs to be heard."""

    may: frozenset
    args: tuple = ()
    reads: bool = True
    writes: bool = False
    log: str = ""
    status: tuple = (200,)
    who: str = ""
    data: tuple = ()

    @property
    def is_of_a_case(self):
        return bool(self.args) and self.args[0] in ("case", "hidden")


def page(may, *args, log="", status=(200,)):
    return Row(may, args, log=log, status=status)


def form(may, *args, log="", status=(200,), who=""):
    return Row(may, args, writes=True, log=log, status=status, who=who)


def act(may, *args, data=()):
    return Row(may, args, reads=False, writes=True, data=data)


FIGURES = frozenset({
    Role.PROJECT_LEADER, Role.STEERING, Role.EVALUATOR, Role.ECONOMIST, Role.PROJECT_ADMINISTRATOR, Role.UNIT_MANAGER,
    Role.HANDLER,
})  # fmt: skip
PLANS = frozenset({Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR})
SEES_CATALOGUE = PLANS | {Role.HANDLER, Role.PROJECT_LEADER}
LEADS = frozenset({Role.PROJECT_LEADER, Role.PROJECT_ADMINISTRATOR})
IMPORTS = frozenset({Role.PROJECT_ADMINISTRATOR, Role.REFERRER})
# Steps are reported and proposed by the branches that don't lead.
NOT_LEADING = {"who": "jonas"}

REFERS = frozenset({Role.REFERRER, Role.HANDLER, Role.PROJECT_ADMINISTRATOR})
REVISION = (("revision", "1"),)

# Open to all, without login.
PUBLIC = {
    "core:health", "core:accessibility", "core:accessibility_message", "core:data_use", "core:glossary",
    "core:style_guide", "core:style_guide_citizen", "core:style_guide_meeting", "core:style_guide_paper",
    "access:login", "access:client_keys", "access:key_login", "access:make_key",
    "site:register", "site:register_branch", "site:register_file",
    "people:notice", "people:arrangement", "people:arrangement_version",
}  # fmt: skip
PUBLIC_ARGUMENTS = {
    "people:notice": ["af", "sv"], "people:arrangement_version": [1],
    "site:register_branch": ["af"], "site:register_file": ["af"],
}  # fmt: skip
# On the way to an identity provider and back: tried in test_providers.
OF_A_PROVIDER = {"access:provider_login", "access:provider_answer", "access:provider_logout"}
PUBLIC |= OF_A_PROVIDER
# There for who has the secret, which stands in no list: tried in casework/test_calendar.py.
OF_A_SECRET = {"casework:calendar_feed"}
PUBLIC |= OF_A_SECRET

# The participant's own, under a login of its own: tried in tests/portal.
OF_THE_PORTAL = {
    "portal:login", "portal:client_keys", "portal:demo_login", "portal:language", "portal:provider_login",
    "portal:provider_answer", "portal:logout", "portal:leave", "portal:closed", "portal:page", "portal:paper",
    "portal:note", "portal:taken_back", "portal:consent", "portal:log",
}  # fmt: skip
PUBLIC |= OF_THE_PORTAL

# For everyone who is logged in, before a branch is chosen as well.
OF_THE_LOGIN = {
    "access:logout", "access:choose_branch", "access:lock", "access:locked", "access:confirm", "access:go_on",
    "access:notice", "access:my_sessions", "access:end_my_others",
}  # fmt: skip
BEFORE_A_BRANCH = OF_THE_LOGIN | {"people:day"}
# They end the session, or lock it: walks over many pages leave them out.
LEAVES = {"access:logout", "access:lock", "access:end_my_others"}

CASE = "case"
ADDRESSES = {
    "access:logout": act(EVERYONE),
    "access:choose_branch": form(EVERYONE),
    "access:lock": act(EVERYONE),
    "access:locked": form(EVERYONE, status=(302,)),
    "access:confirm": form(EVERYONE),
    "access:go_on": page(EVERYONE),
    "access:print_key_code": form(ADMINISTRATOR),
    "access:notice": form(EVERYONE),
    "access:my_sessions": page(EVERYONE),
    "access:end_my_others": act(EVERYONE),
    "access:shortcuts": form(EVERYONE),
    "access:my_log": page(EVERYONE),
    "access:roles": form(ADMINISTRATOR),
    "access:care_units": form(ADMINISTRATOR),
    "access:end_role": act(ADMINISTRATOR, "role"),
    "access:new_person": form(ADMINISTRATOR),
    "access:wake": act(ADMINISTRATOR, "resting"),
    "access:confirm_roles": form(ADMINISTRATOR | MANAGER),
    "access:what_roles_may": page(EVERYONE),
    "access:log_review": page(REVIEWER, log=Event.LOG_VIEWED),
    "access:log_finding": form(REVIEWER, "finding", log=Event.LOG_VIEWED),
    "access:log_ask_to_open": act(REVIEWER, "finding", data=(("reason", "Frist"),)),
    "access:log_open": act(REVIEWER | OFFICER, "log_opening", data=(("answer", "yes"),)),
    "access:log_logins": page(REVIEWER | frozenset({Role.SYSTEM_MANAGER}), log=Event.LOG_VIEWED),
    "access:log_report": page(REVIEWER | OFFICER | MANAGER, log=Event.LOG_VIEWED),
    "access:log_find_extract": form(REVIEWER | OFFICER),
    "access:log_extract": page(REVIEWER | OFFICER, "case", log=Event.LOG_VIEWED),
    "access:incidents": page(MANAGER | OFFICER, log=Event.LOG_VIEWED),
    "access:incident_new": form(EVERYONE),
    "access:incident": page(MANAGER | OFFICER, "incident", log=Event.LOG_VIEWED),
    "access:incident_pack": page(MANAGER | OFFICER, "incident", log=Event.PRINTED),
    "access:incident_entry": form(MANAGER | OFFICER, "incident", "incident_entry"),
    "programmes:programme": page(EVERYONE),
    "programmes:changes": page(CHANGES),
    "programmes:propose_change": act(frozenset({Role.SYSTEM_MANAGER})),
    "programmes:change": page(CHANGES, "change"),
    "programmes:decide_change": act(CHANGES - {Role.SYSTEM_MANAGER, Role.PROJECT_LEADER}, "change"),
    "sharing:inbox": page(HANDLER, log=LISTED),
    "sharing:stop": act(HANDLER, "waiting"),
    "sharing:sent": form(HANDLER, "sent", log=OPENED),
    "sharing:advice_list": page(HANDLER, log=LISTED),
    "sharing:advice_new": form(HANDLER),
    "sharing:advice": form(HANDLER, "advice", log=Event.ITEM_VIEWED),
    "sharing:received": page(REGISTRAR, log=LISTED),
    "sharing:reviews": page(APPROVER, log=LISTED),
    "sharing:review": form(APPROVER, "review", log=Event.ITEM_VIEWED),
    "sharing:review_file": page(APPROVER, "file_review", log=Event.FILE_HANDED_OUT),
    "sharing:asked_review": form(HANDLER, "review", log=OPENED),
    "sharing:copy": page(HANDLER, "release", log=OPENED),
    "sharing:retention": page(REGISTRAR | MANAGER, log=LISTED),
    "sharing:propose_files": form(REGISTRAR, log=LISTED),
    "sharing:propose_records": form(REGISTRAR, log=LISTED),
    "sharing:retention_proposal": form(REGISTRAR | MANAGER, "destruction", log=LISTED),
    "sharing:destroy": act(REGISTRAR | MANAGER, "destruction"),
    "sharing:certificate": page(REGISTRAR | MANAGER, "certificate", log=LISTED),
    "sharing:log_months": form(REGISTRAR | MANAGER, log=Event.LOG_VIEWED),
    "sharing:leave": form(REGISTRAR),
    "sharing:retention_holds": form(REGISTRAR, log=LISTED),
    "sharing:lift_hold": act(REGISTRAR, "hold"),
    "people:day": page(EVERYONE, status=(200, 302)),
    "people:deadlines": page(HANDLER, log=LISTED),
    "people:deadline_overview": page(MANAGER | LEADERS, log=LISTED),
    "people:case_deadlines": page(HANDLER, CASE, log=OPENED),
    "people:put_off": form(HANDLER, CASE, "due_code", "due_on", log=OPENED),
    "people:take_up": act(HANDLER, CASE, "waiting_code", "waiting_on"),
    "casework:texts": page(HANDLER | MANAGER),
    "casework:text_new": form(HANDLER | MANAGER),
    "casework:texts_for": page(HANDLER | MANAGER, "text_place"),
    "casework:text_change": form(HANDLER | MANAGER, "text"),
    "casework:text_remove": act(HANDLER | MANAGER, "text"),
    "casework:text_bring_back": act(HANDLER | MANAGER, "text_gone"),
    "people:cases": page(HANDLER, log=LISTED),
    "people:move": form(HANDLER | MANAGER, log=LISTED),
    "people:moved": page(HANDLER | MANAGER, "move", log=LISTED),
    "people:undo_move": act(HANDLER | MANAGER, "move"),
    "people:move_seen": act(HANDLER, "move"),
    "people:move_unseen": act(HANDLER, "move"),
    "people:search": form(HANDLER),
    "people:save_view": form(HANDLER),
    "people:keep_columns": act(HANDLER),
    "people:remove_view": act(HANDLER, "view"),
    "people:bring_back_view": act(HANDLER, "view_gone"),
    "people:next_talk_back": act(HANDLER, CASE, "no_day", "no_day"),
    "people:leader_notes_unread": act(HANDLER, CASE),
    "people:assign_back": act(frozenset(), CASE, "colleague_key"),
    "people:open_with_reason": form(MANAGER | HANDLER),
    "people:end_opening": act(MANAGER, "opening"),  # and who has it open
    "people:openings": page(MANAGER | OFFICER, log=LISTED),
    "people:answer_opening": form(MANAGER, "opening_asked", log=LISTED),
    "people:opening_seen": act(MANAGER, "opening"),
    "people:teams": page(MANAGER | LEADERS),
    "people:propose_place": form(MANAGER | LEADERS),
    "people:answer_place": act(MANAGER, "proposal"),
    "people:end_place": act(MANAGER, "place"),
    "people:why_ask": form(REVIEWER | OFFICER),
    "people:why": page(REVIEWER | OFFICER, CASE, log=Event.LOG_VIEWED),
    "people:why_paper": page(REVIEWER | OFFICER, CASE, log=Event.LOG_VIEWED),
    "people:draws": page(INTAKE),
    "people:freeze": act(INTAKE),
    "people:draw": form(INTAKE, "draw"),
    "people:placing": page(INTAKE, log=LISTED),
    "people:propose_placing": act(INTAKE),
    "people:change_placing": form(INTAKE, "placing", log=Event.ITEM_VIEWED),
    "people:confirm_placing": act(INTAKE),
    "people:call_list": page(HANDLER, log=LISTED),
    "people:enrol": form(HANDLER, "referral", log=Event.ITEM_VIEWED),
    "people:enrolment_form_paper": page(HANDLER, "referral", log=Event.PRINTED),
    "people:decline": form(HANDLER, "referral", log=Event.ITEM_VIEWED),
    "people:referrals": page(REFERS, log=LISTED),
    "people:new_referral": form(REFERS),
    "people:call_referrals": act(INTAKE),
    "people:referral": page(INTAKE, "referral", log=Event.ITEM_VIEWED),
    "people:referral_facts": form(INTAKE, "undecided", log=Event.ITEM_VIEWED),
    "people:receiver_list": page(RECEIVER, log=LISTED),
    "people:receiver_handover": page(RECEIVER, "handover", log=OPENED),
    "people:accept_handover": act(RECEIVER, "handover"),
    "people:return_handover": act(RECEIVER, "handover"),
    "people:follow_ups": page(HANDLER, log=LISTED),
    "people:call_next": page(HANDLER, status=(302,)),
    "people:try_follow_up": act(HANDLER, CASE, "follow_up", data=(("result", "no_answer"), ("again_on", "2021-07-05"))),
    "people:afterwards": page(HANDLER, log=LISTED),
    "people:support": page(HANDLER, CASE, log=OPENED),
    "people:begin_support": act(HANDLER, CASE),
    "people:hold_support_talk": act(HANDLER, CASE, "support"),
    "people:change_support_contact": act(HANDLER, CASE, "support"),
    "people:end_support": act(HANDLER, CASE, "support"),
    "people:answer_return": act(HANDLER, CASE, "return_signal"),
    "people:duplicates": form(ARRANGES, log=LISTED),
    "people:duplicate_pair": form(ARRANGES, "twin_one", "twin_two", log=OPENED),
    "people:merge_proposal": form(ARRANGES, "merge", log=OPENED),
    "people:undo_merge": act(MANAGER | INTAKE, "merge"),
    "people:winding_down": page(HANDLER | MANAGER | LEADERS),
    "people:remind_handover": act(HANDLER, CASE, "handover"),
    "people:notices": form(OFFICER),
    "people:arrangements": form(OFFICER),
    "people:confirm_arrangement": act(OFFICER, "arrangement"),
    "people:find_records": form(REGISTRAR),
    "people:case_records": form(REGISTRAR, CASE, log=LISTED),
    "people:records": page(HANDLER, CASE, log=OPENED),
    "people:record": form(HANDLER, CASE, "record_kind", "minutes", "record_version", log=OPENED),
    "people:ask_ground": form(HANDLER, CASE, "record_kind", "minutes", "record_version", log=OPENED),
    "people:care_blocks": form(HANDLER, CASE, log=OPENED),
    "people:end_block": act(HANDLER, CASE, "care_block"),
    "people:lift_block": form(HANDLER, CASE, "care_block", log=OPENED),
    "people:restrict": form(HANDLER, CASE, log=OPENED),
    "people:give_notice": form(HANDLER, CASE, log=OPENED),
    "people:archive_packages": form(REGISTRAR, log=LISTED),
    "people:make_archive_package": act(REGISTRAR, "closed_case"),
    "people:archive_package": form(REGISTRAR, "package", log=Event.ITEM_VIEWED),
    "people:rights": page(OFFICER | REGISTRAR, log=LISTED),
    "people:new_rights_request": form(OFFICER | REGISTRAR),
    "people:rights_request": form(OFFICER | REGISTRAR, "rights_request", log=Event.ITEM_VIEWED),
    "people:extend_rights_request": form(OFFICER | REGISTRAR, "rights_request", log=Event.ITEM_VIEWED),
    "people:review_package": form(OFFICER, "rights_request", log=Event.ITEM_VIEWED),
    "people:make_package": act(OFFICER, "rights_request", "pdf"),
    "people:package_document": page(OFFICER, "rights_request", "package_file", log=Event.FILE_HANDED_OUT),
    # A case: the handler to whom it is assigned; the unit manager only when she has opened it with a reason.
    "people:case": page(HANDLER, CASE, log=OPENED),
    "people:reveal_number": act(HANDLER, CASE),
    "people:case_history": page(HANDLER, CASE, log=OPENED),
    "people:next_talk": form(HANDLER, CASE, log=OPENED),
    "people:leader": form(HANDLER, CASE, log=OPENED),
    "people:leader_notes": form(HANDLER, CASE, log=OPENED),
    "people:assign": form(frozenset(), CASE),
    "people:end_assignment": act(frozenset(), CASE, "assignment"),
    "people:consents": page(HANDLER, CASE, log=OPENED),
    "people:add_consent": form(HANDLER, CASE, log=OPENED),
    "people:confirm_consent": act(HANDLER, CASE, "line"),
    "people:withdraw": form(HANDLER, CASE, log=OPENED),
    "people:see_change": act(HANDLER, CASE),
    "people:consent_form_paper": page(HANDLER, CASE, log=OPENED),
    "people:consent_record": page(HANDLER, CASE, "consent", log=OPENED),
    "people:add_consent_paper": form(HANDLER, CASE, "consent", log=OPENED),
    "people:consent_paper_file": page(HANDLER, CASE, "consent", "consent_scan", log=Event.FILE_HANDED_OUT),
    "people:consent_paper": page(HANDLER, CASE, "consent", log=OPENED),
    "people:representatives": form(HANDLER, CASE, log=OPENED),
    "people:end_representative": act(HANDLER, CASE, "representative"),
    "people:archive": page(HANDLER | MANAGER, log=LISTED),
    "people:archived_case": form(HANDLER | MANAGER, "archived", log=OPENED),
    "people:phase": page(HANDLER, CASE, log=OPENED),
    "people:move_phase": act(HANDLER, CASE),
    "people:extend_phase": act(HANDLER, CASE),
    "people:discharge": form(HANDLER, CASE, log=OPENED),
    "people:correct_discharge": act(HANDLER, CASE),
    "people:handover": form(HANDLER, CASE, log=OPENED),
    "people:confirm_handover": act(HANDLER, CASE, "handover"),
    "people:print_handover": page(HANDLER, CASE, "handover", log=OPENED),
    "people:share_follow_up": act(HANDLER, CASE, "followed_up"),
    "people:secure_message": page(HANDLER, CASE, "handover_outside", log=Event.EXPORTED),
    "people:follow_up": form(HANDLER, CASE, "follow_up", log=OPENED),
    # Protected cases stand on pages of their own; "hidden" is one that the handler set the mark on.
    "people:protected_cases": page(HANDLER, log=LISTED),
    "people:protected_enrol": form(HANDLER),
    "people:protection_decisions": page(MANAGER | ADMINISTRATOR, log=LISTED),
    "people:protection_decision": form(MANAGER | ADMINISTRATOR, "protected_case", log=LISTED),
    "people:decide_named": act(MANAGER | ADMINISTRATOR, "name"),
    "people:take_off_list": act(MANAGER | ADMINISTRATOR, "name"),
    "people:decide_removal": act(MANAGER | ADMINISTRATOR | HANDLER, "mark"),
    "people:anonymous_counts": page(LEADS),
    "people:protection": form(HANDLER, CASE, log=OPENED),
    "people:propose_named": act(HANDLER, "hidden"),
    "people:end_named": act(HANDLER, "hidden", "name"),
    "people:ask_removal": act(HANDLER, "hidden"),
    "people:reveal_identity": act(HANDLER, "hidden"),
    "people:esf_number": act(HANDLER, "hidden"),
    "people:protection_cover": page(HANDLER, "hidden", log=OPENED),
    "people:close_without_successor": form(HANDLER, "hidden", log=OPENED),
    "activities:list": page(HANDLER, CASE, log=OPENED),
    "activities:place": form(HANDLER, CASE, log=OPENED),
    "activities:show": page(HANDLER, CASE, "activity", log=OPENED),
    "activities:decide": act(HANDLER, CASE, "activity"),
    "activities:start": act(HANDLER, CASE, "activity"),
    "activities:end": act(HANDLER, CASE, "activity"),
    "activities:share": act(HANDLER, CASE, "activity"),
    "activities:answer": act(HANDLER, CASE, "asked"),
    # Employers are open to all who work in the programme: no participant stands there, but on the pages of a case.
    "employers:list": page(EMPLOYERS),
    "employers:new": form(ARRANGES),
    "employers:needs": page(EMPLOYERS),
    "employers:need_change": form(ARRANGES, "employer_need"),
    "employers:need_people": page(HANDLER, "employer_need", log=LISTED),
    "employers:need_state": act(ARRANGES, "employer_need", data=(("state", "open"),)),
    "employers:time": page(EMPLOYERS),
    "employers:ads": page(EMPLOYERS),
    "employers:meetings": page(EMPLOYERS),
    "employers:meeting_new": form(ARRANGES),
    "employers:meeting": page(EMPLOYERS, "recruitment_meeting"),
    "employers:meeting_change": form(ARRANGES, "recruitment_meeting"),
    "employers:meeting_state": act(ARRANGES, "recruitment_meeting", data=(("state", "cancelled"),)),
    "employers:placements": page(HANDLER, log=LISTED),
    "employers:employments": page(HANDLER, log=LISTED),
    "employers:show": page(EMPLOYERS, "employer"),
    "employers:change": form(ARRANGES, "employer"),
    "employers:coordinate": act(ARRANGES, "employer"),
    "employers:contact": form(ARRANGES, "employer"),
    "employers:contact_undo": act(ARRANGES, "employer", "employer_contact"),
    "employers:person_new": form(ARRANGES, "employer"),
    "employers:person_remove": act(ARRANGES, "employer", "employer_person"),
    "employers:need_new": form(ARRANGES, "employer"),
    "employers:place": form(HANDLER, CASE, log=OPENED),
    "employers:placement": page(HANDLER, CASE, "placement", log=OPENED),
    "employers:placement_paper": page(HANDLER, CASE, "placement", log=OPENED),
    "employers:placement_agree": act(HANDLER, CASE, "placement"),
    "employers:placement_start": act(HANDLER, CASE, "placement"),
    "employers:placement_visit": act(HANDLER, CASE, "placement"),
    "employers:placement_end": act(HANDLER, CASE, "placement"),
    "employers:placement_share": act(HANDLER, CASE, "placement"),
    "employers:employ": form(HANDLER, CASE, log=OPENED),
    "employers:employment": page(HANDLER, CASE, "employment", log=OPENED),
    "employers:employment_end": act(HANDLER, CASE, "employment"),
    "employers:employment_share": act(HANDLER, CASE, "employment"),
    "employers:placement_registered": act(HANDLER, CASE, "placement", "system"),
    "employers:employment_registered": act(HANDLER, CASE, "employment", "system"),
    "employers:invite": form(HANDLER, CASE, log=OPENED),
    "employers:invitation": form(HANDLER, CASE, "invitation", log=OPENED),
    "employers:matching": page(HANDLER, CASE, log=OPENED),
    "employers:profile": form(HANDLER, CASE, log=OPENED),
    "employers:support": form(HANDLER, CASE, log=OPENED),
    "activities:choose": page(HANDLER, CASE, log=OPENED),
    "activities:book": form(HANDLER, CASE, "offering", log=OPENED),
    "activities:offer": act(HANDLER, CASE, "activity"),
    "activities:resume": act(HANDLER, CASE, "activity"),
    "activities:attendance": form(HANDLER, CASE, "begun", log=OPENED),
    "activities:registered": act(HANDLER, CASE, "activity", "system"),
    "activities:registering": page(HANDLER, log=LISTED),
    "activities:provider_sessions": page(frozenset({Role.PROVIDER})),
    "activities:provider_session": form(frozenset({Role.PROVIDER}), "led", log=LISTED),
    "activities:catalogue": page(SEES_CATALOGUE),
    "activities:offering": form(SEES_CATALOGUE, "offering"),
    "activities:offering_new": form(PLANS),
    "activities:offering_edit": form(PLANS, "offering"),
    "activities:offering_confirm": act(PLANS, "offering"),
    "activities:session_new": form(PLANS, "offering"),
    "activities:session": form(PLANS, "offering", "session"),
    "casework:draft_save": act(HANDLER, CASE, "draft"),
    "casework:draft_discard": act(HANDLER, CASE, "draft"),
    "casework:mapping": page(HANDLER, CASE, log=OPENED),
    "voices:answers": page(HANDLER, CASE, log=OPENED),
    "voices:mend": form(HANDLER, CASE, "answers", log=OPENED),
    "casework:step_undo": act(HANDLER, CASE, "step", "step_move"),
    "activities:undo": act(HANDLER, CASE, "activity", "activity_move"),
    "casework:benefits": page(HANDLER, CASE, log=OPENED),
    "casework:benefit_add": form(HANDLER, CASE, log=OPENED),
    "casework:money": page(HANDLER, CASE, log=OPENED),
    "casework:money_add": form(HANDLER, CASE, log=OPENED),
    "casework:money_paper": page(HANDLER, CASE, log=Event.PRINTED),
    "casework:money_sheet": form(HANDLER, CASE, "money_sheet", log=OPENED),
    "casework:money_edit": form(HANDLER, CASE, "money_sheet", log=OPENED),
    "casework:benefit": form(HANDLER, CASE, "benefit", log=OPENED),
    "casework:benefit_edit": form(HANDLER, CASE, "benefit", log=OPENED),
    "casework:history": page(HANDLER, CASE, log=OPENED),
    "casework:history_write": form(HANDLER, CASE, log=OPENED),
    "casework:history_share": form(HANDLER, CASE, log=OPENED),
    "casework:history_paper": page(HANDLER, CASE, log=OPENED),
    "casework:history_entry": form(HANDLER, CASE, "told", log=OPENED),
    "casework:history_remove": act(HANDLER, CASE, "told"),
    "casework:history_restore": act(HANDLER, CASE, "told"),
    "casework:mapping_edit": form(HANDLER, CASE, "area", log=OPENED),
    "casework:mapping_versions": page(HANDLER, CASE, "area", log=OPENED),
    "casework:plan": page(HANDLER, CASE, log=OPENED),
    "casework:plan_versions": page(HANDLER, CASE, log=OPENED),
    "casework:plan_plain": page(HANDLER, CASE, log=OPENED),
    "casework:plan_templates": form(HANDLER, CASE, log=OPENED),
    "casework:plan_agreed": act(HANDLER, CASE, data=REVISION),
    "casework:plan_paper": page(HANDLER, CASE, log=OPENED),
    "casework:plan_sip": page(HANDLER, CASE, log=OPENED),
    "casework:plan_agree": form(HANDLER, CASE, log=OPENED),
    "casework:plan_start": act(HANDLER, CASE),
    "casework:plan_edit": form(HANDLER, CASE, log=OPENED),
    "casework:plan_publish": form(HANDLER, CASE, log=OPENED),
    "casework:plan_answer": act(HANDLER, CASE, "report", data=REVISION),
    "casework:step_new": form(HANDLER, CASE, log=OPENED),
    "casework:step_edit": form(HANDLER, CASE, "step", log=OPENED),
    "casework:step_move": act(HANDLER, CASE, "step", data=REVISION),
    "casework:step_state": act(HANDLER, CASE, "step", data=(*REVISION, ("state", "done"))),
    "casework:step_remove": act(HANDLER, CASE, "step", data=REVISION),
    "casework:step_propose": form(frozenset(), CASE, log=OPENED, **NOT_LEADING),
    "casework:step_report": form(frozenset(), CASE, "step", log=OPENED, **NOT_LEADING),
    "casework:meetings_paper": page(HANDLER, log=LISTED),
    "casework:meetings": page(HANDLER, CASE, log=OPENED),
    "casework:meeting_book": form(HANDLER, CASE, log=OPENED),
    "casework:meeting": form(HANDLER, CASE, "meeting", log=OPENED),
    "casework:meeting_settle": act(HANDLER, CASE, "meeting", "held"),
    "casework:meeting_done": page(HANDLER, CASE, "meeting", log=OPENED),
    "casework:meeting_paper": page(HANDLER, CASE, "meeting", log=OPENED),
    "casework:meeting_letter": page(HANDLER, CASE, "meeting", log=OPENED),
    "casework:meeting_move": form(HANDLER, CASE, "meeting", log=OPENED),
    "casework:meeting_interpreter": act(HANDLER, CASE, "meeting"),
    "casework:meeting_reopen": act(HANDLER, CASE, "meeting"),
    "casework:calendar": page(HANDLER | MANAGER, log=LISTED),
    "casework:rooms": page(HANDLER | MANAGER),
    "casework:room_add": form(MANAGER),
    "casework:room_close": act(MANAGER, "room"),
    "casework:calendar_address": form(HANDLER),
    "casework:invitation_answer": act(HANDLER, CASE, "asked_to", "yes"),
    "casework:minutes_new": form(HANDLER, CASE, log=OPENED),
    "casework:minutes": form(HANDLER, CASE, "minutes", log=OPENED),
    "casework:minutes_edit": form(HANDLER, CASE, "minutes", log=OPENED),
    "casework:documents": page(HANDLER, CASE, log=OPENED),
    "casework:document_add": form(HANDLER, CASE, log=OPENED),
    "casework:document": form(HANDLER, CASE, "document", log=OPENED),
    "casework:document_download": page(HANDLER, CASE, "document", log=Event.FILE_HANDED_OUT),
    "casework:document_received": page(HANDLER, CASE, "received_document", log=Event.FILE_HANDED_OUT),
    "casework:contacts": form(HANDLER, CASE, log=OPENED),
    "casework:contact_take_back": act(HANDLER, CASE, "contact"),
    "casework:tasks": form(HANDLER, CASE, log=OPENED),
    "casework:settle_task": act(HANDLER, CASE, "task", "done"),
    "casework:my_tasks": page(HANDLER, log=LISTED),
    "casework:dialogues": page(HANDLER, log=LISTED),
    "casework:dialogue": page(HANDLER, CASE, log=OPENED),
    "casework:dialogue_new": form(HANDLER, CASE, log=OPENED),
    "casework:consultation_ask": form(HANDLER, CASE, "line_to_ask", log=OPENED),
    "casework:dialogue_thread": form(HANDLER, CASE, "thread", log=OPENED),
    "casework:care": page(HANDLER, CASE, log=OPENED),
    "casework:care_ask": form(HANDLER, CASE, log=OPENED),
    "casework:care_paper": form(HANDLER, CASE, "care_paper", log=OPENED),
    "casework:studies": form(HANDLER, CASE, log=OPENED),
    "casework:study_plan_new": form(HANDLER, CASE, log=OPENED),
    "casework:study_plan": form(HANDLER, CASE, "study_plan", log=OPENED),
    "casework:guidance_group": form(HANDLER),
    "casework:plan_direction": page(HANDLER, CASE, log=OPENED),
    "casework:cooperation": form(HANDLER, CASE, log=OPENED),
    "casework:consultations": page(HANDLER | MANAGER | LEADERS, log=LISTED),
    "steering:scorecard": page(FIGURES),
    "steering:refusals": page(FIGURES),
    "steering:employments": page(FIGURES),
    "steering:finsam": page(LEADERS | INTAKE),
    "steering:finsam_file": page(LEADERS | INTAKE, "quarter", log=Event.EXPORTED),
    "steering:flow": page(FIGURES),
    "steering:table": page(FIGURES),
    "steering:indicator": page(FIGURES, "indicator"),
    "steering:obstacles": page(EVERYONE),
    "steering:obstacle_new": form(EVERYONE),
    "steering:obstacle": page(EVERYONE, "obstacle"),
    "steering:obstacle_turn": act(frozenset({Role.PROJECT_LEADER, Role.UNIT_MANAGER}), "obstacle"),
    "steering:enter_value": act(frozenset({Role.PROJECT_LEADER}), "manual_indicator"),
    "exchange:fund_months": page(REPORTER),
    "exchange:fund_month": form(REPORTER, "report_month"),
    "exchange:history_new": form(HANDLER),
    "exchange:history_file": page(HANDLER, "history_file", log=LISTED),
    "exchange:history_take": act(HANDLER, "history_file"),
    "exchange:history_discard": act(HANDLER, "history_file"),
    "exchange:branch_new": form(INTAKE),
    "exchange:branch_file": page(INTAKE, "branch_file"),
    "exchange:branch_take": act(INTAKE, "branch_file"),
    "exchange:branch_discard": act(INTAKE, "branch_file"),
    "exchange:new_upload": form(IMPORTS),
    "exchange:upload": page(INTAKE, "upload", log=LISTED),
    "exchange:error_rows": page(INTAKE, "upload", log=LISTED),
    "exchange:take": act(INTAKE, "upload"),
    "exchange:discard": act(INTAKE, "upload"),
    "exchange:protected_done": act(INTAKE, "upload"),
    "portal:put_there": page(HANDLER, CASE, log=OPENED),
    "portal:put_plan": act(HANDLER, CASE),
    "portal:put_note": act(HANDLER, CASE, "minutes"),
    "portal:take_back": act(HANDLER, CASE, "own_page_copy"),
    "site:gates": form(GATES),
    "site:confirm_decision": act(GATES - {Role.SYSTEM_MANAGER, Role.PROJECT_LEADER}, "gate"),
    "site:annex": page(GATES),
}
