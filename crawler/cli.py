"""`luutru`: gathers the verbs of both packages. What a verb does stands in its own module."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from archive.commands.options import ArchiveOption
from archive.errors import LuutruError
from archive.terminal import one_line

VERBS = {
    "demo": "crawler.commands.demo:demo",
    "add": "crawler.commands.add:add",
    "portals": "crawler.commands.portals:portals",
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
    "status": "archive.commands.status:status",
    "doctor": "archive.commands.doctor:doctor",
    "accept": "crawler.commands.accept:accept",
    "alerts": "crawler.commands.alerts:alerts",
    "export": "archive.commands.export:export",
    "withhold": "archive.commands.withhold:withhold",
    "reclassify": "archive.commands.reclassify:reclassify",
    "verify": "crawler.commands.verify:verify_command",
    "serve": "archive.commands.serve:serve",
    "mcp": "archive.commands.mcp:mcp",
    "backup": "archive.commands.backup:backup",
    "compact": "archive.commands.compact:compact",
}
"""Where each verb stands, in the order in which help names them."""
NEVER_NEEDED = ("numpy", "pandas")
"""sqlite-utils imports these where they are installed, for what we never ask of it; that takes a while."""


class Verbs(TyperGroup):
    """The verbs, of which only the one that is asked for is imported."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A verb by its name; None where it is none."""
        if cmd_name in VERBS and cmd_name not in self.commands:
            module, _, name = VERBS[cmd_name].partition(":")
            found = getattr(import_module(module), name)
            if isinstance(found, typer.Typer):
                self.commands[cmd_name] = typer.main.get_command(found)
            else:
                alone = typer.Typer(add_completion=False)
                alone.command(cmd_name)(found)
                self.commands[cmd_name] = typer.main.get_command(alone)
        if cmd_name not in VERBS:  # those that are spelled like it are about to be named
            for name in VERBS:
                self.get_command(ctx, name)
        return self.commands.get(cmd_name)


app = typer.Typer(
    name="luutru",
    cls=Verbs,
    help="Crawl government news portals and keep their articles, with the evidence, in SQLite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _luutru(
    ctx: typer.Context,
    archive: ArchiveOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"luutru {version_of('luutru')}")
        raise typer.Exit
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
