"""Two people whom employment services have enrolled twice: under another number and misspelt, or by hand (T10)."""

from datetime import timedelta
from types import SimpleNamespace

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.casework.models import Contact, Minutes
from samkraft.people.choices import MatchCheck
from samkraft.people.duplicates import actions
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.site.demo.staff import SECOND

_NOTE = "Ringde och ville veta vilken dag vi ses. Det stod inget möte här. Hon har kanske ett ärende till hos oss."
_SEEN = "Såg id-handlingen den 11 maj. Numret från Skatteverket hör till samma person."


def people_enrolled_twice(second, made) -> None:
    """One pair to find and compare, and one that somebody has proposed and another is to answer."""
    present = [story for story in made if not story.closed and "af" in story.staff][-2:]
    for place, story in enumerate(present):
        again = _again(second, story, place)
        staff = story.staff["af"]
        with acting(second.roster.branches["af"], staff, programme=SECOND, roles=[Role.HANDLER], day=second.day):
            file = CaseFile.objects.select_related("case").get(case=again.case_id)
            _write(file, staff, second.day, story.key())
            if place:
                kept = CaseFile.objects.select_related("case").get(case=story.case_id)
                seen = actions.try_merge(kept.case_id, file.case_id)
                chosen = {"name": "kept", "number": "kept"}
                actions.propose(kept, file, chosen, MatchCheck.DOCUMENT, _SEEN, seen)


def _again(second, story, place):
    """The same person referred once more, as somebody heard her name, and enrolled."""
    person, by = story.person, story.staff["af"]
    given = vars(person) | {"last_name": _misspelt(person.last_name), "email": ""}
    given["number"] = _another(person.number, second.maker.taken)
    opened = second.day - timedelta(days=6 - place)
    again = SimpleNamespace(
        number=900 + place, staff=story.staff, opened=opened, case_id=None, referral=story.key(), case_number=""
    )
    row = second.intake.referral(
        SimpleNamespace(**given), "called", opened - timedelta(days=14), id=again.referral, called_on=opened,
        team=second.team.pk, contact_staff=by.pk,
    )  # fmt: skip
    states = (("", "waiting", 14), ("waiting", "called", 3), ("called", "enrolled", 0))
    moves = [
        second.intake.move(again.referral, "af", before, after, opened - timedelta(days=ago), by)
        for before, after, ago in states
    ]
    second.intake.write("af", [(row, moves, given["number"])])
    second.intake.open_cases("af", [again], "meeting")
    with second.intake.acting("af"):
        door.call("assign", again.case_id, by.pk, second.roster.branches["af"].pk, "", opened)
        door.call("set_leader", again.case_id, by.pk, second.roster.branches["af"].pk)
    return again


def _another(number, taken):
    """A number of the same day and sex that nobody has."""
    day, last = number[:9], int(number[9:])
    free = next(one for n in range(last + 2, last + 1000, 2) if (one := f"{day}{n % 1000:03d}") not in taken)
    taken.add(free)
    return free


def _misspelt(name):
    """A letter too many, as it is heard on the telephone."""
    return f"{name[:-1]}{name[-1] * 2}"


def _write(file, staff, day, item):
    own = {"owner_branch_id": file.owner_branch_id, "case": file.case, "file": file}
    Contact.objects.create(held_on=day - timedelta(days=2), kind="phone", staff=staff, **own)
    Minutes.objects.create(
        item=item, held_on=day - timedelta(days=2), title="Samtal på telefon", text=_NOTE, written_by=staff,
        written_on=day - timedelta(days=2), **own
    )  # fmt: skip
