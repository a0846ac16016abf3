"""Who the people of the demo register are: invented names, demo identities, and attributes by exact quotas."""
# ruff: noqa: E501  tables of names and texts: a row for each

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from samkraft.site.demo import plan

_TOP = "Lind Ek Berg Sjö Norr Väst Öster Alm Gran Hed Ström Ask Lund Sten Ros Dal Sand Vik Holm Häll Lyck Mal Bäck"
_TAIL = "hage vall fors gren mark näs ö hed torp dahl rud bo höj lid skär kvist tun berga blad hall"
SWEDISH_SURNAMES = tuple(
    top + tail for top in _TOP.split() for tail in _TAIL.split() if top.lower() != tail and top + tail != "Ek" + "ö"
)


@dataclass(frozen=True)
class Origin:
    """A group of names, the language that goes with it, and how many of ten need an interpreter."""

    weight: int
    language: str
    interpreter: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _origin(weight, language, interpreter, women, men, surnames):
    surnames = surnames if isinstance(surnames, tuple) else tuple(surnames.split())
    return Origin(weight, language, interpreter, tuple(women.split()), tuple(men.split()), surnames)


ORIGINS = (
    _origin(34, "svenska", 0,
        "Anna Birgitta Cecilia Elin Emma Eva Frida Greta Helena Ida Ingrid Jenny Karin Kristina Lena Linda Lotta "
        "Malin Maria Monica Petra Sara Sofia Susanne Ulla Åsa",
        "Anders Bengt Bo Christer Daniel Erik Fredrik Göran Henrik Jan Jonas Kent Kjell Lars Magnus Martin Mats "
        "Mikael Niklas Patrik Peter Robert Stefan Tomas Ulf Åke", SWEDISH_SURNAMES),
    _origin(24, "arabiska", 4,
        "Amal Amina Fatima Hanan Huda Iman Khadija Layla Mariam Maha Nadia Noor Rana Rima Samira Sawsan Suad Yasmin Zahra",
        "Abbas Ahmad Ali Bilal Fadi Ghassan Hassan Hussein Ibrahim Jamal Karim Khaled Mahmoud Mustafa Omar Rami Samir Tarek "
        "Yousef Ziad",
        "Abbasi Al-Amiri Al-Hakim Al-Jabiri Barakat Darwish Daher Elhadi Fares Haddad Hamdan Issa Jaber Kanaan Khoury "
        "Mansour Nasser Qasim Rahal Saleh Shaheen Tahan Younes Zaher"),
    _origin(8, "somaliska", 4, "Aisha Amran Asha Fadumo Habiba Hawa Hodan Ifrah Ikram Khadra Nimo Sahra Ubah",
        "Abdi Abdirahman Ahmed Farah Hassan Ismail Jama Liban Mohamed Mukhtar Osman Yusuf",
        "Abdulle Adan Aden Ali Barre Dirie Duale Elmi Farah Guled Hersi Jimale Mohamud Nur Warsame"),
    _origin(10, "bosniska", 2, "Aida Amira Azra Dragana Emina Jasmina Lejla Mirela Nermina Sanja Senada Snezana Vesna",
        "Adnan Admir Boris Damir Dragan Edin Emir Goran Haris Milan Nenad Samir Senad Zoran",
        "Begovac Delibasic Dizdar Golubic Hodzic Ilinac Jovanov Kolarov Lukovac Mehic Novakov Petrovin Radovac Savkovic Topalic"),
    _origin(7, "dari", 5, "Fereshta Freshta Laila Maryam Nargis Parwana Roya Shabnam Shukria Zarmina",
        "Ahmadshah Esmat Farid Hamid Jawad Mirwais Najib Rahim Reza Sohrab Zalmai",
        "Ahmadzai Akbari Azizi Ghafari Haidari Karimi Mohseni Naziri Qaderi Rahimi Sadeqi Yaqubi"),
    _origin(5, "kurdiska", 3, "Berivan Dilan Gulistan Jîn Nazdar Rojda Shilan Zilan",
        "Azad Baran Dilshad Hawar Kawa Rebin Serdar Soran Zana",
        "Amedi Barzan Cewani Demirok Hewrami Kocer Merwan Rashid Sorani Zebari"),
    _origin(4, "polska", 1, "Agnieszka Beata Dorota Ewa Grazyna Joanna Malgorzata Teresa",
        "Andrzej Grzegorz Jacek Krzysztof Marek Piotr Tadeusz Zbigniew",
        "Borkowicz Dudzik Gawron Jasinek Kaminczyk Lisowicz Mazurek Nowicz Sobolak Wronka"),
    _origin(4, "albanska", 2, "Arta Blerina Drita Fatime Liridona Mimoza Valbona", "Agim Arben Besnik Fatmir Ilir Luan Valon",
        "Berishaj Dautaj Gashiu Hoxhaj Krasniq Morinaj Rexhaj Shalaj"),
    _origin(2, "tigrinja", 4, "Abrehet Helen Letebrhan Rahel Selam Tsehay", "Abel Dawit Filmon Haile Kidane Tesfay Yonas",
        "Abraha Berhe Ghebre Habtom Kifle Mebrahtu Tekle Weldu"),
    _origin(2, "spanska", 1, "Carmen Gloria Marcela Patricia Ximena", "Carlos Hernán Jorge Luis Ramiro",
        "Aravena Cifuentes Moyano Paredes Quiroga Sepulva Valdes"),
)  # fmt: skip
_WEIGHTS = [origin.weight for origin in ORIGINS]
_PLAIN = str.maketrans("åäöîáéíóč ", "aaoiaeioc.")


@dataclass
class Person:
    """One invented person with the facts that her referral carries."""

    first_name: str
    last_name: str
    sex: str
    birth_year: int
    number: str
    phone: str
    email: str
    language: str
    needs_interpreter: bool
    schooling: str
    age_band: str = ""
    long_support: bool = True
    has_sickness_benefit: bool = False
    support_since: date | None = None
    way: str = "af_file"
    in_job: bool = True
    income_support: bool = False
    registered_since: date | None = None
    priority: str = "others"
    facts: dict = field(default_factory=dict)

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}"


def email_of(first_name: str, last_name: str, number: int) -> str:
    """An address that reaches nobody."""
    handle = f"{first_name}.{last_name}".lower().translate(_PLAIN)
    return f"{handle}{number}@example.org"


class PeopleMaker:
    """Makes people whose identities never collide, from one seed."""

    def __init__(self, seed):
        self.chance = random.Random(f"{seed}:people")
        self.taken: set[str] = set()

    def person(self, sex: str, born_in: int, schooling: str) -> Person:
        """One person of that sex and year of birth."""
        chance = self.chance
        origin = chance.choices(ORIGINS, _WEIGHTS)[0]
        first = chance.choice(origin.women if sex == "woman" else origin.men)
        last = chance.choice(origin.surnames)
        return Person(
            first_name=first, last_name=last, sex=sex, birth_year=born_in, number=self._number(sex, born_in),
            phone=f"070-1740{chance.randrange(605, 700)}",
            email=email_of(first, last, chance.randrange(1000)) if chance.random() < 0.8 else "",
            language=origin.language, needs_interpreter=chance.random() * 10 < origin.interpreter, schooling=schooling,
        )  # fmt: skip

    def _number(self, sex: str, born_in: int) -> str:
        """A demo identity: birth date, T, three digits of which the last is odd for a man (design "Demo identities")."""
        while True:
            born = date(born_in, 1, 1) + timedelta(days=self.chance.randrange(365))
            digits = 2 * self.chance.randrange(500) + (sex == "man")
            number = f"{born:%Y%m%d}T{digits:03d}"
            if number not in self.taken:
                self.taken.add(number)
                return number


def enrolled_people(opened: list[date], seed: int) -> list[Person]:
    """One person for each day of enrolment. Totals by sex, age, schooling, support and sickness benefit are exact."""
    number = len(opened)
    men = plan.quotas(number, {"man": plan.MEN, "woman": plan.WOMEN})["man"]
    deal = _Deal(number, men, random.Random(f"{seed}:quotas"))
    maker = PeopleMaker(seed)
    people = []
    for day, (sex, age, schooling, support, is_sick) in zip(opened, deal.cards(), strict=True):
        if schooling == "compulsory" and maker.chance.random() < 284 / 1102:
            schooling = "unknown"  # P-014: of those with compulsory school or unknown, 284 of 1,102 unknown
        person = maker.person(sex, day.year - _age(maker.chance, age), schooling)
        person.age_band, person.long_support = age, support == "over_one_year"
        person.has_sickness_benefit = is_sick
        add_facts(person, day, maker.chance)
        people.append(person)
    return people


def waiting_person(maker: PeopleMaker, sex: str, day: date) -> Person:
    """Someone who isn't enrolled: plausible, counted in no quota."""
    chance = maker.chance
    age = chance.choices(list(plan.AGE), [share for share, _ in plan.AGE.values()])[0]
    schooling = chance.choices(["compulsory", "unknown", "upper_secondary", "other"], [31, 11, 33, 25])[0]
    person = maker.person(sex, day.year - _age(chance, age), schooling)
    person.age_band, person.long_support = age, chance.random() < 0.9
    add_facts(person, day, chance)
    return person


class _Deal:
    """Attributes dealt so that every total is exact, and sex inside each group as near its share as rounding lets."""

    def __init__(self, number, men, chance):
        self.number, self.men, self.chance = number, men, chance

    def cards(self):
        """(sex, age, schooling, support, sickness) for each person."""
        sexes = ["man"] * self.men + ["woman"] * (self.number - self.men)
        self.chance.shuffle(sexes)
        long_men = plan.MEN * plan.MEN_LONG / (plan.MEN * plan.MEN_LONG + plan.WOMEN * plan.WOMEN_LONG) * 100
        short_men = (plan.MEN - plan.MEN * plan.MEN_LONG / 100) / 9 * 100
        decks = [
            self._decks(plan.AGE, {group: men for group, (_, men) in plan.AGE.items()}),
            self._decks(plan.SCHOOLING, {group: men for group, (_, men) in plan.SCHOOLING.items()}),
            self._decks(plan.LONG_SUPPORT, {"over_one_year": long_men, "one_year_or_less": short_men}),
            self._decks(plan.SICKNESS, {True: plan.MEN, False: plan.MEN}),
        ]
        return [(sex, *(deck[sex].pop() for deck in decks)) for sex in sexes]

    def _decks(self, shares, men_percent):
        weights = {g: share[0] if isinstance(share, tuple) else share for g, share in shares.items()}
        cells = plan.by_sex(plan.quotas(self.number, weights), men_percent, self.men)
        decks = {"man": [], "woman": []}
        for (sex, group), count in cells.items():
            decks[sex] += [group] * count
        for sex in ("man", "woman"):
            self.chance.shuffle(decks[sex])
        return decks


def _age(chance, band: str) -> int:
    """An age that stays in its band however it is counted: by year of birth at enrolment or on the demo's day."""
    low, high = {"20-39": (21, 38), "40-59": (41, 58), "60+": (61, 64)}[band]
    return chance.randint(low, high)


def add_facts(person: Person, enrolled_on: date, chance) -> None:
    """How the person came, what she lives on since when, and the facts that eligibility was judged on (P-012)."""
    days = chance.randint(420, 3600) if person.long_support else chance.randint(60, 330)
    person.support_since = enrolled_on - timedelta(days=days)
    person.way, person.in_job = _way(person, chance)
    person.registered_since = person.support_since - timedelta(days=chance.randrange(0, 400))
    person.income_support = chance.random() < (0.62 if person.in_job else 0.5) or person.way == "soc_form"
    year_in = enrolled_on - timedelta(days=400)
    with_activity_support = person.in_job and chance.random() < 0.7
    if person.income_support and person.registered_since < year_in:
        person.priority = "income_support_12"
    elif person.income_support and with_activity_support:
        person.priority = "double_support"
    person.facts = {
        "municipality": "1280",
        "needs_coordination": True,
        "in_job": person.in_job,
        "is_job_seeker": not person.has_sickness_benefit or person.in_job,
        "registered_since": person.registered_since.isoformat(),
        "income_support": person.income_support,
        "sickness_benefit": person.has_sickness_benefit,
        "activity_support": with_activity_support,
        "supplementary_income_support": person.income_support and with_activity_support,
        "referral_way": person.way,
    }


def _way(person, chance) -> tuple[str, bool]:
    """The referral way and whether the person is in the job and development guarantee."""
    place = chance.random()
    if person.has_sickness_benefit:
        return ("fk_form", False) if place < 0.72 else ("soc_form", False) if place < 0.85 else ("af_form", False)
    if place < 0.07 and person.long_support:
        return "soc_form", place < 0.04
    if place < 0.09:
        return "ama_form", True
    return ("af_form", True) if place < 0.12 else ("af_file", True)
