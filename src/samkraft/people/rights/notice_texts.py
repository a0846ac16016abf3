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
