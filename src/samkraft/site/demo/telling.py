"""Tell a whole case of Malmökraften 2.0, in order."""

from samkraft.site.demo import texts
from samkraft.site.demo.courses import benefits, change_leader, hold_talks, move_phases, open_ends
from samkraft.site.demo.endings import ending
from samkraft.site.demo.plans import make_plans, map_areas
from samkraft.site.demo.stories import Story, consent_lines


def tell(story: Story, definition) -> Story:
    """Everything that happened in a case, in order."""
    story.job = story.portrait.job if story.portrait else story.chance.choice(texts.JOBS)
    consent_lines(story, definition)
    mapped_on = map_areas(story)
    planned_on = make_plans(story, mapped_on, definition)
    move_phases(story, planned_on)
    hold_talks(story, mapped_on, planned_on)
    benefits(story)
    if story.is_present:
        open_ends(story)
    else:
        ending(story, definition)
    change_leader(story)
    return story
