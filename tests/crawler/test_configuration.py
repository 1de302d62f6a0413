"""`luutru.toml`: the archivist's settings of one archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import UsageError
from crawler.configuration import Configuration, load_configuration, size_bytes


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_configuration(tmp_path) == Configuration()


def test_what_is_written_counts(tmp_path: Path) -> None:
    (tmp_path / "luutru.toml").write_text('[run]\nat_once = 3\n[disk]\nfloor = "250 MB"\n', encoding="utf-8")
    found = load_configuration(tmp_path)
    assert found.run.at_once == 3
    assert size_bytes(found.disk.floor) == 250_000_000


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[run]\nat_onec = 3\n", "run.at_onec: unknown key"),
        ("[disk]\nfloor = '10 sheep'\n", "disk.floor: '10 sheep' is no size"),
        ("[disk]\nfloor = '-5 GB'\n", "disk.floor: '-5 GB' is no size"),
        ("[run]\nat_once = 0\n", "run.at_once: "),
        ("[run\n", "not TOML: "),
        ("[alerts]\nsmtp = 'smtp://user:a-secret@mail.example'\n", "alerts.smtp: is no mail server"),
        ("[alerts]\nwebhook = 'https://hook.example:4430000/a-secret'\n", "alerts.webhook: is no http(s) address"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "luutru.toml").write_text(written, encoding="utf-8")
    with pytest.raises(UsageError, match=r"luutru\.toml: ") as error:
        load_configuration(tmp_path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert "a-secret" not in str(error.value)
