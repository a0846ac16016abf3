"""What is missing before production, and putting a decision on record without the site (GDPR-04, GDPR-05)."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.acting import acting
from samkraft.access.models import Authority, Branch, Staff
from samkraft.people.problems import NotPossible
from samkraft.site import gates, production


class Command(BaseCommand):
    help = "Say which decisions are missing before production; --record and --confirm put one on record."

    def add_arguments(self, parser):
        parser.add_argument("--by", help="user name of the person who records or confirms")
        parser.add_argument("--record", choices=[gate.name.lower() for gate in gates.Gate])
        parser.add_argument("--authority", default="", help="code of the authority, for a sign-off")
        parser.add_argument("--reference", default="")
        parser.add_argument("--decided", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--risk", default="", choices=["", *gates.Risk.values])
        parser.add_argument("--consultation", default="", help="reference of the supervisory authority's answer")
        parser.add_argument("--confirm", type=int, help="number of a record")

    def handle(self, **options):
        try:
            self._change(options)
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from None
        for line in gates.lines():
            number = f" (number {line.record.pk})" if line.record else ""
            self.stdout.write(f"{'on record' if line.is_met else 'MISSING'}: {line.label}{number}")
        for demand in production.demands():
            if not demand.holds:
                self.stdout.write(f"MISSING: {demand.remedy}")

    def _change(self, options):
        if not (options["record"] or options["confirm"]):
            return
        with acting(self._branch(options), self._person(options)) as who:
            if options["confirm"]:
                gates.confirm(who, options["confirm"])
            else:
                gates.record(who, gates.Gate[options["record"].upper()], self._authority(options), _given(options))

    def _person(self, options):
        person = Staff.objects.filter(username=options["by"] or "", is_active=True).first()
        if person is None or person.authority_id is None:
            raise CommandError("Say who, by --by and the user name of somebody employed at one of the authorities.")
        return person

    def _branch(self, options):
        return Branch.objects.filter(authority=self._person(options).authority_id).order_by("pk").first()

    def _authority(self, options):
        if not options["authority"]:
            return None
        found = Authority.objects.filter(code=options["authority"]).first()
        if found is None:
            raise CommandError(f"There is no authority {options['authority']!r}.")
        return found


def _given(options):
    if not options["reference"] or not options["decided"]:
        raise CommandError("Give --reference and --decided.")
    given = {name: options[name] for name in ("reference", "risk", "consultation")}
    return given | {"decided_on": options["decided"]}
