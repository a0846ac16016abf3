"""Forms of requests about rights."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.rights.choices import (
    Channel,
    HowGiven,
    NoticeLanguage,
    PublicDecision,
    Reach,
    RightsAnswer,
    RightsKind,
    Struck,
)


class RequestForm(Form):
    """A request as it comes in. Nothing is preselected."""

    person = forms.CharField(
        label=_("Ärendenummer eller personnummer"),
        max_length=30,
        help_text=_("Numret sparas inte. Att du har sökt skrivs upp."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Vad personen begär"),
        choices=RightsKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Invändning och radering gäller sällan hos myndigheter. Ta emot begäran ändå: svaret förklarar."),
    )
    reach = forms.ChoiceField(
        label=_("Av vem"),
        choices=Reach.choices,
        widget=forms.RadioSelect,
        help_text=_("Fråga personen. De andra får veta vad som begärs och när, inget annat. Var och en svarar själv."),
    )
    received_on = DateField(
        label=_("Kom in"), help_text=_("Svaret ska lämnas inom en månad. Till exempel 14 mars 2026.")
    )
    channel = forms.ChoiceField(label=_("Hur"), choices=Channel.choices, widget=forms.RadioSelect)
    checked = forms.CharField(
        label=_("Hur du vet vem personen är"),
        max_length=120,
        help_text=_("Till exempel: visade id-kort. Skriv inget nummer."),
    )
    language = forms.CharField(label=_("Språk som svaret behövs på"), max_length=40, required=False)
    wish = forms.CharField(
        label=_("Vad personen vill, med egna ord"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stannar hos er. Skriv inget om andra personer."),
    )
    reference = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)


class AnswerForm(Form):
    """How the branch's own part is answered."""

    answer = forms.ChoiceField(label=_("Svar"), choices=RightsAnswer.choices, widget=forms.RadioSelect)
    answer_note = forms.CharField(
        label=_("Om svaret"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vid nej: skälet, och hur personen kan överklaga eller klaga hos IMY."),
    )


class ExtendForm(Form):
    """Why the answer takes longer."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Personen ska få veta skälet inom den första månaden."),
    )


class ReadForm(Form):
    """What to strike from the texts on the page, besides the sentences that are ticked."""

    words = forms.CharField(
        label=_("Namn eller ord att stryka i alla texter på sidan"),
        max_length=300,
        required=False,
        help_text=_("Skilj med komma. Namnet stryks var det än står."),
    )
    why = forms.ChoiceField(label=_("Varför"), choices=Struck.choices, widget=forms.RadioSelect, required=False)

    def clean(self):
        given = super().clean()
        if (given.get("words") or self.data.getlist("struck")) and not given.get("why"):
            self.add_error("why", _("Välj varför det stryks."))
        return given


class DisagreeForm(Form):
    """What the person says, in her own words."""

    said = forms.CharField(
        label=_("Vad personen säger, med egna ord"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Står sedan alltid vid handlingen. Skriv inget om andra personer."),
    )  # fmt: skip


class HomeMarkForm(Form):
    """Where the item stands in the branch's own system."""

    reference = forms.CharField(label=_("Nummer i ert eget system"), max_length=80)


class ReasonForm(Form):
    """Why processing is restricted, or no longer."""

    reason = forms.CharField(
        label=_("Skäl"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Till exempel: personen säger att en uppgift är fel, och vi kontrollerar den."),
    )  # fmt: skip


WHAT_GIVEN = [("own", _("hur vi använder uppgifter")), ("joint", _("hur uppgifter används i den gemensamma planen"))]
OF_THE_FUND = ("fund", _("att uppgifter lämnas till SCB för ESF"))


class NoticeGivenForm(Form):
    """That the information was given: on the branch's own use, on the joint plan, on the report to the fund."""

    what = forms.MultipleChoiceField(
        label=_("Vad har lämnats?"), choices=WHAT_GIVEN, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Språk"), choices=[*NoticeLanguage.choices, ("other", _("annat språk"))], widget=forms.RadioSelect
    )
    other = forms.CharField(label=_("Vilket annat språk"), max_length=40, required=False)
    how = forms.ChoiceField(label=_("Hur"), choices=HowGiven.choices, widget=forms.RadioSelect)
    given_on = DateField(label=_("Dag"))

    def __init__(self, *args, reports=False, **kwargs):
        super().__init__(*args, **kwargs)
        if reports:
            self.fields["what"].choices = [*WHAT_GIVEN, OF_THE_FUND]

    def clean(self):
        given = super().clean()
        if given.get("language") == "other" and not given.get("other", "").strip():
            self.add_error("other", _("Skriv vilket språk."))
        if given.get("given_on") and given["given_on"] > today():
            self.add_error("given_on", _("Dagen har inte varit än."))
        return given


class NoticeForm(Form):
    """A new version of what the branch tells participants."""

    language = forms.ChoiceField(label=_("Språk"), choices=NoticeLanguage.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Ren text. Första raden blir rubrik."),
    )  # fmt: skip


class PublicReleaseForm(Form):
    """What somebody asked for, and the decision; never who asked."""

    what = forms.CharField(label=_("Vilken handling"), max_length=120, help_text=_("Sort och dag, inget innehåll."))
    asked_on = DateField(label=_("Begärd"))
    decided_on = DateField(label=_("Beslutad"))
    decision = forms.ChoiceField(label=_("Beslut"), choices=PublicDecision.choices, widget=forms.RadioSelect)
    ground = forms.CharField(label=_("Bestämmelse om sekretess"), max_length=200, required=False)
    reference = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)


class ArrangementForm(Form):
    """A version of how the controllers share their duties, each line a paragraph."""

    text = forms.CharField(
        label=_("Sammanfattning"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("En rad blir ett stycke. Skriv kort och enkelt. Inga namn på personer."),
    )
    reference = forms.CharField(label=_("Var överenskommelsen finns"), max_length=200, help_text=_("Diarienummer."))
