"""`luutru mcp`: the archive for language models."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec

import typer

from archive import Archive
from archive.commands.options import ArchiveOption, archive_folder
from archive.errors import LuutruError


def mcp(ctx: typer.Context, archive: ArchiveOption = None) -> None:
    """Serve the archive, read-only, to a program that speaks the Model Context Protocol over standard input and output.

    It can search, read an article as of a date, compare versions, list portals and changes.
    """
    folder = archive_folder(ctx, archive)
    with Archive.open(folder):
        pass  # what is wrong with it is said now, and not at the first question
    if find_spec("mcp") is None:
        raise LuutruError("the MCP server needs the SDK: pip install 'luutru[mcp]'")
    from archive.mcp.server import server  # needs the extra, and takes a second

    server(folder, version("luutru")).run("stdio")
