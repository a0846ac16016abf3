"""A changed programme file that waits for a second person: a longer retention, which asks for a decision (ADM-6)."""

import json
from hashlib import sha256

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.programmes.changes import propose_content
from samkraft.programmes.models import Programme
from samkraft.site.demo.staff import FIRST

_AFTER = "Gallras 3 år efter att ärendet avslutats."


def propose_longer_retention(roster) -> None:
    """Proposed by the system manager; a data protection officer, a lawyer or a registrar answers."""
    version = Programme.objects.get(slug=FIRST).versions.order_by("number").last()
    content = version.content
    rule = next(rule for rule in content["retention"] if rule["code"] == "case_vux")
    rule |= {"years": 3, "words": _AFTER}
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    manager = roster.with_role(Role.SYSTEM_MANAGER, "af")[0]
    with acting(roster.branches["af"], manager, programme=FIRST) as who:
        propose_content(who, FIRST, version.file_name, digest, content)
