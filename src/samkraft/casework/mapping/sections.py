"""The joint mapping: what the acting branch holds by area, and the saving of its own sections (P-031).

A page stacks one's own section and the received ones. Whoever leads an area, and whether anything exists elsewhere,
an area without anything for this branch looks the same.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework import other_person
from samkraft.casework.conflicts import Conflict, last_change
from samkraft.casework.mapping.prefill import Prefill, joined, known_before
from samkraft.casework.models import MappingSection
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.core.lookups import as_array
from samkraft.core.words import swedish_date
from samkraft.people.models import CaseFile
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release


@dataclass
class AreaView:
    """One area on the page: own section, received copies, and who leads it."""

    area: object
    lead: str
    lead_mark: str
    own: MappingSection | None = None
    shared_on: object = None
    shared_with: list[str] = field(default_factory=list)
    received: list[ReceivedCopy] = field(default_factory=list)

    @property
    def is_empty(self):
        return self.own is None and not self.received


def areas_of(definition):
    """The areas of the programme in its order; a person's own words come first."""
    return sorted(definition.mapping_areas, key=lambda area: (not area.own_words, area.order))


def area_of(definition, code):
    """The area with that code, or None."""
    return next((area for area in definition.mapping_areas if area.code == code), None)


_SECTIONS = Composed(lambda case: MappingSection.objects.current().filter(case=case).select_related("written_by"))


def mapping_of(opened):
    """All areas with what this branch holds; three queries."""
    own = {section.area: section for section in _SECTIONS(case=opened.case.pk)}
    received: dict[str, list] = {}
    for copy in received_sections(opened):
        received.setdefault(copy.content.get("area", ""), []).append(copy)
    views = []
    for area in areas_of(opened.definition):
        view = AreaView(area, *_lead(area, opened), own.get(area.code), received=received.get(area.code, []))
        views.append(view)
        _note_shown(opened, view)
    _add_shares(views, opened.case.pk)
    return views


def _note_shown(opened, view):
    """ACC-2: each section that is shown, one's own and those received, for the read log."""
    if view.own:
        opened.shows(view.area.category, f"mapping:{view.area.code}:{view.own.version}")
    for copy in view.received:
        opened.shows(view.area.category, f"copy:{copy.item_kind}:{copy.item_id}:{copy.version}")


def received_sections(opened):
    """The newest version of each section that others have shared and whose consent holds."""
    return sorted(opened.received(ItemKind.MAPPING), key=lambda copy: (copy.made_available_at, copy.pk))


def _lead(area, opened):
    """Name and mark of the branch that leads the area."""
    if area.lead != "leading":
        branch = opened.definition.branch(area.lead)
        return branch.name, branch.css
    branch = opened.case.leader_branch
    return (branch.name, branch.mark) if branch else (_("Processledaren"), "")


_SHARES = Composed(
    lambda case, items: Release.objects.filter(case_id=case, item_id__among=items, stopped_at=None)
    .select_related("to_branch").order_by("to_branch_id", "pk")
)  # fmt: skip


def _add_shares(views, case_id):
    """To whom the current version of each own section has gone."""
    by_item = {view.own.item: view for view in views if view.own}
    for release in _SHARES(case=case_id, items=as_array(by_item)) if by_item else ():
        view = by_item[release.item_id]
        if release.version == view.own.version:
            view.shared_with.append(release.receiver_name)
            view.shared_on = release.decided_at


def prefill_of(opened, area, current):
    """The text that the form starts with: one's own previous version, else facts of one's own referral.

    Never what another branch has shared: saved here it would be this branch's own text, without the sender's secrecy
    mark, and stay when the consent is taken back (SEK-13, CON-06). It stands beside the field (:func:`quotes_of`).
    """
    if current:
        return Prefill(current.text, current.source, current.strengths)
    return joined(_from_referral(opened.file, area), known_before(opened, area))


def quotes_of(opened, area):
    """What others have shared in the area, latest first: to read while writing, never to save."""
    return [copy for copy in reversed(received_sections(opened)) if copy.content.get("area") == area.code]


def _from_referral(file: CaseFile, area):
    """What one's own branch knew when it referred the person; nothing of benefits or health is copied."""
    known = []
    if area.code == "education" and file.schooling != "unknown":
        known.append(_("Skolgång: %(what)s.") % {"what": file.get_schooling_display().lower()})
    if area.code in ("education", "work") and file.language:
        known.append(_("Språk: %(what)s.") % {"what": file.language})
    if not known:
        return Prefill()
    when = swedish_date(file.referred_on or file.opened_on)
    return Prefill(" ".join(known), _("Från anvisningen %(day)s") % {"day": when})


def current_section(opened, area_code):
    """The newest version of the branch's own section."""
    mine = MappingSection.objects.current().filter(file=opened.file, area=area_code)
    return mine.select_related("written_by").first()


def versions_of(opened, area_code):
    """All versions of the branch's own section, newest first."""
    mine = MappingSection.objects.filter(file=opened.file, area=area_code)
    return list(mine.select_related("written_by").order_by("-version"))


@transaction.atomic
def save_section(opened, area, text, source, base_version, acting, other=None, strengths=""):
    """Keep a new version; raises :class:`Conflict` when someone saved after *base_version* was shown."""
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)
    current = current_section(opened, area.code)
    version = current.version if current else 0
    if version != base_version:
        raise _conflict(current)
    other = other or (other_person.said_of(current) if current else {})
    if current and (current.text, current.strengths) == (text, strengths):
        other_person.mark(current, other)
        return current
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    kept = {"item": current.item} if current else {}
    section = MappingSection.objects.create(
        owner_branch=acting.branch,
        case=opened.case,
        file=opened.file,
        area=area.code,
        version=version + 1,
        text=text,
        strengths=strengths,
        source=source[:200],
        written_by=acting.staff,
        written_on=today(),
        **kept,
        **other,
    )
    event = Event.ITEM_VERSION if current else Event.ITEM_CREATED
    log_event(event, [opened.case.pk], object_type="mapping", items=[f"mapping:{area.code}:{section.version}"])
    if section.names_another:
        other_person.note(section, "mapping")
    return section


def _conflict(current):
    _who, moment = last_change("casework_mappingsection", current.pk)
    return Conflict(current.written_by.name, moment or current.created_at, whole_text(current), current.version)


def whole_text(section) -> str:
    """A section as one text, what there is to build on first."""
    return "\n\n".join(part for part in (section.strengths, section.text) if part)


def section_title(area):
    """What a release of a section is called."""
    return _("Kartläggning: %(area)s") % {"area": area.name}


def section_content(section, area):
    """What a release of a section holds."""
    return {
        "area": area.code,
        "area_name": area.name,
        "own_words": area.own_words,
        "text": section.text,
        "strengths": section.strengths,
        "written_by": section.written_by.name,
        "written_on": section.written_on.isoformat(),
    }
