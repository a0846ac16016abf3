"""A consent's record in plain words, for its page and its paper."""

from django.utils.translation import gettext as _

from samkraft.core.words import joined, swedish_date
from samkraft.programmes.consent_forms import LANGUAGE_NAMES
from samkraft.sharing.choices import Explained, Giver, Purpose


def record_facts(record):
    """Terms and words of a record; what wasn't said isn't there."""
    facts = [
        (_("Gavs"), f"{swedish_date(record.given_on)}, {record.get_form_display()}"),
        (_("Antecknat av"), f"{record.recorded_by.name}, {record.recorded_branch.name}"),
        (_("Varför muntligt"), record.spoken_reason),
        (_("Vem sade ja"), record.get_giver_display()),
        (_("Företrädare"), _representative(record)),
        (_("Förståelse"), _("Vi var osäkra på om personen förstod. Företrädaren sade ja.") if _doubted(record) else ""),
        (_("Tolk"), record.get_interpreter_display()),
        (_("Gicks igenom"), "; ".join(str(label) for code, label in Explained.choices if code in record.explained)),
        (_("Blankett"), _("version %(n)s, %(language)s") % {
            "n": record.template_version, "language": LANGUAGE_NAMES.get(record.language, record.language).lower()}),
        (_("Sade nej till"), joined(str(label) for code, label in Purpose.choices if code in record.declined)),
        (_("Underskriften finns"), record.evidence_place),
        (_("Skriftligt sedan"), swedish_date(record.in_writing_on) if record.in_writing_on else ""),
        (_("Papperets fingeravtryck"), record.evidence_hash),
    ]  # fmt: skip
    return [{"label": label, "value": value} for label, value in facts if value]


def _doubted(record):
    return record.is_capacity_doubted and record.giver == Giver.REPRESENTATIVE


def _representative(record):
    if not record.representative:
        return ""
    until = _(", till %(day)s") % {"day": swedish_date(record.mandate_until)} if record.mandate_until else ""
    return f"{record.representative}. {record.mandate}{until}"
