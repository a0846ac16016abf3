"""What the special lines bring to other pages: how a received copy is read, what a release holds (P-025, P-037)."""

from samkraft.casework.care import papers
from samkraft.casework.cooperation import steps
from samkraft.casework.studies import studies
from samkraft.sharing import contributions as inbox
from samkraft.sharing.choices import ItemKind

_KINDS = {ItemKind.CARE_PAPER: papers, ItemKind.STUDY_PLAN: studies, ItemKind.COOPERATION: steps}


def register():
    """Asked once, when the site starts."""
    for kind, module in _KINDS.items():
        inbox.register_reader(kind, "casework/copies/facts.html", module.read)
        inbox.register_content(kind, module.to_release)
