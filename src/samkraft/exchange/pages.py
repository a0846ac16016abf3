"""What the verdict page shows: tabs, and the rows of one verdict in the shape of their table.

A list never puts a person's name beside a benefit fact (REG-02): the reasons of those outside the target group stand
with the line number alone, and their names aren't even kept.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.models import Branch
from samkraft.core.spreadsheets import harmless
from samkraft.exchange.choices import TAKEN, RowVerdict
from samkraft.exchange.models import StagedRow

FLAWED = "flawed"


@dataclass(frozen=True)
class View:
    """One tab: its word in the address, label, which rows, the template that shows them, and what it says above."""

    key: str
    label: object
    count_key: str
    template: str
    words: object

    def rows(self, upload):
        """The staged rows of the tab, by line."""
        rows = StagedRow.objects.filter(upload=upload).order_by("line")
        if self.count_key == FLAWED:
            return rows.filter(is_flawed=True)
        return rows.filter(verdict=self.count_key)

    def count(self, upload):
        """How many rows the tab has left: those taken are gone from staging."""
        if upload.is_taken and self.count_key in (*TAKEN, FLAWED):
            return 0
        return upload.count(self.count_key)


VIEWS = (
    View(
        "fel",
        gettext_lazy("Fel"),
        RowVerdict.UNREADABLE,
        "exchange/_problems.html",
        gettext_lazy("Rader som inte kan tas emot."),
    ),
    View(
        "brister",
        gettext_lazy("Brister"),
        FLAWED,
        "exchange/_problems.html",
        gettext_lazy("Rader som tas emot, men med en brist."),
    ),
    View(
        "malgrupp",
        RowVerdict.ELIGIBLE.label,
        RowVerdict.ELIGIBLE,
        "exchange/_people.html",
        gettext_lazy("Personer som tas emot."),
    ),
    View(
        "oklart",
        RowVerdict.UNDECIDED.label,
        RowVerdict.UNDECIDED,
        "exchange/_missing.html",
        gettext_lazy("Personer som tas emot och väntar på en uppgift innan de kan kallas."),
    ),
    View(
        "inte",
        RowVerdict.NOT_ELIGIBLE.label,
        RowVerdict.NOT_ELIGIBLE,
        "exchange/_reasons.html",
        gettext_lazy("Rader som inte tas emot, och varför. Namnen är inte sparade."),
    ),
    View(
        "finns",
        RowVerdict.KNOWN.label,
        RowVerdict.KNOWN,
        "exchange/_lines.html",
        gettext_lazy("Personer som redan finns hos er i programmet. De ändras inte."),
    ),
)


def chosen_view(upload, key):
    """The tab asked for, else the first that has rows."""
    asked = next((view for view in VIEWS if view.key == key), None)
    return asked or next((view for view in VIEWS if view.count(upload)), VIEWS[2])


def tab_items(upload, current):
    """The tabs that have rows, and the one shown."""
    return [
        {"url": f"?visa={view.key}", "label": view.label, "count": view.count(upload), "current": view == current}
        for view in VIEWS
        if view.count(upload) or view == current
    ]


def table_rows(view, staged):
    """The rows of a page in the shape of the tab's table."""
    return _TABLES[view.template](staged)


def _problems(staged):
    return [{"line": row.line, **finding} for row in staged for finding in row.findings]


def _people(staged):
    return [{"line": row.line, "name": _name(row), "is_drawn": row.content["in_frame"]} for row in staged]


def _missing(staged):
    owners = {"referring": _("den som anvisar")} | dict(Branch.objects.values_list("code", "name"))
    return [{"line": row.line, "name": _name(row), "facts": _facts(row, owners)} for row in staged]


def _reasons(staged):
    return [{"line": row.line, "reasons": [finding["rule"] for finding in row.findings]} for row in staged]


def _lines(staged):
    return [{"line": row.line} for row in staged]


def _name(row):
    return f"{row.content['last_name']}, {row.content['first_name']}"


def _facts(row, owners):
    missing = row.content["verdict"]["missing"]
    return [{"question": fact["question"], "owner": owners.get(fact["owner"], fact["owner"])} for fact in missing]


_TABLES = {
    "exchange/_problems.html": _problems,
    "exchange/_people.html": _people,
    "exchange/_missing.html": _missing,
    "exchange/_reasons.html": _reasons,
    "exchange/_lines.html": _lines,
}


def error_lines(upload):
    """Every finding of every row that has one, as cells of a CSV file; nothing a spreadsheet would run."""
    yield [_("Rad"), _("Kolumn"), _("Värde"), _("Vad är fel"), _("Gör så här")]
    rows = StagedRow.objects.filter(upload=upload).exclude(verdict=RowVerdict.NOT_ELIGIBLE).exclude(findings=[])
    for line, findings in rows.order_by("line").values_list("line", "findings").iterator():
        for finding in findings:
            cells = (finding["column"], finding["value"], finding["rule"], finding["remedy"])
            yield [line, *map(harmless, cells)]
