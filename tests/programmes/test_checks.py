import pytest

from tests.programmes.programme_files import LONG_TERM, MALMOKRAFTEN


def expect(copy, line, key, words="", file=MALMOKRAFTEN):
    problems = copy.problems(file)
    assert [(p.line, p.key) for p in problems] == [(line, key)], "\n".join(map(str, problems))
    assert words in problems[0].expected


@pytest.mark.parametrize(
    ("old", "new", "after", "key", "words"),
    [
        ('branch = "vux"', 'branch = "vuxx"', "[[professions]]", "professions[study_counsellor].branch",
         "menade du vux?"),
        ('"social_worker", "labour', '"welfare", "labour', 'code = "team-4"', "teams[team-4].core_professions[2]", ""),
        ('category = "education"', 'category = "educatoin"', "", "activity_types[deeper_guidance].category",
         "menade du education?"),
        ('lead = "fk"', 'lead = "csn"', "", "mapping_areas[benefits].lead", "af, soc, ama, vux, fk, reg, leading"),
        ('fact = "in_job"', 'fact = "in_jobb"', "[frame]", "frame.conditions[1].fact", "menade du in_job?"),
        ('referral_ways = ["af_file"]', 'referral_ways = ["file"]', "", "frame.referral_ways[1]", "af_file"),
        ('follow_ups = ["day_90"]', 'follow_ups = ["day_9"]', "", "discharge_reasons[work].follow_ups[1]", "day_90"),
        ('follow_up = "day_90"', 'follow_up = "day_30"', "", "indicators[still_there_day_90].measure.follow_up",
         "day_90"),
        ('phases = ["1", "2"]', 'phases = ["1", "4"]', "", "phase_limits[six_months].phases[2]", "1, 2, 3"),
        ('level = "short"', 'level = "shorter"', "", "indicators[still_there_day_90].level", "short"),
        ('parts = ["public_cash", "owner_cash"]', 'parts = ["public_cash", "cash"]', "",
         "budget.sums[2].parts[2]", ""),
        ('decided_by = "strategic"', 'decided_by = "board"', "", "activity_plan.decided_by", "strategic"),
    ],
)  # fmt: skip
def test_a_reference_must_name_something_in_the_programme(copy, old, new, after, key, words):
    expect(copy, copy.change(old, new, after=after), key, words)


@pytest.mark.parametrize(
    ("old", "new", "after", "key"),
    [
        ("demo_day = 2021-06-30", "demo_day = 2022-07-01", "", "demo_day"),
        ("end = 2022-04-30", "end = 2022-07-31", "[[intake]]", "intake[2022-1].end"),
        ("start = 2020-01-01", "start = 2019-12-31", 'code = "team-7"', "teams[team-7].start"),
        ("due = 2022-05-31", "due = 2023-05-31", "", "reports[spring_2022].due"),
        ("on = 2021-03-31", "on = 2019-03-31", "[[handbook]]", "handbook[v3-0].on"),
        (
            "by = 2022-06-30",
            "by = 2022-09-30",
            'code = "af_fk_cooperation"\nname = "Från',
            "indicators[af_fk_cooperation].target.by",
        ),
    ],
)
def test_a_date_must_lie_in_the_programme(copy, old, new, after, key):
    expect(copy, copy.change(old, new, after=after), key, "2020-01-01 till 2022-06-30")


def test_a_stretch_must_not_end_before_it_starts(copy):
    line = copy.change("end = 2021-12-31", "end = 2020-12-31", after='code = "team-8"')
    assert copy.problems() == []
    copy.change("start = 2020-01-01", "start = 2021-01-01", after='code = "team-8"')
    expect(copy, line, "teams[team-8].end", "från och med 2021-01-01")


@pytest.mark.parametrize(
    ("old", "new", "after", "key", "words"),
    [
        ("participants = 5600", "participants = 5601", "", "volume.participants", "summan av intake, 5600"),
        ("women = 2800", "women = 2790", "", "volume.women", "tillsammans 5600"),
        ("total_months = 84", "total_months = 90", "", "professions[social_insurance_officer].total_months",
         "summan av months, 84"),
        ("full_time_months = 1158", "full_time_months = 1164", "", "staffing.full_time_months", "1158"),
        ("people = 42", "people = 41", "", "staffing.people", "summan av yrkena, 42"),
        ("low = 1100", "low = 1600", "", "stock.low", "högst 1500"),
        ("amount = 91_673_700", "amount = 91_673_701", "", "budget.rows[total_financing].amount", "91673700"),
        ("percent = 47.00", "percent = 47.10", "", "budget.shares[1].percent", "47.00"),
    ],
)  # fmt: skip
def test_a_sum_must_add_up(copy, old, new, after, key, words):
    line = copy.change(old, new, after=after)
    found = copy.problems()
    assert {(problem.line, problem.key) for problem in found} >= {(line, key)}
    assert any(words in problem.expected for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("2_680_912", "2_680_911", "budget.rows[project_costs].amount"),
        ("72_976_822", "72_976_820", "budget.rows[project_costs].amount"),
        ("7_570_000", "7_570_001", "budget.rows[cash_co_financing].amount"),
        ("16_015_966", "16_015_965", "budget.rows[co_financing].amount"),
        ("43_087_734", "43_087_733", "budget.rows[project_costs].amount"),
    ],
)
def test_no_amount_of_the_budget_can_change_alone(copy, old, new, key):
    """P-130 is an arithmetic check: each amount is held by a sum."""
    copy.change(old, new)
    assert key in {problem.key for problem in copy.problems()}


def test_a_code_stands_once_in_its_list(copy):
    line = copy.change('code = "team-5"', 'code = "team-4"')
    expect(copy, line, "teams[team-4].code", "en egen kod")


def test_a_code_is_plain(copy):
    line = copy.change('code = "resource_team"', 'code = "Resurs team"')
    expect(copy, line, "resources[Resurs team].code", "små bokstäver")


def test_phases_stand_in_their_order(copy):
    line = copy.change("number = 2", "number = 3", after='code = "2"\nname = "Kompetens"')
    expect(copy, line, "phases[2].number", "2: raderna står i ordning från 1")


def test_the_persons_own_words_come_first(copy):
    line = copy.change("own_words = true\n", "")
    expect(copy, line - 7, "mapping_areas[own_words].own_words", "personens egna ord")


def test_periods_of_intake_do_not_overlap(copy):
    line = copy.change("start = 2021-02-01", "start = 2021-01-31", after="[[intake]]")
    expect(copy, line, "intake[2021-1].start", "2021-02-01")


def test_a_target_without_a_source_is_refused_unless_assumed(copy):
    old = 'pace = "constant", source = "P-072" }'
    line = copy.change(old, 'pace = "constant" }')
    expect(copy, line, "indicators[workplace_share].target.source", "assumption = true")
    copy.change('pace = "constant" }', 'pace = "constant", assumption = true }', after='code = "workplace_share"')
    assert copy.problems() == []


def test_a_source_is_a_number_of_a_fact_or_a_rule(copy):
    line = copy.change('source = "P-010, P-075"', 'source = "P-010, page 4"')
    expect(copy, line, "revisions[c-2022].source", "P-012")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('op = "is", value = true', 'op = "at_least", value = true', "op", "is"),
        ('op = "is", value = true', 'op = "is", value = 1', "value", "true eller false"),
    ],
)
def test_a_condition_fits_its_fact(copy, old, new, key, words):
    line = copy.change(old, new, after='code = "sickness"\nname')
    expect(copy, line, f"eligibility.ways_in[sickness].conditions[1].{key}", words)


def test_the_last_class_of_priority_takes_everyone(copy):
    line = copy.append('\n[[priority]]\ncode = "more"\nname = "Fler"\norder = 4\nwords = "Fler."\nsource = "P-012"\n')
    assert line
    assert [problem.key for problem in copy.problems()] == ["priority[others].conditions"]


@pytest.mark.parametrize(
    ("old", "new", "after", "key"),
    [
        ('measure = { name = "stock" }\n', "", "", "measure"),
        ('figures_from = "manual"', 'figures_from = "cases"', 'code = "staff"', "measure"),
    ],
)
def test_an_indicator_counted_from_cases_says_what_is_counted(copy, old, new, after, key):
    copy.change(old, new, after=after)
    assert [problem.key.rsplit(".", 1)[1] for problem in copy.problems()] == [key]


def test_a_figure_that_no_case_gives_opens_to_no_cases(copy):
    line = copy.change('opens_to = "counts"', 'opens_to = "cases"', after='code = "long_term_unemployed"')
    expect(copy, line, "indicators[long_term_unemployed].opens_to", "counts")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{ on = 2021-12-31, value = 2 }", "{ on = 2020-06-01, value = 2 }", "points[2].on"),
        ("{ on = 2021-12-31, value = 2 }", "{ on = 2021-12-31, value = 0 }", "points[2].value"),
        ("{ on = 2022-06-30, value = 3 }", "{ on = 2022-06-30, value = 4 }", "points[3]"),
    ],
)
def test_dated_points_rise_to_the_target(copy, old, new, key):
    line = copy.change(old, new, after='code = "belief_training"')
    assert (line, f"indicators[belief_training].target.{key}") in copy.places()


def test_a_share_lies_between_nothing_and_all(copy):
    line = copy.change("value = 0.65", "value = 65")
    expect(copy, line, "indicators[workplace_share].target.value", "mellan 0 och 1")


def test_one_party_owns_the_project(copy):
    copy.change("is_owner = true\n", "")
    assert [problem.key for problem in copy.problems()] == ["parties"]


def test_int05_the_owner_reports_to_the_fund_and_the_file_tells_of_somebody(copy):
    copy.change('system = "scb"\nbranch = "af"', 'system = "scb"\nbranch = "soc"')
    copy.change('heading = "Startdatum"\nholds = "start"', 'heading = "Startdatum"\nholds = "hours"')
    copy.change("due_days = 28", "due_days = 0")
    found = {problem.key for problem in copy.problems()}
    assert found == {"fund_report.branch", "fund_report.columns", "fund_report.due_days"}


def test_a_retention_key_has_one_rule_for_every_branch(copy):
    line = copy.change('owners = ["soc", "ama"]', 'owners = ["soc", "af"]', file="common/malmo.toml")
    found = {(problem.line, problem.key) for problem in copy.problems()}
    assert (line, "retention[case_soc].owners") in found
    assert any(problem.found == "'case' saknar regel för ama" for problem in copy.problems())


def test_a_code_list_must_exist(copy):
    line = copy.change('forms = "subsidised_employment_forms"', 'forms = "job_forms"')
    expect(copy, line, "discharge_reasons[work_subsidised].forms", "subsidised_employment_forms")


def test_the_other_programme_is_checked_by_the_same_rules(copy):
    line = copy.change("participants = 400", "participants = 350", file=LONG_TERM)
    expect(copy, line, "volume.participants", "400", file=LONG_TERM)
