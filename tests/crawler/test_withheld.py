"""What is said of an article that is withheld, to who asks for it by number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive import Archive
from tests.archive.portals import Portals, Printed, prose

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru


def test_a_withheld_article_is_said_to_be_withheld(luutru: Luutru) -> None:
    with Archive.open(luutru.archive, write=True, create=True, interpreter=Printed()) as archive:
        portals = Portals(archive)
        number, other = portals.print("haiphong", "tin/mat", prose(1)), portals.print("haiphong", "tin/2", prose(2))
    assert luutru("withhold", "--list").stdout == "0 withheld\n"
    assert luutru("withhold", str(number), "--reason", "court order 12/2026").returncode == 0
    for options in ((), ("--json",), ("--diff", "1", "1"), ("--cite", "bibtex"), ("--version", "1")):
        shown = luutru("show", str(number), *options)
        assert (shown.returncode, shown.stdout, len(shown.stderr.splitlines())) == (2, "", 1)
        assert f"article {number} is withheld since " in shown.stderr
        assert "court order 12/2026" in shown.stderr
    assert luutru("show", str(other)).returncode == 0
    listed = luutru("withhold", "--list")
    assert (f"{number}  haiphong  since " in listed.stdout, "tin/mat" in listed.stdout) == (True, False)
    (row,) = map(json.loads, luutru("withhold", "--list", "--json").stdout.splitlines())
    assert (row["article_id"], row["reason"]) == (number, "court order 12/2026")
    assert luutru("withhold", str(number), "--undo").returncode == 0
    assert luutru("withhold", "--list").stdout == "0 withheld\n"
    for arguments in ((), ("--list", str(number)), ("--list", "--undo")):
        wrong = luutru("withhold", *arguments)
        assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1)
    assert "there is no article 99999 in" in luutru("show", "99999").stderr
