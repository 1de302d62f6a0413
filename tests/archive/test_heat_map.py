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


def place(number: int, *cells: Cell) -> Coverage:
    return Coverage(portal=f"p{number}", name=f"Cổng {number}", articles=0, announced=0, missing=(), others={},
                    cells=cells, counters=(), gaps=())  # fmt: skip


def boxes(written: str) -> tuple[float, list[float]]:
    """The picture's width, and where each text that stands on its left begins or ends."""
    drawn = etree.fromstring(written.encode())
    texts = drawn.xpath("//*[local-name()='text']")
    ends = [float(one.get("x")) + (0 if one.get("text-anchor") else 6 * len(one.text)) for one in texts]
    return float(drawn.get("width")), ends


def test_nothing_of_a_small_picture_is_cut_off() -> None:
    width, ends = boxes(svg([ledger(Cell("a", "2024-01", held=1))], title="Held of what is known to exist: An Bình"))
    assert max(ends) <= width


def test_of_many_portals_each_is_a_row_and_one_old_one_does_not_stretch_all() -> None:
    ledgers = [place(n, *(Cell(f"s{k}", f"2024-{k:02}", held=1) for k in range(1, 13))) for n in range(42)]
    written = svg(
        [*ledgers, place(42, Cell("s", "1998-05", held=3, missing=1), Cell("s", "2024-02", held=1))], title="x"
    )
    assert "p42 earlier: 3 held, 1 missing" in written
    assert "1999" not in written
    assert "s3" not in written
    assert written.count("<rect") == 43 * 13 + 1 + 5
    assert "p0 2024-12: 1 held, 0 missing" in written


def test_what_has_no_row_is_said() -> None:
    assert "and 20 more rows" in svg([place(n, Cell("a", "2024-01", held=1)) for n in range(420)], title="x")
