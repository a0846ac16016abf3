"""Forms keep what was typed and say plainly what is wrong and what to do."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.core.validators import validate_email

from samkraft.core.forms import ClockField, DateField, Form, NumberField, WholeField
from samkraft.core.samples import SampleForm


class Small(Form):
    name = forms.CharField(label="Namn", max_length=5)
    day = DateField(label="Dag", required=False)
    at = ClockField(label="Tid", required=False)
    mail = forms.EmailField(label="E-post", required=False)
    own = forms.CharField(required=False, error_messages={"max_length": "Högst tre ord."}, max_length=3)


def test_a_date_becomes_a_date_and_a_time_a_time():
    form = Small({"name": "Bo", "day": "14/3 2026", "at": "9.30"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 3, 14)
    assert form.cleaned_data["at"] == time(9, 30)


def test_empty_dates_and_times_are_none():
    form = Small({"name": "Bo"})
    assert form.is_valid()
    assert (form.cleaned_data["day"], form.cleaned_data["at"]) == (None, None)


def test_a_date_that_is_not_there_is_told_with_an_example_and_kept():
    form = Small({"name": "Bo", "day": "31 februari 2026"})
    assert form.errors["day"] == ["Datumet finns inte. Skriv till exempel 14 mars 2026."]
    assert 'value="31 februari 2026"' in str(form["day"])


def test_a_stored_date_is_shown_as_it_is_read():
    form = Small(initial={"day": date(2026, 3, 14), "at": time(10, 0)})
    assert 'value="14 mars 2026"' in str(form["day"])
    assert 'value="10.00"' in str(form["at"])


def test_an_unchanged_date_counts_as_unchanged():
    form = Small({"name": "", "day": "2026-03-14"}, initial={"day": date(2026, 3, 14)})
    assert "day" not in form.changed_data
    assert "day" in Small({"day": "x"}, initial={"day": date(2026, 3, 14)}).changed_data


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({}, "name", "Skriv något här."),
        ({"name": "Alexandra"}, "name", "Texten är för lång. Högst 5 tecken får plats, nu är det 9."),
        ({"mail": "bo@"}, "mail", "Skriv hela adressen, till exempel namn@example.se."),
        ({"own": "fyra"}, "own", "Högst tre ord."),
    ],
)
def test_errors_say_what_to_do(data, field, said):
    assert Small(data).errors[field] == [said]


def test_our_words_do_not_leak_into_djangos_own_validators():
    Small({"mail": "bo@"}).is_valid()
    assert "namn@example.se" not in str(validate_email.message)


def test_no_error_says_invalid_value():
    form = SampleForm({"day": "x", "at": "x", "branch": "x", "hours": "x", "kind": "x", "days": ["x"]})
    said = " ".join(error for errors in form.errors.values() for error in errors).lower()
    assert "ogiltig" not in said and "giltig" not in said
    assert len(form.errors) == 7


def test_errors_and_hints_are_tied_to_their_field():
    html = SampleForm({"day": "x"}).render()
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'id="id_day_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_fields_say_so_and_filters_need_not():
    class Filter(Small):
        marks_optional = False

    assert "(frivilligt)" in Small().render()
    assert "(frivilligt)" not in Filter().render()


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = SampleForm().render()
    assert html.count("<fieldset") == 2
    assert '<label for="id_kind_0">På en arbetsplats</label>' in html


def test_browsers_own_words_do_not_come_before_ours():
    assert " required" not in SampleForm().render()


class Numbers(Form):
    hours = NumberField(label="Timmar", max_digits=8, decimal_places=2)
    people = WholeField(label="Antal", required=False)


@pytest.mark.parametrize(
    "text, value", [("7,5", "7.5"), ("7.5", "7.5"), ("1 251,25", "1251.25"), ("1\u00a0251", "1251")]
)
def test_a_number_is_read_as_people_here_write_it(text, value):
    form = Numbers({"hours": text, "people": "1 190"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"hours": Decimal(value), "people": 1190}
    assert 'type="text"' in str(form["hours"]) and 'inputmode="decimal"' in str(form["hours"])


def test_what_is_no_number_is_told_with_the_form_that_is_taken_and_kept():
    form = Numbers({"hours": "sju", "people": "7,5"})
    assert form.errors["hours"] == ["Skriv ett tal med siffror, till exempel 12,5."]
    assert form.errors["people"] == ["Skriv ett helt tal med siffror, till exempel 12."]
    assert 'value="7,5"' in str(form["people"])


def test_a_stored_number_is_shown_with_a_comma():
    assert 'value="7,5"' in str(Numbers(initial={"hours": Decimal("7.5")})["hours"])


def test_a_long_text_is_never_cut_by_the_browser_without_a_word():
    class Long(Form):
        text = forms.CharField(max_length=10, widget=forms.Textarea)
        short = forms.CharField(max_length=10)

    form = Long()
    assert "maxlength" not in str(form["text"]) and "maxlength" in str(form["short"])
    assert "Högst 10 tecken får plats, nu är det 12" in str(Long({"text": "x" * 12, "short": "x"}).errors)
