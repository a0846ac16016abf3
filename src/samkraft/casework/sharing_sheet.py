"""The sheet of receivers for an item of a case, each branch with its people in the team."""

from samkraft.casework.case_page import names_by_branch, team_of
from samkraft.sharing.sheets import sheet_of


def sheet_for(request, opened, category, team=None, **more):
    """Who may receive this category of this case; *more* as ``sharing.sheets.sheet_of`` takes it."""
    people = names_by_branch(team_of(opened.case) if team is None else team)
    return sheet_of(request, opened, category, people, **more)
