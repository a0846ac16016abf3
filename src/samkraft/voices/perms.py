"""Who may do what with the person's answers. Plain functions ``can_…``; each docstring is the rule."""

from samkraft.people.perms import can_see_cases, can_work_with_people

__all__ = ["can_see_cases", "can_work_with_people"]
