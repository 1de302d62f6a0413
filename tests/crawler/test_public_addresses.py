"""Addresses on the suite of the WHATWG URL standard, as ada keeps it. Skipped where missing.

Right is a case whose address, taken apart here, gets the same spelling as the standard's own result of it; or that both
refuse. What is not http(s) has to be refused.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.hosts import ascii_host, is_private_host
from crawler.urls import absolute_url, canonical_url, request_url, split_url

SAME_PAGE = "a reference to a place on the same page leads nowhere new, and is none by intention"
STRANGE_NAME = "no DNS name holds these signs"
EMPTY_LABEL = "an empty label cannot be asked of DNS"
APOSTROPHE = "' stays in parameters, where browsers write %27: archives hold such addresses"
NO_BASE = "a base that is no address does not spoil an address that needs none"
MISSES = {
    "": SAME_PAGE, "  \t": SAME_PAGE, "#": SAME_PAGE, "#/": SAME_PAGE, "#\\": SAME_PAGE, "#;?": SAME_PAGE,
    "#β": SAME_PAGE, "#link": SAME_PAGE,
    "http://host/?'": APOSTROPHE,
    "https://www.example.com/path{\x7fpath.html?query'\x7f=query#fragment<\x7ffragment": APOSTROPHE,
    "http://./": EMPTY_LABEL, "http://../": EMPTY_LABEL, "http://foo.09..": EMPTY_LABEL,
    "http://!\"$&'()*+,-.;=_`{}~/": STRANGE_NAME, "http://///\\'": STRANGE_NAME,
    "https://www.google.com": NO_BASE,
}  # fmt: skip
"""By input; the empty reference stands twice in one file, `http://./` in two."""
UNASSIGNED = "the idna package lets a letter pass that no version of Unicode has assigned, and nobody can register"


def cases(shared: Path, name: str) -> list[dict[str, Any]]:
    file = shared / "corpora" / "ada-urls" / f"{name}.json"
    if not file.exists():
        pytest.skip("corpora/ada-urls is not among the public test data")
    return [case for case in json.loads(file.read_text(encoding="utf-8")) if isinstance(case, dict)]


@pytest.mark.parametrize(
    ("name", "count", "refusals", "misses"),
    [
        ("urltestdata", 891, 267, 15),
        ("ada_extra_urltestdata", 28, 12, 3),
        ("urltestdata-javascript-only", 1, 0, 0),
        ("ada_long_urltestdata", 1, 0, 0),
    ],
)
def test_whatwg_addresses(shared: Path, name: str, count: int, refusals: int, misses: int) -> None:
    found = cases(shared, name)
    missed = []
    for case in found:
        expected = "" if case.get("failure") else case["href"]
        resolved = absolute_url(case.get("base") or "about:blank", case["input"])
        asked = request_url(resolved) if resolved else None
        is_web = expected.startswith(("http:", "https:"))
        if is_web and (asked is None or asked != request_url(expected)):
            missed.append(case["input"])
        if not is_web and asked is not None:
            missed.append(case["input"])
        # Whatever is asked for reads the same to every reader.
        assert asked is None or request_url(asked) == asked
    assert [one for one in missed if one not in MISSES] == []
    failing = sum(bool(case.get("failure")) for case in found)
    assert (len(found), failing, len(missed)) == (count, refusals, misses)


@pytest.mark.parametrize(
    ("name", "count", "misses"),
    [
        ("toascii", 87, {EMPTY_LABEL: 2, STRANGE_NAME: 1}),
        ("IdnaTestV2-removed", 20, {}),
        ("IdnaTestV2", 2671, {EMPTY_LABEL: 120, STRANGE_NAME: 23, UNASSIGNED: 2}),
    ],
)
def test_hosts_in_ascii(shared: Path, name: str, count: int, misses: dict[str, int]) -> None:
    found = cases(shared, name)
    missed: Counter[str] = Counter()
    for case in found:
        expected = case["output"]
        host = ascii_host(case["input"])
        want = None if expected is None else expected.removesuffix(".")
        if host != want:
            is_empty = want is not None and "" in want.split(".")
            missed[EMPTY_LABEL if is_empty else STRANGE_NAME if host is None else UNASSIGNED] += 1
    assert (len(found), dict(missed)) == (count, misses)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.0x1", "0177.0.0.01", "017700000001", "0", "0x",
        "０Ｘ７ｆ.1", "127。0。0。1", "%31%32%37.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "192.168.257",
        "169.254.169.254", "2852039166", "0xa9fea9fe", "100.64.0.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
        "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]",
        "[fe80::1]", "[fc00::1]", "10.1", "1.2.3.256", "",
    ],
)  # fmt: skip
def test_no_notation_hides_a_private_address(host: str) -> None:
    assert is_private_host(host)
    split = split_url(f"http://{host}/")
    assert split is None or is_private_host(split.host)


@pytest.mark.parametrize("host", ["haiphong.gov.vn", "1.1.1.1", "0x01010101", "[2606:4700::1111]", "[::ffff:1.1.1.1]"])
def test_a_public_host_is_none(host: str) -> None:
    assert not is_private_host(host)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("http://169.254.169.254:8888\\@example.gov.vn/", "169.254.169.254"),
        ("http://example.gov.vn\\@169.254.169.254/", "example.gov.vn"),
        ("http://example.gov.vn@169.254.169.254/", "169.254.169.254"),
        ("http://example.gov.vn:80@169.254.169.254:80/", "169.254.169.254"),
        ("http://a@example.gov.vn@169.254.169.254/", "169.254.169.254"),
        ("http:/\t/169.254.169.254\n/", "169.254.169.254"),
        ("http:\\\\169.254.169.254/", "169.254.169.254"),
        ("http:169.254.169.254/", "169.254.169.254"),
        ("http://169.254.169.254#@example.gov.vn/", "169.254.169.254"),
        ("http://169.254.169.254?@example.gov.vn/", "169.254.169.254"),
        ("http://①⑥⑨.254.169.254/", "169.254.169.254"),
        ("https://////169.254.169.254/", "169.254.169.254"),
    ],
)
def test_what_is_judged_is_what_is_asked(written: str, host: str) -> None:
    split = split_url(written)
    assert split is not None
    assert split.host == host
    for asked in (request_url(written), canonical_url(written)):
        again = split_url(asked or "")
        assert again is not None
        assert again.host == host
        assert "@" not in (asked or "").partition("//")[2].partition("/")[0]


QUERY_MISSES = {"\u203e\\", "\u00e1|"}
"""Browsers leave a backslash and a bar in a query as they are; we encode them, and archives hold such addresses so."""


def test_queries_are_encoded_in_utf_8(shared: Path) -> None:
    found = cases(shared, "percent-encoding")
    asked = {case["input"]: request_url(f"http://a.vn/?{case['input']}") for case in found}
    missed = {case["input"] for case in found if asked[case["input"]] != f"http://a.vn/?{case['output']['utf-8']}"}
    assert (len(found), missed) == (7, QUERY_MISSES)
