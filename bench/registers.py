"""A database with a demo register of each size, kept between runs and made anew when it isn't whole."""

import os
import subprocess
import sys

from psycopg.conninfo import make_conninfo

from bench.crew import spread
from samkraft.site.database_url import address
from samkraft.site.prepare_database import prepare


def environment_of(cases: int) -> dict[str, str]:
    """The environment for processes that measure at this size; makes the register first if it is missing."""
    name = f"samkraft_bench_{cases}"
    prepare(name)
    environment = os.environ | {"DATABASE_URL": make_conninfo(**address() | {"dbname": name})}
    print(f"Register of {cases:,} cases …", flush=True)
    _django(environment | {"SAMKRAFT_DB_ROLE": "owner"}, "migrate", "--verbosity=0")
    _django(environment, "load_programmes", "--verbosity=0")
    _django(environment, "make_demo", "--cases", str(cases))
    spread(environment["DATABASE_URL"], cases)
    return environment


def _django(environment, *command) -> None:
    environment = environment | {"SAMKRAFT_STATEMENT_TIMEOUT": "0"}
    subprocess.run([sys.executable, "-m", "django", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
