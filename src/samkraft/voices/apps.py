from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "samkraft.voices"
    verbose_name = "Röster"

    def ready(self):
        from samkraft.people import contributions, meeting_parts
        from samkraft.sharing.contributions import add_archived
        from samkraft.voices import meeting, pages

        meeting_parts.add_meeting_part(10, meeting.part_of, meeting.kept_from)
        contributions.add_block("casework:meetings", 10, pages.answers_block)
        add_archived(pages.written_here)
