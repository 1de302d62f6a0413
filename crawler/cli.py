"""`luutru`: gathers the verbs of both packages. What a verb does stands in its own module."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from archive.commands.options import ArchiveOption
from archive.errors import LuutruError
from archive.terminal import one_line

app = typer.Typer(
    name="luutru",
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


def _register() -> None:
    from archive.commands import backup, changes, compact, doctor, export, search, serve, show, status, withhold
    from crawler.commands import (
        accept,
        add,
        alerts,
        coverage,
        crawl,
        demo,
        extract,
        portals,
        reextract,
        run,
        service,
        verify,
    )  # fmt: skip

    app.command("demo")(demo.demo)
    app.command("add")(add.add)
    app.command("portals")(portals.portals)
    app.command("crawl")(crawl.crawl)
    app.command("run")(run.run)
    app.add_typer(service.app, name="service", no_args_is_help=True)
    app.command("coverage")(coverage.coverage_command)
    app.command("extract")(extract.extract_command)
    app.command("reextract")(reextract.reextract)
    app.command("search")(search.search)
    app.command("show")(show.show)
    app.command("changes")(changes.changes)
    app.command("status")(status.status)
    app.command("doctor")(doctor.doctor)
    app.command("accept")(accept.accept)
    app.command("alerts")(alerts.alerts)
    app.command("export")(export.export)
    app.command("withhold")(withhold.withhold)
    app.command("verify")(verify.verify_command)
    app.command("serve")(serve.serve)
    app.command("backup")(backup.backup)
    app.command("compact")(compact.compact)


def main() -> None:
    """The console command: runs a verb, prints an error as one line, ends with its exit status."""
    try:
        _register()
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
