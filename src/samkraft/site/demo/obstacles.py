"""The improvement log of the demo (P-124): one obstacle that is gone, one that lies with an authority, one new."""

from datetime import timedelta

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.models import Authority
from samkraft.programmes.models import Programme
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST
from samkraft.steering.obstacles import actions
from samkraft.steering.obstacles.choices import Remover, Turn

_SICK_DAYS = {
    "title": "Arbetsträning på deltid går inte ihop med sjukpenning på heltid",
    "story": "Den som vill prova två timmar om dagen måste först ändra sin sjukskrivning. Det tar sex veckor, och då "
    "är platsen borta.",
    "rules": "Socialförsäkringsbalken 27 kap. och Försäkringskassans rutin för arbetsprövning",
    "remover": Remover.AUTHORITY,
}
_INTERPRETER = {
    "title": "Ingen får beställa tolk till ett möte med fyra myndigheter",
    "story": "Var och en får bara beställa tolk till sitt eget ärende. Mötet är allas.",
    "rules": "Avtalen om tolk hos Arbetsförmedlingen, Malmö stad och Region Skåne",
    "remover": Remover.PROGRAMME,
}
_SUPPORT = {
    "title": "Försörjningsstödet dras av samma månad som första lönen väntar",
    "story": "Den som börjar arbeta i mitten av månaden står utan pengar till nästa löning. Två har tackat nej till "
    "arbete för det.",
    "rules": "Socialtjänstlagen 4 kap. 1 § och kommunens riktlinjer",
    "remover": Remover.STEERING,
}


def tell_of_obstacles(roster) -> None:
    """Told by handlers of three authorities, followed by the project leader."""
    programme = Programme.objects.get(slug=FIRST)
    told = (("soc", _INTERPRETER, 160), ("af", _SICK_DAYS, 41), ("soc", _SUPPORT, 6))
    known = [_told(roster, programme, branch, words, _before(days)) for branch, words, days in told]
    leader = roster.with_role(Role.PROJECT_LEADER, "af")[0]
    with acting(roster.branches["af"], leader, programme=FIRST, day=_before(12)) as who:
        done = "Arbetsförmedlingen beställer till gemensamma möten och de andra betalar sin del. Står i handboken."
        actions.turn(who, known[0], turn=Turn.REMOVED, to_whom="", note=done)
        asked = "De prövar en enklare väg i tre team till och med september."
        actions.turn(who, known[1], turn=Turn.PASSED, to_whom="Enhetschef, Försäkringskassan", note=asked)


def _before(days):
    return plan.DAY - timedelta(days=days)


def _told(roster, programme, branch, words, day):
    person = roster.in_team("team-1", branch)[0]
    authority = Authority.objects.get(code="fk") if words["remover"] == Remover.AUTHORITY else None
    with acting(roster.branches[branch], person, programme=FIRST, day=day) as who:
        return actions.tell(who, programme, **words, authority=authority)
