import io
import re
from datetime import date
from pathlib import Path

import pytest

from samkraft.exchange.ais_layout import COLUMNS, HEADINGS
from samkraft.exchange.referral_file import ReferralFileError, open_referrals
from samkraft.exchange.samkraft_layout import COLUMNS as SAMKRAFT_COLUMNS
from samkraft.exchange.samkraft_layout import PROTECTION
from samkraft.programmes.eligibility import judge
from samkraft.programmes.reading import programme_files, read_programme
from tests.exchange.referral_files import AIS_PERSON, LISTED, ON, ais, csv_bytes, own, rows_of, the_problem

PROGRAMMES = Path(__file__).parent.parent.parent / "programmes"


def test_an_ais_row_becomes_a_person_with_facts():
    row = ais()
    assert row.line == 2
    assert row.can_be_taken
    assert row.problems == []
    assert row.identity.canonical == "19850312T014"
    assert (row.first_name, row.last_name, row.sex) == ("Ingrid", "Lindhav", "woman")
    assert row.birth_date == date(1985, 3, 12)
    assert (row.phone, row.email) == ("070-1740605", "ingrid@example.org")
    assert row.schooling == "upper_secondary"
    assert row.facts == {
        "municipality": "1280",
        "skat": "70",
        "registered_since": date(2019, 3, 1),
        "job_days": 412,
        "activity_support_days": 200,
        "activity_support": True,
        "is_job_seeker": True,
    }
    assert row.json_facts["registered_since"] == "2019-03-01"


def test_a_row_of_the_own_layout_carries_what_other_owners_know():
    row = own(
        **{
            "Kön": "kvinna",
            "Språk": "dari",
            "Behöver tolk": "Nej",
            "Utbildning": "Grundskola",
            "Anvisningsväg": "soc_form",
            "Anvisad den": "2021-06-01",
            "Enhet": "Söder",
            "Folkbokföringskommun": "1280 Malmö",
            "Behov av samordning": "ja",
            "Arbetssökande": "JA",
            "Inskriven sedan": "20190301",
            "I jobb- och utvecklingsgarantin": "nej",
            "Dagar i jobb- och utvecklingsgarantin": "12",
            "Grund för a-kassa": "nej",
            "Aktivitetsstöd": "N",
            "Försörjningsstöd": "x",
            "Kompletterande försörjningsstöd": "0",
            "Sjukpenning": "",
        }
    )
    assert row.problems == []
    assert (row.way, row.unit, row.referred_on) == ("soc_form", "Söder", date(2021, 6, 1))
    assert (row.language, row.needs_interpreter, row.schooling) == ("dari", False, "compulsory")
    assert row.facts == {
        "municipality": "1280",
        "needs_coordination": True,
        "is_job_seeker": True,
        "registered_since": date(2019, 3, 1),
        "in_job": False,
        "job_days": 12,
        "unemployment_insurance_basis": False,
        "activity_support": False,
        "income_support": True,
        "supplementary_income_support": False,
        "referral_way": "soc_form",
    }


def test_p_012_the_programme_file_says_which_categories_are_the_job_guarantee():
    class Fact:
        code, code_list, codes = "in_job", "skat", ("70", "79")

    class Definition:
        facts, section_mark = (Fact,), None

    people = [{**AIS_PERSON, "SKAT": skat, "PERSONNR": f"19850312T0{i}4"} for i, skat in enumerate(["70", "11", ""])]
    found = [row.facts.get("in_job") for row in rows_of(csv_bytes(*people), definition=Definition)]
    assert found == [True, False, None]


@pytest.mark.parametrize(
    "programme, changes, state",
    [
        ("malmokraften-2.0", {}, "eligible"),
        ("malmokraften-2.0", {"HEMKOMMUN_KOD": "1281"}, "not_eligible"),
        ("malmokraften-2.0", {"SKAT": ""}, "undecided"),
        ("malmo-langtid-2023", {"ANTAL_JOB_DAGAR": "3"}, "not_eligible"),
    ],
)
def test_p_012_p_015_a_rows_facts_are_judged_by_each_programme_as_they_are(programme, changes, state):
    definition = read_programme(PROGRAMMES / f"{programme}.toml")
    (row,) = rows_of(csv_bytes({**AIS_PERSON, **changes}), definition=definition)
    assert judge(definition, row.facts, ON).state == state
    assert judge(definition, row.json_facts, ON).state == state


def test_every_fact_that_a_programme_asks_for_can_stand_in_the_own_layout():
    columns = {column.field for column in SAMKRAFT_COLUMNS if column.is_fact}
    for path in programme_files(PROGRAMMES):
        assert {fact.code for fact in read_programme(path).facts} <= columns


def test_p_063_the_section_code_tells_whether_the_programme_has_marked_her_and_nothing_else():
    """The same code as the check of the branch's list goes by; what another section's code says isn't kept."""
    definition = read_programme(PROGRAMMES / "malmokraften-2.0.toml")
    mark = definition.section_mark

    def row(code, **options):
        (found,) = rows_of(csv_bytes({**AIS_PERSON, "SEKTION": code}), **options)
        return found

    assert row(f" {mark.code} ", definition=definition).facts["section_code"] is True
    other = row("0471", definition=definition)
    assert other.facts["section_code"] is False and "0471" not in repr(other)
    assert not {"section", "section_code"} & (row("", definition=definition).facts | row(mark.code).facts).keys()
    odd = row("hela Malmö", definition=definition)
    assert odd.can_be_taken and "section_code" not in odd.facts
    assert [(one.column, one.blocking) for one in odd.problems] == [("SEKTION", False)]


def test_an_empty_cell_leaves_the_fact_unknown():
    row = ais(SKAT="", AKTUELL_SEDAN="  ", FK_ANTAL_AKTIVITETS_STODDAGAR="", ANTAL_JOB_DAGAR="")
    assert row.facts == {"municipality": "1280"}
    assert row.can_be_taken


def test_padded_cells_and_headings_in_any_case_and_order_are_read():
    person = {f"  {heading.lower()} ": f" {value}   " for heading, value in reversed(AIS_PERSON.items())}
    (row,) = rows_of(csv_bytes(person))
    assert row.facts == ais().facts
    assert row.last_name == "Lindhav"


def test_all_122_headings_are_known_and_unknown_ones_are_named():
    file = open_referrals(io.BytesIO(csv_bytes(AIS_PERSON, headings=[*HEADINGS, "EGEN"])), on=ON)
    assert len(HEADINGS) == 122
    assert file.unknown_headings == ["EGEN"]
    assert file.missing_headings == []
    short = open_referrals(io.BytesIO(csv_bytes(AIS_PERSON)), on=ON)
    assert "AVAKT_DATUM" in short.missing_headings


def test_periods_that_overlap_or_run_backwards_stand_as_given():
    row = ais(AKTIVITETSGARANTI_FROM_DATUM="2020-05-01", AKTIVITETSGARANTI_TOM_DATUM="2019-01-31")
    assert row.problems == []
    assert (row.facts["job_from"], row.facts["job_until"]) == (date(2020, 5, 1), date(2019, 1, 31))


@pytest.mark.parametrize("gone, is_seeker", [("2021-05-01", False), ("2021-07-15", True), ("2018-01-01", True)])
def test_one_who_has_left_the_register_is_no_job_seeker(gone, is_seeker):
    assert ais(AVAKT_DATUM=gone).facts["is_job_seeker"] is is_seeker


@pytest.mark.parametrize("written", ["2019-03-01", "20190301", "2019-03-01 00:00:00", "2019-03-01T04:12:07.000"])
def test_days_are_read_in_every_spelling(written):
    assert ais(AKTUELL_SEDAN=written).facts["registered_since"] == date(2019, 3, 1)


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31", "00000000"])
def test_the_systems_own_way_to_say_no_day_is_no_day(written):
    assert "job_until" not in ais(AKTIVITETSGARANTI_TOM_DATUM=written).facts


def test_numbers_may_be_padded_or_have_empty_decimals():
    assert ais(ANTAL_JOB_DAGAR="0412.0").facts["job_days"] == 412


@pytest.mark.parametrize(
    "level, schooling",
    [
        ("0", "compulsory"),
        ("2", "compulsory"),
        ("03", "upper_secondary"),
        ("6", "other"),
        ("9", "unknown"),
        ("", "unknown"),
    ],
)
def test_p_014_education_levels_fall_into_the_programmes_groups(level, schooling):
    assert ais(UTBILDNINGSNIVA=level).schooling == schooling


def test_an_interpreter_language_means_that_an_interpreter_is_needed():
    row = ais(TOLKSPRAK="arabiska")
    assert (row.language, row.needs_interpreter) == ("arabiska", True)


def test_the_home_telephone_stands_in_for_the_mobile():
    assert ais(TEL_MOBIL="", TEL_BOSTAD="070-1740606").phone == "070-1740606"


def test_health_columns_and_free_text_are_never_read():
    read = {column.heading for column in COLUMNS}
    never = {"SJUKAKTIVITET_ERS", "UNG_FUNKTIONSHINDRAD", "SIUS_FROM_DATUM", "SIUS_TOM_DATUM", "FRITEXT_UAT"}
    never |= {"FODELSELAND", "FODELSELAND_KOD", "KOMPL_MATCHNING_INFO", "HANDLINGAR", "AVAKT_ORSAK"}
    assert not read & never
    assert "hemligt" not in repr(ais(**dict.fromkeys(never, "hemligt")))


@pytest.mark.parametrize("flag", ["SEKRETESS_FBF", "SKYDDAD_FBF"])
@pytest.mark.parametrize("value", ["J", "ja", "1", "X", "true", " J ", "S", "?"])
def test_sky_01_only_the_line_number_of_a_protected_person_leaves_the_parser(flag, value):
    row = ais(**{flag: value})
    assert row.protected
    assert not row.can_be_taken
    assert row.line == 2
    assert (row.identity, row.first_name, row.last_name, row.phone, row.facts, row.problems) == (
        None,
        "",
        "",
        "",
        {},
        [],
    )
    assert "Lindhav" not in repr(row)
    assert "T014" not in repr(row)


@pytest.mark.parametrize("value", ["", "N", "nej", "0", " n "])
def test_a_flag_that_says_no_lets_the_row_through(value):
    assert not ais(SEKRETESS_FBF=value, SKYDDAD_FBF=value).protected


def test_sky_01_protection_is_seen_before_any_fault_in_the_row():
    row = ais(PERSONNR="fel", AKTUELL_SEDAN="fel", SKYDDAD_FBF="J")
    assert row.protected
    assert row.problems == []


def test_sky_01_a_protected_person_leaves_no_trace_on_a_later_row():
    people = [{**AIS_PERSON, "SKYDDAD_FBF": "J"}, AIS_PERSON]
    first, second = rows_of(csv_bytes(*people))
    assert first.protected
    assert second.can_be_taken


def test_sky_01_the_own_layout_stops_protected_people_too():
    row = own(**{PROTECTION: "ja"})
    assert row.protected
    assert row.identity is None


@pytest.mark.parametrize("missing", ["SEKRETESS_FBF", "SKYDDAD_FBF", "PERSONNR", "EFTERNAMN"])
def test_a_file_without_a_needed_column_is_refused(missing):
    person = {heading: value for heading, value in AIS_PERSON.items() if heading != missing}
    with pytest.raises(ReferralFileError, match=missing):
        rows_of(csv_bytes(person))


def test_sky_01_a_row_whose_cells_have_moved_is_dropped_with_its_content():
    content = csv_bytes(AIS_PERSON) + b"19850312T024;Moved;x;y;z\r\n"
    row = rows_of(content)[1]
    assert "kolumner" in the_problem(row).rule
    assert row.identity is None
    assert "Moved" not in repr(row)


@pytest.mark.parametrize(
    "heading, value, rule",
    [
        ("PERSONNR", "19850312T01", "för kort"),
        ("PERSONNR", "", "saknas"),
        ("PERSONNR", "20310312T014", "framtiden"),
        ("EFTERNAMN", " ", "saknas"),
        ("EFTERNAMN", "x" * 81, "80 tecken"),
        ("FORNAMN", "=HYPERLINK(A1)", "formel"),
        ("FORNAMN", "An\x07na", "styrtecken"),
        ("AKTUELL_SEDAN", "2021-02-30", "finns inte"),
        ("AKTUELL_SEDAN", "2031-05-02", "framtiden"),
        ("AKTUELL_SEDAN", "i våras", "inget datum"),
        ("ANTAL_JOB_DAGAR", "-3", "heltal|helt antal"),
        ("HEMKOMMUN_KOD", "Malmö", "fyra siffror"),
        ("SKAT", "JOB", "två siffror"),
        ("KON", "X", "K eller M"),
    ],
)
def test_a_wrong_value_is_reported_with_line_column_rule_and_remedy(heading, value, rule):
    row = ais(**{heading: value})
    problem = the_problem(row)
    assert (problem.line, problem.column) == (2, heading)
    assert re.search(rule, str(problem.rule))
    assert str(problem.remedy).endswith(".")
    assert not row.can_be_taken


@pytest.mark.parametrize(
    "heading, value",
    [("TEL_MOBIL", "070 17"), ("TEL_MOBIL", "ring"), ("EPOST", "ingrid(a)example"), ("TOLKSPRAK", "x" * 50)],
)
def test_a_flaw_in_contact_details_costs_the_value_not_the_row(heading, value):
    row = ais(**{heading: value})
    assert row.can_be_taken
    assert not the_problem(row).blocking
    assert value not in (row.phone, row.email, row.language)


def test_gdpr_12_no_problem_shows_an_identity_number():
    people = [
        {**AIS_PERSON, "PERSONNR": "19850312T0145"},
        {**AIS_PERSON, "AKTUELL_SEDAN": "19850312T014"},
        {**AIS_PERSON, "HEMKOMMUN_KOD": "850312-T014", "PERSONNR": "19850312T034"},
        AIS_PERSON,
        AIS_PERSON,
    ]
    for row in rows_of(csv_bytes(*people)):
        for problem in row.problems:
            assert "0312" not in f"{problem.value} {problem.rule} {problem.remedy}"


def test_the_same_person_twice_is_told_where_the_first_row_is():
    first, second = rows_of(csv_bytes(AIS_PERSON, {**AIS_PERSON, "PERSONNR": "19850312-T014"}))
    assert first.can_be_taken
    assert not second.can_be_taken
    assert str(the_problem(second).rule) == "Personen finns redan på rad 2."


def test_pnr_01_ten_digits_are_taken_with_a_word_about_the_year():
    number = next(n for n in LISTED if n.startswith("1985") and n[10] in "02468")
    row = ais(PERSONNR=number[2:])
    assert row.identity.canonical == number
    assert row.can_be_taken
    assert "1985" in the_problem(row).rule


def test_pnr_07_a_mode_refuses_numbers_that_are_not_for_it():
    (row,) = rows_of(csv_bytes(AIS_PERSON), mode="production")
    assert "demonummer" in str(the_problem(row).rule)
    assert rows_of(csv_bytes(AIS_PERSON), mode="demo")[0].can_be_taken


def test_a_sex_that_neither_column_nor_number_tells_is_asked_for():
    row = ais(PERSONNR="19850312A1B2", KON="")
    assert "Kön saknas" in str(the_problem(row).rule)


def test_a_sex_unlike_the_numbers_is_noted_and_the_column_stands():
    row = ais(KON="M")
    assert row.can_be_taken
    assert row.sex == "man"
    assert not the_problem(row).blocking
