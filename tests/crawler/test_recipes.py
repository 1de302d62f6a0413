"""docs/recipes.md: every recipe is run over five days of the practice portal and its neighbour, and prints what the
page says; the notebook is the page; and the questions by name have an answer there.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from archive.web.questions import questions
from tests.crawler.conftest import clean_environment, run_luutru
from tests.crawler.test_demo_crawl import free_port
from tests.web.conftest import serving_archive

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
NOTEBOOK = json.loads((ROOT / "docs" / "recipes.ipynb").read_text(encoding="utf-8"))
CRAWL_SECONDS = 900
GIVEN = {
    "since": "2021", "until": "2022", "words": "tổ công nghệ số", "one": "Đỗ Minh Khuê", "other": "Trần Quốc Bảo",
    "article": "1", "day": "2022-12-14",
}  # fmt: skip


@pytest.fixture(scope="module")
def recipes() -> ModuleType:
    """tools/recipes.py"""
    spec = importlib.util.spec_from_file_location("recipes", ROOT / "tools" / "recipes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["recipes"] = module  # its dataclass looks there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive that the page begins with, made as it says."""
    made = tmp_path_factory.mktemp("recipes")
    demo = ["-a", "demo-data", "demo", "--no-serve", "--days", "5"]
    assert all(line in PAGE for line in (f"    luutru {' '.join(demo)}\n", "    python docs/neighbour.py demo-data\n"))
    crawled = run_luutru([*demo, "--port", free_port()], cwd=made, environment={}, timeout=CRAWL_SECONDS)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    copied = python("docs/neighbour.py", "demo-data", cwd=made)
    assert copied.returncode == 0, copied.stderr
    return made


def python(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", ROOT / script, *arguments], cwd=cwd, capture_output=True, encoding="utf-8",
        check=False, timeout=CRAWL_SECONDS, env={**clean_environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def same(printed: str) -> str:
    """What is the same on every run: the practice portal's port is not, and its pages hold it."""
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:…", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8642", printed))


def test_every_recipe_prints_what_the_page_says_and_every_question_is_answered(
    recipes: ModuleType, folder: Path
) -> None:
    done = python("tools/recipes.py", "run", cwd=folder)
    assert done.returncode == 0, done.stderr
    cells = [cell for cell in recipes.cells(PAGE) if cell.language != "markdown"]
    printed = json.loads(done.stdout)
    assert len(printed) == len(cells)
    differing = [cell for cell, output in zip(cells, printed, strict=True) if same(output) != same(cell.output)]
    assert not differing, [(cell.source, printed[cells.index(cell)]) for cell in differing]
    for address in serving_archive(folder / "demo-data"):
        _ask_all(address)


def _ask_all(address: str) -> None:
    """Every question has an answer, but for the one that asks for what is missing: nothing is."""
    with httpx.Client(base_url=address, timeout=60) as client:
        for question in questions():
            given = {name: GIVEN[name] for name in question.parameters if name in GIVEN}
            answer = client.get(f"/archive/{question.name}.json", params={**given, "_shape": "array"})
            assert answer.status_code == 200, answer.text
            rows: list[dict[str, Any]] = answer.json()
            assert bool(rows) == (question.name != "never_received"), question.name


def test_there_are_twenty_recipes_with_their_outputs(recipes: ModuleType) -> None:
    parts = re.split(r"^### (?=\d+\. )", PAGE, flags=re.MULTILINE)[1:]
    assert [int(part.split(".")[0]) for part in parts] == list(range(1, 21))
    for part in parts:
        assert any(cell.output for cell in recipes.cells(part)), part


def test_the_notebook_is_the_page(recipes: ModuleType) -> None:
    assert recipes.notebook(PAGE) == NOTEBOOK, "python tools/recipes.py write FOLDER makes it anew"


def test_the_notebook_is_one() -> None:
    """What nbformat 4.5 asks for."""
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    assert NOTEBOOK.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in NOTEBOOK["cells"]:
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        of_code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert cell.keys() == {"id", "cell_type", "metadata", "source"} | of_code
        assert all(output.keys() == {"name", "output_type", "text"} for output in cell.get("outputs", ()))


def test_a_page_is_taken_apart_and_put_together(recipes: ModuleType) -> None:
    sql, sh, py = (
        "```sql\nSELECT 1\n```\n\n```text\nold\n```\n",
        "```sh\nluutru a  # why\n```\n",
        "```python\nx = 1\n```\n",
    )
    page = f"# A\n\n{sql}\nB\n\n{sh}\n{py}C\n"
    cells = recipes.cells(page)
    assert [(cell.language, cell.code, cell.output) for cell in cells if cell.language != "markdown"] == [
        ("sql", 'show(archive.rows("""\nSELECT 1\n"""))', "old\n"), ("sh", "!luutru a", ""), ("python", "x = 1", ""),
    ]  # fmt: skip
    assert [cell.source for cell in cells if cell.language == "markdown"] == ["# A", "B", "C"]
    new = recipes.with_outputs(page, ["new\n", "said\n", ""])
    assert [cell.output for cell in recipes.cells(new) if cell.language != "markdown"] == ["new\n", "said\n", ""]
    assert recipes.with_outputs(new, ["old\n", "", ""]) == page
