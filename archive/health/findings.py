"""What is not as usual at a portal, from its history alone. Pure: the same history always gives the same findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Literal

from archive.health.outages import outage
from archive.health.usual import Share, follow, longest_usual_gap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from archive.health.runs import History, RunFigures

Level = Literal["yellow", "red"]
_AWAY = ("errors", "challenges", "error_pages", "no_articles", "empty_lists", "lost_articles", "unread_pages",
         "unread_news")  # fmt: skip
EFFECTS = {
    **dict.fromkeys(("unreachable", "certificate", "challenge", "blocked"), _AWAY),
    "no_articles": ("unread_news", "unread_pages", "empty_lists"),
}
"""What follows from a finding, and is none of its own beside it: one cause is one trouble."""
ORDERLY = ("finished", "limit", "interrupted", "quiet hours", "end of the round")
"""Ends of a run that are nobody's fault; others say what broke it."""
SLOW_MILLISECONDS = 1000
SLOW_TIMES = 5
"""A run is slow whose answers took so much longer than those of the median run, and more than a second."""
SHORTEST_SILENCE, SILENCE_TIMES = 3, 1.5
"""A portal is silent that has published nothing for so many days, and so many times its longest silence before."""
LOST_COUNT, LOST_SHARE = 3, 0.05
"""Articles that lack text of their pages are told from so many on, and from such a share of those read."""
NO_PAGES = ("robots", "challenge", "error")
"""Answers that show nothing of the portal."""
STRETCH, STRETCH_TIMES = timedelta(days=3), 4
"""A portal that was not crawled for so long, and for so many times the usual pause, was not watched meanwhile."""
SHORT_BITS = 2
"""A text is short that is a quarter of the median or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as usual."""

    kind: str
    level: Level
    since: datetime
    """When the run began that first showed it."""
    evidence: str
    """What was seen, with figures, on one line."""
    is_event: bool = False
    """It happened and is over: told once."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that is followed from run to run."""

    kind: str
    share: Callable[[RunFigures], Share]
    sentence: str
    """With places for `missed`, `of` and `usual`."""


def _of(missed: str, of: str) -> Callable[[RunFigures], Share]:
    return lambda run: Share(run.count(missed), run.count(of))


MEASURES = (
    Measure("errors", _of("addresses_failed", "addresses"),
            "{missed} of {of} addresses failed or were answered with an error"),
    Measure("challenges", _of("challenge", "pages"), "{missed} of {of} answers were robot checks"),
    Measure("error_pages", _of("soft_gone", "pages"), "{missed} of {of} answers were error pages under status 200"),
    Measure("lost_articles", _of("articles_lost", "known_articles"),
            "{missed} of {of} pages that were articles read as none any more"),
    Measure("unread_news", _of("listed_unread", "listed"),
            "{missed} of {of} pages that lists name as news were read as no article"),
    Measure("unread_pages", _of("new_unread", "new_pages"),
            "{missed} of {of} new pages were read as no article"),
    Measure("gone_articles", _of("articles_gone", "articles_asked"),
            "{missed} of {of} articles looked at are not to be found any more"),
    Measure("empty_lists", _of("lists_emptied", "lists_full"),
            "{missed} of {of} lists and feeds that named articles name none any more"),
    Measure("no_date", _of("no_date", "read"), "{missed} of {of} articles read state no date"),
    Measure("no_lead", _of("no_lead", "read"), "{missed} of {of} articles read have no lead"),
    Measure("no_author", _of("no_author", "read"), "{missed} of {of} articles read have no author"),
    Measure("no_source", _of("no_source", "read"), "{missed} of {of} articles read name no source"),
    Measure("no_category", _of("no_category", "read"), "{missed} of {of} articles read have no category"),
    Measure("no_image", _of("no_image", "read"), "{missed} of {of} articles read have no picture"),
    Measure("no_text", _of("no_text", "read"), "{missed} of {of} articles read have no text"),
    Measure("lost_text", _of("lost_text", "read"), "{missed} of {of} articles read lack text that their pages hold"),
    Measure("new_layout", _of("strangers", "read_by_model"),
            "{missed} of {of} articles read are laid out like none before"),
)  # fmt: skip


def assess(history: History, *, now: datetime) -> list[Finding]:
    """What is not as usual at `now`; the gravest first, one for each cause.

    It is judged by the runs that did their work: one that was cut off, interrupted or at its limit brought what it had
    time for.
    """
    told = replace(history, runs=tuple(run for run in history.runs if is_judged(run)))
    found = [*_shares(told), *_lengths(told), *_slowness(told), *_ends(told), *_cut_off(history), *_nothing(told)]
    if not any(one.kind == "lost_text" for one in found):
        found += _always_lost(told)
    if (failing := outage(told.runs, now=now)) is not None:
        found.append(Finding(kind=failing.kind, level=failing.level, since=failing.since, evidence=failing.evidence))
    else:
        found += _silence(told, now=now)
    kinds = {one.kind for one in found}
    effects = {kind for cause in kinds for kind in EFFECTS.get(cause, ())}
    found = [_as_accepted(told, one) for one in found if one.kind not in effects]
    return sorted(found, key=lambda one: (one.level != "red", one.since))


def is_judged(run: RunFigures) -> bool:
    """Whether a run says something of its portal: it came to its end, or to what ends each of its runs."""
    return run.finished_at is not None and run.reason not in ("interrupted", "limit")


def _shares(told: History) -> Iterator[Finding]:
    for measure in MEASURES:
        yield from _followed(told, measure)


def _followed(told: History, measure: Measure) -> Iterator[Finding]:
    shares = [measure.share(run) for run in told.runs]
    verdict = follow(shares, learned_from=_accepted_from(told, measure.kind))
    if verdict.level == "green":
        return
    missed = round(verdict.now * verdict.of)
    sentence = measure.sentence.format(missed=missed, of=verdict.of)
    since = told.runs[verdict.since].started_at
    level: Level = "red" if verdict.level == "red" else "yellow"
    evidence = f"{sentence} since then (usual: {_percent(verdict.usual)})"
    yield Finding(kind=measure.kind, level=level, since=since, evidence=evidence)


def _accepted_from(told: History, kind: str) -> int:
    """Index of the first run that counts: those before it were looked at and done with."""
    crawl = told.accepted.get(kind)
    if crawl is None:
        return 0
    return next((index for index, run in enumerate(told.runs) if run.crawl >= crawl), len(told.runs))


def _as_accepted(told: History, one: Finding) -> Finding:
    """What was looked at and has lasted ever since is shown, and told no more. Shares and silences begin anew then."""
    first = _accepted_from(told, one.kind)
    if one.kind == "silent" or not 0 < first < len(told.runs) or one.since >= told.runs[first].started_at:
        return one
    return replace(one, level="yellow")


def _lengths(told: History) -> Iterator[Finding]:
    """Texts that have become short: judged by how many letters the median text has."""
    letters: dict[int, int] = {}
    for run in told.runs:
        for name, count in run.counts.items():
            if name.startswith("letters_"):
                bits = int(name.removeprefix("letters_"))
                letters[bits] = letters.get(bits, 0) + count
    half, seen, median = sum(letters.values()) / 2, 0, 0
    for bits in sorted(letters):
        seen += letters[bits]
        median = bits
        if seen >= half:
            break

    def share(run: RunFigures) -> Share:
        short = sum(run.count(f"letters_{bits}") for bits in range(1, max(1, median - SHORT_BITS + 1)))
        return Share(short, run.count("read") - run.count("no_text"))

    yield from _followed(
        told, Measure("short_texts", share, "{missed} of {of} articles read have hardly a quarter of the usual text")
    )


def _always_lost(told: History) -> Iterator[Finding]:
    """Text that was lost from the first run on: usual at this portal, and wrong all the same."""
    runs = told.runs[_accepted_from(told, "lost_text") :]
    lost, read = sum(run.count("lost_text") for run in runs), sum(run.count("read") for run in runs)
    if lost >= max(LOST_COUNT, LOST_SHARE * read):
        since = next(run.started_at for run in runs if run.count("lost_text"))
        evidence = f"{lost} of {read} articles read lack text that their pages hold"
        yield Finding(kind="lost_text", level="yellow", since=since, evidence=evidence)


def _slowness(told: History) -> Iterator[Finding]:
    means = sorted(run.count("latency_ms") / run.count("answers") for run in told.runs if run.count("answers"))
    if not means:
        return
    usual = means[(len(means) - 1) // 2]
    limit = max(SLOW_MILLISECONDS, SLOW_TIMES * usual)

    def share(run: RunFigures) -> Share:
        answers = run.count("answers")
        return Share(int(answers > 0 and run.count("latency_ms") / answers > limit), int(answers > 0))

    latest = next(run for run in reversed(told.runs) if run.count("answers"))
    now = latest.count("latency_ms") / latest.count("answers")
    for one in _followed(told, Measure("slow", share, "{missed} of {of} runs were slow")):
        evidence = f"an answer takes {now / 1000:.1f} s in the mean (usual: {usual / 1000:.1f} s)"
        yield Finding(kind="slow", level=one.level, since=one.since, evidence=evidence)


def _ends(told: History) -> Iterator[Finding]:
    """How the runs ended: broken, moved away."""
    if not told.runs:
        return
    latest = told.runs[-1]
    if latest.reason and latest.reason not in ORDERLY:
        kind = "disk" if "disk" in latest.reason.lower() else "broken"
        same = takewhile(lambda run: bool(run.reason) and run.reason not in ORDERLY, reversed(told.runs))
        since = min(run.started_at for run in same)
        yield Finding(kind=kind, level="red", since=since, evidence=f"the run broke off: {latest.reason}")
    asked = [run for run in told.runs if run.count("home_asked")]
    moved = list(takewhile(lambda run: run.count("moved") > 0, reversed(asked)))
    if moved:
        line = next((one for one in moved[0].failures if "home page leads to" in one), "its home page leads elsewhere")
        level: Level = "red" if len(moved) > 1 else "yellow"
        yield Finding(kind="moved", level=level, since=moved[-1].started_at, evidence=line)
    faults = list(takewhile(lambda run: run.count("faults") > 0, reversed(told.runs)))
    if faults:
        line = next((one for one in latest.failures if "luutru's own" in one), f"{latest.count('faults')} pages")
        yield Finding(kind="faults", level="red", since=faults[-1].started_at, evidence=line)


def _cut_off(told: History) -> Iterator[Finding]:
    """Runs that were cut off since the last one before them that was not."""
    since = takewhile(lambda run: not is_judged(run), reversed(told.runs[:-1]))
    for cut in [run for run in since if run.finished_at is None]:
        evidence = (
            f"the run that began at {cut.started_at:%Y-%m-%d %H:%M} UTC was cut off (killed, or the machine went "
            "down); the run after it went on where it was"
        )
        yield Finding(kind="cut_off", level="yellow", since=cut.started_at, evidence=evidence, is_event=True)


def _nothing(told: History) -> Iterator[Finding]:
    ended = [run for run in told.runs if run.reason == "finished"]
    pages = sum(run.count("pages") - sum(run.count(kind) for kind in NO_PAGES) for run in ended)
    if pages > 0 and not told.articles:
        runs = "1 run" if len(ended) == 1 else f"{len(ended)} runs"
        scripted = sum(run.count("scripted") for run in ended)
        more = f"; {scripted} of them hold scripts and hardly any text" if scripted else ""
        evidence = f"{runs} received {pages} pages, and none was an article{more}"
        yield Finding(kind="no_articles", level="red", since=ended[0].started_at, evidence=evidence)
    if told.set_aside:
        evidence = f"{told.set_aside} in doubt, not published"
        yield Finding(kind="set_aside", level="yellow", since=told.runs[-1].started_at, evidence=evidence)


def _silence(told: History, *, now: datetime) -> Iterator[Finding]:
    """Nothing new for much longer than ever before, as far as it was watched.

    What was silent before it was watched has not changed: that is shown, and nobody is alarmed.
    """
    since = _accepted_from(told, "silent")
    longest = longest_usual_gap([day.toordinal() for day in told.published[-400:]])
    if longest is None or not told.published or not told.runs:
        return
    newest, watched = told.published[-1], _watched_from(told.runs)
    if 0 < since < len(told.runs):
        watched = max(watched, told.runs[since].started_at)
    age = (now.date() - max(newest, watched.date())).days
    if age <= max(SHORTEST_SILENCE, SILENCE_TIMES * longest + 1):
        return
    began = now - timedelta(days=age)
    if newest >= watched.date():
        evidence = f"nothing new for {age} days; the longest silence before was {longest} days"
        yield Finding(kind="silent", level="red", since=began, evidence=evidence)
    else:
        evidence = f"nothing new in the {age} days that it has been watched; the newest article is of {newest}"
        yield Finding(kind="silent", level="yellow", since=began, evidence=evidence)


def _watched_from(runs: Sequence[RunFigures]) -> datetime:
    """When the stretch of runs began that is not broken off by a pause of the one who crawls."""
    pauses = sorted(later.started_at - earlier.started_at for earlier, later in pairwise(runs))
    longest = max(STRETCH, STRETCH_TIMES * pauses[len(pauses) // 2]) if pauses else STRETCH
    began = runs[-1].started_at
    for run in reversed(runs):
        if began - run.started_at > longest:
            break
        began = run.started_at
    return began


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1 %"
