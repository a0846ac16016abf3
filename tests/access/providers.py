"""Identity providers for tests: real ones, each in a process of its own on this machine."""

import json
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.urls import reverse

from tools import identity_provider

PROJECT = Path(__file__).resolve().parents[2]
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
AFFILIATION = "https://id.oidc.se/claim/orgAffiliation"
# Not of any organisation: the third digit of a Swedish organisation number is never below 2.
ORGANISATION = "https://id.oidc.se/claim/orgNumber"
ORGANISATIONS = {"af": "2000000001", "soc": "2000000002"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, address, **environment):
    """A provider that answers at *address* until the block is left."""
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment or None
    )
    try:
        _wait_for(process, f"{address}/.well-known/openid-configuration")
        yield address
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def _wait_for(process, address):
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up and process.poll() is None:
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(process.stderr.read().decode()[-2000:])


@contextmanager
def mock_provider():
    """The provider from PyPI."""
    port = str(free_port())
    with running([sys.executable, "-m", "tests.access.mock_provider", port], f"http://127.0.0.1:{port}") as address:
        yield address


def write_key(folder):
    """A private key for assertions."""
    path = folder / "assertion.pem"
    key = generate_private_key(SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@dataclass
class Login:
    """One browser on its way through one provider."""

    client: object
    key: str
    address: str

    def start(self, **query):
        """Off to the provider: its address, with what was asked."""
        answer = self.client.get(reverse("access:provider_login", args=[self.key]), query)
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    def pick(self, address, subject):
        """At the mock: say who one is; gives the address that leads back."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def back(self, location):
        """Back with what the provider answered."""
        parts = urlsplit(location)
        return self.client.get(f"{parts.path}?{parts.query}")

    def come_in(self, subject, **query):
        return self.back(self.pick(self.start(**query), subject))

    def be(self, subject, **claims):
        """Somebody the mock knows."""
        requests.put(f"{self.address}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def answer_wrongly(self, *faults):
        requests.put(f"{self.address}/faults", json=list(faults), timeout=5).raise_for_status()


def code_of(answer):
    """Why a login was refused, as the page says."""
    found = re.search(r"Kod: (\w+)", answer.content.decode())
    return found and found.group(1)


@contextmanager
def node_provider(client):
    """The provider from npm, with one client registered."""
    port = free_port()
    script = PROJECT / "tests" / "access" / "node_provider.mjs"
    command, environment = identity_provider.command(script, str(port), json.dumps(client))
    with running(command, f"http://127.0.0.1:{port}", **environment) as address:
        yield address


@dataclass
class NodeLogin(Login):
    """One browser at npm's provider: it has a session there as well."""

    there: requests.Session = field(default_factory=requests.Session)

    def pick(self, address, subject, **form):
        """Say who one is, if one is asked; gives the address that leads back."""
        answer = self.there.get(address, timeout=5)
        if "/interaction/" in answer.url:
            sent = self.there.post(answer.url, {"sub": subject, **form}, allow_redirects=False, timeout=5)
            answer = self.there.get(sent.headers["Location"], allow_redirects=False, timeout=5)
        return answer.headers["Location"]


@contextmanager
def heard():
    """A place on this machine that keeps what is posted to it: its address, and the list."""
    posted = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            """Nothing is said."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", posted
    finally:
        server.shutdown()
        server.server_close()
