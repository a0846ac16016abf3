"""The joint plan as a coordinated individual plan (SIP): its four parts, and when it is one (CON-11). Pure.

SoL 10:8-9 and HSL 16:4: which measures are needed, which of them each of municipality and region is responsible for,
which others take, and which of the two has the overall responsibility.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# A branch under health care secrecy is the region's; social services are always the municipality's.
REGION, SOCIAL = "HSV", "SOC"


@dataclass
class SipParts:
    """The steps of a plan by who is responsible: rows as ``pages.step_rows`` draws them."""

    municipality: list[dict] = field(default_factory=list)
    region: list[dict] = field(default_factory=list)
    others: list[dict] = field(default_factory=list)

    @property
    def needed(self) -> list[dict]:
        """Every measure that is needed, whoever takes it."""
        return [*self.municipality, *self.region, *self.others]


def is_sip(branches: Iterable[Any], taking_part: Iterable[str]) -> bool:
    """Whether both social services and the region take part. branches: the programme's; taking_part: their codes."""
    here = set(taking_part)
    classes = {branch.secrecy for branch in branches if branch.code in here}
    return {REGION, SOCIAL} <= classes


def sip_parts(branches: Iterable[Any], rows: Iterable[tuple[str, dict]]) -> SipParts:
    """The live steps in their parts. rows: (code of the responsible branch, row)."""
    authority: Mapping[str, str] = {branch.code: branch.authority for branch in branches}
    municipal = {branch.authority for branch in branches if branch.secrecy == SOCIAL}
    regional = {branch.authority for branch in branches if branch.secrecy == REGION}
    parts = SipParts()
    for code, row in rows:
        owner = authority.get(code, "")
        place = parts.municipality if owner in municipal else parts.region if owner in regional else parts.others
        place.append(row)
    return parts
