"""Write the register in several processes at once: Python lets one thread at a time work, processes all of them.

Imported before Django is set up, in each new process: nothing here may import a model.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for_end

from django.conf import settings
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address


class NotMade(Exception):
    """The demo register could not be made; the message says which part failed and how."""


def number_of_workers() -> int:
    """One for each processor that this process may use, but no more than four."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2, 4)


class Workers:
    """Gives parts of the work to processes, each with connections of its own. A single worker is this process itself.

    Parts may be done in any order. The first that fails stops the whole, with a :class:`NotMade`.
    """

    def __init__(self, number: int):
        self._pool = _pool(number) if number > 1 else _Here()
        self._pool.submit(os.getpid)  # the processes begin now, while the register is planned
        self._parts: dict[Future, tuple] = {}

    def __enter__(self):
        return self

    def __exit__(self, kind, *unused):
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)

    def give(self, part: str, work: Callable, *arguments, told: Callable | None = None) -> None:
        """Ask for ``work(*arguments)``, where *work* is a function of a module. *part* names it, should it fail.

        told: called in this process with what the work gave back, once it is done.
        """
        self._gather([future for future in self._parts if future.done()])
        try:
            self._parts[self._pool.submit(work, *arguments)] = (part, told)
        except BrokenProcessPool as broken:
            raise NotMade(_DIED.format(part)) from broken

    def finish(self) -> None:
        """Wait until everything that was given is done."""
        while self._parts:
            done, _open = wait(self._parts, return_when="FIRST_COMPLETED")
            self._gather(done)

    def _gather(self, done):
        for future in done:
            (part, told), error = self._parts.pop(future), future.exception()
            if error:
                died = isinstance(error, BrokenProcessPool)
                raise NotMade(_DIED.format(part) if died else f"{part}: {error}") from error
            if told:
                told(future.result())


_DIED = "{}: a process that wrote it ended by itself (stopped from outside, or out of memory?)"


def _pool(number):
    database = make_conninfo(**address() | {"dbname": settings.DATABASES["default"]["NAME"]})
    begin = (settings.SETTINGS_MODULE, database)
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), _begin, begin)


def _begin(settings_module, database):
    """The first thing in a new process: the same site on the same database, for as long as the maker lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the maker, who then stops the workers
    threading.Thread(target=_end_with_maker, daemon=True).start()
    os.environ |= {"DJANGO_SETTINGS_MODULE": settings_module, "DATABASE_URL": database}
    import django

    django.setup()
    from samkraft.site.demo.upkeep import unhurried_for_good

    unhurried_for_good()


def _end_with_maker():
    """A maker that is killed takes its workers along; what they had not committed is gone with them."""
    wait_for_end([multiprocessing.parent_process().sentinel])
    os._exit(1)


class _Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, work, /, *arguments, **more):
        future = Future()
        try:
            future.set_result(work(*arguments, **more))
        except Exception as error:
            future.set_exception(error)
        return future
