"""Gaps in running numbers: the ids in addresses of articles, the numbers of documents. Pure.

Portals share their ids with photos, documents and whatever else their system numbers, and they jump. So what lies
between two known numbers is judged by how dense the numbers around it are; where they are sparse, it is estimated.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

FEWEST = 5
"""Known numbers from which on a series is one."""
DENSE, SURE = 0.6, 0.85
"""Known share of the numbers around a gap: from the first on each number in it counts, from the second on surely."""
AROUND = 50
"""Known numbers on each side of a gap by which it is judged."""
CHANCE = 0.01
"""Among sparse numbers only a gap is told that chance would make less often than this."""
WIDEST = 20
"""A gap wider than so many ordinary steps, and than a quarter of all known numbers, is a jump, not missing articles."""
UNIQUE = 0.8
"""Share of a series' addresses that must have a number of their own."""
DISORDER = 0.35
"""Share of neighbours by number that may stand in the wrong order by date; by chance it is a half."""
_DATE_NUMBER = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?")
_NUMBER = re.compile(r"(?<!\d)\d{1,12}(?!\d)")
_PLAIN = re.compile(r"[A-Za-z]{0,12}[-_.]?")
_ENDING = re.compile(r"(?:\.\w{2,5})?/?")
_DATE_BEFORE = re.compile(r"[A-Za-z]?\d{8}[-_]")


@dataclass(frozen=True, slots=True)
class Place:
    """A number in an address."""

    series: str
    """Where it stands, the same for all addresses of one making: `a.vn/…/*-{id}.html`."""
    number: int
    url: str
    template: str
    """The address with `{id}` in its place, and `{slug}` in that of words that go with it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that nothing is known of, between two that are known."""

    first: int
    last: int
    likely: int
    """How many articles are missing in it, as far as can be said; 0 for a jump."""
    is_sure: bool
    """The numbers around it are so dense that each one in it is likely an article."""
    is_jump: bool
    before: int
    """The known number before it; 0 where there is none."""
    after: int
    step: int = 1
    """What numbers of the series are apart from each other."""

    @property
    def count(self) -> int:
        """How many numbers it spans."""
        return (self.last - self.first) // self.step + 1

    @property
    def numbers(self) -> range:
        """Each of them."""
        return range(self.first, self.last + 1, self.step)


def places(url: str) -> Iterator[Place]:
    """Every number in an address that may be an article's id: in its parameters, in its last segment, or a segment.

    >>> [(one.series, one.number) for one in places("https://a.vn/tin/le-hoi-2022-123456.html")][-1]
    ('a.vn/…/*-{id}.html', 123456)
    >>> [one.series for one in places("https://a.vn/xem.asp?cat=5&id=10015")]
    ['a.vn/…/xem.asp?cat={id}', 'a.vn/…/xem.asp?id={id}']
    """
    # Canonical addresses need no more than this, and there are hundreds of thousands of them.
    site, _, parameters = url.partition("?")
    scheme, _, rest = site.partition("://")
    host, *folders, last = rest.split("/") if "/" in rest else (rest, "")
    if not last and folders:
        last = f"{folders.pop()}/"
    head = f"{scheme}://{'/'.join((host, *folders))}/"
    query = f"?{parameters}" if parameters else ""
    for match in _NUMBER.finditer(last):
        if not _DATE_NUMBER.fullmatch(match[0]):
            before, after = last[: match.start()], last[match.end() :]
            left, right = _words_before(before), _words_after(after)
            exact = (
                f"{head}{left.replace('*', '{slug}') if '*' in left else before}{{id}}{right.replace('*', '{slug}')}"
            )
            yield Place(f"{host}/…/{left}{{id}}{right}", int(match[0]), url, exact + query)
    for index, folder in enumerate(folders):
        if folder.isdecimal() and folder.isascii() and len(folder) <= 12 and not _DATE_NUMBER.fullmatch(folder):
            path = "/".join((host, *folders[:index], "{id}", *folders[index + 1 :], last))
            exact = f"{scheme}://{path}{query}"
            yield Place(f"{host}/{index + 1}/{{id}}/…", int(folder), url, exact)
    for pair in parameters.split("&") if parameters else ():
        name, _, value = pair.partition("=")
        if value.isdecimal() and value.isascii() and len(value) <= 12:
            exact = url.replace(pair, f"{name}={{id}}", 1)
            yield Place(f"{host}/…/{last}?{name}={{id}}", int(value), url, exact)


def _words_before(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if _DATE_BEFORE.fullmatch(text):
        return re.sub(r"\d+", "#", text)
    return f"*{text[-1]}" if text[-1] in "-_." else "*"


def _words_after(text: str) -> str:
    if _ENDING.fullmatch(text):
        return text
    ending = re.search(r"(?:\.\w{2,5})?/?$", text)
    return f"{text[0] if text[0] in '-_.' else ''}*{ending[0] if ending else ''}"


def running(addresses: Iterable[tuple[str, int, str]]) -> dict[str, dict[int, tuple[Place, str]]]:
    """The series of running ids among the addresses of articles: by series and number the place, and the date.

    `addresses`: each with the number of its article and its date, as text, empty where there is none. An address
    belongs to one series at most, the one with the most numbers; what is no running number (a year, a section, an
    ordinal in a title) is left out, because many articles share it or because it does not grow with the date.
    """
    found: defaultdict[str, list[tuple[Place, int, str, int]]] = defaultdict(list)
    count = 0
    for index, (url, article, on) in enumerate(addresses):
        count += 1
        for place in places(url):
            found[place.series].append((place, article, on, index))
    able = {}
    for name, met in found.items():
        numbers = {place.number for place, *_ in met}
        pairs = {(place.number, article) for place, article, *_ in met}
        if len(numbers) >= max(FEWEST, count * 0.02) and len(numbers) >= UNIQUE * len(pairs):
            able[name] = met
    taken: set[int] = set()
    series: dict[str, dict[int, tuple[Place, str]]] = {}
    for name, met in sorted(able.items(), key=lambda pair: (-len({one[0].number for one in pair[1]}), pair[0])):
        own = [one for one in met if one[3] not in taken]
        made: dict[int, tuple[Place, str]] = {}
        for place, _, on, _ in own:
            made.setdefault(place.number, (place, on))
        kept = [number for run in _runs(sorted(made)) if _is_running(run, made) for number in run]
        if kept:
            series[name] = {number: made[number] for number in kept}
            taken.update(one[3] for one in own if one[0].number in series[name])
    return series


def _is_running(run: Sequence[int], made: Mapping[int, tuple[Place, str]]) -> bool:
    """Whether numbers without a jump between them are ids, not the ordinals and years that titles end with."""
    return len(run) >= max(FEWEST, len(made) * 0.1) and _grows([made[number][1] for number in run])


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """The numbers, parted at each jump."""
    widest = _widest(numbers)
    runs: list[list[int]] = []
    for number in numbers:
        if not runs or number - runs[-1][-1] > widest:
            runs.append([])
        runs[-1].append(number)
    return runs


def _widest(numbers: Sequence[int]) -> int:
    """The widest gap that is not a jump."""
    steps = sorted(two - one for one, two in pairwise(numbers))
    return max(len(numbers) // 4, WIDEST * steps[len(steps) // 2]) if steps else 0


def _grows(dates: Sequence[str]) -> bool:
    """Whether dates in the order of their numbers are in order themselves, up or down, as far as they are known."""
    known = [on for on in dates if on]
    pairs = [(one, two) for one, two in pairwise(known) if one != two]
    if len(pairs) < FEWEST:
        return True
    share = sum(one > two for one, two in pairs) / len(pairs)
    return min(share, 1 - share) <= DISORDER


def gaps(known: Collection[int], *, start: int | None = None) -> list[Gap]:
    """What is missing between known numbers, in their order; nothing where they are too few to tell.

    `start`: the number that a series is known to begin with, as those of documents do each year.

    >>> [(gap.first, gap.last, gap.is_sure) for gap in gaps({*range(100, 160)} - {120, 140, 141})]
    [(120, 120, True), (140, 141, True)]
    >>> gaps(range(0, 100_000, 997))
    []
    """
    numbers = sorted(known)
    if len(numbers) < FEWEST:
        return []
    if start is not None and numbers[0] > start:
        numbers.insert(0, start - 1)
    step = _step(numbers)
    steps = [(two - one) // step for one, two in pairwise(numbers)]
    widest = _widest(numbers) // step
    found = []
    for index, wide in enumerate(steps):
        if wide < 2:
            continue
        judged = _judged(steps, index, widest)
        if judged is not None:
            first, last = numbers[index] + step, numbers[index + 1] - step
            found.append(Gap(first, last, *judged, numbers[index], numbers[index + 1], step))
    return found


def _judged(steps: list[int], index: int, widest: int) -> tuple[int, bool, bool] | None:
    """How many articles are likely missing, whether surely, and whether it is a jump; None: it tells nothing."""
    count = steps[index] - 1
    if count > widest:
        return 0, False, True
    low, high = max(0, index - AROUND), min(len(steps), index + AROUND + 1)
    around = [wide for wide in (*steps[low:index], *steps[index + 1 : high]) if wide <= widest]
    density = len(around) / sum(around) if around else 0.0
    if density >= DENSE:
        return (count, True, False) if density >= SURE else (max(1, round(count * density)), False, False)
    if density and (1 - density) ** count * len(steps) < CHANCE:
        return max(1, round(count * density)), False, False
    return None


def _step(numbers: Sequence[int]) -> int:
    """What each number is apart from the next where a database counts by twos, fives or tens; else 1."""
    if len(numbers) < 20:
        return 1
    rests = {step: Counter(number % step for number in numbers) for step in (10, 5, 4, 3, 2)}
    return next((step for step, rest in rests.items() if len(rest) == 1), 1)
