"""By which way the archivist was told of what: a step of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema.migrating import migrations, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

_SEVENTEENTH = """
CREATE TABLE told (
    -- Of which state of a trouble the archivist was told by which way.
    trouble_id INTEGER NOT NULL REFERENCES troubles(id), -- the trouble
    way TEXT NOT NULL, -- email, webhook or command; '*': every way, as an earlier luutru kept it
    state TEXT NOT NULL, -- the state that was told last: yellow, red or over
    PRIMARY KEY (trouble_id, way)
) STRICT, WITHOUT ROWID;
INSERT INTO told (trouble_id, way, state) SELECT id, '*', told FROM troubles WHERE told IS NOT NULL;
"""


@migrations()
def m017_told_by_which_way(db: Database) -> None:
    """What was told, by way: one that failed is tried again, by that way alone."""
    for statement in statements(_SEVENTEENTH):
        db.conn.execute(statement)
