"""A few documents in the demo register: own ones, and ones that another branch has shared."""

from datetime import timedelta

from samkraft.access import file_store
from samkraft.access.acting import acting
from samkraft.access.sealed_fields import sealed_for
from samkraft.people.models import CaseFile, ConsentPaper, Document
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ConsentLine, ConsentRecord
from samkraft.site.demo import bulk, plan

_PAPERS = (
    ("Intyg från vägledningskursen", "plan", ("Intyg", "Har deltagit i vägledningskursen, 12 träffar.")),
    ("Betyg, grundläggande svenska", "plan", ("Betyg", "Svenska som andraspråk, grundläggande nivå: godkänd.")),
    ("Arbetsgivarens bekräftelse på praktik", "plan", ("Bekräftelse", "Praktik tre dagar i veckan från 16 augusti.")),
)  # fmt: skip
_MOST = 9


def make_documents(register, programme) -> None:
    """Papers for people who have a meeting on the demo's day; each shared where the consent covers it."""
    stories = [story for story in register.people if story.meets_today][:_MOST]
    for place, story in enumerate(stories):
        title, category, words = _PAPERS[place % len(_PAPERS)]
        branch = register.roster.branches[story.leader_branch]
        with acting(branch, story.leader, programme=programme, day=plan.DAY):
            file = CaseFile.objects.filter(case_id=story.case_id).first()
            if file is not None:
                document = keep_paper(branch, story.leader, file, title, category, words)
                if place % 2 == 0:
                    _share(register, story, branch, document)
                else:
                    _keep_consent(branch, story)


def keep_paper(branch, person, file, title, category, words):
    content = paper(*words)
    return Document.objects.create(
        owner_branch=branch, case_id=file.case_id, file=file, title=title, category=category, kind="pdf",
        size=len(content), content_hash="0" * 64, stored=file_store.keep(branch, content), was_scanned=True,
        added_by=person, added_on=plan.DAY - timedelta(days=6),
    )  # fmt: skip


def _keep_consent(branch, story):
    """The signed paper of the newest consent that the branch recorded, scanned into its own record (CON-04)."""
    record = (
        ConsentRecord.objects.filter(case_id=story.case_id, recorded_branch=branch)
        .order_by("-given_on", "consent")
        .first()
    )
    if record is not None:
        content = paper("Samtycke", "Underskrivet av personen. Blankettens rader står i samtyckets uppgifter.")
        ConsentPaper.objects.create(
            owner_branch=branch, case_id=story.case_id, consent=record.consent, kind="pdf", size=len(content),
            content_hash="0" * 64, stored=file_store.keep(branch, content), was_scanned=True, added_by=story.leader,
            added_on=record.given_on,
        )  # fmt: skip


def _share(register, story, branch, document):
    """To one branch whose consent line covers it; the door says."""
    lines = ConsentLine.objects.in_force(plan.DAY).for_planning().from_me(branch).exclude(confirmed_at=None)
    for line in lines.filter(case_id=story.case_id, category=document.category).order_by("pk")[:1]:
        receiver = next(one for one in register.roster.branches.values() if one.pk == line.to_branch_id)
        stored = file_store.keep(receiver, file_store.read(branch, document.stored))
        content = {"title": document.title, "kind": document.kind, "size": document.size, "stored": stored}
        item = {
            "day": plan.DAY, "clock": "08:10", "case": story.case_id, "to": [receiver.pk],
            "category": document.category, "kind": ItemKind.DOCUMENT, "item": document.item, "version": 1,
            "title": "Dokument",
            "content": sealed_for(receiver, content), "ground": "consent", "addressed_to": None, "by": story.leader.pk,
        }  # fmt: skip
        bulk.at_the_door("release_many", [(item, None)])


def paper(heading, text) -> bytes:
    """A page of PDF with a heading and a line, in the letters that every reader has."""
    shown = f"BT /F1 20 Tf 72 740 Td ({_escaped(heading)}) Tj /F1 12 Tf 0 -40 Td ({_escaped(text)}) Tj ET"
    page = shown.encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (sv) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj %s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def _escaped(text) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
