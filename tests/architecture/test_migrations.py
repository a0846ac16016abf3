"""The steps that make the tables: a new database's short way leads where the long one does, and no model is ahead."""

from django.apps import apps
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_a_new_database_gets_the_tables_of_one_that_came_step_by_step():
    at_once, steps = MigrationLoader(None), MigrationLoader(None, replace_migrations=False)
    last = [leaf for leaf in steps.graph.leaf_nodes() if leaf not in steps.replacements]
    assert missing(at_once.project_state(), steps.project_state(last), at_once.graph) == {}


def test_what_the_steps_say_in_sql_is_said_at_once_too():
    loader = MigrationLoader(None)
    for key, at_once in loader.replacements.items():
        steps = [loader.disk_migrations[each] for each in at_once.replaces]
        assert own_words(at_once.operations) == [said for each in steps for said in own_words(each.operations)], key


def test_every_change_of_a_model_has_its_step():
    loader = MigrationLoader(None)
    with override(None):  # as makemigrations does: Django's own words stand in the steps as they stand in its code
        assert missing(loader.project_state(), ProjectState.from_apps(apps), loader.graph) == {}


def missing(stands, wanted, graph):
    """The operations that lead from one state to another, by room."""
    changes = MigrationAutodetector(stands, wanted).changes(graph)
    return {room: [operation for step in steps for operation in step.operations] for room, steps in changes.items()}


def own_words(operations):
    """The SQL and the functions' names, in order, of operations and of those inside them."""
    said = []
    for each in operations:
        if isinstance(each, (RunSQL, RunPython)):
            said.append(each.sql if isinstance(each, RunSQL) else each.code.__name__)
        said += own_words(getattr(each, "database_operations", getattr(each, "operations", ())))
    return said
