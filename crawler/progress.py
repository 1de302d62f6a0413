"""What a crawl shows while it runs: a live display on a terminal, plain lines elsewhere. Writes to standard error."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table

from archive.clock import now
from archive.terminal import one_line
from crawler.request_log import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.job import Job

LINE_SECONDS = 10.0
"""Between two plain lines."""
FRAME_SECONDS = 0.25
COUNTING_SHARE = 100
"""Between two counts of what is left, so many times as long passes as a count takes."""
COLUMNS = ("portal", "pages", "articles", "new", "changed", "errors", "pages/s", "left")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would end the program, in the middle of whatever it does


class Progress:
    """Follows the jobs of one run. Where nobody reads what it says any more, it says nothing more; the run goes on."""

    def __init__(self, *, quiet: bool = False, lines: bool = True, as_json: bool = False) -> None:
        """Without `lines` nothing is said of a crawl under way where there is no terminal, only of its end; `as_json`:
        what is said is a line of the structured log.
        """
        self._as_json = as_json
        self._lines = lines
        self._console = _Console(stderr=True)
        self._live: Live | None = None
        self._quiet = quiet
        self._jobs: list[Job] = []
        self._started: dict[int, float] = {}
        self._begun = time.monotonic()
        self._ended = self._waiting = 0
        self._left: dict[int, tuple[int, float]] = {}
        """By crawl: how many addresses were left when they were last counted, and when to count again."""
        self._last_line = time.monotonic()

    def follow(self, job: Job) -> None:
        """Shows this job too."""
        self._jobs.append(job)
        self._started[job.crawl_id] = time.monotonic()

    def has(self, *, ended: int, waiting: int) -> None:
        """Takes note of how many crawls of the run have ended, and how many portals wait for theirs."""
        self._ended, self._waiting = ended, waiting

    async def run(self) -> None:
        """Draws until cancelled."""
        if self._quiet or self._as_json:
            return
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            with self._unheard():
                self._live.start()
        while True:
            self._draw()
            await asyncio.sleep(FRAME_SECONDS)

    def stop(self) -> None:
        """Takes the live display away; when the event loop has stopped, `run` can no longer do so itself."""
        live, self._live = self._live, None
        if live is not None:
            with self._unheard():
                live.stop()

    @contextlib.contextmanager
    def _unheard(self) -> Iterator[None]:
        """Falls silent where what is written in the `with` statement reaches nobody."""
        try:
            yield
        except (OSError, ValueError):  # ValueError: the stream is closed
            self._quiet, self._live = True, None

    def adopting(self, count: int) -> None:
        """Says now and then how many visits have been brought in from `warc/`."""
        if time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            self.say(f"entering what lies in warc/ and not in archive.db: {count} visits so far")

    def say(self, line: str) -> None:
        """A line for the log, above the live display."""
        if self._as_json:
            log("said", text=line)
        if self._quiet or self._as_json:
            return
        with self._unheard():
            self._console.print(one_line(line), markup=False, highlight=False, soft_wrap=True)

    def _draw(self) -> None:
        if self._quiet:
            return
        with self._unheard():
            self._show()

    def _show(self) -> None:
        if self._live is not None:
            table = Table(*COLUMNS, box=None, pad_edge=False, caption=self._whole(), caption_justify="left")
            for job in self._jobs:
                table.add_row(job.portal.key, *self._figures(job))
            self._live.update(table, refresh=True)
        elif self._lines and time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            for job in self._jobs:
                sys.stderr.write(f"{now():%H:%M:%S} {job.portal.key}: {self._line(job)}\n")
            if self._ended + self._waiting + len(self._jobs) > 1:
                sys.stderr.write(f"{now():%H:%M:%S} {self._whole()}\n")
            sys.stderr.flush()

    def done(self, job: Job, reason: str) -> None:
        """The job has ended: it leaves the display, its last figures stay as a line."""
        self._jobs.remove(job)
        self._left.pop(job.crawl_id, None)
        if self._as_json:
            seconds = round(time.monotonic() - self._started[job.crawl_id], 1)
            log("crawl", portal=job.portal.key, crawl=job.crawl_id, reason=reason, seconds=seconds, counts=job.counts)
            return
        self.say(f"{job.portal.key}: {self._line(job)} ({reason})")

    def _whole(self) -> str:
        """The run as a whole: portals begun or done, those that wait, and how long it has gone on."""
        begun = self._ended + len(self._jobs)
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        return f"{begun} of {begun + self._waiting} portals, {self._waiting} waiting, {minutes}:{seconds:02} minutes"

    def _line(self, job: Job) -> str:
        figures: Sequence[str] = self._figures(job)
        return ", ".join(f"{value} {name}" for name, value in zip(COLUMNS[1:], figures, strict=True))

    def _figures(self, job: Job) -> tuple[str, ...]:
        counts = job.counts
        seconds = max(time.monotonic() - self._started[job.crawl_id], 0.001)
        left = self._pending(job) + sum(job.in_flight.values())
        return (
            str(counts["pages"]),
            str(counts["articles"]),
            str(counts["articles_new"]),
            str(counts["articles_changed"]),
            str(counts["errors"]),
            f"{counts['pages'] / seconds:.1f}",
            str(left),
        )

    def _pending(self, job: Job) -> int:
        """How many addresses are left. Counting them all takes a while: it is done so seldom that it hardly shows."""
        count, again = self._left.get(job.crawl_id, (0, 0.0))
        begun = time.monotonic()
        if begun < again:
            return count
        count = job.frontier.pending_count(job.portal.key, now())
        ended = time.monotonic()
        self._left[job.crawl_id] = count, ended + COUNTING_SHARE * (ended - begun)
        return count
