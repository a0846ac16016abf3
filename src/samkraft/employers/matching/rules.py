"""Match what a person wants and can against an offer, with reasons in words. Pure; there is no score (GDPR-15).

The staff decides: an offer that something speaks against is shown with what it is, and not hidden, unless it is
in a place that the person hasn't named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samkraft.core.words import joined
from samkraft.employers.rules import same_words


@dataclass(frozen=True)
class Wanted:
    """What a person wants and can, in the words that ads use."""

    occupations: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    whole_region: bool = False
    extent: int = 100


@dataclass(frozen=True)
class Offer:
    """An ad, or a job or place that an employer has told us of."""

    key: str
    title: str
    employer: str
    what: str
    occupation: str = ""
    field: str = ""
    field_name: str = ""
    municipality: str = ""
    in_region: bool = True
    extent_min: int | None = None
    extent_max: int | None = None
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    needs_licence: bool = False
    until: date | None = None
    url: str = ""
    place_url: str = ""


@dataclass(frozen=True)
class Match:
    """Why an offer may fit, and what to check first."""

    offer: Offer
    fits: tuple[str, ...]
    checks: tuple[str, ...]


Said = tuple[bool, str] | None  # whether it speaks for the offer, and in which words; None: nothing to say


def matches(wanted: Wanted, offers: Iterable[Offer]) -> list[Match]:
    """The offers that share a goal with the person: those that nothing speaks against first, then by the last day."""
    found = [match for offer in offers if (match := match_of(wanted, offer))]
    return sorted(found, key=lambda match: (bool(match.checks), match.offer.until or date.max, match.offer.key))


def match_of(wanted: Wanted, offer: Offer) -> Match | None:
    """The reasons for and against; None where nothing that the person wants is offered, or not where she can be."""
    goal = _goal(wanted, offer)
    if goal is None or not _is_near(wanted, offer):
        return None
    fits: list[str] = [goal]
    checks: list[str] = []
    for said in (_place(wanted, offer), _languages(wanted, offer), _licence(wanted, offer), _extent(wanted, offer)):
        if said:
            (fits if said[0] else checks).append(said[1])
    return Match(offer, tuple(fits), tuple(checks))


def _goal(wanted: Wanted, offer: Offer) -> str | None:
    text = f"{offer.title} {offer.occupation}".casefold()
    for word in wanted.occupations:
        if word.casefold() in text:
            return _("personen vill arbeta som %(word)s") % {"word": word}
    if offer.field and offer.field in wanted.fields:
        return _("personen vill arbeta inom %(field)s") % {"field": offer.field_name or offer.field}
    return None


def _is_near(wanted: Wanted, offer: Offer) -> bool:
    if not offer.municipality or not (wanted.municipalities or wanted.whole_region):
        return True
    named = bool(same_words([offer.municipality], wanted.municipalities))
    return named or (wanted.whole_region and offer.in_region)


def _place(wanted: Wanted, offer: Offer) -> Said:
    if not offer.municipality:
        return False, _("annonsen säger inte var arbetsplatsen är")
    return (
        (True, _("arbetsplatsen ligger i %(place)s") % {"place": offer.municipality})
        if _is_near(wanted, offer)
        else None
    )


def _languages(wanted: Wanted, offer: Offer) -> Said:
    if not offer.languages:
        return None
    missing = [word for word in offer.languages if not same_words([word], wanted.languages)]
    if missing:
        return False, _("kräver %(words)s, som inte står i profilen") % {"words": joined(missing)}
    return True, _("personen kan %(words)s, som krävs") % {"words": joined(offer.languages)}


def _licence(wanted: Wanted, offer: Offer) -> Said:
    if not offer.licences:
        if offer.needs_licence and not wanted.licences:
            return False, _("kräver körkort, som inte står i profilen")
        return (True, _("personen har körkort, som krävs")) if offer.needs_licence else None
    missing = [code for code in offer.licences if not same_words([code], wanted.licences)]
    if missing:
        return False, _("kräver körkort %(words)s, som inte står i profilen") % {"words": joined(missing)}
    return True, _("personen har körkort %(words)s, som krävs") % {"words": joined(offer.licences)}


def _extent(wanted: Wanted, offer: Offer) -> Said:
    if offer.extent_min and offer.extent_min > wanted.extent:
        words = {"n": offer.extent_min, "own": wanted.extent}
        return False, _("minst %(n)s procent, personen vill %(own)s") % words
    return None
