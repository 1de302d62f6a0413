"""The docs name every command, option, table and key that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlite_utils

from archive.files import FILES
from archive.schema import migrations
from crawler.cli import VERBS, whole_command
from crawler.configuration import Configuration
from crawler.definition import ArticleRules, Definition, Discover, Politeness, Schedule, Tls

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PORTALS = (ROOT / "docs" / "portals.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def commands() -> dict[str, object]:
    found: dict[str, object] = {}
    for name in VERBS:
        command = whole_command(name)
        inner = getattr(command, "commands", None)
        found |= {f"{name} {verb}": one for verb, one in inner.items()} if inner else {name: command}
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_in_the_readme(name: str) -> None:
    line = next((line for line in README.splitlines() if line.startswith(f"| `luutru {name}")), None)
    assert line is not None
    for option in commands()[name].params:  # type: ignore[attr-defined]
        if option.param_type_name == "option" and option.name not in ("archive", "help"):
            assert any(word in line for word in (*option.opts, *option.secondary_opts)), option.name
        assert option.param_type_name != "option" or option.name == "help" or option.help, option.name


def test_every_table_is_in_the_readme() -> None:
    database = sqlite_utils.Database(memory=True)
    migrations.apply(database)
    for name in (*database.table_names(), *database.view_names()):
        if not name.startswith(("_", "sqlite_", "articles_fts_")):
            assert f"`{name}`" in README, name
    database.close()


def test_every_file_of_an_archive_is_in_the_readme_as_it_is_treated() -> None:
    rows = {cells[1].strip("` /"): [cell.strip().replace("`", "") for cell in cells[2:5]] for cells in (
        line.split("|") for line in README.splitlines()) if len(cells) == 6 and cells[1].startswith(" `")}  # fmt: skip
    for one in FILES:
        copied = {"derived": "no, it is made anew", "passing": "no"}.get(one.kind, "yes")
        assert rows[one.name] == [one.what, one.mended_by, copied]


@pytest.mark.parametrize("section", [Definition, Discover, ArticleRules, Politeness, Schedule, Tls])
def test_every_key_of_a_definition_is_explained(section: type) -> None:
    for key in section.model_fields:  # type: ignore[attr-defined]
        if key not in ("discover", "article", "politeness", "schedule", "tls"):
            assert f"`{key}`" in PORTALS, key


def test_every_setting_of_an_archive_is_explained() -> None:
    for name, section in Configuration.model_fields.items():
        assert f"`[{name}]`" in SETTINGS, name
        if name == "defaults":  # its keys are those of a definition
            continue
        for key in section.annotation.model_fields:  # type: ignore[union-attr]
            assert re.search(rf"^\| `\[{name}\]` .*`{key}`", SETTINGS, re.MULTILINE), f"{name}.{key}"


def test_every_room_of_the_crawler_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for entry in (ROOT / "crawler").iterdir():
        if not entry.name.startswith("_") and entry.name != "portals":
            assert re.search(rf"\b{re.escape(entry.stem)}\b", text), entry.name


def test_links_between_documents_lead_somewhere() -> None:
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_nothing_in_the_repository_names_a_registry_or_a_machine() -> None:
    names = re.compile("|".join(("python" + "hosted", "npm" + "js", "/ho" + "me/", "/ro" + "ot/")))
    for file in ROOT.rglob("*"):
        if (
            file.is_file()
            and file.suffix in (".py", ".md", ".toml", ".txt", "")
            and not set(file.parts) & {".git", ".venv", "build"}
        ):
            text = file.read_text(encoding="utf-8", errors="ignore")
            if file.name not in ("test_schema.py",):
                assert not names.search(text), file
