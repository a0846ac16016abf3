"""The door in Python: each function of the database's ``door`` schema under its own name.

The database checks ground, consent line and stop; nothing here decides. A refusal becomes :class:`DoorRefused`
with a sentence for the person, and leaves the transaction whole (each call has a savepoint of its own).
"""

import json
from functools import lru_cache

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.access.sealed_fields import sealed_for

_SENTENCES = {
    "no_file": _("Er verksamhet har ingen öppen akt i ärendet."),
    "no_category": _("Samtycket måste säga vilken sorts uppgifter det gäller."),
    "no_end": _("Samtycket måste ha ett slutdatum."),
    "too_long": _("Ett samtycke kan gälla högst tolv månader."),
    "same_branch": _("Uppgifter delas mellan olika verksamheter, inte med den egna."),
    "not_in_writing": _("Muntligt samtycke räcker inte för det här. Det måste vara skriftligt."),
    "not_your_consent": _("Samtycket är antecknat av en annan verksamhet."),
    "no_spoken_reason": _("Skriv varför samtycket gavs muntligt."),
    "no_evidence": _("Skriv var det underskrivna samtycket finns."),
    "not_explained": _("Gå igenom alla fyra punkterna med personen först."),
    "needs_representative": _("Samtycket måste ges av en företrädare med ett styrkt uppdrag."),
    "mandate_ends_first": _("Samtycket kan inte gälla längre än företrädarens uppdrag."),
    "already_in_writing": _("Det finns redan antecknat. Välj det inskannade papperet, om det saknas."),
    "no_line": _("Samtycket finns inte eller är redan tillbakataget."),
    "no_consent": _("Det finns inget bekräftat samtycke som gäller i dag för den mottagaren."),
    "ground_not_open": _("Den grunden kräver att en jurist godkänner delningen."),
    "not_your_case": _("Bara den som arbetar med ärendet i dag kan dela ur akten."),
    "not_in_file": _("Det som skulle delas finns inte i er akt på det här ärendet."),
    "other_category": _("Samtycket gäller en annan sorts uppgifter än dem som skulle delas."),
    "no_duty": _("Ingen lag säger att er verksamhet ska lämna den uppgiften till den mottagaren."),
    "third_person": _("Texten är märkt: den nämner en annan person. Skriv om den utan den personen, så kan den delas."),
    "blocked": _("Personen har spärrat det som vårdenheten har skrivit. Det delas inte, inte heller med samtycke."),
    "not_receiver": _("Personen tar inte emot överlämningar där."),
    "receiver_no_file": _("Mottagaren har ingen akt i ärendet."),
    "not_called": _("Personen är inte kallad och kan därför inte skrivas in."),
    "branch_no_file": _("Handläggarens verksamhet har ingen akt i ärendet."),
    "not_in_team": _("Handläggaren hör inte till ärendets team för sin verksamhet."),
    "not_handler": _("Personen är inte handläggare i den verksamheten och det programmet den dagen."),
    "not_leader": _("Bara processledarens verksamhet kan göra det här."),
    "not_assigned": _("Personen arbetar inte med ärendet."),
    "phase_not_after": _("Den nya fasen måste börja efter den förra."),
    "closed_later": _("Utskrivningen kan inte ligga i framtiden."),
    "closed_before_phase": _("Utskrivningen kan inte vara före den nuvarande fasens första dag."),
    "not_addressed": _("Överlämningen är inte ställd till dig."),
    "no_answer": _("Svaret måste vara att ta emot eller lämna tillbaka."),
    "no_reason": _("Skriv varför överlämningen lämnas tillbaka."),
    "not_for_your_role": _("Din roll ser inte de här antalen."),
    "already_answered": _("Överlämningen är redan besvarad."),
    "not_discharged": _("Personen är inte utskriven."),
    "not_same_day": _("En utskrivning kan bara rättas samma dag som den skrevs in."),
    "handover_sent": _("Överlämningen är redan skickad. Be mottagaren lämna tillbaka den först."),
    "not_asked_of_us": _("Det är inte er verksamhet som beslutar om aktiviteten."),
    "no_ground": _("Inget samtycke gäller dit i dag. Skriv en prövning, eller fråga personen först."),
    "no_decision": _("Svara ja eller nej, och skriv vilken dag."),
    "activity_answered": _("Frågan är redan besvarad."),
    "decided_before_asked": _("Beslutet kan inte vara före dagen då frågan ställdes."),
    "decided_later": _("Beslutet kan inte ligga i framtiden."),
    "waits_already": _(
        "Personen står redan i kö här, eller har en plats som inte har börjat. Se Aktiviteter i ärendet."
    ),
    "booked_already": _("Personen står redan i kö för den här aktiviteten, eller har fått en plats."),
    "offering_closed": _("Aktiviteten finns inte längre i utbudet. Välj en annan."),
    "session_closed": _("Omgången tar inte emot fler. Välj en annan omgång, eller första lediga plats."),
    "not_paused": _("Personen står redan i kön. Någon annan kan ha ändrat det nyss."),
    "not_provider": _("Sidan finns inte."),
    "no_day_of_hers": _("Närvaro skrivs för den som har börjat, högst 60 dagar tillbaka och aldrig framåt."),
    "not_planner": _("Bara anordnarens enhetschef eller projektadministratör kan ändra platserna."),
    "booking_moved": _("Någon av de valda platserna har ändrats nyss. Läs listan igen och välj på nytt."),
    "place_passed_on": _("Platsen har gått vidare eller finns inte kvar. Det går inte att ångra."),
    "too_few_places": _("Fler platser är upptagna än som blir kvar. Välj vad som ska hända med dem först."),
    "restricted": _("Behandlingen är begränsad. Inget delas ur akten förrän begränsningen är hävd."),
    "no_request": _("Begäran finns inte, eller är redan skickad vidare."),
    "no_level": _("Välj vad skyddet grundar sig på."),
    "already_protected": _("Er verksamhet har redan satt skydd på ärendet."),
    "not_protected": _("Ärendet har inget skydd."),
    "not_named": _("Bara den som står på listan för ärendet kan göra det här."),
    "no_need": _("Skriv varför."),
    "already_named": _("Personen står redan på listan."),
    "three_named": _("Högst tre personer på varje myndighet får öppna ärendet. Ta bort någon först."),
    "decided_already": _("Någon annan har redan avgjort det här."),
    "not_decider": _("Bara enhetschefen eller behörighetsadministratören kan avgöra det här."),
    "two_persons": _("Två olika personer behövs. Någon annan behöver avgöra det här."),
    "no_own_mark": _("Det finns inget skydd från er verksamhet att ta bort, eller så är det redan begärt."),
    "ended_for_good": _("Ärendet är avslutat utan efterföljare. Skyddet tas inte bort."),
    "has_identity": _("Ett skyddat ärende får inte ha namn, nummer eller kontaktuppgifter."),
    "ask_manager": _("Personen kan inte skrivas in här. Be enhetschefen om hjälp."),
    "receiver_not_named": _("Mottagaren får inte öppna ärendet. Lämna över utanför Samkraft."),
    "not_registrar": _("Bara registratorn föreslår vad som ska gallras."),
    "no_retention_decision": _("Skriv vilket beslut om gallring det gäller. Utan beslut gallras inget."),
    "not_due": _("Något av det valda kan inte gallras längre. Läs listan igen."),
    "no_proposal": _("Förslaget finns inte."),
    "not_approver": _("Bara en registrator eller enhetschef godkänner gallring."),
    "proposal_decided": _("Någon har redan svarat på förslaget."),
    "no_yes_or_no": _("Svara om förslaget godkänns."),
    "same_person": _("Den som föreslog kan inte godkänna. En annan person måste göra det."),
    "no_refusal_reason": _("Skriv varför förslaget avslås."),
    "proposal_done": _("Förslaget är redan genomfört."),
    "not_approved": _("Förslaget är inte godkänt."),
    "log_waits": _("Månaden gallras när alla verksamheter med rader i den har beslutat det."),
    "no_leaving_decision": _("Skriv vilket beslut det gäller. Utan beslut raderas inget."),
    "other_proposal": _("Ett annat förslag om gallring är inte avgjort. Avgör det först."),
    "open_files": _("Alla ärenden är inte avslutade hos er. Avsluta dem eller lämna över dem först."),
    "files_on_hold": _("Någon akt är undantagen från gallring. Lyft undantaget först, eller låt det gå ut."),
    "not_exported": _("Det finns inget uttag med den kontrollsumman. Ta ut allt först, med skyddade ärenden."),
    "changed_since_export": _("Något har ändrats hos er sedan uttaget. Gör ett nytt uttag och föreslå igen."),
    "no_such_certificate": _("Beviset stämmer inte med sin kontrollsumma."),
    "other_kind": _("Det beviset är av ett annat slag."),
    "not_in_chain": _("Ett bevis före det här saknas. Bevisen måste läsas i ordning."),
    "too_early": _("Tiden har inte gått ut för allt i förslaget."),
    "not_registrar_here": _("Bara registratorn ser vad som har kommit in."),
    "not_handler_here": _("Bara handläggare frågar och svarar här."),
    "nobody_to_ask": _("Ingen i den verksamheten kan svara i det här programmet."),
    "never_by_review": _("Planen och det som hör till den lämnas bara ut med samtycke."),
    "ground_not_for_class": _("Den grunden finns inte mellan de här två verksamheterna."),
    "no_condition": _("Välj vilket av de tre villkoren i lagen som är uppfyllt."),
    "protected_no_review": _("Personen har skyddade personuppgifter. Inget lämnas ut på den här vägen."),
    "already_shared": _("Mottagaren har redan fått den, eller så är den på väg dit."),
    "already_asked": _("Någon hos er har redan frågat, och frågan väntar på svar."),
    "no_approver": _("Ingen annan hos er är jurist i Samkraft, så ingen kan svara. Fråga personen om samtycke."),
    "not_legal_approver": _("Bara verksamhetens jurist svarar på den här frågan."),
    "no_meeting": _("Mötet finns inte, eller är inte planerat längre."),
    "no_invitation": _("Inbjudan finns inte, eller är inte ställd till dig."),
    "meeting_over": _("Mötet är inställt, eller har redan varit."),
    "merge_same": _("Välj två olika ärenden."),
    "merge_no_file": _("Ärendena finns inte bland dem som kan slås ihop."),
    "merge_closed": _("Ett av ärendena är avslutat. Bara öppna ärenden slås ihop; en ny period är ett eget ärende."),
    "merge_others": _(
        "Andra verksamheter har öppna akter i ärendet som skulle stängas. Behåll det ärendet i stället, eller låt"
        " personen ta tillbaka samtycket där först."
    ),
    "merge_consent": _(
        "Det finns samtycken som gäller i ärendet som skulle stängas. Behåll det ärendet i stället, eller låt"
        " personen ta tillbaka dem där först."
    ),
    "merge_waiting": _("Något är på väg att delas ur ärendet som skulle stängas. Vänta, eller stoppa det först."),
    "merge_restricted": _("Behandlingen är begränsad i ett av ärendena. Häv begränsningen först."),
    "merge_blocked": _(
        "En vårdenhets uppgifter är spärrade i ett av ärendena. Så länge spärren gäller kan de inte slås ihop eller"
        " skiljas åt."
    ),
    "merge_on_hold": _("Akten som skulle stängas är undantagen från gallring. Lyft undantaget först."),
    "merge_request": _("Personen har begärt något i ärendet som skulle stängas. Svara på begäran först."),
    "merge_drawn": _("Ärendet som skulle stängas står i en lottning. Behåll det ärendet i stället."),
    "merge_both_drawn": _("Båda ärendena står i en lottning. Lottningen får inte ändras i efterhand."),
    "merge_two_persons": _("Den som föreslog kan inte slå ihop. En annan person måste göra det."),
    "merge_not_decider": _("Bara enhetschefen eller projektadministratören kan göra det här."),
    "merge_decided": _("Någon annan har redan avgjort det här."),
    "unmerge_late": _("Sammanslagningen kan bara ångras inom 30 dagar."),
    "unmerge_closed": _("Ärendet har avslutats, gallrats eller fått skydd sedan dess. Det går inte att ångra."),
    "unmerge_later_first": _("Ärendet har slagits ihop en gång till sedan dess. Ångra den sammanslagningen först."),
    "day_not_free": _("Här säger databasen vilken dag det är."),
}


class DoorRefused(Exception):
    """The door said no. ``code`` is the database's word, the message a sentence for the person."""

    def __init__(self, code):
        self.code = code
        super().__init__(str(_SENTENCES.get(code, code)))


# Functions that carry content to another branch: which argument is the branch, and which the content.
_CARRY = {"release": (1, 7)}


def call(function, *arguments):
    """Call ``door.<function>`` and give back its one value; raises :class:`DoorRefused`.

    What a release carries is sealed on its way, so that it opens with the receiver's key alone (ARK-05).
    """
    if function in _CARRY:
        arguments = _sealed(arguments, *_CARRY[function])
    places = ", ".join(["%s"] * len(arguments))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select door.{function}({places})", [_plain(value) for value in arguments])
            return cursor.fetchone()[0]
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "SK001":
            raise DoorRefused(error.__cause__.diag.message_primary) from error
        raise


def rows(function, *arguments):
    """Call a door function that gives a table; a list of tuples."""
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select * from door.{function}({places})", list(arguments))
        return cursor.fetchall()


def _plain(value):
    return json.dumps(value) if isinstance(value, dict | list) else value


def _sealed(arguments, receiver, content):
    given = list(arguments)
    given[content] = json.dumps(sealed_for(_branch(given[receiver]), given[content]))
    return given


@lru_cache(maxsize=64)
def _branch(key):
    """A branch never changes its code, by which its keys are named."""
    return Branch.objects.get(pk=key)
