"""Forms of the support after a start: few fields, so that a talk is noted while it is held."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.choices import Going, ReturnAnswer, StartKind, TalkWay

_NO_HEALTH = _("Stannar i er akt. Inget om hälsa eller sociala skäl.")


class BeginForm(Form):
    """What has begun, where, from when, and whom the person calls."""

    kind = forms.ChoiceField(label=_("Vad har börjat?"), choices=StartKind, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Arbetsplats eller skola"), required=False, max_length=120)
    begun_on = DateField(label=_("Börjar eller började"))
    contact = forms.ChoiceField(label=_("Personen ringer"))

    def __init__(self, *args, contacts, me, **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        self.fields["contact"].choices = [(key, person.name) for key, person in contacts.items()]
        self.initial |= {"contact": str(me.public_id), "begun_on": today()}

    def clean_contact(self):
        return self.contacts[self.cleaned_data["contact"]]


class ContactForm(Form):
    """Somebody else to call."""

    contact = forms.ChoiceField(label=_("Personen ringer"))

    def __init__(self, *args, contacts, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        self.fields["contact"].choices = [(key, person.name) for key, person in contacts.items()]
        self.initial["contact"] = str(now.public_id)

    def clean_contact(self):
        return self.contacts[self.cleaned_data["contact"]]


class TalkForm(Form):
    """How it goes, how and when the talk was held, and a note if needed."""

    going = forms.ChoiceField(label=_("Hur går det, enligt personen?"), choices=Going, widget=forms.RadioSelect)
    talked_by = forms.ChoiceField(label=_("Hur talades ni vid?"), choices=TalkWay)
    held_on = DateField(label=_("Dag"))
    note = forms.CharField(
        label=_("Anteckning"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_NO_HEALTH,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"held_on": today(), "talked_by": TalkWay.PHONE}


class AnswerForm(Form):
    """What was done about a sign of a return."""

    answer = forms.ChoiceField(label=_("Vad gjorde du?"), choices=ReturnAnswer, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Anteckning"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_NO_HEALTH,
    )  # fmt: skip
