"""What a person has said yes and no to in one meeting, as it is to be recorded."""

from dataclasses import dataclass, field
from datetime import date

from samkraft.people.files import Kept
from samkraft.sharing.consent_rules import Proposed


@dataclass(frozen=True)
class Given:
    """One consent: its lines, until when, in which form, the reservations by receiver, the answers on follow-up.

    record: the facts that ``sharing.ConsentRecord`` keeps; empty only where a register is filled without them. paper:
    the signed paper, scanned.
    """

    lines: list[Proposed]
    valid_until: date | None
    form: str
    reservations: dict[str, str] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)
    record: dict = field(default_factory=dict)
    paper: Kept | None = None
