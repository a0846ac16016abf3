"""Forms of the handover: its parts and its receiver, the confirmation, and the receiver's return."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form

OUTSIDE = "outside"


class HandoverForm(Form):
    """The parts as they will be read, and who gets them."""

    marks_optional = False
    receiver = forms.ChoiceField(label=_("Mottagare"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Namn, om mottagaren saknar konto"), required=False, max_length=120)
    unit = forms.CharField(label=_("Enhet, om mottagaren saknar konto"), required=False, max_length=120)

    def __init__(self, *args, parts, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        self.receivers = {str(person.public_id): person for person in receivers}
        known = [(key, _receiver_label(person)) for key, person in self.receivers.items()]
        self.fields["receiver"].choices = [*known, (OUTSIDE, _("Någon utan konto i Samkraft"))]
        self.initial["receiver"] = known[0][0] if len(known) == 1 else None if known else OUTSIDE
        self.part_names = []
        for number, (title, text) in enumerate(parts):
            name = f"part_{number}"
            widget = forms.Textarea(attrs={"rows": 4, "class": "ds-input"})
            self.fields[name] = forms.CharField(label=title, required=False, max_length=4000, widget=widget)
            self.initial[name] = text
            self.part_names.append(name)

    def clean(self):
        given = super().clean()
        if given.get("receiver") == OUTSIDE:
            for name, message in (("name", _("Skriv vem som tar emot.")), ("unit", _("Skriv var personen arbetar."))):
                if not given.get(name, "").strip():
                    self.add_error(name, message)
        if self.part_names and not any(given.get(name, "").strip() for name in self.part_names):
            self.add_error(self.part_names[0], _("Skriv det som mottagaren behöver veta."))
        return given

    @property
    def parts(self):
        """The parts that hold something: (title, text)."""
        filled = [(self.fields[name].label, self.cleaned_data[name].strip()) for name in self.part_names]
        return [(str(title), text) for title, text in filled if text]

    @property
    def is_outside(self):
        return self.cleaned_data["receiver"] == OUTSIDE

    @property
    def receiver_person(self):
        return self.receivers[self.cleaned_data["receiver"]]

    @property
    def part_fields(self):
        return [self[name] for name in self.part_names]

    @property
    def receiver_fields(self):
        return [self[name] for name in ("receiver", "name", "unit")]


class ConfirmForm(Form):
    """Who confirmed a handover outside Samkraft, when and how."""

    who = forms.CharField(label=_("Vem tog emot?"), max_length=120)
    how = forms.ChoiceField(
        label=_("Hur?"),
        choices=[
            ("på telefon", _("På telefon")),
            ("vid ett möte", _("Vid ett möte")),
            ("med brev", _("Med brev")),
            ("med säkert meddelande", _("Med säkert meddelande")),
        ],
    )
    answered_on = DateField(label=_("När?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["answered_on"] = today()


class ReturnForm(Form):
    """Why the receiver returns a handover."""

    cause = forms.ChoiceField(label=_("Skäl"))
    words = forms.CharField(
        label=_("Mer om skälet"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vem ska ha den i stället, eller vad saknas? Läses av den som skickade."),
    )

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [("", _("Välj skäl")), *((reason, reason) for reason in reasons)]

    @property
    def reason(self):
        """The reason in one text."""
        return ". ".join(filter(None, [self.cleaned_data["cause"], self.cleaned_data["words"].strip()]))


def _receiver_label(person):
    return f"{person.name}, {person.title}" if person.title else person.name
