"""`luutru`: gathers the verbs of both packages. What a verb does stands in its own module."""

from __future__ import annotations

import ast
import os
import sqlite3
import sys
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from archive.commands.options import ArchiveOption
from archive.errors import LuutruError
from archive.terminal import one_line

VERBS = {
    "demo": "crawler.commands.demo:demo",
    "add": "crawler.commands.add:add",
    "portals": "crawler.commands.portals:portals",
    "portal": "crawler.commands.portal:app",
    "crawl": "crawler.commands.crawl:crawl",
    "run": "crawler.commands.run:run",
    "service": "crawler.commands.service:app",
    "coverage": "crawler.commands.coverage:coverage_command",
    "extract": "crawler.commands.extract:extract_command",
    "reextract": "crawler.commands.reextract:reextract",
    "search": "archive.commands.search:search",
    "show": "archive.commands.show:show",
    "story": "archive.commands.story:story",
    "changes": "archive.commands.changes:changes",
    "status": "crawler.commands.status:status",
    "doctor": "archive.commands.doctor:doctor",
    "accept": "crawler.commands.accept:accept",
    "alerts": "crawler.commands.alerts:alerts",
    "export": "archive.commands.export:export",
    "withhold": "crawler.commands.withhold:withhold",
    "reclassify": "archive.commands.reclassify:reclassify",
    "verify": "crawler.commands.verify:verify_command",
    "serve": "archive.commands.serve:serve",
    "mcp": "archive.commands.mcp:mcp",
    "backup": "archive.commands.backup:backup",
    "compact": "archive.commands.compact:compact",
}
"""Where each verb stands, in the order in which help names them."""
_VERIFY = "luutru verify tells whether it is damaged"
NEVER_NEEDED = ("numpy", "pandas")
"""sqlite-utils imports these where they are installed, for what we never ask of it; that takes a while."""


class Verbs(TyperGroup):
    """The verbs, of which only the one that is asked for is imported."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A verb by its name, of which no more is known than help says of it; None where it is none."""
        if not self.commands:  # those that are spelled like an unknown one are named, too
            self.commands.update({name: TyperCommand(name, help=_told(place)) for name, place in VERBS.items()})
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that is to be run, or completed, whole."""
        name, _, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, None, rest
        return name, whole_command(name), rest


def whole_command(name: str) -> Any:
    """A verb with its options and arguments, which imports what it needs."""
    module, _, function = VERBS[name].partition(":")
    found = getattr(import_module(module), function)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


def _told(place: str) -> str:
    """What a verb says of itself, read from its file: importing it takes much longer."""
    module, _, name = place.partition(":")
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    for one in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(one, ast.FunctionDef) and one.name == name:
            return ast.get_docstring(one) or ""
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name and isinstance(one.value, ast.Call):
            return next(str(ast.literal_eval(word.value)) for word in one.value.keywords if word.arg == "help")
    return ""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"luutru {version('luutru')}")
        raise typer.Exit


app = typer.Typer(
    name="luutru",
    cls=Verbs,
    help="Crawl government news portals and keep their articles, with the evidence, in SQLite.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _luutru(
    ctx: typer.Context,
    archive: ArchiveOption = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    ctx.obj = archive


def main() -> None:
    """The console command: runs a verb, prints an error as one line, ends with its exit status."""
    try:
        for name in NEVER_NEEDED:
            sys.modules.setdefault(name, None)  # type: ignore[arg-type] # as good as not installed
        status = app(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except LuutruError as error:
        sys.stderr.write(f"luutru: {one_line(str(error))}\n")
        sys.exit(error.exit_status)
    except sqlite3.Error as error:  # what is said of the files themselves is a LuutruError
        sys.stderr.write(f"luutru: a database does not hold what it should ({one_line(str(error))}): {_VERIFY}\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing to say, and no second try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"luutru: {one_line(f'{where}{error.strerror or error}')}\n")
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("luutru: interrupted\n")
        sys.exit(130)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except Exception as error:
        # A wrong option or argument; the class is click's own, which typer carries along under a private name.
        told = getattr(error, "format_message", None)
        if told is None:
            raise
        sys.stderr.write(f"luutru: {one_line(told())} (luutru --help tells all)\n")
        sys.exit(2)
