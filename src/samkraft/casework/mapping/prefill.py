"""What a section starts from: facts that the branch itself has in its file, with their source named (P-031).

Never what another branch has shared: saved here it would be this branch's own text, without the sender's secrecy mark,
and stay when the consent is taken back (SEK-13, CON-06). That stands beside the field.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from samkraft.access.readlog import log_list
from samkraft.casework import benefits
from samkraft.casework.history import actions as history
from samkraft.casework.history.happenings import of_entry
from samkraft.casework.history_choices import HistoryKind
from samkraft.casework.models import MappingSection
from samkraft.core.words import swedish_date
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.models import ProcessingRestriction


@dataclass(frozen=True)
class Prefill:
    """What a section starts from, with its source named."""

    text: str = ""
    source: str = ""
    strengths: str = ""


def known_before(opened, area) -> Prefill:
    """Benefits that the branch has noted, or efforts of its history, where the area is of the same category."""
    branch = opened.file.owner_branch
    kinds = benefits.kinds_for(opened.definition, branch)
    found = [_benefits(opened)] if kinds and kinds.category == area.category else []
    if area.category == opened.definition.case_history.category_of(branch.code):
        found.append(_efforts(opened, branch))
    return joined(*found)


def joined(*found: Prefill) -> Prefill:
    """What several sources know, each named."""
    told = [one for one in found if one.text]
    return Prefill("\n".join(one.text for one in told), ". ".join(one.source for one in told))


def _benefits(opened):
    facts = [fact for fact in benefits.facts_of(opened) if fact.kind != SECTION_CODE]
    lines = [
        f"{benefits.kind_label(fact)}: {benefits.period_words(fact.valid_from, fact.valid_until)}." for fact in facts
    ]
    return Prefill("\n".join(lines), _("Från ersättningar i er akt")) if lines else Prefill()


def _efforts(opened, branch):
    rules = opened.definition.case_history
    rows = [row for row in history.own_entries(opened) if row.kind == HistoryKind.EFFORT and not row.names_another]
    lines = [_effort(of_entry(row, branch, rules)) for row in rows]
    return Prefill("\n".join(lines), _("Från er historik")) if lines else Prefill()


def _effort(one):
    result = f", {one.result_word.lower()}" if one.result else ""
    return f"{one.when}: {one.what}{result}."


def earlier_section(opened, area) -> MappingSection | None:
    """The branch's own newest text on the area from another case of the same person, such as in another programme.

    Known by the branch's own hash of the number: nothing is asked of anybody else (SEK-05). None of a protected person,
    of a case whose processing is restricted, or where the text names somebody else (SKY-02, SEK-12).
    """
    file = opened.file
    if file.is_pseudonymous or not file.identity_hash:
        return None
    restricted = ProcessingRestriction.objects.filter(case=OuterRef("case"), lifted_on=None)
    rows = MappingSection.objects.current().filter(
        ~Exists(restricted), owner_branch=file.owner_branch, area=area.code, names_another=False,
        file__identity_hash=file.identity_hash, file__is_pseudonymous=False,
    )  # fmt: skip
    rows = rows.exclude(case=opened.case).select_related("case__programme")
    return rows.order_by("-written_on", "-pk").first()


def from_earlier(section) -> Prefill:
    """That text as a start, with where it stands and when it was written; read, and so in the log of that case."""
    log_list("mapping_earlier", [section.case_id], [f"mapping:{section.item}:{section.version}"])
    words = {"programme": section.case.programme.name, "day": swedish_date(section.written_on)}
    source = _("Från er kartläggning i %(programme)s, %(day)s") % words
    return Prefill(section.text, source, section.strengths)
