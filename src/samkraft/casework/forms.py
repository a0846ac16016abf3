"""Forms of casework. They turn what is typed into values; what may be done is decided elsewhere."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import MeetingKind, StepState
from samkraft.core.forms import ClockField, DateField, Form

_CALM = {"rows": 8}
NO_REASON = _("Skriv vad som ska göras, inte varför. Aldrig orsaker som rör hälsa eller privatliv.")


class OtherPersonForm(Form):
    """A text that may name somebody else, who is asked before it is shared (SEK-12)."""

    names_another = forms.BooleanField(
        label=_("Texten nämner en annan person"), required=False,
        help_text=_("Till exempel en anhörig. Då stannar den i er akt tills du har skrivit om den utan den personen."),
    )  # fmt: skip
    another_agreed = forms.CharField(
        label=_("Har den personen sagt ja?"), required=False, max_length=120,
        help_text=_("Skriv när och hur, utan namn, så kan texten delas. Annars lämna tomt."),
    )  # fmt: skip

    @property
    def other_person(self):
        """What was said of it; a yes counts only for a text that names somebody."""
        given = self.cleaned_data
        agreed = given["another_agreed"].strip() if given["names_another"] else ""
        return {"names_another": given["names_another"], "another_agreed": agreed}


class SectionForm(OtherPersonForm):
    """One area of the mapping."""

    field_order = ("text",)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs=_CALM), max_length=10_000)
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = area.name
        self.fields["text"].help_text = area.hint


class GoalForm(Form):
    """The goal in the person's own words, and when the plan is followed up."""

    goal = forms.CharField(
        label=_("Med egna ord"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False,
        help_text=_("Personen säger det själv. Skriv med hennes eller hans ord."),
    )  # fmt: skip
    review_on = DateField(label=_("Planen följs upp"), required=False, help_text=_("Till exempel 14 mars 2026"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StepForm(Form):
    """A step: what, who and when."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, help_text=NO_REASON)
    activity_type = forms.ChoiceField(label=_("Slag"), required=False)
    who = forms.ChoiceField(label=_("Vem ansvarar?"))
    by_participant = forms.BooleanField(label=_("Personen gör det själv eller är med"), required=False)
    starts_on = DateField(label=_("Från"), required=False)
    ends_on = DateField(label=_("Till"), required=False)
    state = forms.ChoiceField(label=_("Läge"), choices=StepState.choices)
    why = forms.CharField(
        label=_("Vad leder steget till?"), max_length=300, required=False,
        help_text=_("Till exempel: närmare arbete i vården. Aldrig en orsak som rör hälsa eller privatliv."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, definition, people, branches, **kwargs):
        super().__init__(*args, **kwargs)
        types = [(t.code, t.name) for t in definition.activity_types]
        self.fields["activity_type"].choices = [("", _("Inget särskilt")), *types]
        self.fields["who"].choices = who_choices(people, branches)

    def clean(self):
        given = super().clean()
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Steget kan inte sluta innan det börjar."))
        return given


def who_choices(people, branches):
    """Named people who work with the case first, then each branch without a named person."""
    named = [(f"s:{row.staff.public_id}:{row.branch.code}", f"{row.staff.name}, {row.branch.name}") for row in people]
    rest = [(f"b:{branch.code}", branch.name) for branch in branches]
    return [("", _("Välj")), *named, *rest]


class ReportForm(Form):
    """How a step goes, told by the branch that is responsible for it."""

    state = forms.ChoiceField(label=_("Hur står det till?"), choices=StepState.choices)
    text = forms.CharField(
        label=_("Att säga till processledaren"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        required=False, help_text=_("Bara det som behövs för att följa steget."),
    )  # fmt: skip
    ends_on = DateField(label=_("Nytt slutdatum"), required=False)


class ProposalForm(Form):
    """A step that another branch proposes to the process leader."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, help_text=NO_REASON)
    starts_on = DateField(label=_("Från"), required=False)
    ends_on = DateField(label=_("Till"), required=False)
    text = forms.CharField(
        label=_("Att säga till processledaren"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        required=False,
    )  # fmt: skip


class PublishForm(Form):
    """Publishing: with the person present, and when it is followed up."""

    present = forms.BooleanField(label=_("Personen är med när planen publiceras"), required=False)
    review_on = DateField(label=_("Planen följs upp"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


LENGTHS = [("30", _("30 minuter")), ("45", _("45 minuter")), ("60", _("1 timme")), ("90", _("1,5 timme"))]


class MeetingForm(Form):
    """Book a meeting."""

    kind = forms.ChoiceField(label=_("Vad är mötet?"), choices=MeetingKind.choices, initial=MeetingKind.FOLLOW_UP)
    day = DateField(label=_("Dag"), help_text=_("Till exempel 14 mars 2026"))
    at = ClockField(label=_("Tid"), help_text=_("Till exempel 10.00"))
    length = forms.ChoiceField(label=_("Hur länge?"), choices=LENGTHS, initial="60")
    place = forms.CharField(label=_("Plats"), max_length=120, required=False)
    with_interpreter = forms.BooleanField(label=_("Tolk behövs"), required=False)

    def span(self):
        """Start and end as moments."""
        return span(self.cleaned_data["day"], self.cleaned_data["at"], int(self.cleaned_data["length"]))


def span(day, at, minutes):
    """Start and end of a meeting as moments here."""
    start = timezone.make_aware(datetime.combine(day, at))
    return start, start + timedelta(minutes=minutes)


class MinutesForm(OtherPersonForm):
    """A note from a meeting, one per authority."""

    field_order = ("title", "held_on", "text")
    title = forms.CharField(label=_("Rubrik"), max_length=160)
    held_on = DateField(label=_("När?"))
    text = forms.CharField(
        label=_("Anteckning"), widget=forms.Textarea(attrs=_CALM), max_length=10_000,
        help_text=_("Er verksamhets egen anteckning. Skriv det som behövs för arbetet, inget om andra personer."),
    )  # fmt: skip
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TalkForm(Form):
    """What the meeting page asks besides the plan: what was said, and when one meets again."""

    marks_optional = False

    good = forms.CharField(
        label=_("Det här går bra"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    hard = forms.CharField(
        label=_("Det här behöver ordnas"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    next_day = DateField(label=_("Nästa möte"), required=False, help_text=_("Till exempel 14 mars 2026"))
    next_at = ClockField(label=_("Tid"), required=False, help_text=_("Till exempel 10.00"))
    next_place = forms.CharField(label=_("Plats"), max_length=120, required=False)

    def clean(self):
        given = super().clean()
        if given.get("next_at") and not given.get("next_day") and "next_day" not in self.errors:
            self.add_error("next_day", _("Skriv vilken dag ni ses."))
        if given.get("next_day") and not given.get("next_at") and "next_at" not in self.errors:
            self.add_error("next_at", _("Skriv vilken tid ni ses."))
        return given


class NewStepRow(Form):
    """A line for a new step on the meeting page; an empty line is no step."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, required=False)
    who = forms.ChoiceField(label=_("Vem?"), required=False)
    ends_on = DateField(label=_("Till när?"), required=False)
    marks_optional = False

    def __init__(self, *args, who, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = who

    def clean(self):
        given = super().clean()
        if given.get("title") and not given.get("who") and "who" not in self.errors:
            self.add_error("who", _("Välj vem som ansvarar för steget."))
        return given


class OldStepRow(Form):
    """A line for a step that is under way: how it stands and till when."""

    state = forms.ChoiceField(label=_("Läge"), choices=StepState.choices)
    ends_on = DateField(label=_("Till när?"), required=False)
    marks_optional = False


class MeetingGoalForm(Form):
    """The goal on the meeting page, standing on a revision of the draft."""

    goal = forms.CharField(label=_("Det här vill jag"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
                           required=False)  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
