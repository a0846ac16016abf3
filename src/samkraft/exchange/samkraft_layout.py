"""Samkraft's own layout: Swedish headings, and columns that owners other than Arbetsförmedlingen fill.

Documented in docs/referral-file.md. Only four columns must be there; an empty cell means "we don't know".
"""

from datetime import date
from typing import Any

from samkraft.exchange import values
from samkraft.exchange.layout import Column, Layout, tidy_heading

COLUMNS = (
    Column("Identitetsnummer", "identity", required=True, aliases=("Personnummer",)),
    Column("Efternamn", "last_name", values.name, required=True),
    Column("Förnamn", "first_name", values.name, required=True),
    Column("Kön", "sex", values.sex),
    Column("Födelsedatum", "birth_date", values.past_day),
    Column("Samordningsnummer, identitet", "coordination_level", values.coordination_level),
    Column("Samordningsnummer, läge", "coordination_status", values.coordination_status),
    Column("Telefon", "phone", values.phone),
    Column("E-post", "email", values.email, aliases=("Epost",)),
    Column("Språk", "language", values.short_text),
    Column("Behöver tolk", "needs_interpreter", values.yes_no),
    Column("Utbildning", "schooling", values.schooling_word),
    Column("Enhet", "unit", values.short_text),
    Column("Anvisad den", "referred_on", values.past_day),
    Column("Anvisningsväg", "way", values.code_word),
    Column("Folkbokföringskommun", "municipality", values.municipality, is_fact=True),
    Column("Behov av samordning", "needs_coordination", values.yes_no, is_fact=True),
    Column("Arbetssökande", "is_job_seeker", values.yes_no, is_fact=True),
    Column("Inskriven sedan", "registered_since", values.past_day, is_fact=True),
    Column("Sökandekategori", "skat", values.seeker_category, is_fact=True, aliases=("SKAT",)),
    Column("I jobb- och utvecklingsgarantin", "in_job", values.yes_no, is_fact=True),
    Column("Dagar i jobb- och utvecklingsgarantin", "job_days", values.number, is_fact=True),
    Column("Grund för a-kassa", "unemployment_insurance_basis", values.yes_no, is_fact=True),
    Column("Aktivitetsstöd", "activity_support", values.yes_no, is_fact=True),
    Column("Försörjningsstöd", "income_support", values.yes_no, is_fact=True),
    Column("Kompletterande försörjningsstöd", "supplementary_income_support", values.yes_no, is_fact=True),
    Column("Sjukpenning", "sickness_benefit", values.yes_no, is_fact=True),
)

PROTECTION = "Skyddade personuppgifter"

HEADINGS = (*(column.heading for column in COLUMNS[:3]), PROTECTION, *(column.heading for column in COLUMNS[3:]))
"""The heading row of an empty file to fill in."""


def conclude(facts: dict[str, Any], on: date) -> None:
    """What the owner says stands: nothing is concluded from it."""


SAMKRAFT = Layout(
    code="samkraft",
    name="Samkrafts anvisningsfil",
    columns=COLUMNS,
    protection=(PROTECTION,),
    known=frozenset(
        tidy_heading(heading) for column in COLUMNS for heading in (column.heading, *column.aliases, PROTECTION)
    ),
    conclude=conclude,
)
