"""What is known before the meeting and may stand on the screen: only what everyone in the room already holds.

The person sees all of it. A text that names somebody else stays in its file (SEK-12), and nothing that one branch has
written stands before another that hasn't got it by a release (SEK-07).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from samkraft.casework import other_person
from samkraft.casework.models import MappingSection
from samkraft.core.words import swedish_date
from samkraft.programmes.sensitivity import is_sensitive
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import Release


@dataclass(frozen=True)
class Known:
    """One area's text on the screen. A sensitive one lies folded until the person wants it shown."""

    area: str
    text: str
    who: str
    is_own_words: bool
    is_folded: bool


def may_stand(present: Iterable[int], holders: Iterable[int]) -> bool:
    """Whether each other branch in the room holds the text."""
    return set(present) <= set(holders)


def known(opened, present) -> list[Known]:
    """Own and received sections of the mapping, the person's own words first. *present*: other branches in the room."""
    own = _own(opened, present)
    copies = [copy for copy in opened.received(ItemKind.MAPPING) if may_stand(present, {copy.from_branch_id})]
    note_first_read(opened.case.pk, copies)
    rows = []
    for area in sorted(opened.definition.mapping_areas, key=lambda area: (not area.own_words, area.order)):
        found = [_of_own(section) for section in own if section.area == area.code]
        found += [_of_copy(copy) for copy in copies if copy.content.get("area") == area.code]
        for item, text, who in found:
            opened.shows(area.category, item)
            rows.append(Known(area.name, text, who, area.own_words, is_sensitive(opened.definition, area.category)))
    return rows


def _own(opened, present):
    rows = MappingSection.objects.current().filter(file=opened.file).select_related("written_by").order_by("pk")
    sections = [row for row in rows if not other_person.is_closed(row)]
    if not present or not sections:
        return sections
    given: dict = {}
    releases = Release.objects.filter(item_id__in=[row.item for row in sections], stopped_at=None)
    for item, version, branch in releases.values_list("item_id", "version", "to_branch_id"):
        given.setdefault((item, version), set()).add(branch)
    return [row for row in sections if may_stand(present, given.get((row.item, row.version), ()))]


def _of_own(section):
    item = f"mapping:{section.area}:{section.version}"
    return item, section.text, f"{section.written_by.name}, {swedish_date(section.written_on)}"


def _of_copy(copy):
    who = copy.content.get("written_by", copy.sent_by.name)
    item = f"copy:{copy.item_kind}:{copy.item_id}:{copy.version}"
    return item, copy.content.get("text", ""), f"{who}, {copy.from_branch.name}"
