import random
from datetime import date
from pathlib import Path

import pytest

from samkraft.people.choices import IdentityKind
from samkraft.people.identity import (
    TEST_LIST,
    Identity,
    IdentityError,
    IdentityType,
    allowed_in,
    is_test_number,
    luhn_digit,
    mask,
    pack_test_list,
    parse_identity,
    why_refused,
)

DATA = Path(__file__).parent.parent / "data" / "identity"
PERSONAL = (DATA / "personal_numbers.txt").read_text().split()
COORDINATION = (DATA / "coordination_numbers.txt").read_text().split()
ON = date(2024, 1, 1)
DEMO_DAY = date(2021, 6, 30)


def refusal(text, on=ON):
    with pytest.raises(IdentityError) as caught:
        parse_identity(text, on)
    return caught.value


def test_pnr_06_every_listed_personal_number_parses():
    assert len(PERSONAL) == 21_728
    for number in PERSONAL:
        identity = parse_identity(number, ON)
        assert (identity.type, identity.canonical) == (IdentityType.PNR, number)
        assert identity.birth_date == date(int(number[:4]), int(number[4:6]), int(number[6:8]))
        assert identity.sex == ("man" if int(number[10]) % 2 else "woman")
        assert not identity.century_guessed


def test_pnr_02_every_listed_coordination_number_parses_month_00_and_day_60_too():
    assert len(COORDINATION) == 2_240
    unknown_month = unknown_day = 0
    for number in COORDINATION:
        identity = parse_identity(number, ON)
        assert (identity.type, identity.canonical) == (IdentityType.SAM, number)
        unknown_month += number[4:6] == "00"
        unknown_day += number[6:8] == "60"
        if number[4:6] == "00" or number[6:8] == "60":
            assert identity.birth_date is None
        elif identity.birth_date:
            assert identity.birth_date.day == int(number[6:8]) - 60
    assert (unknown_month, unknown_day) == (132, 41)


def test_pnr_02_day_91_of_a_short_month_is_taken_without_a_birth_date():
    short = [n for n in COORDINATION if n[6:8] == "91" and n[4:6] in ("02", "04", "06", "09", "11")]
    for number in short:
        assert parse_identity(number, ON).birth_date is None
    stem = "850291238"
    assert parse_identity(f"19{stem}{luhn_digit(stem)}", ON).birth_date is None


def test_pnr_01_every_written_shape_gives_the_same_canonical_number():
    number = next(n for n in PERSONAL if n.startswith("1985"))
    short, last = number[2:8], number[8:]
    for text in (
        number,
        f"{number[:8]}-{last}",
        f"{number[:8]} {last}",
        f"{number[:8]} - {last}",
        f" {number}\t",
        f"{number[:8]}–{last}",
        f"{number[:8]}\N{NON-BREAKING HYPHEN}{last}",
        f"{number[:8]}\N{NO-BREAK SPACE}{last}",
        f"{short}-{last}",
        f"{short}{last}",
        f"{short} {last}",
    ):
        assert parse_identity(text, ON).canonical == number


def test_pnr_01_every_listed_number_survives_the_ten_digit_form():
    """With "+" from the year the person turns 100, as the population register writes."""
    for number in random.Random(1).sample(PERSONAL + COORDINATION, 3000):
        age_this_year = ON.year - int(number[:4])
        sign = "+" if age_this_year >= 100 else "-"
        identity = parse_identity(f"{number[2:8]}{sign}{number[8:]}", ON)
        if age_this_year < 200:
            assert identity.canonical == number
        assert identity.century_guessed


def test_century_of_ten_digits_depends_on_the_day():
    number = next(n for n in PERSONAL if n.startswith("202112"))
    ten = number[2:]
    assert parse_identity(ten, date(2021, 12, 31)).canonical == number
    earlier = parse_identity(ten, date(2021, 11, 30))
    assert earlier.canonical == "1921" + number[4:]
    assert earlier.century_guessed


def test_a_leap_day_is_judged_in_the_century_that_is_meant():
    leap = next(n for n in PERSONAL if n[4:8] == "0229")
    assert parse_identity(leap, ON).birth_date == date(int(leap[:4]), 2, 29)


def test_sex_comes_from_the_ninth_digit():
    woman = next(n for n in PERSONAL if n[10] == "0")
    man = next(n for n in PERSONAL if n[10] == "1")
    assert (parse_identity(woman, ON).sex, parse_identity(man, ON).sex) == ("woman", "man")


def test_demo_identity_as_the_design_says():
    identity = parse_identity("19850312T014", DEMO_DAY)
    assert identity == Identity(IdentityType.DEMO, "19850312T014", date(1985, 3, 12), "woman")
    assert parse_identity("19850312-t013", DEMO_DAY).sex == "man"


@pytest.mark.parametrize("last", ["A123", "R014", "X999"])
def test_pnr_04_national_reserve_number(last):
    assert parse_identity(f"19850312-{last}", ON).type == IdentityType.RES_NAT


@pytest.mark.parametrize("last", ["12A4", "KX01", "1B2C", "TT01", "T01A", "ABCD"])
def test_pnr_04_skane_reserve_number_needs_a_letter(last):
    identity = parse_identity(f"19850312{last}", ON)
    assert identity.type == IdentityType.RES_SKANE
    assert identity.birth_date == date(1985, 3, 12)
    assert identity.sex is None


def test_no_reserve_number_collides_with_a_demo_identity():
    chance = random.Random(2)
    for _ in range(500):
        last = "".join(chance.choice("0123456789ABCTXZ") for _ in range(4))
        if last.isdigit():
            continue
        is_demo = last[0] == "T" and last[1:].isdigit()
        assert (parse_identity(f"19850312{last}", ON).type == IdentityType.DEMO) is is_demo


@pytest.mark.parametrize(
    "text, code, sentence",
    [
        ("", "empty", "saknas"),
        ("   ", "empty", "saknas"),
        ("19850312T01", "too_short", "för kort"),
        ("19850312", "too_short", "för kort"),
        ("850312T014", "shape", "känner igen"),
        ("19850312T0145", "too_long", "för lång"),
        ("Anna Svensson", "shape", "känner igen"),
        ("1985031²T014", "shape", "känner igen"),
        ("19850312T0١4", "shape", "känner igen"),
        ("19850312ÅÄÖ1", "shape", "känner igen"),
        ("19850230T014", "date", "finns inte"),
        ("19851312A014", "date", "finns inte"),
        ("20850312T014", "future", "framtiden"),
        ("1985--0312T014", "shape", "känner igen"),
        ("17850312T014", "shape", "känner igen"),
    ],
)
def test_what_is_wrong_is_said_in_swedish(text, code, sentence):
    error = refusal(text)
    assert error.code == code
    assert sentence in str(error)
    assert str(error.remedy).endswith(".")


def test_pnr_01_one_wrong_digit_is_always_found():
    number = next(n for n in PERSONAL if n.startswith("1985"))
    for place in range(2, 12):
        for digit in "0123456789":
            if digit != number[place]:
                assert refusal(number[:place] + digit + number[place + 1 :]).code in ("check_digit", "date")


@pytest.mark.parametrize("stem", ["850230123", "851300123", "850000123", "850032123"])
def test_a_date_that_is_none_is_refused(stem):
    assert refusal(f"19{stem}{luhn_digit(stem)}").code == "date"


@pytest.mark.parametrize("stem", ["851361123", "850392123", "850399123"])
def test_pnr_02_month_13_and_day_92_are_refused(stem):
    assert refusal(f"19{stem}{luhn_digit(stem)}").code == "date"


def test_a_birth_day_in_the_future_is_refused():
    number = next(n for n in PERSONAL if n.startswith("2023"))
    assert refusal(number, DEMO_DAY).code == "future"


def test_gdpr_12_no_text_about_a_number_holds_the_number():
    for text in ("198503121234", "850312-1234", "19850312X", "20850312T014", "19850312T014"):
        try:
            identity = parse_identity(text, ON)
        except IdentityError as error:
            said = f"{error} {error!r} {error.remedy} {error.args}"
        else:
            said = f"{identity} {identity!r} {identity.masked}"
        assert "0312" not in said


def test_mask_keeps_the_shape_only():
    assert mask(" 19850312-T014 ") == "••••••••-••••"
    assert mask("x" * 99) == "•" * 19 + "…"


def test_written_form_has_a_hyphen():
    assert parse_identity("19850312T014", ON).written == "19850312-T014"


def test_pnr_06_the_shipped_list_is_the_published_one():
    assert TEST_LIST.read_bytes() == pack_test_list(PERSONAL + COORDINATION)
    assert all(is_test_number(number) for number in random.Random(3).sample(PERSONAL, 500))
    assert not is_test_number("19850312T014")


def modes_taking(text):
    return {mode for mode in ("demo", "test", "production") if allowed_in(parse_identity(text, ON), mode)}


def unlisted():
    stems = (f"850312{serial:03d}" for serial in range(100, 999))
    return next(n for stem in stems if not is_test_number(n := f"19{stem}{luhn_digit(stem)}"))


def test_pnr_07_production_takes_neither_demo_identities_nor_test_numbers():
    assert modes_taking("19850312T014") == {"demo", "test"}
    assert modes_taking(PERSONAL[500]) == {"demo", "test"}
    assert modes_taking(COORDINATION[50]) == {"demo", "test"}


def test_pnr_07_demo_and_test_take_nothing_else():
    assert modes_taking(unlisted()) == {"production"}
    assert modes_taking("198503121A2B") == {"production"}


def test_pnr_07_acceptance_tests_may_let_test_numbers_into_production_but_no_demo_identity():
    assert allowed_in(parse_identity(PERSONAL[0], ON), "production", accept_test_numbers=True)
    assert not allowed_in(parse_identity("19850312T014", ON), "production", accept_test_numbers=True)


def test_a_refused_number_is_told_why():
    assert "demonummer" in str(why_refused(parse_identity("19850312T014", ON), "production"))
    assert "testnummer" in str(why_refused(parse_identity(PERSONAL[0], ON), "production"))
    assert "påhittade" in str(why_refused(parse_identity(unlisted(), ON), "demo"))


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="no mode 'prod'"):
        allowed_in(parse_identity("19850312T014", ON), "prod")


def test_the_stored_kinds_are_the_parsed_types():
    assert list(IdentityKind.values) and set(IdentityKind.values) == set(IdentityType.values)
