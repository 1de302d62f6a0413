"""The picture stands alone, whatever portals and sections are called."""

from __future__ import annotations

from lxml import etree

from archive.heat_map import lines, svg
from archive.ledger import Cell, Coverage


def ledger(*cells: Cell, name: str = "Cổng") -> Coverage:
    return Coverage(portal="p", name=name, articles=0, announced=0, missing=(), others={}, cells=cells, counters=(),
                    gaps=())  # fmt: skip


def test_a_month_has_the_colour_of_its_share() -> None:
    made = ledger(
        Cell("a", "2023-11", held=4), Cell("a", "2024-01", held=1, missing=2, gaps=1), Cell("", "2023-11", missing=1),
        Cell("a", "", held=7),
    )  # fmt: skip
    assert lines(made) == ["2023  ··········▒·  4 held, 1 missing", "2024  ░···········  1 held, 3 missing"]
    drawn = etree.fromstring(svg([made], title="Tựa").encode())
    told = [text for text in drawn.xpath("//*[local-name()='title']/text()") if text.startswith(("p ", "a "))]
    assert "a 2023-11: 4 held, 0 missing" in told
    assert "p 2023-12: nothing known" in told
    assert len(told) == 6


def test_names_from_the_web_are_text_and_nothing_is_loaded() -> None:
    hostile = '<script>alert(1)</script>&"\x00\x1b]]>'
    written = svg([ledger(Cell(hostile, "2024-01", held=1), name=hostile)], title=hostile)
    drawn = etree.fromstring(written.encode())
    assert {etree.QName(one).localname for one in drawn.iter()} <= {"svg", "title", "rect", "text"}
    assert "href" not in written
    assert "url(" not in written


def test_nothing_known_and_impossible_dates_are_drawn_too() -> None:
    assert lines(ledger()) == []
    etree.fromstring(svg([], title="").encode())
    drawn = svg([ledger(Cell("a", "0001-01", held=1), Cell("a", "2024-01", held=1))], title="x")
    assert drawn.count("<rect") < 1200
