"""Errors that a user meets: one line that says what is wrong and what to do, and the exit status that goes with it."""

from __future__ import annotations


class LuutruError(Exception):
    """Something the user must know; its text is one line, printed without a traceback."""

    exit_status = 1


class UsageError(LuutruError):
    """A wrong option, address, folder or definition."""

    exit_status = 2


class ArchiveError(LuutruError):
    """The archive cannot be opened, read or written as asked."""


class NoArchive(ArchiveError, UsageError):
    """There is no archive where one was named, or the folder is somebody else's."""

    exit_status = 2


class NewerArchive(ArchiveError, UsageError):
    """The archive was written by a later version of luutru."""

    exit_status = 2


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class UnfoldedLog(ArchiveError, UsageError):
    """The archive lies where nothing can be written, and what was written last is not yet in its database."""

    exit_status = 2
