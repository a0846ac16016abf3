"""What of the protected person a page tells, whoever it was given to (SKY-01, SKY-02)."""

from tests.access.world import HIDDEN_NAME, HIDDEN_PHONE

# Where two decide on her protection, who decides sees which case it is (SKY-04).
DECIDES = {"people:protection_decisions", "people:protection_decision"}


def told_of_the_protected(world, name, told, knows_of_her=False):
    """Her name and her phone number; to whoever has nothing to do with her, that there is a case either."""
    secrets = [HIDDEN_NAME, HIDDEN_PHONE]
    if name not in DECIDES and not knows_of_her:
        secrets += [world.hidden.number, str(world.hidden.pk)]
    return [secret for secret in secrets if secret in told]
