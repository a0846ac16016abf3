"""What each role may and may not, in plain words: table B of the law file, as the site holds it.

A test holds that every role stands here; what a role really may stands in each room's ``perms.py``.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role


@dataclass(frozen=True)
class Words:
    """May, and what she perhaps thinks that she may but doesn't."""

    may: str | Promise
    may_not: str | Promise


_NO_CASES = _("Ser inga ärenden, inga namn och inga personnummer.")

MAY = {
    Role.HANDLER: Words(
        _("Arbetar med de ärenden hon har fått: läser och skriver i sin verksamhets akt, läser det andra har delat, "
          "delar med samtycke, antecknar och tar tillbaka samtycke."),
        _("Ser inga andra ärenden. Kan fråga sin enhetschef om att läsa ett i en timme, med skäl."),
    ),
    Role.UNIT_MANAGER: Words(
        _("Ser antal och belastning i sin verksamhet. Godkänner vilka som är i team, bekräftar roller varje kvartal, "
          "svarar på frågor om att öppna med skäl och kan själv öppna ett ärende i en timme."),
        _("Ser inte det andra verksamheter har delat, inte personnummer och inte skyddade personer."),
    ),
    Role.PROJECT_ADMINISTRATOR: Words(
        _("Tar in anvisningar, lottar, föreslår team och läser anvisningarna i sin verksamhet."),
        _("Ser inget av akten efter inskrivningen."),
    ),
    Role.PROJECT_LEADER: Words(
        _("Ser siffror och flöde, skriver in värden och föreslår vilka som ska vara med i team."), _NO_CASES
    ),
    Role.ECONOMIST: Words(_("Ser siffror om bemanning och budget."), _NO_CASES),
    Role.STEERING: Words(_("Ser siffror. Små tal är dolda."), _NO_CASES),
    Role.EVALUATOR: Words(_("Ser siffror till senaste månadsskiftet. Små tal är dolda."), _NO_CASES),
    Role.RECEIVER: Words(
        _("Läser de överlämningar som är ställda till henne, och tar emot eller lämnar tillbaka."),
        _("Ser inget annat av ärendet."),
    ),
    Role.REFERRER: Words(
        _("Anvisar en person i taget och ser vad som hände med dem hon själv har anvisat."), _("Ser inga akter.")
    ),
    Role.PROVIDER: Words(
        _("Skriver vilka som kom till de aktiviteter hon själv leder, dag för dag."),
        _("Ser bara platsens nummer, och förnamn när personen har samtyckt. Ser inget ärende och aldrig varför någon "
          "var borta."),
    ),
    Role.FUND_REPORTER: Words(
        _("Gör månadens fil till SCB för ESF med dem i den egna verksamheten som har fått veta det: nummer, dagar och "
          "timmar. Varje fil står i loggen med vilka den gäller."),
        _("Ser inga ärenden och inga namn. Ser inget av skyddade personer: deras rader får hon av de namngivna."),
    ),
    Role.ACCESS_ADMINISTRATOR: Words(
        _("Lägger upp medarbetare i myndigheten, ger och avslutar roller, väcker konton och bekräftar roller "
          "varje kvartal."),
        _("Ser inga ärenden och ingen logg. Ändrar aldrig sina egna roller."),
    ),
    Role.LOG_REVIEWER: Words(
        _("Läser verksamhetens logg, bedömer stickprov, varningar och öppningar med skäl, och ser varför någon kan se "
          "ett ärende. Ser myndighetens inloggningar."),
        _("Ser inget av det som står i akten. Bedömer aldrig sin egen läsning. Läser om skyddade ärenden först när "
          "någon annan har släppt in henne."),
    ),
    Role.DATA_PROTECTION_OFFICER: Words(
        _("Ser varför någon kan se ett ärende, hur granskningen av loggen går, alla öppningar med skäl och alla "
          "incidenter. Tar fram utdrag och svar till deltagaren."),
        _("Ser inget av det som står i akten."),
    ),
    Role.LEGAL_APPROVER: Words(
        _("Prövar de delningar som bygger på en ovanlig grund."), _("Ser bara det som prövningen gäller.")
    ),
    Role.REGISTRAR: Words(
        _("Svarar för handlingar, gallring och arkiv i sin myndighet."),
        _("Läser inte innehållet utan en begäran om att lämna ut det."),
    ),
    Role.SYSTEM_MANAGER: Words(
        _("Ser att systemet mår bra: loggens sigill, jobb, systemets händelser och vad som saknas före drift."),
        _NO_CASES,
    ),
}  # fmt: skip
