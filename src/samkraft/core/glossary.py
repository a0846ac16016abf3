"""The words of the trade: what the screen says, what the code says, what it means."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    word: str
    code: str
    meaning: str | Promise


TERMS = [
    Term("akt", "case file", _("Det som en myndighet själv har om en deltagare. Andra ser den inte.")),
    Term(
        "aktivitet",
        "activity",
        _("Något som deltagaren gör på vägen mot arbete eller studier, till exempel arbetsträning."),
    ),
    Term("anvisning", "referral", _("När en myndighet föreslår att en person ska vara med.")),
    Term(
        "dela, delning",
        "release",
        _("När en myndighet ger andra en kopia av något den har skrivit, på en bestämd grund."),
    ),
    Term("deltagare", "participant", _("Den som är inskriven och som arbetet gäller.")),
    Term("enhet", "branch", _("En myndighet, eller en självständig del av en, som äger det den skriver.")),
    Term("fas", "phase", _("Del av vägen: kartläggning och plan, kompetens, matchning.")),
    Term("frist", "deadline", _("Dagen då något senast ska vara gjort.")),
    Term(
        "gemensam kartläggning",
        "mapping",
        _("Det som är viktigt att veta, område för område. Varje område har en ägare."),
    ),
    Term("gemensam plan", "plan", _("Det som deltagaren och teamet har kommit överens om.")),
    Term("inskrivning", "enrolment", _("När en person börjar som deltagare och har lämnat sitt samtycke.")),
    Term(
        "kallad, inte kallad",
        "called, not called",
        _("Om en person lottades till att bli kallad eller inte."),
    ),
    Term("ligger hos", "holds the next step", _("Den som ska göra nästa sak.")),
    Term(
        "lottning",
        "draw",
        _("När slumpen avgör vem som kallas, så att det går att mäta vad insatsen betyder."),
    ),
    Term("läslogg", "read log", _("Lista över vem som har öppnat vad, och när.")),
    Term(
        "nått, nära, under målet",
        "met, near, off",
        _("Hur ett mål går. Nära betyder högst 10 procent från målet."),
    ),
    Term("processledare", "process leader", _("Den i teamet som leder arbetet med en deltagares plan.")),
    Term(
        "samtycke",
        "consent line",
        _("Deltagarens ja till att vissa får läsa vissa uppgifter till en viss dag. Det går att ta tillbaka."),
    ),
    Term(
        "skyddade personuppgifter",
        "protected identity",
        _("När en persons uppgifter inte får synas. De står då inte i någon lista."),
    ),
    Term("steg", "step", _("En rad i planen: vad som ska göras, vem som gör det och när.")),
    Term("styrkort", "scorecard", _("Hur arbetet går mot målen, bara i summor.")),
    Term("team", "team", _("De från olika myndigheter som arbetar tillsammans.")),
    Term("utskrivning", "discharge", _("När en deltagare slutar, till exempel för att hon har börjat arbeta.")),
    Term("ärende", "case", _("Det gemensamma skalet: nummer, team och fas. Inga uppgifter om personen.")),
    Term("överlämning", "handover", _("När en annan mottagare tar vid efter utskrivningen.")),
]
