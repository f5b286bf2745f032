"""Lints files in several processes at once; what comes out is what one process would say.

Only where there is enough to do: Dockerfiles are what takes time, and a process costs what twenty
of them do. Each process is a fork with everything loaded; it takes every n-th bundle of files and
sends what it found in each, in the order of the work, so that the run can take the parts over as if
it had linted the files itself. What a process cannot send, or does not live to send, is linted by
the run. Reads and judges nothing itself.
"""

from __future__ import annotations

import os
import sys

from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from dcslint.engine import Part

    Lint = Callable[[int], "Apart | None"]

LEAST = 60  # files for each process
MOST = 16  # processes: more would wait for the one that takes the parts over
_BUNDLE = 8  # files


def jobs_of(given: str) -> int:
    """How many processes `--jobs` means: a number, or "auto" for one for each core that is ours.

    One where processes cannot be forked safely. Raises ConfigurationError.
    """
    if given == "auto":
        count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    elif given.isascii() and given.isdecimal() and int(given[:9]) > 0:
        count = int(given[:9])
    else:
        raise ConfigurationError(f"--jobs is a number of processes or auto, not {given!r}")
    return min(count, MOST) if sys.platform == "linux" else 1


class Apart:
    """What one process says of one file.

    found         what the engine of its judge found; `found_of_run`, what that of the run did
    notes         what to say on the console
    is_kept       whether its unit is needed for what is judged together
    is_listed     whether it is a Dockerfile that may be
    """

    __slots__ = ("found", "found_of_run", "is_kept", "is_listed", "notes")

    def __init__(self, found: Part, found_of_run: Part, notes: list[tuple[str, str]]) -> None:
        self.found = found
        self.found_of_run = found_of_run
        self.notes = notes
        self.is_kept = False
        self.is_listed = False


class Ahead:
    """What other processes find in some of the files of a run."""

    __slots__ = ("_bundles", "_parts", "_pipes", "_place")

    def __init__(
        self,
        places: Sequence[int],
        jobs: int,
        lint: Lint,
        begin: Callable[[], None],
    ) -> None:
        """Start the processes.

        `places` are the files to lint, by the numbers that `lint` knows them by; it returns what
        was found, and is called in another process, after `begin` there.
        """
        self._bundles = [list(places[at : at + _BUNDLE]) for at in range(0, len(places), _BUNDLE)]
        self._place = 0  # of the next bundle to be received
        self._parts: dict[int, Apart | None] = {}
        self._pipes: list[Connection | None] = []
        jobs = min(jobs, len(places) // LEAST)
        if jobs > 1:
            self._start(jobs, lint, begin)

    def _start(self, jobs: int, lint: Lint, begin: Callable[[], None]) -> None:
        import signal

        # An interrupt waits until each process is known to be ours and so is ended with us, and
        # until the process dies of it: one that comes in the middle of a fork would be lost.
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._fork(jobs, lint, begin)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)

    def _fork(self, jobs: int, lint: Lint, begin: Callable[[], None]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        for number in range(jobs):
            receiver, sender = context.Pipe(duplex=False)
            bundles = self._bundles[number::jobs]
            inherited = [pipe for pipe in self._pipes if pipe is not None]
            arguments = (sender, [receiver, *inherited], bundles, lint, begin)
            context.Process(target=_work, args=arguments, daemon=True).start()
            sender.close()  # so that the end of the process is the end of the pipe
            self._pipes.append(receiver)

    def take(self, place: int) -> Apart | None:
        """What was found in a file; None for one that is left to the run. In order of the work."""
        while self._pipes and place not in self._parts and self._place < len(self._bundles):
            if self._bundles[self._place][0] > place:
                break  # no process has been given it
            bundle = self._bundles[self._place]
            self._parts.update(zip(bundle, self._receive(len(bundle)), strict=True))
            self._place += 1
        return self._parts.pop(place, None)

    def _receive(self, count: int) -> Sequence[Apart | None]:
        number = self._place % len(self._pipes)
        pipe = self._pipes[number]
        try:
            found: list[Apart | None] = pipe.recv() if pipe is not None else []
        except Exception:  # noqa: BLE001 - it has ended, or a plugin's finding cannot be read
            found = []
            self._pipes[number] = None
        return found if len(found) == count else [None] * count


def _work(
    sender: Connection,
    inherited: Sequence[Connection],
    bundles: Sequence[Sequence[int]],
    lint: Lint,
    begin: Callable[[], None],
) -> None:
    """Be one of the processes."""
    import signal

    # The terminal tells all processes of Ctrl-C; that one says so is enough.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for pipe in inherited:
        pipe.close()
    begin()
    for bundle in bundles:
        found = [lint(place) for place in bundle]
        try:
            sender.send(found)
        except OSError:
            return  # nobody waits for it any more
        except Exception:  # noqa: BLE001 - what a plugin found cannot be sent
            sender.send([])
