"""What the shipped notice says until a branch publishes its own: short and plain, in three languages (GDPR-09)."""

from samkraft.programmes.processing import support_of

SWEDISH = """Så använder {name} dina uppgifter i Samkraft

Varför: För att du ska ha en plan tillsammans med dem som hjälper dig.
Vad: Ditt namn och hur vi når dig, det du berättar för oss, din plan och vad vi har gjort.
Stöd i lag: {ground}.
Vem ser det: De hos oss som arbetar med dig. Andra myndigheter ser bara det du har sagt ja till, eller som lagen säger.
Varje läsning skrivs upp, och du kan få veta vilka som har läst.
Hur länge: Så länge som vår myndighets regler säger. Fråga oss, eller läs registret över behandling.
Dina rättigheter: Du kan få veta allt som står om dig. Du kan få fel rättade, och få skrivet att du inte håller med.
Du kan be oss pausa användningen. {objection}.
Fråga oss eller vårt dataskyddsombud. Du kan klaga hos Integritetsskyddsmyndigheten, imy.se.
"""
ENGLISH = """How {name} uses your data in Samkraft

Why: So that you have one plan together with those who help you.
What: Your name and how we reach you, what you tell us, your plan and what we have done.
Ground in law: our public task, with support in Swedish law.
Who sees it: Those of us who work with you. Other authorities see only what you have said yes to, or what the law says.
Each reading is written down, and you can be told who has read.
For how long: As long as the rules of our authority say. Ask us, or read the register of processing.
Your rights: You can be told everything that is written about you. You can have mistakes put right, and have it written
that you don't agree. You can ask us to pause. Ask us or our data protection officer.
You can complain to the Swedish Authority for Privacy Protection, imy.se. The Swedish text is the one that counts.
"""
ARABIC = """كيف تستخدم {name} بياناتك في Samkraft

لماذا: لكي تكون لديك خطة واحدة مشتركة مع الجهات التي تساعدك.
ماذا: اسمك وكيفية الاتصال بك وما تخبرنا به وخطتك وما قمنا به.
الأساس القانوني: مهمتنا العامة بموجب القانون السويدي.
من يراها: الموظفون لدينا الذين يعملون معك. ولا ترى السلطات الأخرى إلا ما وافقت عليه أو ما ينص عليه القانون.
تُسجَّل كل قراءة، ويمكنك أن تعرف من قرأ بياناتك.
المدة: بحسب قواعد سلطتنا. اسألنا أو اقرأ سجل المعالجة.
حقوقك: يمكنك أن تعرف كل ما هو مكتوب عنك، وأن تطلب تصحيح الأخطاء، وأن يُكتب أنك غير موافق، وأن تطلب إيقاف الاستخدام مؤقتًا.
اسألنا أو اسأل مسؤول حماية البيانات لدينا. يمكنك تقديم شكوى إلى هيئة حماية الخصوصية السويدية imy.se.
النص السويدي هو المعتمد.
"""
_TEXTS = {"sv": SWEDISH, "en": ENGLISH, "ar": ARABIC}


def shipped(branch, language: str) -> str:
    """The text that stands until the branch has published its own."""
    support = support_of(branch.secrecy_class)
    return _TEXTS[language].format(name=branch.name, ground=support.ground, objection=support.objection)


# The joint plan is no branch's own: one text for all who take part. A version that somebody was given is never changed.
JOINT_VERSION = 1
JOINT_CODE = "gemensam"
_JOINT = {
    "sv": """Så används dina uppgifter i den gemensamma planen

Varför: För att du och de som hjälper dig ska ha en och samma plan till arbete eller studier.
Vilka: De verksamheter i ditt team som du har sagt ja till. Var och en ansvarar för sin egen del och sin egen kopia.
Vad: Dina mål, stegen, vem som gör vad och när. Aldrig varför. Aldrig diagnoser, belopp eller brott.
Hur: Din processledare publicerar planen. Varje verksamhet får en kopia, så länge du har sagt ja till det.
Om du tar tillbaka ett ja: Inget mer delas. Det som en verksamhet redan har fått ligger kvar i dess arkiv.
Hur länge: Planen visas till tre månader efter att den är slut. Kopiorna följer varje verksamhets egna regler.
Uppföljning: Om planen fungerar följs upp utan namn och personnummer. Till det säger du ja eller nej för sig.
Fråga: Vilken verksamhet i teamet som helst tar emot din fråga eller begäran och ser till att alla svarar.
Du kan klaga hos Integritetsskyddsmyndigheten, imy.se.
""",
    "en": """How your data are used in the joint plan

Why: So that you and those who help you have one and the same plan towards work or studies.
Who: The services in your team that you have said yes to. Each answers for its own part and its own copy.
What: Your goals, the steps, who does what and when. Never why. Never diagnoses, amounts or crimes.
How: Your process leader publishes the plan. Each service gets a copy, as long as you have said yes to it.
If you take back a yes: Nothing more is shared. What a service has already received stays in its archive.
For how long: The plan is shown until three months after it has ended. The copies follow the rules of each service.
Follow-up: Whether plans work is followed up without names and personal numbers. You say yes or no to that by itself.
Ask: Any service in the team takes your question or request and sees to it that all answer.
You can complain to the Swedish Authority for Privacy Protection, imy.se. The Swedish text is the one that counts.
""",
    "ar": """كيف تُستخدم بياناتك في الخطة المشتركة

لماذا: لكي تكون لك وللذين يساعدونك خطة واحدة نحو العمل أو الدراسة.
من: الجهات في فريقك التي وافقت عليها. وكل جهة مسؤولة عن جزئها وعن نسختها.
ماذا: أهدافك والخطوات ومن يفعل ماذا ومتى. ولا تُذكر الأسباب أبدًا، ولا التشخيصات ولا المبالغ ولا الجرائم.
كيف: ينشر مسؤول العملية الخطة. وتحصل كل جهة على نسخة ما دمت موافقًا على ذلك.
إذا سحبت موافقتك: لا تتم مشاركة أي شيء آخر. وما استلمته جهة من قبل يبقى في أرشيفها.
المدة: تظهر الخطة حتى ثلاثة أشهر بعد انتهائها. وتتبع النسخ قواعد كل جهة.
المتابعة: تُتابع نتائج الخطط بدون أسماء أو أرقام شخصية، وتوافق على ذلك أو ترفضه على حدة.
اسأل: أي جهة في الفريق تستقبل سؤالك أو طلبك وتتأكد من أن الجميع يجيبون.
يمكنك تقديم شكوى إلى هيئة حماية الخصوصية السويدية imy.se. النص السويدي هو المعتمد.
""",
}


def joint(language: str) -> str:
    """The information on the joint plan (GDPR-09)."""
    return _JOINT[language]


# That participants are reported to the social fund: by itself, for it is another use than the plan (INT-05).
FUND_VERSION = 1
FUND_CODE = "esf"
_FUND = {
    "sv": """Så lämnas uppgifter om dig till SCB för Europeiska socialfonden

Varför: Projektet får pengar från Europeiska socialfonden. Då ska fonden få veta hur många som deltar och hur det går.
Vem lämnar: Den verksamhet som äger projektet. Ingen annan i ditt team.
Till vem: Statistiska centralbyrån (SCB), som samlar in åt Svenska ESF-rådet. Hos SCB gäller sekretess.
Vad: Ditt personnummer, dagen du började, dagen du slutade och hur många timmar du var med, en gång i månaden.
Aldrig: Din plan, vad du har berättat, varför du var borta, din hälsa eller dina pengar.
Sedan: SCB hämtar själv uppgifter ur register för att räkna fram statistik. Ingen i Samkraft får se dem.
Har du skyddade personuppgifter lämnas aldrig ditt nummer.
Vill du inte: Säg det till din handläggare. Har du sagt nej till statistik är du inte med. Det påverkar inte din plan.
Fråga oss eller vårt dataskyddsombud. Du kan klaga hos Integritetsskyddsmyndigheten, imy.se.
""",
    "en": """How data about you are given to Statistics Sweden for the European Social Fund

Why: The project gets money from the European Social Fund, which is to know how many take part and how it goes.
Who gives: The authority that owns the project. Nobody else in your team.
To whom: Statistics Sweden (SCB), which gathers for the Swedish ESF Council. Secrecy applies there.
What: Your personal number, the day you began, the day you ended and how many hours you took part, once a month.
Never: Your plan, what you have told us, why you were away, your health or your money.
Then: SCB itself takes data from registers to reckon statistics. Nobody in Samkraft sees them.
If your personal data are protected, your number is never given.
If you don't want to: Tell your caseworker. If you have said no to statistics, you are left out; your plan goes on.
Ask us or our data protection officer.
You can complain to the Swedish Authority for Privacy Protection, imy.se. The Swedish text is the one that counts.
""",
    "ar": """كيف تُقدَّم بيانات عنك إلى هيئة الإحصاء السويدية من أجل الصندوق الاجتماعي الأوروبي

لماذا: يحصل المشروع على أموال من الصندوق الاجتماعي الأوروبي الذي يجب أن يعرف عدد المشاركين وكيف تسير الأمور.
من يقدّمها: السلطة التي تملك المشروع، ولا أحد غيرها في فريقك.
إلى من: هيئة الإحصاء السويدية SCB التي تجمع البيانات لصالح مجلس ESF السويدي. وتسري السرية هناك.
ماذا: رقمك الشخصي ويوم بدايتك ويوم انتهائك وعدد ساعات مشاركتك، مرة في الشهر.
أبدًا: خطتك وما أخبرتنا به وسبب غيابك وصحتك وأموالك.
بعد ذلك: تأخذ SCB بنفسها بيانات من السجلات لحساب الإحصاءات. ولا يراها أحد في Samkraft.
إذا كانت بياناتك الشخصية محمية فلا يُقدَّم رقمك أبدًا.
إذا كنت لا تريد: أخبر المسؤول عنك. إذا رفضت الإحصاءات فلن تكون مشمولًا، ولا يؤثر ذلك على خطتك.
اسألنا أو اسأل مسؤول حماية البيانات لدينا.
يمكنك تقديم شكوى إلى هيئة حماية الخصوصية السويدية imy.se. النص السويدي هو المعتمد.
""",
}


def fund(language: str) -> str:
    """The information on the report to the social fund, apart from all other (INT-05)."""
    return _FUND[language]
