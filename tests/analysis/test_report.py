"""The report as people meet it: tagged, in two languages, texts as texts, charts as charts."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from samkraft_analysis.report import evaluate, pdf, read_plan, write
from samkraft_analysis.report.document import document
from samkraft_analysis.report.voice import LANGUAGES, Voice, sentences
from tests.analysis.plans import people, write_plan

DATA = people(1200)
ODD = 'Räkna #panic("nu") *fet* $x$ <b> "citat" \\ \\u{41}'


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    changes = {"one": ("expected = 2800", "expected = 1300"), "two": ('title = "Hjälpte det?"', f"title = '{ODD}'")}
    return evaluate(read_plan(write_plan(folder, **changes)), DATA)


@pytest.fixture(scope="module")
def documents(results):
    return {language: document(results, language) for language in LANGUAGES}


def texts(content):
    """Everything that a reader reads, in order."""
    for block in content["blocks"]:
        yield from block.get("items", [])
        yield from (block[key] for key in ("text", "term", "caption", "alt") if key in block)
        for row in [block.get("head", []), *block.get("rows", [])]:
            yield from row


def test_both_languages_have_the_same_sentences_with_the_same_gaps():
    swedish, english = (sentences(language) for language in LANGUAGES)
    assert swedish.keys() == english.keys()
    gaps = re.compile(r"{(\w+)}")
    assert [key for key in swedish if set(gaps.findall(swedish[key])) != set(gaps.findall(english[key]))] == []


def test_every_sentence_is_used(results):
    import inspect

    from samkraft_analysis.report import (
        document,
        document_effects,
        document_people,
        document_rest,
        document_time,
        document_trial,
    )
    from samkraft_analysis.report import plan as plan_module
    from samkraft_analysis.report import tables as table_module

    modules = (
        document,
        document_effects,
        document_people,
        document_rest,
        document_time,
        document_trial,
        plan_module,
        table_module,
    )
    source = "".join(inspect.getsource(module) for module in modules)
    made = {f"assumption_{name}" for name in ("draw", "exclusion", "monotone", "interference")}
    kinds = {"other_plan", "decided_late", "too_early", "population_size", "strata_left_out", "outcome_missing"}
    kinds |= {"covariate_missing", "subgroup_others", "censored_early", "followed_too_short", "not_computed"}
    words = set(re.findall(r"\w+", source)) | made | kinds
    built = {
        key for key in sentences("en") if key.endswith("_title") or key.startswith(("main_", "flow_", "arm_", "trial_"))
    }
    assert sorted(set(sentences("en")) - words - built) == []


def test_the_pdf_declares_its_tags_language_and_title(results):
    made = pdf(results, "sv")
    assert made.startswith(b"%PDF-1.7")
    for sign in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part", b"/Alt", b"/TH", b"/Figure"):
        assert sign in made, sign


def test_the_same_results_give_the_same_bytes(results):
    assert pdf(results, "en") == pdf(results, "en")


def test_markup_in_the_plans_texts_stays_text(results, documents):
    assert documents["sv"]["title"] == ODD
    assert pdf(results, "sv").startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unsaid(documents, language):
    said = list(texts(documents[language]))
    assert all(isinstance(text, str) for text in said)
    odd = [text for text in said if "None" in text.split()[1:] or "nan" in text.split() or re.search(r"{\w+}", text)]
    assert odd == []


def test_each_language_writes_numbers_its_own_way(documents):
    swedish, english = ("\n".join(texts(documents[language])) for language in LANGUAGES)
    assert "1\u202f200 i populationen" in swedish and "1,200 in the population" in english
    assert re.search(r"\d,\d\u00a0%", swedish) and re.search(r"\d\.\d%", english)
    assert not re.search(r"\d\.\d", "\n".join(text for text in texts(documents["sv"]) if "Program:" not in text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caveats_stand_in_plain_words(documents, language):
    terms = [block["term"] for block in documents[language]["blocks"] if block["kind"] == "fact"]
    wanted = ("displacement_title", "exclusion_title", "lock_in_title", "denominators_title")
    assert {Voice(language).say(key) for key in wanted} <= set(terms)


def test_the_short_version_leads_to_the_section_of_deviations(documents):
    short, headings = documents["en"]["blocks"][0]["items"], [
        block["text"] for block in documents["en"]["blocks"] if block["kind"] == "heading"
    ]  # fmt: skip
    section = next(text.split()[0] for text in headings if "Deviations" in text)
    assert f"The program found one deviation from the plan. It stands in section {section}." in short


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_whole_svg_and_have_words_for_those_who_do_not_see_them(documents, language):
    figures = [block for block in documents[language]["blocks"] if block["kind"] == "figure"]
    assert len(figures) == 5
    for one in figures:
        root = ElementTree.fromstring(one["svg"])
        width = float(root.attrib["viewBox"].split()[2])
        xs = [float(text.attrib["x"]) for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert xs and all(-1 <= x <= width + 1 for x in xs)
        assert len(one["alt"]) > 20


def test_writing_gives_json_two_reports_and_the_charts(results, tmp_path):
    written = write(results, tmp_path / "out")
    names = {path.name for path in written}
    assert {"results.json", "report.sv.pdf", "report.en.pdf", "figure-1.sv.svg", "figure-5.en.svg"} <= names


def test_a_language_that_is_not_there_is_refused(results):
    with pytest.raises(ValueError, match="There is no language 'fi' here; choose one of sv, en"):
        pdf(results, "fi")
