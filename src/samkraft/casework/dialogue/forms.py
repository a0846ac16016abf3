"""What is written to another branch: to whom, about what, the words, and whether an answer is needed."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.casework.forms import OtherPersonForm, texts_of
from samkraft.core.clock import today
from samkraft.core.forms import DateField

MOST_DAYS = 90
NOT_SENT = gettext_lazy(
    "Meddelandet har inte gått, för det nämner en annan person. Skriv om det utan den personen, "
    "eller skriv när och hur hon eller han har sagt ja."
)


class MessageForm(OtherPersonForm):
    """A message. *ways*: :class:`~samkraft.casework.dialogue.receivers.Reachable`; *steps*: live steps of the plan.

    In a dialogue that goes on (*dialogue*) the receiver is given; a request for consultation (*days*) is answered in as
    many days as the programme says, and always asks. A text that names somebody else isn't sent without that person's
    yes (SEK-12).
    """

    field_order = ("receiver", "step", "category", "text", "names_another", "another_agreed", "wants_answer")

    receiver = forms.ChoiceField(label=gettext_lazy("Till vem?"), widget=forms.RadioSelect)
    step = forms.ChoiceField(label=gettext_lazy("Gäller ett steg i planen?"), required=False)
    category = forms.ChoiceField(
        label=gettext_lazy("Vad handlar det om?"),
        help_text=gettext_lazy("Samtycket säger vad ni får skriva om. Välj det som texten handlar mest om."),
    )
    text = forms.CharField(
        label=gettext_lazy("Meddelande"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6} | texts_of("message")),
        help_text=gettext_lazy("Bara det som mottagaren behöver. Inga personnummer, inget om andra personer."),
    )  # fmt: skip
    wants_answer = forms.BooleanField(label=gettext_lazy("Jag behöver ett svar"), required=False)
    answer_by = DateField(label=gettext_lazy("Svar behövs senast"), required=False)
    confirm_consent = forms.BooleanField(label=gettext_lazy("Vi har sett samtycket"), required=False)
    read_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, ways, steps=(), dialogue=None, days=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ways, self.dialogue, self.days = ways, dialogue, days
        self.fields["receiver"].choices = [(way.branch.code, _who(way)) for way in ways.branches]
        self.fields["category"].choices = ways.categories
        self.fields["step"].choices = [("", _("Nej, ärendet i stort")), *steps]
        self.fields["names_another"].help_text = _("Till exempel en anhörig. Då går den inte utan den personens ja.")
        self.fields["another_agreed"].help_text = _("Skriv när och hur, utan namn. Annars skriv om texten.")
        self._without(dialogue, steps, days)

    def _without(self, dialogue, steps, days):
        """Take away what isn't asked here."""
        gone = {"step"} if dialogue or days or not steps else set()
        gone |= {"wants_answer", "answer_by"} if days else set()
        gone |= set() if self.ways.waits_for_confirming else {"confirm_consent"}
        gone |= {"receiver"} if dialogue or days else set()
        gone |= {"category"} if len(self.ways.categories) < 2 else set()
        for name in gone:
            del self.fields[name]

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if day and not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Välj en dag från i dag och högst 90 dagar fram."))
        return day

    def clean(self):
        given = super().clean()
        if self.days:
            given["answer_by"] = today() + timedelta(days=self.days)
        elif not given.get("wants_answer"):
            given["answer_by"] = None
        elif given.get("answer_by") is None and "answer_by" not in self.errors:
            self.add_error("answer_by", _("Skriv vilken dag du behöver svaret."))
        if given.get("names_another") and not given.get("another_agreed", "").strip():
            self.add_error("another_agreed", NOT_SENT)
        given.setdefault("category", self.ways.categories[0][0] if self.ways.categories else "")
        if not self.errors:
            self._clean_way(given)
        return given

    def _clean_way(self, given):
        code = given.get("receiver") or next(iter(way.branch.code for way in self.ways.branches), "")
        way = given["way"] = self.ways.way(code, given["category"])
        if way is None:
            self.add_error("category", _("Inget samtycke om det gäller till den mottagaren i dag. Välj något annat."))
        elif way.needs_confirming and not given.get("confirm_consent"):
            self.add_error("confirm_consent", _("Kryssa i att ni har sett samtycket, så kan meddelandet gå."))


def _who(way):
    """The branch, and who there works with the case; with the person's reservation, for whoever writes to heed."""
    parts = [way.named, way.people] if way.people else [way.named]
    return ": ".join(str(part) for part in parts)
