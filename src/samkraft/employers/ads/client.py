"""The employment service's open interfaces for job ads, search and stream (JobTech). Off unless a setting says on.

Nothing about a person is sent: words of an occupation, a field, a place. What comes back is read with care, for it is
somebody else's: slow, too large, or of another shape than agreed, it is refused in one sentence, and the page goes on
without it. Names and ways of contact in ads are left out.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

MOST = 100  # the interface gives no more at a time
_LARGEST = {"search": 8_000_000, "stream": 200_000_000}
_CHUNK = 65_536


class NoAnswer(RuntimeError):
    """The interface gave nothing that can be used; the text is a sentence for the page."""


@dataclass(frozen=True)
class Ad:
    """A job ad in our own words; ``is_removed`` is all that a removed one tells."""

    id: str
    is_removed: bool = False
    headline: str = ""
    employer_name: str = ""
    organisation_number: str = ""
    occupation: str = ""
    field: str = ""
    municipality: str = ""
    region_code: str = ""
    extent_min: int | None = None
    extent_max: int | None = None
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    needs_licence: bool = False
    needs_experience: bool = False
    vacancies: int = 1
    published_on: date | None = None
    deadline: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Found:
    """What a search gave: how many there are, and the first of them."""

    total: int
    ads: tuple[Ad, ...]


def is_on() -> bool:
    """Whether the site may ask the interface at all; no setting says yes by itself."""
    return bool(settings.JOBTECH["is_on"])


def search(words: str = "", field: str = "", municipality: str = "", region: str = "", limit: int = 20) -> Found:
    """GET /search: ads by words, occupation field and place (concept ids of the taxonomy)."""
    asked = {"q": words, "occupation-field": field, "municipality": municipality, "region": region}
    asked = {name: value for name, value in asked.items() if value} | {"limit": min(limit, MOST), "offset": 0}
    answer = _asked("search", "/search", asked)
    if not isinstance(answer, dict) or not isinstance(answer.get("hits"), list):
        raise NoAnswer(_("Arbetsförmedlingens annonser kom i en form som inte går att läsa."))
    total = answer.get("total")
    counted = total.get("value") if isinstance(total, dict) else None
    ads = tuple(ads_of(answer["hits"]))
    return Found(counted if isinstance(counted, int) else len(ads), ads)


def stream(since: datetime, places: Iterable[str] = ()) -> list[Ad]:
    """GET /stream: what was published, changed or removed since a moment, in some places."""
    asked = [("date", since.strftime("%Y-%m-%dT%H:%M:%S")), *(("location-concept-id", place) for place in places)]
    answer = _asked("stream", "/stream", asked)
    if not isinstance(answer, list):
        raise NoAnswer(_("Arbetsförmedlingens annonser kom i en form som inte går att läsa."))
    return list(ads_of(answer))


def ads_of(rows: Iterable[Any]) -> Iterable[Ad]:
    """The ads among the rows of an answer; one of the wrong shape is left out and never breaks the rest."""
    for row in rows:
        try:
            ad = _ad(row)
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
        if ad.id and (ad.is_removed or ad.headline):
            yield ad


def _asked(which: str, path: str, asked):
    """The answer of one of the interfaces, as JSON. Never more than its time and size."""
    if not is_on():
        raise NoAnswer(_("Sökning hos Arbetsförmedlingen är inte påslagen här."))
    known = settings.JOBTECH
    headers = {"accept": "application/json"} | ({"api-key": known["api_key"]} if known["api_key"] else {})
    address = f"{known[which]}{path}?{urlencode(asked)}"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 (the address is a setting)
    try:
        return json.loads(_read(request, known["seconds"][which], _LARGEST[which]))
    except (OSError, ValueError, RecursionError, HTTPException) as problem:
        raise NoAnswer(_("Arbetsförmedlingens annonser svarar inte just nu.")) from problem


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Who is asked is set here and by nobody else."""

    def redirect_request(self, *_args, **_kwargs):
        return None


def _read(request, seconds: float, largest: int) -> bytes:
    ends = time.monotonic() + seconds
    opener = urllib.request.build_opener(_NoRedirect)
    parts, size = [], 0
    with opener.open(request, timeout=seconds) as answer:
        while part := answer.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > largest:
                raise ValueError("larger than it may be")
            if time.monotonic() > ends:
                raise TimeoutError("slower than it may be")
    return b"".join(parts)


def _ad(row: Mapping[str, Any]) -> Ad:
    key = _text(str(row["id"]), 40)
    if row.get("removed") is True:
        return Ad(key, is_removed=True)
    place, scope = row.get("workplace_address") or {}, row.get("scope_of_work") or {}
    employer, must = row.get("employer") or {}, row.get("must_have") or {}
    return Ad(
        id=key,
        headline=_text(row["headline"], 200),
        employer_name=_text(employer.get("name"), 160),
        organisation_number=_number(employer.get("organization_number")),
        occupation=_text(_label(row.get("occupation")), 160),
        field=_text((row.get("occupation_field") or {}).get("concept_id"), 20),
        municipality=_text(place.get("municipality"), 60),
        region_code=_text(place.get("region_code"), 4),
        extent_min=_percent(scope.get("min")),
        extent_max=_percent(scope.get("max")),
        languages=_labels(must.get("languages")),
        licences=_labels(row.get("driving_license")),
        needs_licence=row.get("driving_license_required") is True,
        needs_experience=row.get("experience_required") is True,
        vacancies=_count(row.get("number_of_vacancies")),
        published_on=_day(row.get("publication_date")),
        deadline=_day(row.get("application_deadline")),
        url=_address(row.get("webpage_url")),
    )


def _text(value, longest: int) -> str:
    return " ".join(value.replace("\x00", "").split())[:longest] if isinstance(value, str) else ""


def _label(thing) -> str:
    found = thing[0] if isinstance(thing, list) and thing else thing
    return found.get("label", "") if isinstance(found, dict) else ""


def _labels(things) -> tuple[str, ...]:
    rows = things if isinstance(things, list) else []
    return tuple(filter(None, (_text(_label(row), 60) for row in rows[:20])))


def _number(value) -> str:
    """Ten figures of an organisation; a sole trader's is a personal number and is left out."""
    digits = value if isinstance(value, str) and value.isdecimal() else ""
    return digits if len(digits) == 10 and digits[2] >= "2" else ""


def _percent(value) -> int | None:
    return int(value) if isinstance(value, int | float) and 0 <= value <= 100 else None


def _count(value) -> int:
    return value if isinstance(value, int) and 1 <= value <= 9999 else 1


def _day(value) -> date | None:
    return datetime.fromisoformat(value).date() if isinstance(value, str) and value else None


def _address(value) -> str:
    return value if isinstance(value, str) and value.startswith("https://") and len(value) <= 400 else ""
