"""Tell a whole case of Malmökraften 2.0, in order."""

from samkraft.people.rights.notice_texts import FUND_VERSION, JOINT_VERSION
from samkraft.programmes.results import FundReport
from samkraft.site.demo import texts
from samkraft.site.demo.courses import benefits, change_leader, hold_talks, move_phases, open_ends
from samkraft.site.demo.deadlines import deadlines
from samkraft.site.demo.dialogues import talk
from samkraft.site.demo.endings import ending
from samkraft.site.demo.histories import tell_history
from samkraft.site.demo.plans import make_plans, map_areas
from samkraft.site.demo.special_lines import special_lines
from samkraft.site.demo.stories import Story, consent_lines


def tell(story: Story, definition) -> Story:
    """Everything that happened in a case, in order."""
    story.job = story.portrait.job if story.portrait else story.chance.choice(texts.JOBS)
    consent_lines(story, definition)
    _inform(story, definition.fund_report)
    mapped_on = map_areas(story)
    planned_on = make_plans(story, mapped_on, definition)
    move_phases(story, planned_on)
    hold_talks(story, mapped_on, planned_on)
    benefits(story)
    if story.is_present:
        open_ends(story)
        talk(story, definition)
        special_lines(story, definition)
        deadlines(story, definition)
    else:
        ending(story, definition)
    change_leader(story)
    tell_history(story, definition)
    return story


def _inform(story: Story, report: FundReport | None) -> None:
    """At the first talk: how the branch uses what she tells, how the joint plan does, and what is reported (GDPR-09).

    One in twenty has not been told of the report yet, so that somebody is left out of it (INT-05).
    """
    how = "interpreter" if story.person.needs_interpreter else "paper"
    told = report is not None and report.branch == story.origin and story.number % 20
    for version in (None, JOINT_VERSION):
        story.add(
            "NoticeGiven", story.origin, joint_version=version, language="svenska", how=how, given_on=story.opened,
            given_by=story.staff[story.origin].pk, fund_version=FUND_VERSION if version and told else None,
        )  # fmt: skip
