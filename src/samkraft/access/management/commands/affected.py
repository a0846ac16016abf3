"""``manage affected``: whom an incident may concern, controller by controller, from the read log (GDPR-13)."""

import json
from dataclasses import asdict
from datetime import date

from django.core.management import BaseCommand, CommandError

from samkraft.access.choices import Event
from samkraft.access.commands import as_system, branches
from samkraft.access.incidents.affected import affected
from samkraft.access.log_facts import case_facts
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event


class Command(BaseCommand):
    help = "List the cases shown between two days, to one person or to all: case number, what, who, when; no names."

    def add_arguments(self, parser):
        parser.add_argument("--since", required=True, help="first day, as 2026-11-01")
        parser.add_argument("--until", default="", help="last day; else the first")
        parser.add_argument("--branch", default="", help="one branch by its code; else all of them")
        parser.add_argument("--staff", default="", help="only what this person was shown: her user name")
        parser.add_argument("--case", default="", help="only this case: its number")
        parser.add_argument("--programme", default="", help="the programme of the case, where two have the number")

    def handle(self, since, until, branch, staff, case, programme, **options):
        days = _day(since), _day(until or since)
        if days[1] < days[0]:
            raise CommandError("--until is before --since.")
        chosen, person = list(branches(branch)), _person(staff)
        if not chosen:
            raise CommandError(f"There is no branch {branch!r}.")
        for each in chosen:
            with as_system(each, programme=programme):
                for line in _of_branch(each, days, person, case, programme):
                    self.stdout.write(json.dumps(line, default=str, ensure_ascii=False))


def _of_branch(branch, days, person, number, programme):
    """A line for the controller, then one for each case. That it was asked for stands in the log (LOG-1)."""
    case = case_facts().find(number, programme) if number else None
    rows = [] if number and case is None else affected(*days, person, case)
    log_event(Event.LOG_VIEWED, object_type="affected", items=[f"since:{days[0]}", f"until:{days[1]}"])
    people = {name for row in rows for name in row.viewers}
    head = {"controller": branch.authority.name, "branch": branch.code, "since": days[0], "until": days[1]}
    yield head | {"cases": len(rows), "viewers": len(people)}
    for row in rows:
        yield {"branch": branch.code} | asdict(row)


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day: write it as 2026-11-01.") from None


def _person(username):
    found = Staff.objects.filter(username__iexact=username).first() if username else None
    if username and found is None:
        raise CommandError(f"There is nobody with the user name {username!r}.")
    return found
