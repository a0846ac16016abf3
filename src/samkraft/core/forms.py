"""Forms that look and speak as the form language says: `Form`, `ModelForm`, fields for dates, times and numbers."""

from datetime import date, time
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from samkraft.core import dates, words

EXAMPLE_DATE = "14 mars 2026"


class PartsRenderer(DjangoTemplates):
    """`{{ form }}` and `{{ form.name.as_field_group }}` use the parts."""

    form_template_name = "core/parts/form.html"
    field_template_name = "core/parts/field.html"


class DateInput(forms.TextInput):
    """Shows the date as words; what was typed stays as it was typed."""

    def format_value(self, value):
        return words.swedish_date(value) if isinstance(value, date) else value


class ClockInput(forms.TextInput):
    def format_value(self, value):
        return words.clock_time(value) if isinstance(value, time) else value


class DateField(forms.Field):
    """A date as people write it. Say an example in the help text when the form has room for it."""

    widget = DateInput
    default_error_messages = {
        "required": _("Skriv ett datum, till exempel 14 mars 2026."),
        "invalid": _("Datumet finns inte. Skriv till exempel 14 mars 2026."),
    }

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return value or None
        parsed = dates.parse_date(str(value))
        if parsed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return parsed

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget):
        return {"autocomplete": "off"}


class ClockField(forms.Field):
    """A time of day: 10.00."""

    widget = ClockInput
    default_error_messages = {
        "required": _("Skriv en tid, till exempel 10.00."),
        "invalid": _("Tiden finns inte. Skriv till exempel 10.00."),
    }

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return value if isinstance(value, time) else None
        parsed = dates.parse_clock(str(value))
        if parsed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return parsed

    def widget_attrs(self, widget):
        return {"autocomplete": "off"}


class NumberInput(forms.TextInput):
    """A text input that looks like one for numbers: a browser's own refuses the comma, or the space in 1 251."""


class NumberField(forms.DecimalField):
    """A number as people here write it: 7,5 or 1 251."""

    widget = NumberInput

    def to_python(self, value):
        text = str(value if value is not None else "")
        return super().to_python("".join(text.split()).replace(",", "."))

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value):
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class WholeField(forms.IntegerField):
    """A whole number as people here write it: 12 or 1 251."""

    widget = NumberInput

    def to_python(self, value):
        return super().to_python("".join(str(value if value is not None else "").split()))

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off"}


# What is wrong and what to do, by kind of field; the label stands beside.
_GONE = _("Alternativet finns inte längre. Välj ett annat.")
_MESSAGES: list[tuple[type[forms.Field], dict]] = [
    (forms.BooleanField, {"required": _("Kryssa i rutan för att gå vidare.")}),
    (forms.ModelMultipleChoiceField, {"required": _("Välj minst ett alternativ."), "invalid_choice": _GONE}),
    (forms.MultipleChoiceField, {"required": _("Välj minst ett alternativ."), "invalid_choice": _GONE}),
    (forms.ModelChoiceField, {"required": _("Välj ett alternativ."), "invalid_choice": _GONE}),
    (forms.ChoiceField, {"required": _("Välj ett alternativ."), "invalid_choice": _GONE}),
    (forms.FileField, {"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en annan.")}),
    (forms.EmailField, {"invalid": _("Skriv hela adressen, till exempel namn@example.se.")}),
    (
        forms.DecimalField,
        {"required": _("Skriv ett tal."), "invalid": _("Skriv ett tal med siffror, till exempel 12,5.")},
    ),
    (
        forms.IntegerField,
        {"required": _("Skriv ett tal."), "invalid": _("Skriv ett helt tal med siffror, till exempel 12.")},
    ),
    (forms.UUIDField, {"invalid": _GONE}),
]
_TOO_LONG = _("Texten är för lång. Högst %(limit_value)d tecken får plats, nu är det %(show_value)d.")
_BOUNDS = {
    "max_length": _TOO_LONG,
    "min_length": _("Texten är för kort. Skriv minst %(limit_value)d tecken."),
    "max_value": _("Talet är för stort. Högst %(limit_value)s går."),
    "min_value": _("Talet är för litet. Minst %(limit_value)s behövs."),
}


def _own_messages(field: forms.Field) -> set[str]:
    """Codes that the form's author has worded: those stay."""
    fresh: dict = {}
    for cls in reversed(type(field).__mro__):
        fresh.update(getattr(cls, "default_error_messages", {}))
    return {code for code, text in field.error_messages.items() if fresh.get(code) is not text}


def _speak_plainly(field: forms.Field) -> None:
    """Give the field the words of the form language, where it has none of its own."""
    own = _own_messages(field)
    plain = {} if isinstance(field, DateField | ClockField) else {"required": _("Skriv något här.")}
    plain.update(_BOUNDS)  # Django takes these in place of the validators' own words
    for kind, messages in _MESSAGES:
        if isinstance(field, kind):
            plain.update(messages)
            break
    field.error_messages.update({code: text for code, text in plain.items() if code not in own})


class _Looks:
    """Class names on inputs, words of errors; no logic."""

    # One for all: each renderer reads the widgets' templates anew.
    default_renderer = PartsRenderer()
    marks_optional = True  # "(frivilligt)" after the labels of fields that may stay empty

    def __getitem__(self, name):
        """A browser cuts pasted text at ``maxlength`` without a word: in long fields the server says it instead."""
        bound = super().__getitem__(name)
        if isinstance(bound.field.widget, forms.Textarea):
            bound.field.widget.attrs.pop("maxlength", None)
        return bound

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field)
        self.use_required_attribute = False  # our own words at the field, not the browser's

    def add_field(self, name, field):
        """One more field, which this page asks for and the class doesn't know."""
        _dress(field)
        self.fields[name] = field


def _dress(field):
    field.widget.attrs.setdefault("class", "ds-input")
    field.localize = False
    _speak_plainly(field)


def posted_text(request, name: str, longest: int) -> str:
    """A text sent with a button, where there is no form to judge it: short, and nothing that no database takes."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


class Form(_Looks, forms.Form):
    """A form of the site."""


class ModelForm(_Looks, forms.ModelForm):
    """A form of the site over a model."""
