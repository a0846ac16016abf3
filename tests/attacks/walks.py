"""Who walks which pages of the site, and which forms stand there."""

from django.urls import reverse

from samkraft.access.choices import Role
from tests.access.addresses import ADDRESSES
from tests.attacks.browser import Page, look

# Whoever has a form that others haven't.
WALKERS = (
    "handler", "jonas", Role.PROJECT_ADMINISTRATOR, Role.UNIT_MANAGER, Role.RECEIVER, Role.ACCESS_ADMINISTRATOR,
    Role.PROJECT_LEADER, Role.REFERRER, Role.LOG_REVIEWER, Role.DATA_PROTECTION_OFFICER, Role.REGISTRAR,
    Role.SYSTEM_MANAGER, Role.LEGAL_APPROVER, Role.PROVIDER, Role.FUND_REPORTER,
)  # fmt: skip

# These end the case, the session or what others stand on: each is tried first, and taken back.
TAKEN_BACK = {
    "casework:history_remove", "casework:text_remove", "exchange:history_discard", "exchange:branch_discard",
    "people:leader", "casework:step_remove", "exchange:discard", "people:decline", "people:withdraw", "access:end_role",
    "people:end_assignment", "people:discharge", "people:correct_discharge", "people:return_handover",
    "people:restrict", "people:protection", "people:end_named", "people:decide_removal",
    "employers:meeting_state", "employers:person_remove", "employers:placement_end", "employers:employment_end",
    "people:close_without_successor", "people:end_support", "people:end_place",
    "people:merge_proposal", "sharing:asked_review",
    "portal:take_back",
}  # fmt: skip


def address(world, name, /, **instead):
    """An address of the site in the world."""
    keys = world.keys | instead
    return reverse(name, args=[keys[part] for part in ADDRESSES[name].args])


def readable(world, who, among=None):
    """(name, page, answer) of every address that *who* may read."""
    for name, answer in answered(world, who, among):
        yield name, Page(answer, address(world, name)), answer


def answered(world, who, among=None):
    """(name, answer) of every address that *who* may read."""
    client = world.client(who)
    for name in among or for_her(who):
        answer = client.get(address(world, name))
        if answer.status_code == 200:
            yield name, answer


def for_her(who):
    role = who if isinstance(who, Role) else Role.HANDLER
    for name, row in sorted(ADDRESSES.items()):
        is_opened = role == Role.UNIT_MANAGER and row.is_of_a_case
        if row.reads and (role in row.may or row.who == who or is_opened):
            yield name


def _pages_with_more(world, who):
    """Pages whose form stands behind a choice: an indicator by hand, a reason of discharge, a protected case."""
    client, manual = world.client(who), {"indicator": world.keys["manual_indicator"]}
    if who == Role.PROJECT_LEADER:
        yield look(client, address(world, "steering:indicator", **manual))
    if who == "handler":
        yield look(client, address(world, "people:protection", case=world.hidden.pk))
        first = address(world, "people:discharge")
        page, _answer = look(client, first)
        ways = [a["href"] for tag, a in page.elements if tag == "a" and "skal=" in a.get("href", "")]
        yield from (look(client, first + way[way.index("?") :]) for way in ways[:1])


def opened_by_manager(world):
    """The unit manager opens the case with a reason, as she must before she sees anything of it."""
    data = {"number": world.case.number, "reason": "Klagomål från personen själv"}
    world.client(Role.UNIT_MANAGER).post(reverse("people:open_with_reason"), data)


def forms_of(world, who, among=None):
    """Every form that somebody meets, once, with the page that it stands on; first those that are taken back."""
    found = {}
    pages = [(page, answer) for _name, page, answer in readable(world, who, among)]
    for page, answer in [*pages, *_pages_with_more(world, who)]:
        for form in page.posts:
            found.setdefault((form.view, form.names), (answer.request["PATH_INFO"], form))
    return sorted(found.values(), key=lambda each: each[1].view not in TAKEN_BACK)


def again(client, where, form):
    """The same form as it stands now, fresh from its page if it says on what it stands; None if it is gone."""
    if not form.names & {"revision", "base_version"}:
        return form
    page, _answer = look(client, where)
    same = [each for each in page.posts if (each.view, _lasting(each.names)) == (form.view, _lasting(form.names))]
    return same[0] if same else None


def _lasting(names):
    """Without the tick that a form asks for until the branch has seen the consent, once."""
    return {name for name in names if not name.endswith("confirm_consent")}
