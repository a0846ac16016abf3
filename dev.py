#!/usr/bin/env python3
"""Samkraft's one tool: sets everything up, runs the demo, runs the tests.

python3 dev.py run       set up, make the demo register, serve it on http://127.0.0.1:8000/
python3 dev.py test      set up and run every test; what follows goes to pytest

Needs Python 3.11 or newer and nothing else. Uses a PostgreSQL of its own, or yours if DATABASE_URL names it.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Samkraft needs Python 3.11 or newer; this is %s. Try: python3.12 dev.py" % sys.version.split()[0])
if sys.platform == "win32":
    sys.exit("dev.py runs on Linux and macOS. On Windows, use the Windows Subsystem for Linux (WSL).")

import argparse
import contextlib
import os
import socket
from urllib.parse import urlsplit, urlunsplit

from tools import audit as packages_audit
from tools import browser, environment, identity_provider, steps
from tools.database import Cluster
from tools.steps import LOCAL, ROOT, Progress, StepFailed, call, hand_over, say

_FIX_AND_REPEAT = "read the lines above, mend the cause, run the same command again; it goes on where it stopped."
# PostgreSQL takes a hundred connections, unless told otherwise, and a browser's tests keep a dozen.
_MOST_WORKERS = 6
_OF_ONE_PROCESS = ("-k", "-m", "-n", "-s", "--pdb", "--trace", "--lf", "--last-failed", "--sw", "--stepwise")
_OWNER_COMMANDS = ("migrate", "makemigrations", "showmigrations", "sqlmigrate")
_SERVER = (
    *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2", "--blocking-threads", "2"),
    *("--no-http1-keep-alive", "--respawn-failed-workers", "--log-level", "warning", "samkraft.site.wsgi:application"),
)
# What is shared waits in the outbox for a minute in the demo; then this lets it go.
_DELIVERY = ("deliver_releases", "--every", "10")


def main() -> int:
    options, rest = _arguments()
    steps.exit_on_sigterm()
    try:
        return options.command(options, rest)
    except StepFailed as failed:
        say(str(failed))
        return 1
    except KeyboardInterrupt:
        return 130


def set_up(options, rest) -> int:
    with _site(Progress(5)):
        say("Samkraft is set up. Start it with: python3 dev.py run")
    return 0


def run(options, rest) -> int:
    _check_port(options.port)
    with _site(Progress(5)) as env:
        say(f"\nSamkraft: http://127.0.0.1:{options.port}/   (stop with Ctrl-C)\n")
        with steps.beside([environment.PYTHON, "-m", "django", *_DELIVERY], env=env):
            return hand_over([environment.PYTHON, "-m", *_SERVER, "--port", options.port], env=env)


def test(options, rest) -> int:
    progress = Progress(4)
    _packages(progress)
    with progress.step("Finding a browser"):
        found = browser.find()
    with progress.step("Finding an identity provider"):
        provider = identity_provider.find()
    if not provider and os.environ.get("SAMKRAFT_REQUIRE_PROVIDER"):
        raise StepFailed("Login must be tried here (SAMKRAFT_REQUIRE_PROVIDER), and there is no identity provider.")
    if not found and os.environ.get("SAMKRAFT_REQUIRE_BROWSER"):
        raise StepFailed("The browser tests must run here (SAMKRAFT_REQUIRE_BROWSER), and there is no browser.")
    with _database(progress, "pgtest", lasting=False, mode="test") as env:
        env |= {"SAMKRAFT_BROWSER": found or "", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        return hand_over([environment.PYTHON, "-m", "pytest", *_workers(rest), *rest], env=env)


def bench(options, rest) -> int:
    if rest[:1] == ["analysis"]:
        _packages(Progress(1))
        return hand_over([environment.PYTHON, "-m", "bench.analysis", *rest[1:]], env={"SAMKRAFT_LOCAL": LOCAL})
    progress = Progress(4)
    _packages(progress)
    with _database(progress, "pgbench", name="samkraft_bench") as env:
        with progress.step("Preparing the tables"):
            _prepare(env)
            _django(env, "migrate", role="owner")
        with progress.step("Collecting the style sheets"):
            _django(env, "collectstatic", "--noinput")
        return hand_over([environment.PYTHON, "-m", "bench", *rest], env=env)


def manage(options, rest) -> int:
    with steps.only_one("setup", "Waiting for another dev.py to finish setting up …"):
        environment.ensure()
    with _database(None, "pg") as env:
        if rest[:1] and rest[0] in _OWNER_COMMANDS:
            env["SAMKRAFT_DB_ROLE"] = "owner"
        return hand_over([environment.PYTHON, "-m", "django", *rest], env=env)


def audit(options, rest) -> int:
    _packages(Progress(1))
    return packages_audit.audit(must=options.must)


def reset_demo(options, rest) -> int:
    cases = ["--cases", options.cases] if options.cases else []
    with _site(Progress(5), recreate=True, make_demo=cases):
        say("The demo register is new. Start it with: python3 dev.py run")
    return 0


@contextlib.contextmanager
def _site(progress: Progress, *, recreate: bool = False, make_demo: list | tuple = ()):
    """Everything that serving needs, in an order in which each step can be repeated."""
    _packages(progress)
    with _database(progress, "pg") as env:
        with steps.only_one("setup", "Waiting for another dev.py to finish setting up …"):
            with progress.step("Preparing the tables and programmes"):
                _prepare(env, *(["--recreate"] if recreate else []))
                _django(env, "migrate", role="owner")
                _django(env, "load_programmes")
            with progress.step("Making the demo register, if it isn't whole"):
                _django(env, "make_demo", *make_demo, show=True)
            with progress.step("Collecting the style sheets"):
                _django(env, "collectstatic", "--noinput")
        yield env


def _packages(progress: Progress) -> None:
    with (
        progress.step("Python environment and packages"),
        steps.only_one("setup", "      waiting for another dev.py to finish setting up …"),
    ):
        environment.ensure()


@contextlib.contextmanager
def _database(progress: Progress | None, cluster: str, *, lasting: bool = True, mode: str = "demo", name: str = ""):
    """Yield the environment for Samkraft's own processes, with a database that answers."""
    env = {
        "SAMKRAFT_MODE": mode,
        "SAMKRAFT_LOCAL": LOCAL,
        "DJANGO_SETTINGS_MODULE": "samkraft.site.settings",
        "PYTHONUNBUFFERED": "1",
    }
    title = progress.step("Starting the database") if progress else contextlib.nullcontext()
    with contextlib.ExitStack() as stack:
        with title:
            url = os.environ.get("DATABASE_URL") or stack.enter_context(Cluster(cluster, lasting=lasting).running())
        yield env | {"DATABASE_URL": _naming(url, name)}


def _naming(url: str, name: str) -> str:
    """The administrator's address with the name of our database in it, which may not exist yet."""
    parts = urlsplit(url)
    given = parts.path.strip("/")
    if name or given in ("", "postgres"):
        parts = parts._replace(path=f"/{name or 'samkraft'}")
    # urlunsplit would drop the empty host of a socket address.
    return urlunsplit(parts) if parts.netloc else f"{parts.scheme}://{parts.path}?{parts.query}"


def _workers(rest: list[str]) -> list[str]:
    """The whole suite runs on every core; a few tests chosen by path or -k are sooner done in one process."""
    cores = min(steps.cores(), _MOST_WORKERS)
    chosen = [word for word in rest if not word.startswith("-") or word.startswith(_OF_ONE_PROCESS)]
    return ["-n", str(cores)] if cores > 1 and not chosen else []


def _prepare(env: dict, *options: str) -> None:
    own = "DATABASE_URL must name an administrator who may create roles and databases."
    call(
        [environment.PYTHON, "-m", "samkraft.site.prepare_database", *options],
        failing="Making the database's roles.",
        remedy=own if "DATABASE_URL" in os.environ else _FIX_AND_REPEAT,
        env=env,
    )


def _django(env: dict, *command, role: str = "", show: bool = False) -> None:
    # Set-up may take longer than a web request, whose statements are cut off.
    env = env | {"SAMKRAFT_STATEMENT_TIMEOUT": "0"} | ({"SAMKRAFT_DB_ROLE": role} if role else {})
    call(
        [environment.PYTHON, "-m", "django", *command],
        failing=f"dev.py manage {' '.join(map(str, command))}",
        remedy=_FIX_AND_REPEAT,
        env=env,
        show=show,
    )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            remedy = f"stop what uses it (another dev.py run?), or choose a port: run --port {port + 1}"
            raise StepFailed(f"Port {port} can't be used: {problem.strerror}.", remedy) from None


def _arguments():
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name, function, text, **settings):
        added = commands.add_parser(name, help=text, description=text, **settings)
        added.set_defaults(command=function, passes_on=False)
        return added

    command("setup", set_up, "everything that run does, short of serving")
    server = command("run", run, "set up, make the demo register if it is missing, serve")
    server.add_argument("--port", type=int, default=8000)
    for name, function, text in (
        ("test", test, "set up and run the tests; arguments go to pytest"),
        (
            "bench",
            bench,
            "set up and measure the speed bounds (bench analysis: those of the library); arguments go to the bench",
        ),
        ("manage", manage, "a Django command against the demo's database; arguments go to Django"),
    ):
        command(name, function, text, add_help=False).set_defaults(passes_on=True)
    check = command("audit", audit, "ask what is known against the packages that Samkraft is built on")
    check.add_argument("--must", action="store_true", help="fail as well where nobody can be asked")
    reset = command("reset-demo", reset_demo, "make the demo register anew")
    reset.add_argument("--cases", type=int, metavar="N", help="how many cases (default: those of the programme)")
    options, rest = parser.parse_known_args()
    if rest and not options.passes_on:
        parser.error(f"unknown argument: {rest[0]}")
    return options, rest


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
