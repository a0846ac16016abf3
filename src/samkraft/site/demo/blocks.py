"""Two health centres, who works at which, and one person who has blocked what one of them has written (REG-10)."""

from datetime import date

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.unit_models import CareUnit, UnitMember
from samkraft.people.models import CareBlock, CaseFile
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST

_SINCE = date(2020, 1, 1)
_UNITS = ("Vårdcentralen Kirseberg", "Vårdcentralen Rosengård")


def make_units(roster) -> None:
    """The care coordinators work at one each."""
    branch = roster.branches["reg"]
    coordinators = [m.staff for m in roster.members if m.branch == "reg" and m.profession == "care_coordinator"]
    for number, staff in enumerate(coordinators):
        unit, _made = CareUnit.objects.get_or_create(branch=branch, name=_UNITS[number % len(_UNITS)])
        UnitMember.objects.create(staff=staff, unit=unit, valid_from=_SINCE)


def block_of_a_unit(register) -> None:
    """In one case the care coordinator's unit keeps its notes to itself, at the person's word."""
    branch = register.roster.branches["reg"]
    for story in (s for s in register.people if s.is_present and "reg" in s.staff):
        with acting(branch, story.staff["reg"], programme=FIRST, roles=[Role.HANDLER], day=plan.DAY) as who:
            # Not a protected person's: her blocks are for her named persons alone.
            if not CaseFile.objects.filter(case=story.case_id, is_pseudonymous=False).exists():
                continue
            CareBlock.objects.create(
                owner_branch=branch, case_id=story.case_id, unit_id=who.unit, set_on=plan.DAY, set_by=who.staff
            )
            return
