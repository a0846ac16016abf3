"""The annex to the impact assessment, in Markdown: data map, roles, log events, retention, safeguards (GDPR-04).

Made from the code and the programmes as they run, so that it can't be older than they are.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import getdoc, getmembers, isfunction

from django.apps import apps
from django.db import connection

from samkraft import __name__ as package
from samkraft.access.choices import Event, Role
from samkraft.access.models import Branch
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.access.record_words import title_of
from samkraft.access.records import OF_NOBODY
from samkraft.access.rules import APART
from samkraft.core.clock import today
from samkraft.programmes.models import Programme
from samkraft.site.register import Register, register_of, security


def made() -> str:
    """The whole annex."""
    parts = (_head(), _data_map(), _records(), _roles(), _rules(), _events(), _retention(), _safeguards())
    return "\n".join(line for part in parts for line in part) + "\n"


def _head() -> Iterator[str]:
    yield "# Bilaga till konsekvensbedömningen"
    yield ""
    yield f"Gjord av Samkraft den {today()} ur koden och programfilerna. Python {sys.version.split()[0]}."
    yield ""
    yield "Kriterier som är uppfyllda (IMY:s förteckning): känsliga uppgifter, stor omfattning, uppgifter från flera"
    yield "källor som möts, personer i utsatt läge. En konsekvensbedömning krävs."


def _table(*head: str) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)


def _line(*cells) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _data_map() -> Iterator[str]:
    yield ""
    yield "## Uppgifter"
    for branch in Branch.objects.select_related("authority").order_by("pk"):
        register: Register = register_of(branch)
        yield ""
        yield f"### {branch.name}"
        yield from _table("Sort", "Varför", "Stöd", "Känslig", "Lämnas till", "Hur länge")
        for row in register.rows:
            sensitive = "ja" if row.is_sensitive else "nej"
            yield _line(row.name, row.purpose, row.ground, sensitive, ", ".join(row.given_to) or "–", row.kept)


def _records() -> Iterator[str]:
    yield ""
    yield "## Tabeller med uppgifter om personer"
    yield from _table("Tabell", "Vad", "Fält", "Känsliga fält")
    for model in guarded_models(OwnedModel):
        fields = model.personal_fields
        sensitive = [name for name, personal in fields.items() if personal.sensitive]
        note = f" ({OF_NOBODY[model._meta.label]})" if model._meta.label in OF_NOBODY else ""
        yield _line(f"`{model._meta.db_table}`", title_of(model) + note, len(fields), ", ".join(sensitive) or "–")


def _roles() -> Iterator[str]:
    yield ""
    yield "## Roller"
    yield from _table("Roll", "Får inte förenas med")
    for role in Role:
        yield _line(role.label, ", ".join(str(Role(other).label) for other in sorted(APART.get(role, ()))) or "–")


def _rules() -> Iterator[str]:
    yield ""
    yield "## Vem som får vad (reglerna i koden)"
    yield from _table("Regel", "Vad den säger")
    for config in apps.get_app_configs():
        if config.name.startswith(f"{package}."):
            yield from _rules_of(config.name)


def _rules_of(room):
    if find_spec(f"{room}.perms") is None:
        return
    perms = import_module(f"{room}.perms")
    for name, rule in getmembers(perms, isfunction):
        if name.startswith("can_") and rule.__module__ == perms.__name__:
            yield _line(f"`{room.removeprefix(package + '.')}.{name}`", getdoc(rule) or "")


def _events() -> Iterator[str]:
    yield ""
    yield "## Händelser i läsloggen"
    yield from _table("Kod", "Händelse")
    for event in Event:
        yield _line(event.value, event.label)


def _retention() -> Iterator[str]:
    yield ""
    yield "## Gallring"
    yield from _table("Program", "Regel", "Ägare", "Vad den säger", "Antagande")
    for programme in Programme.objects.all():
        version = programme.version_on()
        for rule in version.definition.retention if version else ():
            assumed = "ja" if getattr(rule, "assumption", False) else "nej"
            yield _line(programme.name, rule.name, ", ".join(rule.owners) or "alla", rule.words, assumed)


def _safeguards() -> Iterator[str]:
    yield ""
    yield "## Skydd"
    for sentence in security():
        yield f"- {sentence}"
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relforcerowsecurity")
        forced = cursor.fetchone()[0]
        cursor.execute("select count(*) from pg_policies where schemaname = 'public'")
        policies = cursor.fetchone()[0]
    yield f"- Tabeller under tvingande radskydd: {forced}. Regler på dem: {policies}."
    yield ""
    yield "Vilket krav som är uppfyllt, var och med vilket test: `docs/law-matrix.md` och `docs/security/asvs.md`."
