"""What dialogue brings to other pages: a tab, a list of the day, events for the deadlines, how a copy is read."""

from django.utils.translation import gettext_lazy as _

from samkraft.casework.consultations.perms import finds_load_in_menu
from samkraft.casework.dialogue import dialogues
from samkraft.casework.dialogue.list_views import dialogues_of_the_day
from samkraft.core import navigation
from samkraft.people import contributions
from samkraft.sharing import contributions as inbox


def register():
    """Asked once, when the site starts."""
    navigation.register(_("Konsultationer"), "casework:consultations", allowed=finds_load_in_menu, order=63)
    contributions.add_tab(_("Dialog"), "casework:dialogue", order=45)
    contributions.add_queue(15, dialogues_of_the_day)
    contributions.add_events(dialogues.EVENTS)
    inbox.add_archived(dialogues.written_here)
    for kind in dialogues.KINDS:
        inbox.register_reader(kind, "casework/copies/message.html", dialogues.read)
        inbox.register_content(kind, dialogues.to_release)
