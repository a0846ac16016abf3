"""The accessibility statement's eleven parts (TIL-02), filled in by the one who runs the installation.

Settings: `ACCESSIBILITY = {"degree": "delvis", "contact_email": …}` with the names of `Statement`, and
`SERVICE_PROVIDER`.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# The law's fixed terms for degree of conformity.
DEGREES: dict[str, Text] = {
    "helt": _("helt förenlig med lagen om tillgänglighet till digital offentlig service"),
    "delvis": _("delvis förenlig med lagen om tillgänglighet till digital offentlig service"),
    "inte": _("inte förenlig med lagen om tillgänglighet till digital offentlig service"),
}


@dataclass(frozen=True)
class Gap:
    """A known gap, told by the situation in which it is met (TIL-03), with its reason."""

    situation: Text
    text: Text
    reason: Text
    criterion: str = ""


KNOWN_GAPS = (
    Gap(
        _("Användning utan syn"),
        _("Sidorna är inte prövade av personer som använder skärmläsare. Kod och namn är kontrollerade med verktyg."),
        _("Prövningen är inte gjord än."),
    ),
    Gap(
        _("Användning med begränsad förmåga att läsa svenska"),
        _("Bara få texter finns på andra språk än svenska. Texterna är inte prövade av deltagare."),
        _("Översättningarna är inte gjorda än."),
    ),
)


PROVIDER: Text = _("Den som driver den här installationen")
METHOD: Text = _("Programvaran granskas i webbläsare med verktyget axe-core, i ljust och mörkt läge och på smal skärm.")
BURDEN: Text = _("Inget undantag för oskäligt betungande åtgärder åberopas.")
OUT_OF_SCOPE: Text = _("Filer som myndigheterna själva laddar upp omfattas inte av granskningen.")


@dataclass(frozen=True)
class Statement:
    """All that the page says; the defaults are true of the software as it comes."""

    provider: Text = PROVIDER
    service: Text = "Samkraft"
    degree: str = "delvis"
    gaps: tuple[Gap, ...] = KNOWN_GAPS
    assessed_on: date | None = None  # None: this installation is not assessed yet, and the page says so
    updated_on: date | None = None
    method: Text = METHOD
    contact_email: str = "tillganglighet@example.se"
    contact_phone: str = "070-174 06 99"
    contact_address: str = ""
    data_protection: str = "dataskydd@example.se"
    answer_days: int = 14
    report_url: str = "https://www.digg.se/tdosanmalan"
    burden: Text = BURDEN
    out_of_scope: Text = OUT_OF_SCOPE

    @property
    def degree_text(self) -> Text:
        return DEGREES[self.degree]


def accessibility_statement() -> Statement:
    """The statement of this installation."""
    given = dict(getattr(settings, "ACCESSIBILITY", {}))
    given.setdefault("provider", getattr(settings, "SERVICE_PROVIDER", "") or PROVIDER)
    return replace(Statement(), **given)
