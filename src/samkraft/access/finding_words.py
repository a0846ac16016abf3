"""Why readings are looked at, in a sentence: the rule with its limit, so that a reviewer needn't take it on trust."""

from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import FindingKind
from samkraft.access.log_review_rules import LIMITS

_WHY = {
    FindingKind.SAMPLE: _("Lottad: varje månad granskas minst %(share)s av hundra par av person och ärende."),
    FindingKind.EXCEPTION: _("Ärendet öppnades med skäl, av någon som inte arbetar med det."),
    FindingKind.BLOCK_LIFTED: _("Det som en annan vårdenhet har spärrat öppnades."),
    FindingKind.NOT_ASSIGNED: _("Den som läste hade inte ärendet då, och inte heller en månad före eller efter."),
    FindingKind.DISCHARGED: _(
        "Personen var utskriven sedan mer än en månad. Ingen uppföljning, inget stöd, inget tecken på återkomst och "
        "ingen överlämning låg nära."
    ),
    FindingKind.PROTECTED: _("Varje dag som någon läser ett skyddat ärende granskas."),
    FindingKind.COLLEAGUE: _("Deltagaren heter likadant som någon som arbetar i Samkraft."),
    FindingKind.SAME_NAME: _("Den som läste har samma efternamn som deltagaren."),
    FindingKind.MANY_CASES: _("Fler än %(cases)s ärenden öppnades samma dag."),
    FindingKind.AFTER_HOURS: _("Någon läste före klockan %(begins)s, efter klockan %(ends)s eller på en helg."),
    FindingKind.DENIED: _("Programmet sade nej %(denied)s gånger eller fler samma dag."),
    FindingKind.PRINTS: _("%(prints)s utskrifter eller fler gjordes samma dag."),
    FindingKind.SEARCHES: _("%(searches)s sökningar eller fler samma dag hittade någon som sedan inte öppnades."),
}  # fmt: skip
_LIMITS = {
    "share": round(LIMITS.sample_share * 100),
    "cases": LIMITS.cases_a_day,
    "begins": LIMITS.work_begins.hour,
    "ends": LIMITS.work_ends.hour,
    "denied": LIMITS.denied_a_day,
    "prints": LIMITS.prints_a_day,
    "searches": LIMITS.searches_a_day,
}


def why(kind: str) -> str:
    """The rule that a finding comes from, as table C has it and with the limits in force."""
    return _WHY[FindingKind(kind)] % _LIMITS
