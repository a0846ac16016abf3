"""Print the scorecard: every indicator with numerator and denominator, by sex, after disclosure control."""

import json
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from samkraft.access.choices import Event
from samkraft.access.commands import as_system
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.steering import telling
from samkraft.steering.arguments import day_of, programme_of
from samkraft.steering.scorecard import scorecard


class Command(BaseCommand):
    help = "Skriv ut styrkortet. Färre än fem personer visas inte, om du inte ger skäl: då loggas det."

    def add_arguments(self, parser):
        parser.add_argument("--programme", required=True, help="Programmets korta namn, som malmokraften-2.0.")
        parser.add_argument("--on", help="Dagen, ÅÅÅÅ-MM-DD. Annars programmets dag.")
        parser.add_argument("--format", default="text", choices=("json", "text"))
        parser.add_argument("--unsuppressed", action="store_true", help="Visa också små tal. Kräver --reason.")
        parser.add_argument("--reason", default="", help="Varför de små talen behövs. Sparas i loggen.")

    def handle(self, *args, programme, on=None, unsuppressed=False, reason="", **options):
        try:
            chosen = programme_of(programme)
            day = day_of(on, chosen)
            if unsuppressed and not reason.strip():
                raise ValueError("--unsuppressed kräver --reason: skriv varför de små talen behövs.")
            if not unsuppressed and reason:
                raise ValueError("--reason hör ihop med --unsuppressed.")
            if day < _first_day(chosen):
                raise ValueError(f"Programmet började {_first_day(chosen)}. Välj en senare dag än {day}.")
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if unsuppressed:
            _log(chosen, day, reason.strip())
        card = scorecard(chosen, day, suppressed=not unsuppressed, fresh=True)
        self.stdout.write(_as_json(card, not unsuppressed) if options["format"] == "json" else _as_text(card))


def _first_day(programme):
    return programme.versions.order_by("number").first().definition.start


def _log(programme, day, reason):
    """An exception with its reason (EXC-2), in the log of the branch that owns the programme."""
    definition = programme.versions.order_by("number").last().definition
    owner = Branch.objects.get(code=next(party.branch for party in definition.parties if party.is_owner))
    with as_system(owner, programme=programme.slug, day=day):
        log_event(Event.EXCEPTION_OPENED, object_type="scorecard", items=[f"scorecard:{day}"], reason=reason[:300])


def _as_json(card, suppressed):
    told = {
        "programme": card.programme.slug,
        "name": card.definition.name,
        "on": card.on.isoformat(),
        "definition_version": card.version.number,
        "suppressed": suppressed,
        "indicators": [_indicator(row, card.version.number) for row in card.rows],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _indicator(row, version):
    figure, target = row.figure, row.indicator.target
    return {
        "code": row.indicator.code,
        "name": row.indicator.name,
        "level": row.indicator.level,
        "definition": row.indicator.definition,
        "definition_version": version,
        "source": row.indicator.figures_from,
        "source_text": telling.source_text(row),
        "unit": row.indicator.unit,
        "kind": row.kind,
        "on": row.measured_on.isoformat() if row.measured_on else None,
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "value": _number(row.value, 6),
        "women": {"numerator": _number(figure.women), "denominator": _number(figure.women_of),
                  "value": _number(row.women, 6)},
        "men": {"numerator": _number(figure.men), "denominator": _number(figure.men_of),
                "value": _number(row.men, 6)},
        "target_to_date": _number(row.target, 6),
        "target": {"value": _number(target.value, 6), "by": target.by.isoformat(), "source": target.source,
                   "assumption": target.assumption} if target else None,
        "signal": row.signal,
        "hidden": dict.fromkeys(sorted(row.hidden), "färre än fem personer, eller skulle avslöja dem"),
        "opens_to": row.indicator.opens_to,
    }  # fmt: skip


def _number(value, places=2):
    if value is None:
        return None
    value = Decimal(value)
    return int(value) if value == value.to_integral_value() else round(float(value), places)


def _as_text(card):
    lines = [telling.lede(card), ""]
    level = ""
    names = {row.code: row.name for row in card.definition.theory}
    for row in card.rows:
        if row.indicator.level != level:
            level = row.indicator.level
            lines.append(names[level].upper())
        lines.append(
            f"  {row.indicator.name}: {telling.value_text(row)} (mål hittills"
            f" {telling.target_text(row.indicator, row.target)}, kvinnor {telling.sex_text(row, 'women')},"
            f" män {telling.sex_text(row, 'men')}) {telling.signal_text(row)}"
        )
    return "\n".join(lines)
