"""Forms of the case history: several entries at once, one entry whole, what is shared."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samkraft.casework.history.days import About, parse_about
from samkraft.casework.history_choices import EffortResult, HistoryKind, HistoryMark
from samkraft.core.clock import today
from samkraft.core.forms import DateInput, Form

ROWS, MORE_ROWS, MOST_ROWS = 6, 6, 60
EFFORT = f"{HistoryKind.EFFORT}:"


class AboutInput(DateInput):
    """Shows a day as well as it is known."""

    def format_value(self, value):
        return value.words if isinstance(value, About) else super().format_value(value)


class AboutField(forms.Field):
    """A day, a month or a year, as people write it; never in the future."""

    widget = AboutInput
    default_error_messages = {
        "required": _("Skriv när, till exempel 2014 eller mars 2014."),
        "invalid": _("Skriv ett år, en månad eller en dag, till exempel 2014, mars 2014 eller 3 mars 2014."),
        "future": _("Det har inte hänt än. Historiken är det som har varit."),
    }

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, About):
            return value or None
        about = parse_about(str(value))
        if about is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if about.first > today():
            raise ValidationError(self.error_messages["future"], code="future")
        return about

    def widget_attrs(self, widget):
        return {"autocomplete": "off"}


def what_choices(rules):
    """Kinds and efforts in one list, so that an entry is one choice."""
    kinds = [(value, label) for value, label in HistoryKind.choices if value != HistoryKind.EFFORT]
    efforts = [(EFFORT + row.code, row.name) for row in rules.efforts]
    return [*kinds, (_("Insats"), [*efforts, (EFFORT, _("Annan insats"))])]


class EntryForm(Form):
    """What all entries have: when, what, in a few words, and what an effort led to."""

    starts = AboutField(label=_("När eller från"))
    ends = AboutField(label=_("Till"), required=False)
    what = forms.ChoiceField(label=_("Slag"))
    title = forms.CharField(label=_("Med några ord"), max_length=160, required=False)
    result = forms.ChoiceField(
        label=_("Vad ledde det till?"), choices=[("", "–"), *EffortResult.choices], required=False
    )

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.fields["what"].choices = what_choices(rules)

    def clean(self):
        given = super().clean()
        self._ends_after_start(given.get("starts"), given.get("ends"))
        what = given.get("what", "")
        if what == EFFORT and not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("Skriv vilken insats det var."))
        if given.get("result") and what and not what.startswith(EFFORT):
            self.add_error("result", _("Bara en insats har ett resultat. Välj en insats, eller ta bort resultatet."))
        return given

    def _ends_after_start(self, starts, ends):
        if starts and ends and ends.last < starts.first:
            self.add_error("ends", _("Slutet kan inte ligga före början."))

    @property
    def values(self) -> dict:
        """As fields of an entry."""
        given = self.cleaned_data
        starts, ends = given["starts"], given["ends"]
        kind, _colon, effort = given["what"].partition(":")
        return {
            "kind": kind, "effort": effort, "starts_on": starts.first, "starts_as": starts.precision,
            "ends_on": ends.first if ends and ends.first >= starts.first else ends and starts.first,
            "ends_as": ends.precision if ends else "", "title": given["title"].strip(), "result": given["result"],
        }  # fmt: skip


class EntryRow(EntryForm):
    """A row among several; an empty one is no entry."""

    marks_optional = False

    @property
    def is_blank(self):
        """Whether nothing was typed: what is preselected counts as nothing."""
        return not any(
            self.data.get(self.add_prefix(name), "").strip() for name in ("starts", "ends", "title", "result")
        )

    def full_clean(self):
        if self.is_bound and self.is_blank:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
            return
        super().full_clean()


@dataclass
class EntryRows:
    """All rows of the page, bound to one POST or begun from a draft."""

    rows: list[EntryRow]
    is_bound: bool

    @classmethod
    def of(cls, rules, posted=None, values=None, number=ROWS):
        """posted: request.POST; values: what a draft holds."""
        number = min(max(number, ROWS), MOST_ROWS)
        return cls([_row(rules, place, posted, values or {}) for place in range(number)], posted is not None)

    def is_valid(self):
        return not [row for row in self.rows if not row.is_valid()]

    @property
    def filled(self):
        """Those that say something."""
        return [row.values for row in self.rows if row.cleaned_data]

    @property
    def wrong(self):
        """The first row with something to put right, for the summary of errors."""
        return next((row for row in self.rows if row.errors), self.rows[0])


def _row(rules, place, posted, values):
    prefix = f"r{place}"
    start = {name: values[f"{prefix}-{name}"] for name in EntryForm.base_fields if f"{prefix}-{name}" in values}
    return EntryRow(posted, prefix=prefix, rules=rules, initial=start)


def rows_asked(data) -> int:
    """How many rows the page has."""
    asked = data.get("rows", "")
    return int(asked) if asked.isdigit() and len(asked) < 4 else ROWS


class WholeForm(EntryForm):
    """One entry with all that can be said of it."""

    note = forms.CharField(
        label=_("Mer om det"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False,
        help_text=_("Bara det som behövs för att förstå vad som hände. Inget om andra personer."),
    )  # fmt: skip
    mark = forms.ChoiceField(
        label=_("Är det ett ögonblick att lära av?"), choices=[("", _("Nej")), *HistoryMark.choices],
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    mark_why = forms.CharField(
        label=_("Varför?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False,
        help_text=_("Till exempel: tre återbud i rad, och ingen frågade varför."),
    )  # fmt: skip
    keep_own = forms.BooleanField(label=_("Stannar i er akt och delas inte"), required=False)
    names_another = forms.BooleanField(
        label=_("Texten nämner en annan person"), required=False,
        help_text=_("Då stannar den i er akt tills du har skrivit om den utan den personen."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self):
        given = super().clean()
        if given.get("mark") and not given.get("mark_why", "").strip() and "mark_why" not in self.errors:
            self.add_error("mark_why", _("Skriv varför, så att det går att lära av."))
        return given

    @property
    def values(self):
        more = {name: self.cleaned_data[name] for name in ("note", "mark", "keep_own", "names_another")}
        return super().values | more | {"mark_why": self.cleaned_data["mark_why"] if more["mark"] else ""}
