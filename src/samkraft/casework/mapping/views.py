"""The joint mapping: all areas on one page, one's own section to write, its versions to compare."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny
from samkraft.casework import drafts, other_person
from samkraft.casework.case_page import frame
from samkraft.casework.conflicts import Conflict
from samkraft.casework.mapping import sections
from samkraft.casework.mapping.comparing import compare
from samkraft.casework.mapping.forms import SectionForm
from samkraft.casework.mapping.pages import map_rows, received_text
from samkraft.casework.mapping.prefill import earlier_section, from_earlier
from samkraft.casework.rules import remarks
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:mapping"
EARLIER = "tidigare"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """Every area of the programme: own section, what others have shared, or nothing."""
    opened = open_case(request, case, "mapping")
    views = sections.mapping_of(opened)
    opened.log_sensitive()
    note_first_read(opened.case.pk, [copy for view in views for copy in view.received])
    context = frame(request, opened, TAB) | {
        "rows": map_rows(views, opened, request.acting, can_write=may_write(request, opened)),
        "is_empty": all(view.is_empty for view in views),
        "sees": _("du och de andra i %(branch)s som har ärendet. Under varje text står vem som har skrivit den.")
        % {"branch": request.acting.branch.name},
    }
    return render(request, "casework/mapping.html", context)


def may_write(request, opened):
    """Handlers, while their branch's file is open for work."""
    return can_work_with_people(request) and opened.is_open_for_work


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def edit(request, case, area):
    """Write one's own section of an area; save and share it in one."""
    opened = open_case_for_work(request, case, f"mapping:{area}")
    area = sections.area_of(opened.definition, area)
    if area is None:
        deny(request, "no such area")
    sheet = sheet_for(request, opened, area.category)
    draft = drafts.draft_of(f"mapping-{area.code}", opened.case.pk, request.acting)
    earlier = earlier_section(opened, area) if request.method == "GET" else None
    initial = _initial(opened, area, draft)
    if earlier and request.GET.get("fran") == EARLIER:
        initial, earlier = _with_earlier(initial, earlier), None
    form = SectionForm(request.POST or None, area=area, initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        choice = sheet.choice()
        if not choice.error:
            try:
                return _save(request, opened, area, form, choice)
            except Conflict as found:
                conflict = found
                form = _again(form, area, found)
    status = 409 if conflict else 422 if form.is_bound else 200
    quotes = sections.quotes_of(opened, area)
    note_first_read(opened.case.pk, quotes)
    context = frame(request, opened, TAB, (TAB, _("Kartläggning"))) | {
        "area": area,
        "quotes": [received_text(copy, area) for copy in quotes],
        "form": form,
        "sheet": sheet,
        "draft": draft if request.method == "GET" else drafts.FormDraft(draft.form, draft.case_id, None),
        "conflict": conflict,
        "earlier": earlier,
        "mine": _typed(form),
        "source": form["source"].value() or "",
        "remarks": remarks([_typed(form)]) if form.is_bound else [],
    }
    return render(request, "casework/mapping_edit.html", context, status=status)


def _initial(opened, area, draft):
    current = sections.current_section(opened, area.code)
    prefill = sections.prefill_of(opened, area, current)
    start = {
        "text": prefill.text,
        "strengths": prefill.strengths,
        "source": prefill.source,
        "base_version": current.version if current else 0,
    }
    start |= other_person.said_of(current) if current else {}
    return draft.initial(start)


def _with_earlier(initial, earlier):
    """What the form would hold, and the text of the earlier case after it: to read through, mend and save."""
    found = from_earlier(earlier)
    both = {name: "\n".join(filter(None, [initial.get(name), getattr(found, name)])) for name in ("text", "strengths")}
    source = ". ".join(filter(None, [initial.get("source"), found.source]))
    return initial | both | {"source": source[:200]}


def _typed(form):
    """All that stands in the form, as one text."""
    return "\n\n".join(
        form[name].value() for name in ("strengths", "text") if name in form.fields and form[name].value()
    )


def _again(form, area, conflict):
    """The same form with what was typed, now standing on the other's version."""
    data = form.data.copy()
    data["base_version"] = conflict.now
    return SectionForm(data, area=area)


def _save(request, opened, area, form, choice):
    given, (text, strengths) = form.cleaned_data, form.said
    section = sections.save_section(
        opened, area, text, given["source"], given["base_version"], request.acting, form.other_person, strengths
    )
    if other_person.is_closed(section):
        drafts.discard_draft(f"mapping-{area.code}", opened.case.pk, request.acting)
        other_person.say_kept(request)
        return redirect("casework:mapping", case=opened.case.pk)
    shared = share_chosen(
        request, opened, choice, ItemKind.MAPPING, section.item, section.version, sections.section_title(area),
        sections.section_content(section, area), area.category,
    )  # fmt: skip
    drafts.discard_draft(f"mapping-{area.code}", opened.case.pk, request.acting)
    say_shared(request, shared)
    return redirect("casework:mapping", case=opened.case.pk)


@require_safe
@allow(can_see_cases)
def versions(request, case, area):
    """The versions of one's own section; two side by side."""
    opened = open_case(request, case, f"mapping:{area}:versions")
    area = sections.area_of(opened.definition, area)
    found = sections.versions_of(opened, area.code) if area else []
    if not found:
        deny(request, "no section of ours")
    newer, older = _pair(request, found)
    was, now = compare(sections.whole_text(older) if older else "", sections.whole_text(newer))
    context = frame(request, opened, TAB, (TAB, _("Kartläggning"))) | {
        "area": area, "versions": found, "newer": newer, "older": older, "was": was, "now": now,
        "action": reverse("casework:mapping_versions", args=[opened.case.pk, area.code]),
    }  # fmt: skip
    return render(request, "casework/mapping_versions.html", context)


def _pair(request, found):
    """The two that are asked for; the two newest unless said."""
    by_number = {str(row.version): row for row in found}
    newer = by_number.get(request.GET.get("ny", ""), found[0])
    older = by_number.get(request.GET.get("gammal", ""), found[1] if len(found) > 1 else None)
    return newer, older
