"""Forms of the handover: its parts and its receiver, the confirmation, and the receiver's return."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form

OUTSIDE = "outside"
OTHER = "other"


class HandoverForm(Form):
    """The parts as they will be read, and who gets them."""

    marks_optional = False
    receiver = forms.ChoiceField(label=_("Mottagare"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Namn"), required=False, max_length=120)
    unit = forms.CharField(label=_("Enhet"), required=False, max_length=120)
    outside_branch = forms.ChoiceField(label=_("Verksamhet"), required=False)
    authority = forms.CharField(label=_("Vilken myndighet, om det är en annan"), required=False, max_length=120)
    assessment = forms.CharField(
        label=_("Prövning, om inget samtycke gäller dit"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "ds-input"}),
        help_text=_("Skriv varför det står klart att varken personen eller någon närstående lider skada."),
    )

    def __init__(self, *args, parts, receivers, branches=(), **kwargs):
        super().__init__(*args, **kwargs)
        other = (OTHER, _("En annan myndighet eller verksamhet"))
        known = [(branch.code, branch.name) for branch in branches]
        self.fields["outside_branch"].choices = [("", _("Välj verksamhet")), *known, other]
        self.receivers = {str(person.public_id): person for person in receivers}
        known = [(key, _receiver_label(person)) for key, person in self.receivers.items()]
        self.fields["receiver"].choices = [*known, (OUTSIDE, _("Någon utan konto i Samkraft"))]
        self.initial["receiver"] = known[0][0] if len(known) == 1 else None if known else OUTSIDE
        self.part_names = []
        for number, (title, text) in enumerate(parts):
            name = f"part_{number}"
            widget = forms.Textarea(attrs={"rows": _rows_of(text)})
            self.add_field(name, forms.CharField(label=title, required=False, max_length=4000, widget=widget))
            self.initial[name] = text
            self.part_names.append(name)

    def keep(self, typed):
        """Begin from what has been typed, the receiver aside: it belongs to the branch that was shown."""
        self.initial |= {name: typed[name] for name in self.fields if name in typed and name != "receiver"}

    def clean(self):
        given = super().clean()
        if given.get("receiver") == OUTSIDE:
            for name, message in self._outside_needs(given):
                if name not in self.errors and not given.get(name, "").strip():
                    self.add_error(name, message)
        if self.part_names and not any(given.get(name, "").strip() for name in self.part_names):
            self.add_error(self.part_names[0], _("Skriv det som mottagaren behöver veta."))
        return given

    def _outside_needs(self, given):
        """What must be said of someone without an account; the ground is for the door to judge (SEK-07)."""
        yield "name", _("Skriv vem som tar emot.")
        yield "unit", _("Skriv var personen arbetar.")
        yield "outside_branch", _("Välj var mottagaren arbetar.")
        if given.get("outside_branch") == OTHER:
            yield "authority", _("Skriv vilken myndighet det är.")

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
    def outside_fields(self):
        return [self[name] for name in ("outside_branch", "authority", "name", "unit", "assessment")]

    @property
    def opens_outside(self):
        """Whether the fields of a receiver without an account stand open from the start."""
        return not self.receivers or (self.is_bound and self.data.get("receiver") == OUTSIDE)


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


def _rows_of(text):
    """So many lines that all of it is seen: what is sent on is to be read through, on a narrow screen too."""
    return min(max(4, sum(1 + len(line) // 45 for line in text.splitlines())), 20)
