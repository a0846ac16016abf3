"""Sixteen users at once against the real server, as a proxy on the same machine asks it: pages and searches."""

import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.people_there import cases_of, client_for, holders, names_of
from bench.table import Row, p95

USERS, ROUNDS = 16, 12
PAGE_MS, SEARCH_MS = 300, 170
# As docs/operations.md starts it, with a worker for each of two cores.
_SERVER = ("granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--backpressure", "2",
           "--no-http1-keep-alive", "--log-level", "warning", "samkraft.site.wsgi:application")  # fmt: skip


def main(cases: int) -> None:
    users = [User(held, number) for number, held in enumerate((holders("handler") * USERS)[:USERS])]
    with tempfile.TemporaryDirectory() as folder, _serving(f"{folder}/socket") as where:
        _run(users, where, User.begins)
        _run(users, where, User.opens_the_list)
        pages, errors = _run(users, where, User.pages)
        searches, more_errors = _run(users, where, User.searches)
    Row(cases, f"any page, {USERS} users, {len(pages)} requests: p95", p95(pages), PAGE_MS, "ms").say()
    Row(cases, f"search, {USERS} users, {len(searches)} requests: p95", p95(searches), SEARCH_MS, "ms").say()
    Row(cases, f"errors with {USERS} users", errors + more_errors, 0, "").say()


class User:
    """One logged-in handler with her cases and a session cookie. begin: where in the round of pages she starts."""

    def __init__(self, held, begin):
        self.begin = begin
        self.cookie = client_for(held).cookies["samkraft"].value
        self.cases = cases_of(held, ROUNDS)
        self.names = names_of(held, ROUNDS)
        self.token = ""

    def begins(self, server):
        """Three rounds: a server that has been up since the morning knows her cases, and its database the questions."""
        yield from (server.get(address) for number in range(3) for address in self._round(number))

    def pages(self, server):
        """The day, the list, a case, its plan and its mapping, again and again; each begins somewhere else in it.

        If all began with the day, sixteen days would be asked for at once, then sixteen lists: no office works so.
        """
        addresses = [address for number in range(ROUNDS) for address in self._round(number)]
        yield from map(server.get, addresses[self.begin :] + addresses[: self.begin])

    def _round(self, number):
        case = self.cases[number % len(self.cases)]
        of_the_case = (f"/deltagare/{case}/{part}" for part in ("", "plan/", "kartlaggning/"))
        return "/", "/deltagare/", *of_the_case

    def opens_the_list(self, server):
        """The form that she searches by: sixteen lists asked for at once would stand before the first searches."""
        yield server.get("/deltagare/")
        self.token = server.token_of_the_form()

    def searches(self, server):
        """One search after another."""
        asked = {"csrfmiddlewaretoken": self.token}
        yield from (server.post("/deltagare/sok/", asked | {"q": name}) for name in self.names)


class Local(HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, where):
        super().__init__("localhost", timeout=30)
        self.where = where

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.where)


class Server:
    """The server, asked with the user's cookie; each request gives milliseconds, or None on an error."""

    def __init__(self, where, cookie):
        self.connection = Local(where)
        self.headers = {"Cookie": f"samkraft={cookie}", "Host": "127.0.0.1"}
        self.body = b""

    def get(self, address):
        return self._timed("GET", address)

    def post(self, address, data):
        extra = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._timed("POST", address, urlencode(data), extra)

    def token_of_the_form(self):
        """The token against forgery of the page got last."""
        return re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)[1].decode()

    def _timed(self, method, address, body=None, extra=None):
        begun = time.perf_counter()
        self.connection.request(method, address, body, self.headers | (extra or {}))
        answer = self.connection.getresponse()
        self.body = answer.read()
        return (time.perf_counter() - begun) * 1000 if answer.status < 400 else None


@contextmanager
def _serving(where):
    server = subprocess.Popen([sys.executable, "-m", *_SERVER, "--uds", where], stdout=subprocess.DEVNULL)
    try:
        _wait_for(where)
        yield where
    finally:
        server.terminate()
        server.wait(timeout=20)


def _run(users, where, work):
    with ThreadPoolExecutor(len(users)) as pool:
        done = list(pool.map(lambda user: list(work(user, Server(where, user.cookie))), users))
    times = [value for user in done for value in user]
    return [value for value in times if value is not None], sum(value is None for value in times)


def _wait_for(where):
    for _try in range(300):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(where) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start within 30 s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
