"""Put a programme into force: a changed file becomes a new dated version, the same one nothing."""

from django.db import transaction

from samkraft.access.models import Authority, Branch
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme, ProgrammeChange, ProgrammeVersion, Team
from samkraft.programmes.reading import content_hash, read_programme, to_json


@transaction.atomic
def load_programme(path) -> tuple[ProgrammeVersion, bool]:
    """Load one file where nobody can be asked: at the installation and in the demo. What changes a running site goes
    by ``changes``, with two people.

    Returns its version and whether it is new; raises ``ProgrammeFileError``.
    """
    definition, digest = read_programme(path), content_hash(path)
    version, is_new = put_in_force(definition, path.name, digest)
    told = {"slug": definition.slug, "file_name": path.name, "content_hash": digest, "content": {}}
    ProgrammeChange.objects.get_or_create(version=version, defaults=told)
    return version, is_new


@transaction.atomic
def put_in_force(definition: ProgrammeDefinition, file_name: str, digest: str) -> tuple[ProgrammeVersion, bool]:
    """The definition as the programme's newest version, with the authorities, branches and teams that it names."""
    _load_branches(definition)
    programme, _made = Programme.objects.update_or_create(
        slug=definition.slug, defaults={"name": definition.name, "demo_day": definition.demo_day}
    )
    _load_teams(programme, definition)
    known = programme.versions.filter(content_hash=digest).first()
    if known:
        return known, False
    return _new_version(programme, definition, file_name, digest), True


def _new_version(programme, definition, file_name, digest):
    latest = programme.versions.order_by("number").last()
    return programme.versions.create(
        number=latest.number + 1 if latest else 1,
        valid_from=definition.valid_from,
        file_name=file_name,
        content_hash=digest,
        content=to_json(definition),
    )


def _load_branches(definition: ProgrammeDefinition):
    for authority in definition.authorities:
        Authority.objects.update_or_create(code=authority.code, defaults={"name": authority.name})
    authorities = {authority.code: authority for authority in Authority.objects.all()}
    for branch in definition.branches:
        Branch.objects.update_or_create(
            code=branch.code,
            defaults={
                "authority": authorities[branch.authority],
                "name": branch.name,
                "short_name": branch.short_name,
                "secrecy_class": branch.secrecy,
                "mark": branch.css,
            },
        )


def _load_teams(programme, definition: ProgrammeDefinition):
    for team in definition.teams:
        Team.objects.update_or_create(
            programme=programme,
            code=team.code,
            defaults={
                "name": team.name,
                "valid_from": team.start,
                "valid_until": team.end,
                "load_limit": team.limit,
            },
        )
