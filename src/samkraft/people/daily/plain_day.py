"""Start page of those whose role has no list of its own: what they see in Samkraft today, and what they don't."""

from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role
from samkraft.people.links import first_url

_NO_CASES = _("Du ser inga ärenden, inga namn och inga personnummer.")
_WORDS = {
    Role.ACCESS_ADMINISTRATOR: _("Du ger och avslutar roller i din myndighet."),
    Role.LOG_REVIEWER: _("Varje läsning av ett ärende skrivs upp. Du bedömer det som stickprov och regler har hittat."),
    Role.DATA_PROTECTION_OFFICER: _(
        "Du svarar på deltagares begäranden, följer incidenter och bekräftar beslut och ändringar."
    ),
    Role.LEGAL_APPROVER: _("Du prövar det som någon vill lämna ut på en annan grund än samtycke."),
    Role.REGISTRAR: _("Du föreslår vad som ska gallras och sparar bevisen. Du ser ärendenummer och dagar."),
    Role.SYSTEM_MANAGER: _("Du antecknar beslut inför drift och föreslår ändringar. Någon annan bekräftar dem."),
}
_PAGES = [
    (
        "access:roles",
        _("Behörigheter"),
        _("Vem som har vilken roll, från när och till när."),
        Role.ACCESS_ADMINISTRATOR,
    ),
    (
        "sharing:reviews",
        _("Att pröva"),
        _("Frågor om att lämna ut på annan grund än samtycke."),
        Role.LEGAL_APPROVER,
    ),
    ("sharing:received", _("Inkommet"), _("Vad andra verksamheter har lämnat till er, och när."), Role.REGISTRAR),
    (
        "access:log_review",
        _("Granska loggen"),
        _("Läsningar att bedöma, den tidigaste fristen först."),
        Role.LOG_REVIEWER,
    ),
    ("access:log_logins", _("Inloggningar"), _("Vilka i myndigheten som har loggat in, och när."), Role.LOG_REVIEWER),
    ("access:log_logins", _("Systemets händelser"), _("Misslyckade inloggningar och nycklar."), Role.SYSTEM_MANAGER),
    ("sharing:retention", _("Gallring"), _("Vad vars tid är ute, förslag och bevis."), Role.REGISTRAR),
    (
        "people:why_ask",
        _("Vem kan se ett ärende?"),
        _("Vilken regel släpper in var och en. Svar till deltagaren på papper."),
        Role.DATA_PROTECTION_OFFICER,
    ),
    (
        "people:openings",
        _("Öppningar med skäl"),
        _("Vem som har öppnat ett ärende utan att ha det, varför, och hur granskningen går."),
        Role.DATA_PROTECTION_OFFICER,
    ),
    (
        "access:confirm_roles",
        _("Bekräfta roller"),
        _("Varje roll bekräftas en gång i kvartalet, annars upphör den."),
        Role.ACCESS_ADMINISTRATOR,
    ),
    (
        "access:what_roles_may",
        _("Vad rollerna får"),
        _("Vad varje roll får och inte får, och vad som hålls isär."),
        None,
    ),
    ("programmes:programme", _("Programmet"), _("Parter, frister, team, aktiviteter, mål och versioner."), None),
    (
        "core:data_use",
        _("Så behandlas uppgifterna"),
        _("Vem som äger en uppgift, hur den delas och vilka rättigheter deltagaren har."),
        None,
    ),
    ("access:my_log", _("Min läslogg"), _("Det du själv har läst, med dag och tid."), None),
    ("core:glossary", _("Ordlista"), _("Vad orden i programmet betyder."), None),
]


def context(acting):
    """The roles in words, and the pages that are there for them."""
    roles = [{"label": Role(role).label, "text": _WORDS.get(role, "")} for role in sorted(acting.roles)]
    pages = [
        {"url": url, "title": title, "sub": sub}
        for name, title, sub, role in _PAGES
        if (role is None or acting.has_role(role)) and (url := first_url((name,)))
    ]
    return {"roles": roles, "pages": pages, "sees_not": _NO_CASES, "acting_now": acting}
