"""Forms of the incident register."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samkraft.access.acting import current_acting
from samkraft.access.incidents.choices import IncidentKind, ReportTo, Risk
from samkraft.access.log_facts import case_facts
from samkraft.access.models import Staff
from samkraft.core.forms import ClockField, DateField, Form
from samkraft.core.public_forms import holds_a_number

_NO_NUMBERS = _("Ta bort personnumret. Skriv ärendenumret i sin ruta i stället.")


class _Moment(Form):
    """A day and an hour that have been."""

    day, hour = "found_on", "found_hour"

    def moment(self) -> datetime:
        """The two fields as one moment; for a form without errors."""
        given = self.cleaned_data
        return timezone.make_aware(datetime.combine(given[self.day], given[self.hour]))

    def clean(self):
        given = super().clean()
        if given.get(self.day) and given.get(self.hour) and self.moment() > timezone.now():
            self.add_error(self.day, _("Det har inte hänt än. Kontrollera dag och tid."))
        return given


class IncidentForm(_Moment):
    """What was found and when; the rest can wait."""

    kind = forms.ChoiceField(label=_("Vad har hänt?"), choices=IncidentKind.choices, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("Berätta"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Vad har hänt, och vad har du gjort hittills? Skriv inga namn på deltagare och inga personnummer."),
    )  # fmt: skip
    found_on = DateField(label=_("När upptäcktes det?"), help_text=_("Tiderna för anmälan räknas härifrån."))
    found_hour = ClockField(label=_("Klockan"))
    since = DateField(label=_("Från vilken dag kan uppgifter ha påverkats?"))
    until = DateField(label=_("Till vilken dag?"))
    person = forms.CharField(
        label=_("Gäller det vad en medarbetare läst?"), required=False, max_length=100,
        help_text=_("Inloggningsnamn, till exempel namn@myndighet. Lämna tomt annars."),
    )  # fmt: skip
    case = forms.CharField(
        label=_("Gäller det ett enda ärende?"), required=False, max_length=20,
        help_text=_("Ärendenummer. Lämna tomt om det är flera, eller om du inte vet."),
    )  # fmt: skip

    def clean_description(self):
        if holds_a_number(self.cleaned_data["description"]):
            raise forms.ValidationError(_NO_NUMBERS)
        return self.cleaned_data["description"]

    def clean_person(self):
        name = self.cleaned_data["person"].strip()
        found = Staff.objects.filter(username__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(_("Det finns ingen med det inloggningsnamnet. Kontrollera stavningen."))
        return found

    def clean_case(self):
        """A case of the branch, or of nobody: the same answer (SEK-05)."""
        number = self.cleaned_data["case"].strip()
        found = case_facts().find(number, current_acting().programme) if number else None
        if number and found is None:
            raise forms.ValidationError(_("Din verksamhet har inget ärende med det numret."))
        return found

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("Slutdatum kan inte ligga före startdatum."))
        return given

    def as_facts(self) -> dict:
        """What :func:`register` takes."""
        given = self.cleaned_data
        return {name: given[name] for name in ("kind", "description", "since", "until")} | {
            "found_at": self.moment(),
            "about_staff": given["person"],
            "case_id": given["case"],
        }


_YES_NO = [("ja", _("Ja")), ("nej", _("Nej"))]


class _Decision(Form):
    decided_by = forms.CharField(label=_("Vem beslutade?"), max_length=120, help_text=_("Namn och befattning."))
    note = forms.CharField(
        label=_("Skäl"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv inga namn på deltagare."),
    )  # fmt: skip

    def clean_note(self):
        if holds_a_number(self.cleaned_data["note"]):
            raise forms.ValidationError(_NO_NUMBERS)
        return self.cleaned_data["note"]

    def as_facts(self) -> dict:
        """What the action takes."""
        return self.cleaned_data


class AssessForm(_Decision):
    """How serious it is: decides which clocks run."""

    personal = forms.ChoiceField(label=_("Berörs personuppgifter?"), choices=_YES_NO, widget=forms.RadioSelect)
    risk = forms.ChoiceField(label=_("Risk för deltagarna"), choices=Risk.choices, widget=forms.RadioSelect)
    significant = forms.ChoiceField(
        label=_("Är incidenten betydande för verksamheten?"), choices=_YES_NO, widget=forms.RadioSelect,
        help_text=_("Allvarlig störning i tjänsten, stor ekonomisk förlust eller stor skada för andra."),
    )  # fmt: skip
    field_order = ["personal", "risk", "significant", "decided_by", "note"]

    def as_facts(self) -> dict:
        given = self.cleaned_data
        judged = {"touches_personal_data": given["personal"] == "ja", "is_significant": given["significant"] == "ja"}
        return judged | {name: given[name] for name in ("risk", "decided_by", "note")}


class ReportForm(_Moment, _Decision):
    """Who was told, and when."""

    day, hour = "reported_on", "reported_hour"
    report_to = forms.ChoiceField(label=_("Vad gjordes?"), choices=ReportTo.choices, widget=forms.RadioSelect)
    reported_on = DateField(label=_("När?"))
    reported_hour = ClockField(label=_("Klockan"))
    reference = forms.CharField(label=_("Deras nummer"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Vad de fick veta"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["report_to", "reported_on", "reported_hour", "reference", "decided_by", "note"]

    def as_facts(self) -> dict:
        given = {name: self.cleaned_data[name] for name in ("report_to", "reference", "decided_by", "note")}
        return given | {"reported_at": self.moment()}


class NoteForm(_Decision):
    """What was done or found out."""

    decided_by = None
    note = forms.CharField(label=_("Vad har gjorts eller kommit fram?"), max_length=1000,
                           widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip


class CloseForm(_Decision):
    """What was learnt: nobody closes an incident without a word."""

    note = forms.CharField(label=_("Vad lärde ni er, och vad har ändrats?"), max_length=1000,
                           widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
