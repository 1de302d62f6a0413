"""The recipes of docs/recipes.md, run and held against what the page prints; docs/recipes.ipynb is made of the page.

    python tools/recipes.py write FOLDER    runs all in FOLDER, writes what comes out into the page, and the notebook
    python tools/recipes.py run             runs the notebook's cells in the present folder; what each prints, as JSON

A block of `sh`, `sql` or `python` in the page is a cell; a block of `text` right behind it is what the cell prints. The
notebook holds nothing that the page does not, so the two cannot part: the test makes it anew and compares.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
PAGE, NOTEBOOK = DOCS / "recipes.md", DOCS / "recipes.ipynb"
_BLOCK = re.compile(
    r"^```(?P<language>sh|sql|python)\n(?P<source>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)
_PROGRAMS = {"luutru": [sys.executable, "-m", "crawler"], "python": [sys.executable]}


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the page: prose, or code with what it prints."""

    language: str
    """`markdown`, `sh`, `sql` or `python`."""
    source: str
    output: str = ""

    @property
    def code(self) -> str:
        """As a cell of a notebook runs it."""
        if self.language == "sh":
            joined = self.source.replace("\\\n", " ").splitlines()
            return "\n".join(f"!{' '.join(line.split('  #')[0].split())}" for line in joined)
        return f'show(archive.rows("""\n{self.source}\n"""))' if self.language == "sql" else self.source


def cells(page: str) -> list[Cell]:
    """The page in its parts."""
    found, end = [], 0
    for block in _BLOCK.finditer(page):
        found += [Cell("markdown", page[end : block.start()].strip()), _code(block)]
        end = block.end()
    return [cell for cell in (*found, Cell("markdown", page[end:].strip())) if cell.source]


def _code(block: re.Match[str]) -> Cell:
    return Cell(block["language"], block["source"].rstrip("\n"), block["output"] or "")


def notebook(page: str) -> dict[str, Any]:
    """The page as a notebook (nbformat 4.5)."""
    made = []
    for number, cell in enumerate(cells(page)):
        one: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}}
        if cell.language == "markdown":
            one |= {"cell_type": "markdown", "source": _lines(cell.source)}
        else:
            outputs = [{"name": "stdout", "output_type": "stream", "text": _lines(cell.output)}] if cell.output else []
            one |= {
                "cell_type": "code", "execution_count": None, "outputs": outputs, "source": _lines(cell.code),
            }  # fmt: skip
        made.append(one)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def run(sources: list[str]) -> list[str]:
    """What each cell prints, run in one namespace, in order, in the present folder."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed = []
    for number, source in enumerate(sources):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            if source.startswith("!"):
                for line in source.splitlines():
                    out.write(_command(line.removeprefix("!")))
            else:
                exec(compile(source, f"<cell {number}>", "exec"), namespace)  # noqa: S102 - our own page
        printed.append("".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines()))
    return printed


def _command(line: str) -> str:
    words = shlex.split(line)
    words[1:] = [str(DOCS.parent / word) if word.startswith("docs/") else word for word in words[1:]]
    done = subprocess.run(
        [*_PROGRAMS[words[0]], *words[1:]],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout


def with_outputs(page: str, outputs: list[str]) -> str:
    """The page with what its cells print now."""
    found = iter(outputs)

    def block(match: re.Match[str]) -> str:
        output = next(found)
        return f"```{match['language']}\n{match['source']}```\n" + (f"\n```text\n{output}```\n" if output else "")

    return _BLOCK.sub(block, page)


def code_of(book: dict[str, Any]) -> list[str]:
    """The sources of a notebook's code cells."""
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]


def main() -> None:
    """Runs, or writes."""
    if sys.argv[1] == "run":
        json.dump(run(code_of(json.loads(NOTEBOOK.read_text(encoding="utf-8")))), sys.stdout, ensure_ascii=False)
        return
    page = PAGE.read_text(encoding="utf-8")
    os.chdir(sys.argv[2])
    page = with_outputs(page, run(code_of(notebook(page))))
    PAGE.write_text(page, encoding="utf-8")
    NOTEBOOK.write_text(json.dumps(notebook(page), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
