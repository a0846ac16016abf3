"""Every form of the site sent by everyone who has it: with scripts in it, with fields that it hasn't, and twice."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction

from samkraft.access.choices import Role
from samkraft.access.models import Branch, Staff
from samkraft.access.owned import OwnedModel
from samkraft.people.models import Case
from tests import situations as s
from tests.access.addresses import LEAVES
from tests.attacks.browser import look, post, send
from tests.attacks.walks import TAKEN_BACK, WALKERS, address, again, forms_of, opened_by_manager

EVIL = "https://evil.example/"
PLANTED = 987654321  # the key of somebody who has no business here, and whatever else a form doesn't ask for
WAYS_BACK = ("next", "back", "url", "redirect", "redirect_to", "return", "returnTo", "continue", "till_sida", "goto")
NEVER_ASKED = (
    "id", "pk", "public_id", "username", "is_superuser", "is_staff", "is_active", "is_origin", "is_pseudonymous",
    "pseudonym", "identity_hash", "identity_sealed", "sort_name", "item", "version", "withdrawn_at", "confirmed_at",
    "first_read_at", "made_available_at", "stopped_at", "secrecy_mark", "ground", "by", "actor", "roles", "branch",
)  # fmt: skip

GONE_ON_WITH = ("activities:show", "casework:plan_edit", "casework:meetings", "people:case")
SHARED = {"casework:minutes_new", "casework:mapping_edit", "activities:place", "casework:tasks"}
# They hold no text, or are tried by themselves.
ELSEWHERE = {*LEAVES, "access:choose_branch", "access:confirm", "people:search"}


@dataclass
class Sent:
    """One form sent by somebody: what was answered at last, what that made, and what sending it again made."""

    who: str
    view: str
    names: frozenset
    answers: list
    made: dict
    made_again: dict = field(default_factory=dict)
    answer_again: object = None
    pages: list = field(default_factory=list)

    @property
    def is_taken(self):
        return self.answers[-1][0].status_code == 302


class Scripts:
    """A text for each field, which would be an element with a handler if the page took it for one."""

    def __init__(self):
        self.sent = {}

    def __call__(self, each):
        number = len(self.sent) + 1
        self.sent[str(number)] = each.name
        text = f"\"'><sk-evil onx={number}>{{{{7|add:7}}}}%(a)s%s';--"
        return text[: each.longest] if each.longest else text


def carry_out(world):
    """Send every form. Returns the scripts typed and the list of :class:`Sent`."""
    opened_by_manager(world)
    Staff.objects.create(pk=PLANTED, username="ingen@ingen", authority=s.branch("fk").authority)
    scripts, done, extra = Scripts(), [], planted(world)
    # What the first round began can be gone on with in a second. Another branch sends what the first did not, and
    # what it may share.
    for who, among in (*((who, None) for who in WALKERS), ("handler", GONE_ON_WITH)):
        client = world.client(who)
        before = {(one.view, one.names) for one in done if one.who == str(who) or who == "jonas"}
        for where, form in forms_of(world, who, among):
            if form.view in ELSEWHERE or ((form.view, form.names) in before and form.view not in _shared(who)):
                continue
            with _taken_back(form.view in TAKEN_BACK):
                now = again(client, where, form)
                if now:
                    done.append(_send(world, who, now, scripts, extra))
                    done[-1].pages = list(_shown_then(world)) if form.view in TAKEN_BACK else []
    return scripts, done


def _shared(who):
    return SHARED if who == "jonas" else set()


def _shown_then(world):
    """Where what is about to be taken back would be read by others."""
    for name in ("people:case", "people:case_history", "people:call_list", "sharing:inbox"):
        yield look(world.client("handler"), address(world, name))[0]


@contextmanager
def _taken_back(is_so):
    with transaction.atomic():
        yield
        transaction.set_rollback(is_so)


def _send(world, who, form, scripts, extra):
    client, since = world.client(who), newest_change()
    more = {name: value for name, value in extra.items() if name not in form.names}
    answers = send(client, form, scripts, more)
    sent = Sent(str(who), form.view, form.names, answers, made_since(world, who, since))
    if sent.is_taken:
        with _taken_back(True):
            since = newest_change()
            sent.answer_again = post(client, form.action, answers[-1][1])
            sent.made_again = made_since(world, who, since)
    return sent


def planted(world):
    """Fields that no form asks for: whose it is, who did it, when, and where to go then."""
    names = dict.fromkeys(NEVER_ASKED, str(PLANTED))
    for model in apps.get_models():
        if issubclass(model, OwnedModel):
            keys = (each for each in model._meta.fields if isinstance(each, models.ForeignKey))
            names |= {name: _value(world, each) for each in keys for name in (each.name, each.attname)}
    return names | dict.fromkeys(WAYS_BACK, EVIL)


def _value(world, key):
    if key.related_model is Branch:
        return str(s.branch("fk").pk)
    return str(world.keys["other_case"]) if key.related_model is Case else str(PLANTED)


def newest_change():
    with connection.cursor() as cursor:
        cursor.execute("select last_value from access_rowhistory_id_seq")
        return cursor.fetchone()[0]


def made_since(world, who, change):
    """Table → how many rows were made in the walker's branch after a change, by the history that the database keeps."""
    person, branch, _programme = world.people.get(who) or world.roles[Role(who)]
    with s.as_(person, branch), connection.cursor() as cursor:
        cursor.execute(
            "select table_name, count(*) from access_rowhistory where id > %s and operation = 'I' group by 1", [change]
        )
        return dict(cursor.fetchall())
