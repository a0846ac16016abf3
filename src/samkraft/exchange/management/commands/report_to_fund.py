"""``manage report_to_fund af --month 2021-05 --as petra``: a month's report to the social fund (INT-05)."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.commands import folder_of_its_own
from samkraft.access.models import Branch, RoleAssignment, Staff
from samkraft.core.clock import today
from samkraft.exchange.fund import actions, rules
from samkraft.exchange.fund.forms import FundForm
from samkraft.people.problems import NotPossible
from samkraft.programmes.fund_report import fund_report_of
from samkraft.programmes.models import Programme


class Command(BaseCommand):
    help = "Write a month's file of participants for Statistics Sweden, in the name of a fund reporter of the branch."

    def add_arguments(self, parser):
        parser.add_argument("branch", help="code of the branch that reports")
        parser.add_argument("--programme", default="malmokraften-2.0")
        parser.add_argument("--month", required=True, help="as 2021-05; a month that is over")
        parser.add_argument("--as", dest="person", required=True, help="user name of who holds the role")
        parser.add_argument("--protected", default="", help="a text file with the rows of protected persons")
        parser.add_argument("--to", default="", help="a folder that isn't there yet")

    def handle(self, *, branch, programme, month, person, protected="", to="", **options):
        found = Branch.objects.filter(code__iexact=branch).first()
        runs = Programme.objects.filter(slug=programme).first()
        staff = Staff.objects.filter(username=person, is_active=True).first()
        if not (found and runs and staff):
            raise CommandError("There is no such branch, programme or active person.")
        with acting(found, staff, programme=programme, roles=[Role.FUND_REPORTER], day=runs.demo_day) as who:
            said = self._allowed(who)
            chosen = self._month(runs, month)
            made = self._made(who, said, chosen, self._typed(protected, chosen))
            folder = folder_of_its_own(to, f"esf-{found.code}")
        # After the log's commit: no file without its row there.
        folder.mkdir(parents=True)
        (folder / made.name).write_bytes(made.content)
        self.stdout.write(f"{made.receipt.rows} rows in {folder / made.name}, sha256 {made.receipt.package_hash}.")

    def _made(self, who, said, month, typed):
        try:
            return actions.make(who, said, month, typed)
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from None

    def _allowed(self, who):
        """Table B: nobody else, whoever sits at the machine; the log says in whose name."""
        held = RoleAssignment.objects.in_force().filter(
            staff=who.staff, branch=who.branch, role=Role.FUND_REPORTER, programme__in=("", who.programme)
        )
        if not held.exists():
            raise CommandError(f"{who.staff.username} is no fund reporter of {who.branch.code} today.")
        said = fund_report_of(who.branch, who.programme)
        if said is None:
            raise CommandError(f"The report of {who.programme} is turned off, or isn't {who.branch.code}'s to make.")
        return said

    def _month(self, programme, text):
        definition = programme.version_on().definition
        over = rules.months_over(definition.start, definition.end, today())
        try:
            return over[over.index(date.fromisoformat(f"{text}-01"))]
        except ValueError:
            raise CommandError(f"{text} is no month of the programme that is over.") from None

    def _typed(self, file, month):
        text = Path(file).read_text(encoding="utf-8") if file else ""
        form = FundForm({"protected": text}, month=month)
        if not form.is_valid():
            raise CommandError(" ".join(form.errors["protected"]))
        return form.cleaned_data["protected"]
