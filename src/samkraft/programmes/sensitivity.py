"""Which data categories the programme file marks as sensitive (table A): of them each item that is shown is logged."""

from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme


def is_sensitive(definition: ProgrammeDefinition, category: str) -> bool:
    """Whether the programme file says so of a category; one that it doesn't know is."""
    return next((one.sensitive for one in definition.data_categories if one.code == category), True)


def sensitive_in(programme: str, items: dict[str, str]) -> list[str]:
    """Those of some items (name in the read log → category) that the programme file calls sensitive today (ACC-2)."""
    if not items:
        return []
    definition = Programme.objects.get(slug=programme).version_on().definition
    return [item for item, category in items.items() if is_sensitive(definition, category)]
