"""An archive that stays open between questions, for servers that live long."""

from __future__ import annotations

from pathlib import Path

from archive.archive import Archive


class OpenArchive:
    """The archive of a folder, for one thread: opened when it is first asked for, and again where another file has
    taken its place (a repair, a restored copy).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._archive: Archive | None = None
        self._file: tuple[int, int] | None = None

    def get(self) -> Archive:
        """The archive, read-only. Raises as `Archive.open` does."""
        file = self._identity()
        if self._archive is not None and file != self._file:
            self.forget()
        if self._archive is None:
            self._archive, self._file = Archive.open(self._folder), file
        return self._archive

    def forget(self) -> None:
        """Closes it; the next question opens it again."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = (self._folder / "archive.db").stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
