"""Why each kind of data is processed, and with what support in law: the register of processing in words (GDPR-01).

A programme file says which categories there are, whose they are and for how long they are kept; the law that a branch
works under follows from its secrecy class. A test holds that no category lacks its purpose and no class its support.
The numbers of paragraphs are for each authority's lawyer to confirm.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Support:
    """What one class of branch stands on: law (art. 6), exception and law for sensitive data (art. 9), secrecy, and
    what it says of objections (REG-13).

    ``tag`` marks its own sensitive fields where the law lets them be kept on a condition of its own (REG-09).
    """

    law: Text
    sensitive_law: Text
    secrecy: Text
    objection: Text
    exception: Text
    tag: str = ""

    @property
    def ground(self) -> str:
        """The ground and the law that it has support in."""
        return f"{PUBLIC}: {self.law}"

    @property
    def sensitive(self) -> str:
        """The exception that lets sensitive data be processed, with its law."""
        return f"{self.exception}: {self.sensitive_law}"


PUBLIC = _("Uppgift av allmänt intresse och rättslig förpliktelse (artikel 6.1 c och e)")
CARE = _("Social omsorg och hälso- och sjukvård under tystnadsplikt (artikel 9.2 h och 9.3)")
LABOUR = _("Viktigt allmänt intresse och social trygghet med stöd i svensk lag (artikel 9.2 b och g)")

# REG-09: data on health only where it was handed in in the case or is needed for it (lag 2002:546 11 §).
SUBMITTED_IN_CASE = "submitted_in_case"
TAGS: dict[str, Text] = {SUBMITTED_IN_CASE: _("bara om det har lämnats i ärendet eller behövs för det")}

SUPPORT: dict[str, Support] = {
    "AF": Support(
        _("lag (2002:546) om behandling av personuppgifter i den arbetsmarknadspolitiska verksamheten"),
        _("lag (2002:546) 9–11 §§, bara det som lämnats i ärendet eller behövs för det"),
        _("Offentlighets- och sekretesslagen 28 kap.: hemligt om det kan antas att du lider men"),
        _("Rätten att invända gäller inte (lag 2002:546, 2 a §)"),
        LABOUR,
        tag=SUBMITTED_IN_CASE,
    ),
    "SOC": Support(
        _("lag (2001:454) om behandling av personuppgifter inom socialtjänsten, socialtjänstlagen (2025:400)"),
        _("lag (2001:454) 7 §"),
        _("Offentlighets- och sekretesslagen 26 kap. 1 §: hemligt om det inte är klart att ingen lider men"),
        _("Rätten att invända gäller inte (lag 2001:454, 6 §)"),
        CARE,
    ),
    "HSV": Support(
        _("patientdatalagen (2008:355), hälso- och sjukvårdslagen (2017:30)"),
        _("patientdatalagen 2 kap. 7 a §"),
        _("Offentlighets- och sekretesslagen 25 kap. 1 §: hemligt om det inte är klart att ingen lider men"),
        _("Rätten att invända gäller inte behandling som patientdatalagen tillåter"),
        CARE,
    ),
    "FK": Support(
        _("socialförsäkringsbalken 114 kap."),
        _("socialförsäkringsbalken 114 kap."),
        _("Offentlighets- och sekretesslagen 28 kap. 1 §: hemligt om det kan antas att du lider men"),
        _("Rätten att invända gäller inte (socialförsäkringsbalken 114 kap. 6 §)"),
        LABOUR,
    ),
    "VUX": Support(
        _("skollagen (2010:800) 20 kap. och 26 a kap."),
        _("skollagen 26 a kap."),
        _("Offentlighets- och sekretesslagen 23 kap.: elevers personliga förhållanden"),
        _("Rätten att invända prövas av verksamheten"),
        LABOUR,
    ),
}

PURPOSES: dict[str, Text] = {
    "identity": _("Veta vem du är, nå dig och tala ditt språk"),
    "enrolment": _("Hålla ordning på inskrivning, team, steg på vägen och frister"),
    "labour_market": _("Planera vägen till arbete eller studier"),
    "work_ability": _("Bedöma vilket arbete som passar och vilket stöd som behövs"),
    "social": _("Förstå vad i vardagen som påverkar vägen till arbete"),
    "income_support": _("Veta om försörjningsstöd påverkar planen"),
    "social_file": _("Förs i socialtjänstens eget system och inte här"),
    "municipal_activity": _("Planera och följa kommunens insatser"),
    "education": _("Planera studier och språk"),
    "benefits": _("Veta hur ersättningar påverkar stegen i planen"),
    "health": _("Ta hänsyn till hälsa och funktion i planen"),
    "own_words": _("Utgå från dina egna mål"),
    "plan": _("Ha en plan tillsammans: vad, vem och när"),
    "minutes": _("Minnas vad som sagts och bestämts"),
    "messages": _("Svara varandra i ärendet"),
    "files": _("Spara handlingar som behövs för planen"),
    "discharge": _("Avsluta och lämna över på ett säkert sätt"),
    "offences": _("Bara om socialtjänsten behöver det för sin egen uppgift"),
    "forbidden": _("Behandlas inte: det finns inga fält, och fritext ska inte ha det"),
    "follow_up": _("Följa upp hur det gick, och räkna utan namn"),
    "log": _("Kontrollera att bara den som behöver läser"),
}


def support_of(secrecy: str) -> Support:
    """What a branch of that secrecy class stands on."""
    return SUPPORT[secrecy]


def purpose_of(category: str) -> str:
    """Why data of that category is processed."""
    return str(PURPOSES[category])
