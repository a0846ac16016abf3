"""Which subsidised forms may be open to a person, and why: explained, never decided (P-041, P-043).

The conditions are those of the ordinance on nystartsjobb (2018:43) and of the employment service's own pages on
introduction jobs and wage subsidies. The employment service decides; what isn't known is said to be so.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Known:
    """What is said of the person; None is not known. Nothing of it is kept.

    months_of_15: months away from work of the last 15; months_of_9: of the last 9; months_in_all: how long in a row.
    """

    age: int | None = None
    months_of_15: int | None = None
    months_of_9: int | None = None
    months_in_all: int | None = None
    in_guarantee: bool | None = None
    newly_arrived: bool | None = None
    reduced_capacity: bool | None = None
    is_registered: bool | None = None


@dataclass(frozen=True)
class Explained:
    """One form: whether it may be open (None: can't be said yet), because of what, what to find out, and its terms."""

    name: str
    may: bool | None
    because: tuple[str, ...]
    find_out: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def verdict(self):
        if self.may is None:
            return _("Går inte att säga än")
        return _("Kan vara aktuellt") if self.may else _("Ser inte ut att vara aktuellt")


def explain(known: Known) -> list[Explained]:
    """The forms of support with their conditions against what is known."""
    return [_new_start(known), _introduction(known), _wage_subsidy(known), _extra_job()]


def _new_start(known):
    ways = [_long_away(known), _guarantee_at_20(known), _said(known.newly_arrived, _("personen är nyanländ"))]
    open_ways = [because for state, because, _ask in ways if state]
    asks = [ask for state, _because, ask in ways if state is None and ask]
    may = True if open_ways else (None if asks else False)
    if known.is_registered is False:
        asks = [*asks, _("Personen ska vara inskriven hos Arbetsförmedlingen när beslutet tas.")]
    return Explained(
        _("Nystartsjobb"), may, tuple(open_ways), () if open_ways and known.is_registered else tuple(asks),
        (
            _("Arbetsgivaren ansöker. Personen ska vara inskriven hos Arbetsförmedlingen när beslutet tas."),
            _("Stödet gäller upp till 24 månader för den som är 25 år eller äldre, 12 månader för den som är 20–24."),
            _level(known.months_in_all),
            _("Stödet räknas på en lön av högst 20 000 kronor i månaden."),
        ),
    )  # fmt: skip


def _long_away(known):
    """Twelve months of fifteen from 25 years on, six of nine from 20 to 24: unemployed, ill, or on income support."""
    if known.age is None:
        return None, "", _("Hur gammal personen är.")
    if known.age < 20:
        return False, "", ""
    months, need, of = (known.months_of_15, 12, 15) if known.age >= 25 else (known.months_of_9, 6, 9)
    if months is None:
        ask = _("Hur många av de senaste %(of)s månaderna personen varit borta från arbete (%(need)s krävs).")
        return None, "", ask % {"need": need, "of": of}
    because = _("personen har varit borta från arbete %(months)s av de senaste %(of)s månaderna, %(need)s krävs")
    return months >= need, because % {"months": months, "of": of, "need": need}, ""


def _guarantee_at_20(known):
    if known.in_guarantee is None:
        return None, "", _("Om personen är med i jobb- och utvecklingsgarantin.")
    is_open = known.in_guarantee and (known.age or 0) >= 20
    return is_open, _("personen är med i jobb- och utvecklingsgarantin och har fyllt 20 år"), ""


def _said(fact, words):
    return fact, words, ""


def _level(months):
    if months is None:
        return _("Stödets storlek beror på hur länge personen varit borta: under 24, 24–36 eller över 36 månader.")
    if months < 24:
        return _("Borta i %(n)s månader: den lägre nivån (under 24 månader).") % {"n": months}
    if months <= 36:
        return _("Borta i %(n)s månader: mellannivån (24–36 månader).") % {"n": months}
    return _("Borta i %(n)s månader: den högre nivån (över 36 månader).") % {"n": months}


def _introduction(known):
    terms = (
        _("Arbetsförmedlingen beslutar. Gäller 12 månader, högst 24."),
        _("Stödet är upp till 80 procent av lönekostnaden."),
    )
    because = (_("personen är med i jobb- och utvecklingsgarantin"),) if known.in_guarantee else ()
    ask = (_("Om personen är med i jobb- och utvecklingsgarantin."),) if known.in_guarantee is None else ()
    return Explained(_("Introduktionsjobb"), known.in_guarantee, because, ask, terms)


def _wage_subsidy(known):
    terms = (
        _("Tre former: för anställning, för utveckling i anställning och för trygghet i anställning."),
        _("Det första beslutet gäller högst ett år."),
        _("Skyddat arbete hos offentlig arbetsgivare beslutas för högst 12 månader i taget."),
    )  # fmt: skip
    because = (_("Arbetsförmedlingen har bedömt att arbetsförmågan är nedsatt"),) if known.reduced_capacity else ()
    ask = (
        (_("Om Arbetsförmedlingen har bedömt arbetsförmågan. Bara Arbetsförmedlingen gör den bedömningen."),)
        if known.reduced_capacity is None
        else ()
    )
    return Explained(_("Lönebidrag och skyddat arbete"), known.reduced_capacity, because, ask, terms)


def _extra_job():
    return Explained(
        _("Extratjänst"), False, (), (), (_("Stödformen är stängd för nya beslut. Den finns kvar i äldre uppgifter."),)
    )
