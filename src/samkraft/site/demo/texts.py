"""Swedish texts of the demo register, put together from parts so that no two cases read quite alike.

The thirty-odd cases that are written out in full stand in `portraits`. No step gives a medical or social reason.
"""
# ruff: noqa: E501  tables of names and texts: a row for each

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step of a plan: title, activity type, who (branch code or "person"), why, start and length in days."""

    title: str
    type: str
    who: str
    why: str
    after: int
    days: int


@dataclass(frozen=True)
class Job:
    """A direction that people take: what they want to become, where it is learnt, what they may have done before."""

    name: str
    place: str
    before: str
    course: str
    likes: str


JOBS = (
    Job("lokalvårdare", "ett hotell i centrum", "städat kontor och trappor", "en kurs i ytor och kemikalier", "att se resultatet direkt"),
    Job("måltidsbiträde", "ett skolkök i Rosengård", "lagat mat åt många i en förening", "en kurs i livsmedelshygien", "tempot i ett kök"),
    Job("undersköterska", "ett äldreboende på Limhamn", "tagit hand om äldre i hemmet", "vård- och omsorgsutbildning steg för steg", "att prata med äldre"),
    Job("lagerarbetare", "ett lager i Fosie", "packat och lastat på ett postföretag", "truckkort A och B", "fysiskt arbete"),
    Job("bussförare", "ett bussbolag", "kört taxi i sex år", "en yrkesförarutbildning", "att köra och möta folk"),
    Job("butiksmedarbetare", "en mataffär på Möllevången", "haft en egen liten butik", "en kurs i kassa och varor", "kunder som kommer tillbaka"),
    Job("barnskötare", "en förskola i Kirseberg", "varit fritidsledare för små barn", "barnskötarutbildning på deltid", "att sjunga och läsa för barn"),
    Job("målare", "en målerifirma", "målat hus åt släkt och vänner", "en yrkeskurs i måleri", "att arbeta med händerna"),
    Job("fastighetsskötare", "ett bostadsbolag", "lagat allt möjligt i ett bostadshus", "en kurs i el och ventilation för fastighet", "att lösa problem"),
    Job("svetsare", "en verkstad i Hyllie", "svetsat räcken i en familjefirma", "svetsarutbildning med licens", "att mäta och få det rätt"),
    Job("kock", "en lunchrestaurang vid hamnen", "lagat mat i en skola i hemlandet", "kockutbildning med validering", "smaker och ordning"),
    Job("personlig assistent", "ett assistansföretag", "hjälpt en granne varje dag", "en introduktion för assistenter", "att göra skillnad för en person"),
    Job("receptionist", "ett vandrarhem", "svarat i telefon på ett kontor", "en datakurs på grundnivå", "att ta emot människor"),
    Job("trädgårdsarbetare", "stadens parker", "odlat grönsaker i många år", "en grön yrkeskurs", "att vara ute"),
    Job("sömmerska", "ett skrädderi", "sytt gardiner och kläder hemma", "en kurs i industrisömnad", "tålamod och tyg"),
    Job("snickare", "ett byggföretag i Husie", "byggt kök och golv", "bygg- och anläggningskurs med validering", "att se något växa fram"),
    Job("vårdbiträde", "hemtjänsten i Oxie", "stöttat en nära vän i vardagen", "en introduktion till vården på 12 veckor", "lugna samtal"),
    Job("cykelreparatör", "en cykelverkstad", "lagat cyklar åt barn på gården", "en kurs i verkstadsteknik", "att skruva"),
    Job("kontorsassistent", "en ekonomibyrå", "skött papper i en familjefirma", "en kurs i bokföring och kalkylblad", "siffror som stämmer"),
    Job("chaufför med B-kort", "ett budföretag", "kört varor mellan butiker", "en kurs i gods och logistik", "att hitta i staden"),
    Job("elevassistent", "en grundskola i Bunkeflo", "varit läxhjälp på ett bibliotek", "en kurs i barn och ungas utveckling", "när ett barn förstår"),
    Job("florist", "en blomsteraffär", "bundit kransar till högtider", "en grundkurs i floristik", "färg och form"),
    Job("montör", "en fabrik för ventilation", "satt ihop möbler på ackord", "en kurs i ritningsläsning", "ordning och precision"),
    Job("frisör", "en salong på Värnhem", "klippt vänner och grannar", "validering till gesäll", "att göra någon glad"),
    Job("väktare", "ett bevakningsföretag", "varit ordningsvärd vid matcher", "väktargrundutbildning", "att hålla lugnet"),
    Job("systemtestare", "ett mjukvaruföretag", "byggt enkla webbsidor", "en testutbildning på distans", "att hitta fel"),
)  # fmt: skip

_OWN = (
    "Jag vill arbeta som {job}. Jag tycker om {likes}.",
    "Mitt mål är att bli {job}. Jag vill ha en egen lön och slippa vänta på besked.",
    "Jag har {before} och vill visa vad jag kan. Helst vill jag bli {job}.",
    "Jag vill ha ett jobb där jag behövs. {likes_first} passar mig.",
    "Jag vill börja lugnt och sedan arbeta mer. Arbete som {job} känns möjligt.",
    "Jag vill lära mig yrket ordentligt och bli {job}. Jag vill ha ett schema som jag kan planera efter.",
    "Jag är trött på att börja om. Nu vill jag ha en plan som håller, med arbete som {job} i slutet.",
    "Jag har alltid haft lätt för {likes}. Därför tror jag på arbete som {job}.",
)
_OWN_MORE = (
    "Det är viktigt för mig att få veta vad som händer härnäst.",
    "Jag förstår bäst när någon visar.",
    "Mornar går bra. Jag åker buss eller cykel.",
    "Jag vill gärna prata svenska hela dagen, så lär jag mig fortare.",
    "Min familj tycker att det är en bra idé.",
    "Jag vill att en person håller ihop allt, så att jag inte behöver berätta igen.",
    "Det bästa vore en plats nära hemmet.",
    "Jag har lärt mig mycket av tidigare praktik, men den ledde inte till jobb.",
)
_WORK = (
    "Har {before}. Yrket {job} stämmer med intresse och med vad arbetsgivare söker nu.",
    "Erfarenhet: har {before}. Behöver referenser från Sverige. Bra väg: en plats på {place}.",
    "Söker arbete som {job}. Har inget aktuellt cv på svenska. Vill prova på {place}.",
    "Har arbetat i perioder, mest har personen {before}. Kan börja direkt. Efterfrågan på {job} är god i Malmö.",
    "Har visat god närvaro i tidigare aktiviteter. Vill bli {job} och är beredd att läsa {course}.",
    "Kort erfarenhet av svensk arbetsplats. Har {before}. {course_first} skulle göra personen anställbar.",
)
_EVERYDAY = (
    "Bor stabilt och har bra ordning på vardagen. Barnomsorg finns under dagtid.",
    "Vardagen fungerar. Behöver få besked i god tid för att kunna planera.",
    "Har stöd av vänner och en förening. Vill ha fasta tider.",
    "Hämtar barn klockan fyra två dagar i veckan. I övrigt inga hinder för dagtid.",
    "Har bytt bostad nyligen och behöver någon vecka för att komma i ordning.",
    "Tycker att det är lättast med möten på förmiddagen. Kommer i tid.",
    "Klarar myndighetsbrev med lite hjälp. Vill lära sig göra mer på egen hand.",
    "Har god ordning på sin ekonomi och följer planeringen.",
)
_MUNICIPAL = (
    "Deltog i arbetsträning vid Jobb Malmö under tre månader. God närvaro, fick fina omdömen.",
    "Har inte haft insats i kommunen tidigare. Informerad om vad som finns.",
    "Språkpraktik på ett bibliotek för två år sedan. Vill ha något mer likt ett riktigt arbete.",
    "Har gått en jobbsökarkurs hos oss. Behöver nu en plats, inte fler kurser.",
    "Hade en tidsbegränsad anställning i parkförvaltningen. Den gick bra och kan ge referens.",
)
_EDUCATION = (
    "Läser svenska för invandrare, kurs C. Kan kombinera kvällskurs med praktik.",
    "Klar med svenska för invandrare. Rekommenderas svenska som andraspråk på grundnivå.",
    "Har gymnasieutbildning från ett annat land. Underlag för bedömning är skickat.",
    "Avbruten gymnasieutbildning. Studieplan finns för de ämnen som fattas.",
    "Vill läsa {course}. Behörig från nästa kursstart.",
)
_INCOME = (
    "Försörjningsstöd löpande. Ny ansökan varje månad.",
    "Kompletterande försörjningsstöd vid sidan av aktivitetsstöd.",
    "Försörjningsstöd sedan en tid. Vet vad som räknas av när lönen kommer.",
)
_BENEFITS = (
    "Sjukpenning på halvtid. Möjlig upptrappning provas tillsammans med Arbetsförmedlingen.",
    "Sjukpenning. Planerat avstämningsmöte om återgång i arbete.",
    "Aktivitetsstöd under program. Informerad om vad som händer vid arbete på deltid.",
)
_HEALTH = (
    "Kan arbeta sittande och stående i växling. Undviker tunga lyft. Klarar fyra timmar om dagen i början.",
    "Behöver korta pauser och en lugn plats. Tider på förmiddagen fungerar bäst.",
    "Klarar heltid med anpassad arbetsställning. Kontakt med vårdcentralens rehabkoordinator är planerad.",
)
SECTION_POOLS = {
    "work": _WORK, "everyday": _EVERYDAY, "municipal_activity": _MUNICIPAL, "education": _EDUCATION,
    "income_support": _INCOME, "benefits": _BENEFITS, "health": _HEALTH,
}  # fmt: skip

_GOALS = (
    "Jag arbetar som {job}.",
    "Jag har en anställning som {job} och klarar mig på min lön.",
    "Jag läser {course} och är på väg mot arbete som {job}.",
    "Jag har provat {place} och vet om {job} är rätt för mig.",
)
_WHYS = ("Steg mot målet.", "Personens eget önskemål.", "Ger en referens.", "Det som arbetsgivare frågar efter.", "")

MINUTES_TITLES = ("Uppföljning av planen", "Samtal om praktiken", "Avstämning per telefon", "Samtal om nästa steg")
_MINUTES = (
    "Vi gick igenom planen steg för steg. {first} är nöjd med platsen på {place}. Nästa gång pratar vi om referenser.",
    "{first} kom i tid och hade med sig sitt cv. Vi rättade två rader och skickade det till en arbetsgivare.",
    "Kort avstämning. Närvaron är god. {first} vill öka till fler timmar från nästa månad.",
    "Vi pratade om {course}. {first} vill vänta till nästa kursstart och arbeta under tiden.",
    "{first} har varit på intervju. Beskedet dröjer. Vi bestämde en reservplan.",
    "Handledaren på {place} var med. Hon berättar att {first} tar egna initiativ. Vi planerar en förlängning.",
    "{first} har svårt att få ihop tiderna. Vi flyttade ett steg i planen två veckor fram.",
)
MOVE_REASONS = (
    "Kartläggning och plan är klara.", "Planen är publicerad och den första aktiviteten är bestämd.",
    "Redo att söka arbete, har referens från praktiken.", "Kursen är slut och matchningen tar vid.",
    "Önskar själv gå vidare.", "Arbetsgivare har visat intresse.",
)  # fmt: skip
LEADER_CHANGES = (
    "Personen har nu mest kontakt med er. Nästa samtal är bokat.",
    "Kartläggningen är klar hos oss, ni leder aktiviteten.",
    "Överens vid teammötet om att ni leder från i dag.",
)
TASKS = (
    "Ring handledaren om närvaron", "Boka möte med tolk", "Skicka kursens startdatum", "Fråga om referens",
    "Följ upp ansökan om plats", "Skriv klart anteckningen från mötet", "Kontrollera att beslutet har kommit",
    "Stäm av planen med teamet", "Ring om intervjun", "Beställ underlag från skolan", "Bekräfta tid för studiebesök",
    "Påminn om tidrapporten",
)  # fmt: skip
EXTENSION_NOTES = (
    "Praktiken pågår till och med sista veckan och ska avslutas.", "Väntar på kursstart.",
    "Platsen blev försenad. Fas 3 börjar när den är klar.", "Utbildningen är inte slut.",
)  # fmt: skip
DISCHARGE_NOTES = {
    "work": ("Anställd som {job}. Provanställning sex månader.", "Fick arbete som {job} hos platsen där praktiken var."),
    "work_subsidised": ("Anställd som {job} med stöd. Arbetsgivaren vill att det fortsätter.", "Börjar som {job} enligt beslut."),
    "studies": ("Antagen till utbildning mot {job}.", "Börjar läsa vid terminsstarten."),
    "af_fk_cooperation": ("Går vidare till förstärkt samarbete. Planen följer med.",),
    "sickness_compensation": ("Planen är gjord tillsammans med personen.",),
    "ordinary_services": ("Planen fortsätter i ordinarie verksamhet. Tre steg återstår.", "Tiden räckte inte till. Planen är tydlig."),
    "programme_ended": ("Planen är klar och lämnas över.",),
    "own_wish": ("Vill söka arbete på egen hand.", "Vill pröva något annat just nu."),
    "no_contact": ("Sökt per telefon och brev fyra gånger utan svar.",),
    "long_absence": ("Är borta längre än planen klarar. Välkommen tillbaka.",),
    "moved": ("Har flyttat till en annan kommun.",),
    "deceased": ("",),
    "misregistered": ("Inskrivningen gjordes av misstag.",),
}  # fmt: skip
RETURN_REASONS = (
    "Fel mottagare: personen hör till ett annat kontor.", "Uppgifter saknas: vem följer upp praktiken?",
    "Personen är redan aktuell hos en kollega.", "Samtycke saknas för det vi behöver veta.",
)  # fmt: skip
STEP_REPORTS = (
    "Steget går som planerat. Personen är på plats tre dagar i veckan.", "Första veckan är klar. Handledaren är nöjd.",
    "Kursstarten är flyttad till augusti.", "Plats finns från den 12 juli.", "Vi har träffats två gånger och fortsätter.",
)  # fmt: skip
PLACES = (
    "Storgatan 20, rum 3", "Drottningtorget 2, våning 4", "Föreningsgatan 7, rum Havet", "Bergsgatan 17, rum Boken",
    "På arbetsplatsen", "Videosamtal",
)  # fmt: skip


def _fill(chance, pool, job, **more):
    return chance.choice(pool).format(
        job=job.name, place=job.place, before=job.before, course=job.course, likes=job.likes,
        likes_first=job.likes[0].upper() + job.likes[1:], course_first=job.course[0].upper() + job.course[1:], **more,
    )  # fmt: skip


def own_words(chance, job):
    """What the person says she wants."""
    return f"{_fill(chance, _OWN, job)} {chance.choice(_OWN_MORE)}"


def section(chance, area, job):
    """A mapping section of a branch."""
    return _fill(chance, SECTION_POOLS[area], job)


def goal(chance, job):
    """The plan's goal in the person's words."""
    return _fill(chance, _GOALS, job)


def minutes(chance, job, first_name):
    """A note from a meeting."""
    return _fill(chance, _MINUTES, job, first=first_name)


def discharge_note(chance, reason, job):
    """A line on how someone left."""
    return _fill(chance, DISCHARGE_NOTES.get(reason, ("",)), job)


def steps(chance, job, workplace_type, branches) -> list[Step]:
    """The steps of a plan: one's own, a workplace where there is one, and what the branches of the team do."""
    made = [
        Step("Skriver cv och personligt brev", "", "person", "Behövs till varje ansökan.", 5, 20),
        Step("Gör ett studiebesök: " + job.place, "employer_work", "af", "För att se om yrket passar.", 12, 14),
    ]
    if workplace_type:
        made.append(_workplace_step(chance, job, workplace_type))
    if "vux" in branches:
        made.append(Step("Vägledning om " + job.course, "deeper_guidance", "vux", chance.choice(_WHYS), 15, 40))
    if chance.random() < 0.55:
        made.append(
            Step("Matchning mot arbete som " + job.name, "stronger_matching", "af", chance.choice(_WHYS), 70, 70)
        )
    if chance.random() < 0.35:
        made.append(
            Step("Coachande samtal varannan vecka", "labour_market_coaching", "ama", "Personens eget önskemål.", 20, 90)
        )
    if chance.random() < 0.25:
        made.append(Step("Samtal om vad som driver framåt", "coaching", "soc", "", 18, 80))
    if "reg" in branches:
        made.append(Step("Samordning med vårdcentralen", "care_coordination", "reg", "", 20, 100))
    if "fk" in branches:
        made.append(
            Step(
                "Samtal om ersättning när arbetet börjar",
                "af_fk_preparation",
                "fk",
                "Så att det lönar sig att arbeta.",
                30,
                60,
            )
        )
    if chance.random() < 0.22:
        made.append(
            Step("Rekryteringsträff för " + job.name, "targeted_recruitment", "af", chance.choice(_WHYS), 95, 10)
        )
    made.append(Step("Söker minst tre arbeten i veckan", "", "person", "", 75, 80))
    return made


def _workplace_step(chance, job, workplace_type):
    titles = {
        "work_practice": "Arbetspraktik på {place}", "work_training": "Arbetsträning på {place}",
        "language_practice": "Språkpraktik på {place}", "work_training_obstacles": "Arbetsträning med handledare på {place}",
        "municipal_employment": "Anställning i Malmö stad som {job}", "subsidised_employment": "Anställning med stöd som {job}",
    }  # fmt: skip
    who = "ama" if workplace_type in ("language_practice", "work_training_obstacles", "municipal_employment") else "af"
    title = titles[workplace_type].format(place=job.place, job=job.name)
    return Step(title, workplace_type, who, "Ger erfarenhet och referens.", 35, chance.choice((45, 60, 80, 90)))
