from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "samkraft.casework"
    verbose_name = "Arbetet"

    def ready(self):
        from samkraft.casework import benefits, lines
        from samkraft.casework import contributions as own
        from samkraft.casework.calendar.perms import can_see_calendar
        from samkraft.casework.contacts import contacts
        from samkraft.casework.dialogue import contributions as dialogue
        from samkraft.casework.history import contributions as history
        from samkraft.casework.money import sheets
        from samkraft.casework.plan import plans
        from samkraft.core import navigation
        from samkraft.people import contributions, plan_source
        from samkraft.sharing import contributions as inbox
        from samkraft.sharing.choices import ItemKind

        navigation.register(_("Kalender"), "casework:calendar", allowed=can_see_calendar, order=25, key="k")
        contributions.add_tab(_("Plan"), "casework:plan", order=20)
        contributions.add_tab(_("Kartläggning"), "casework:mapping", order=30)
        contributions.add_tab(_("Historik"), "casework:history", order=35)
        contributions.add_tab(_("Möten"), "casework:meetings", order=50)
        contributions.add_tab(_("Dokument"), "casework:documents", order=60)
        contributions.add_panel(10, own.plan_panel, "plan")
        contributions.add_panel(20, own.mapping_panel, "mapping")
        contributions.add_queue(10, own.meetings_queue, place="side")
        contributions.add_queue(20, contacts.tasks_of_the_day)
        contributions.add_carried("tasks", contacts.tasks_held, contacts.give_tasks, contacts.task_words)
        contributions.add_queue(40, own.drafts_queue, place="side")
        contributions.add_events(own.EVENTS)
        plan_source.register(plans.published_plan)
        inbox.add_unshared(own.not_shared)
        inbox.add_archived(own.written_here)
        inbox.add_archived(history.written_here)
        inbox.register_reader(ItemKind.HISTORY, "casework/copies/history.html", history.read_copy)
        inbox.register_content(ItemKind.HISTORY, history.to_release)
        inbox.register_reader(ItemKind.PLAN, "casework/copies/plan.html", own.read_plan)
        inbox.register_reader(ItemKind.MAPPING, "casework/copies/section.html", own.read_section)
        inbox.register_content(ItemKind.BENEFIT, benefits.to_release)
        inbox.register_reader(ItemKind.BENEFIT, "casework/copies/benefit.html", benefits.read)
        inbox.register_content(ItemKind.MONEY, sheets.to_release)
        inbox.register_reader(ItemKind.MONEY, "casework/copies/money.html", sheets.read)
        inbox.register_content(ItemKind.MAPPING, own.section_to_release)
        inbox.register_content(ItemKind.MINUTES, own.note_to_release)
        inbox.register_content(ItemKind.DOCUMENT, own.document_to_release)
        inbox.register_reader(ItemKind.DOCUMENT, "casework/copies/document.html", own.read_document)
        for kind in (ItemKind.MINUTES, ItemKind.STEP_REPORT, ItemKind.STEP_PROPOSAL):
            inbox.register_reader(kind, "casework/copies/text.html", own.read_text)
        dialogue.register()
        lines.register()
