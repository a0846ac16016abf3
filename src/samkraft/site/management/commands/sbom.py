"""Print the bill of materials: every package that this installation runs, with version and licence (SAK-01)."""

import json
from importlib.metadata import distributions

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print the software bill of materials as CycloneDX 1.5 JSON."

    def handle(self, **options):
        components = {component["purl"]: component for component in map(_component, distributions())}
        bill = {
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"component": {"type": "application", "name": "samkraft"}},
            "components": [components[key] for key in sorted(components)],
        }  # fmt: skip
        self.stdout.write(json.dumps(bill, indent=1))


def _component(package):
    name, version = package.metadata["Name"].lower().replace("_", "-"), package.version
    licence = package.metadata.get("License-Expression") or (package.metadata.get("License") or "").split("\n")[0]
    found = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
    return found | ({"licenses": [{"license": {"name": licence[:100]}}]} if licence else {})
