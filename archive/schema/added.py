"""What was added to the first tables, a migration each, the oldest first. A new one goes to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema.migrating import migrations, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

_SECOND = """
CREATE TABLE warc_files (
    -- A file in warc/, as far as the tables speak of it.
    name TEXT PRIMARY KEY, -- its name in warc/
    bytes INTEGER NOT NULL, -- how much of it has been entered into the tables
    sha256 TEXT -- SHA-256 of the whole file, in hex; NULL: it is still being written, or was never closed
) STRICT;
INSERT INTO warc_files (name, bytes) SELECT warc_file, max(warc_offset + warc_length) FROM captures GROUP BY warc_file;

CREATE TABLE absences (
    -- A time when an article was not to be found at its address, with the evidence of each look.
    id INTEGER PRIMARY KEY, -- running number
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    gone_at TEXT NOT NULL, -- the first look that did not find it
    gone_capture_id INTEGER REFERENCES captures(id), -- what that look received
    removed_at TEXT, -- the look on another visit that confirmed it; NULL: there was none
    removed_capture_id INTEGER REFERENCES captures(id), -- what that look received
    back_at TEXT, -- the look that found it again; NULL: it has not come back
    back_capture_id INTEGER REFERENCES captures(id) -- what that look received
) STRICT;
CREATE INDEX absences_by_article ON absences (article_id);
INSERT INTO absences (article_id, gone_at, gone_capture_id, removed_at, removed_capture_id)
SELECT articles.id, gone_at, gone_capture_id, captures.fetched_at, removed_capture_id
FROM articles LEFT JOIN captures ON captures.id = removed_capture_id WHERE gone_at IS NOT NULL;

CREATE TABLE withholdings (
    -- An article that may not be shown: its rows are in withheld.db, its bytes stay in warc/.
    id INTEGER PRIMARY KEY, -- running number
    article_id INTEGER NOT NULL, -- the number that the article had, and has again when shown
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal published it
    withheld_at TEXT NOT NULL, -- since when
    reason TEXT NOT NULL, -- why, as the archivist says
    undone_at TEXT -- when it was shown again; NULL: it is withheld
) STRICT;

CREATE TABLE fixity (
    -- What each row of the other tables held when luutru last wrote it.
    table_name TEXT NOT NULL, -- which table
    row_key TEXT NOT NULL, -- its primary key, as a JSON list
    digest BLOB NOT NULL, -- the first 16 bytes of SHA-256 over its columns, see archive/fixity.py
    PRIMARY KEY (table_name, row_key)
) STRICT, WITHOUT ROWID;

ALTER TABLE captures ADD COLUMN damage TEXT /* what luutru verify found wrong with its bytes in warc/; NULL: nothing */;
ALTER TABLE crawls ADD COLUMN overrides TEXT NOT NULL DEFAULT '{}' /* what --set changed in this run, a JSON object */;
ALTER TABLE portals ADD COLUMN warc_file TEXT /* the file in warc/ that holds its latest visit that is in the tables */;
ALTER TABLE portals ADD COLUMN warc_end INTEGER /* where the records of that visit end */;
CREATE INDEX articles_by_title ON articles (portal, title);
CREATE INDEX captures_by_place ON captures (warc_file, warc_offset);
"""


@migrations()
def m002_the_evidence(db: Database) -> None:
    """How far the tables follow `warc/`, absences with their evidence, what is withheld, and digests of rows."""
    for statement in statements(_SECOND):
        db.conn.execute(statement)


_THIRD = """
CREATE TABLE site_models (
    -- What was learned of a layout of a portal's pages: what repeats there is the portal's, not an article's.
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    number INTEGER NOT NULL, -- 1, 2, 3 … for each portal
    first INTEGER NOT NULL, -- the first of the models that count together with it
    learned_at TEXT NOT NULL, -- when it was learned
    pages INTEGER NOT NULL, -- from how many pages
    extractor TEXT NOT NULL, -- version of the extractor that learned it
    model TEXT NOT NULL, -- the model, as JSON
    PRIMARY KEY (portal, number)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m003_what_was_learned(db: Database) -> None:
    """What extraction has learned of portals' pages."""
    for statement in statements(_THIRD):
        db.conn.execute(statement)


_FOURTH = """
ALTER TABLE pages ADD COLUMN changed_at TEXT /* when a later look first found news or an edit there; NULL: none did */;
"""


@migrations()
def m004_what_changes_when(db: Database) -> None:
    """When the pages of a portal last brought something new."""
    for statement in statements(_FOURTH):
        db.conn.execute(statement)


_FIFTH = """
CREATE TABLE announcements (
    -- An address that a sitemap, a feed or a listing of the portal has named; it may never have been asked for.
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    url TEXT NOT NULL, -- the address, canonical
    road TEXT NOT NULL -- where it was named
        CHECK (road IN ('sitemap', 'feed', 'listing')),
    announced_on TEXT, -- the first date of publication given for it there, on the portal's calendar; NULL: none
    section TEXT, -- the first listing that named it, by the part of its address that says which; NULL: none
    first_seen TEXT NOT NULL, -- when it was first found named there
    PRIMARY KEY (portal, url, road)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    -- What a listing has said of its own length, a row each time it said something else.
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    url TEXT NOT NULL, -- the listing's first page, canonical
    counts TEXT NOT NULL -- what it counts
        CHECK (counts IN ('pages', 'articles')),
    seen_at TEXT NOT NULL, -- when it was first found to say so
    value INTEGER NOT NULL, -- how many it says there are
    listed INTEGER NOT NULL, -- the most articles that one of its pages listed then
    PRIMARY KEY (portal, url, counts, seen_at)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m005_what_was_announced(db: Database) -> None:
    """What portals say that they hold."""
    for statement in statements(_FIFTH):
        db.conn.execute(statement)


_SIXTH = """
ALTER TABLE crawls ADD COLUMN notes TEXT /* what the run had to tell at its end, as a JSON list; NULL: nothing */;
"""


@migrations()
def m006_what_a_run_had_to_tell(db: Database) -> None:
    """What runs gave up and why, and what else the archivist should know."""
    for statement in statements(_SIXTH):
        db.conn.execute(statement)


_SEVENTH = """
CREATE TABLE certificates (
    -- A TLS certificate that a host has presented.
    host TEXT NOT NULL, -- the host, with its port where that is not 443
    fingerprint TEXT NOT NULL, -- SHA-256 of the certificate as sent (DER), in hex
    subject TEXT NOT NULL, -- for whom it is (RFC 4514)
    issuer TEXT NOT NULL, -- who signed it (RFC 4514)
    valid_from TEXT NOT NULL, -- when it begins to count
    valid_until TEXT NOT NULL, -- when it ends
    fault TEXT, -- why it did not prove at the last time that the host is the one that was asked for; NULL: it did
    first_seen TEXT NOT NULL, -- when it was first presented
    last_seen TEXT NOT NULL, -- when it was last presented
    PRIMARY KEY (host, fingerprint)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m007_who_answered(db: Database) -> None:
    """What hosts presented as proof that they are the ones that were asked for."""
    for statement in statements(_SEVENTH):
        db.conn.execute(statement)


_EIGHTH = """
CREATE TABLE set_aside (
    -- A page that was read as an article and is in doubt: captured, not published until somebody has looked at it.
    id INTEGER PRIMARY KEY, -- running number
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    url TEXT NOT NULL, -- its canonical URL
    capture_id INTEGER NOT NULL REFERENCES captures(id), -- what was received
    seen_at TEXT NOT NULL, -- when
    doubt TEXT NOT NULL, -- what is doubtful: no_date, no_text, short_text, lost_author, other_text, same_text …
    title TEXT NOT NULL, -- the headline as it was read
    settled_at TEXT, -- when it was settled; NULL: it waits
    settlement TEXT -- how: published, superseded by a later look, or dropped as no article; NULL: it waits
        CHECK (settlement IN ('published', 'superseded', 'dropped'))
) STRICT;
CREATE INDEX set_aside_by_address ON set_aside (portal, url) WHERE settled_at IS NULL;

CREATE TABLE troubles (
    -- Something that was not as usual at a portal, from the run that first showed it to the one that showed it no more.
    id INTEGER PRIMARY KEY, -- running number
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    kind TEXT NOT NULL, -- what: silent, no_date, errors, unreachable, certificate, moved, cut_off … see docs/health.md
    level TEXT NOT NULL -- the gravest level so far: yellow is shown, red is told
        CHECK (level IN ('yellow', 'red')),
    since TEXT NOT NULL, -- when the run began that first showed it
    found_at TEXT NOT NULL, -- when it was found out
    red_at TEXT, -- when it became red; NULL: it never was
    ended_at TEXT, -- when it was found to be over; NULL: it lasts
    accepted_crawl INTEGER, -- the first crawl after somebody looked and said that it is so now; NULL: nobody did
    evidence TEXT NOT NULL, -- what was seen, as it was last found
    told TEXT -- the state of which the archivist was last told: yellow, red or over; NULL: of none
) STRICT;
CREATE INDEX troubles_open ON troubles (portal, kind) WHERE ended_at IS NULL;

ALTER TABLE crawls ADD COLUMN failures TEXT /* what failed and why, as a JSON list of lines; NULL: nothing */;
ALTER TABLE pages ADD COLUMN announced INTEGER /* the most news that it named in one look; NULL: none */;
"""


@migrations()
def m008_whether_all_is_well(db: Database) -> None:
    """What is in doubt, and what was not as usual."""
    for statement in statements(_EIGHTH):
        db.conn.execute(statement)


_NINTH = """
CREATE TABLE search_changes (
    -- Which articles the search index (search/) has to look at again.
    article_id INTEGER PRIMARY KEY, -- the article; it may have been withheld since
    change INTEGER NOT NULL UNIQUE -- the number of the latest change to it, counted over all
) STRICT;
"""


@migrations()
def m009_what_the_search_index_follows(db: Database) -> None:
    """Which articles have changed, for the index beside the tables."""
    for statement in statements(_NINTH):
        db.conn.execute(statement)


_TENTH = """
DROP TABLE stories;
CREATE TABLE stories (
    -- A group of articles, on one portal or many, that carry the same text; docs/stories.md says what counts as that.
    id INTEGER PRIMARY KEY, -- the lowest number among its articles
    first_article_id INTEGER NOT NULL REFERENCES articles(id), -- the article that was published first
    first_by TEXT NOT NULL -- what tells so: another one credits its portal, its date, or that it was received first
        CHECK (first_by IN ('credited', 'published', 'received')),
    size INTEGER NOT NULL -- how many articles belong to it, two at least
) STRICT;
CREATE INDEX articles_by_story ON articles
    (story_id, published_at, first_seen, id, published_precision, portal, source) WHERE story_id IS NOT NULL;

CREATE TABLE story_signatures (
    -- By what copies of an article's present text are found; can be made anew from the text.
    article_id INTEGER PRIMARY KEY REFERENCES articles(id), -- the article
    signature BLOB NOT NULL -- MinHash of its shingles, two bytes a value; of a short text a digest, six bytes
) STRICT;

CREATE TABLE story_bands (
    -- The signatures in parts: articles that have a band in common may be copies of each other.
    band INTEGER NOT NULL, -- three values of a signature and their place in it, as a number
    article_id INTEGER NOT NULL, -- the article
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m010_who_copied_whom(db: Database) -> None:
    """Stories, and how copies are found."""
    for statement in statements(_TENTH):
        db.conn.execute(statement)


_ELEVENTH = """
DROP INDEX articles_by_portal_date;
CREATE INDEX articles_by_portal_date ON articles (portal, published_on, state, version);
CREATE INDEX articles_by_arrival ON articles (first_seen, portal);
"""


@migrations()
def m011_what_is_held_at_a_glance(db: Database) -> None:
    """Counting by portal and by day of arrival reads no article: each is long."""
    for statement in statements(_ELEVENTH):
        db.conn.execute(statement)


_TWELFTH = """
ALTER TABLE articles ADD COLUMN page_type TEXT NOT NULL DEFAULT 'news' /* what it is: news, notice, event … */ \
CHECK (page_type IN ('news', 'notice', 'event', 'guide', 'profile', 'other'));
ALTER TABLE articles ADD COLUMN page_type_confidence REAL /* how sure that is, 0 to 1; NULL: nobody judged it */;
ALTER TABLE articles ADD COLUMN read_type TEXT /* what extraction calls it, where a rule decides; NULL: none does */;
ALTER TABLE articles ADD COLUMN read_type_confidence REAL /* how sure that is, 0 to 1; NULL: nobody judged it */;

CREATE TABLE doubts (
    -- What a second look at a page found different from what was read of it.
    version_id INTEGER NOT NULL REFERENCES article_versions(id), -- the version whose reading is in doubt
    extractor TEXT NOT NULL, -- version of the extractor that read it
    name TEXT NOT NULL, -- what: lost_prose, other_title, other_date, no_text …
    value REAL NOT NULL, -- how much, 0 to 1
    PRIMARY KEY (version_id, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE set_aside ADD COLUMN article TEXT \
/* what was read, with its page type and doubts, as JSON; NULL: an earlier luutru set it aside */;

CREATE TABLE page_type_rules (
    -- What luutru reclassify calls a page, or all pages of a portal whose address fits a pattern.
    id INTEGER PRIMARY KEY, -- running number; of two rules for a page the later one decides, one for its address first
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    url TEXT, -- the canonical URL of the page; NULL: the rule has a pattern
    pattern TEXT, -- a regular expression, found anywhere in the canonical URL; NULL: the rule is for one page
    page_type TEXT NOT NULL -- what they are
        CHECK (page_type IN ('news', 'notice', 'event', 'guide', 'profile', 'other')),
    stated_at TEXT NOT NULL, -- when it was given
    UNIQUE (portal, url),
    UNIQUE (portal, pattern),
    CHECK ((url IS NULL) <> (pattern IS NULL))
) STRICT;

DROP INDEX articles_by_portal_date;
CREATE INDEX articles_by_portal_date ON articles (portal, published_on, state, version, page_type);
DROP INDEX articles_by_arrival;
CREATE INDEX articles_by_arrival ON articles (first_seen, portal, page_type);

CREATE VIEW usual_articles AS
    -- The articles that are counted, searched and shown unless other page types are asked for: news and notices.
    SELECT * FROM articles WHERE page_type IN ('news', 'notice');

DROP VIEW article_table;
CREATE VIEW article_table AS
    -- News and notices without the wide columns, for tables and data frames.
    SELECT articles.id, articles.portal, portals.name AS portal_name, articles.url, articles.title, articles.lead,
           articles.published_on, articles.published_at, articles.published_precision, articles.published_from,
           articles.modified_at, articles.author, articles.source, articles.category, articles.tags,
           articles.language, articles.image_url, length(articles.text) AS text_length, articles.version,
           articles.state, articles.first_seen, articles.last_seen, articles.gone_at, articles.story_id,
           (SELECT value FROM observations WHERE article_id = articles.id AND name = 'views'
            ORDER BY observed_at DESC LIMIT 1) AS views,
           (SELECT count(*) FROM images WHERE article_id = articles.id) AS image_count,
           (SELECT count(*) FROM attachments WHERE article_id = articles.id) AS attachment_count, articles.page_type
    FROM usual_articles AS articles JOIN portals ON portals.id = articles.portal;
"""


@migrations()
def m012_what_a_page_is(db: Database) -> None:
    """What kind of page each article is, and what is doubtful about how it was read."""
    for statement in statements(_TWELFTH):
        db.conn.execute(statement)


_THIRTEENTH = """
CREATE TABLE portal_decisions (
    -- What was decided of a portal with luutru portal; it may never have been crawled.
    portal TEXT PRIMARY KEY, -- its key
    paused_at TEXT, -- since when it is crawled only when it is named; NULL: it is not paused
    removed_at TEXT, -- since when it is crawled and listed no more, its articles stay; NULL: it is known
    renamed_to TEXT -- the key that it has got; NULL: it was not renamed
) STRICT;
CREATE INDEX captures_by_portal ON captures (portal, fetched_at, warc_length);
DROP INDEX crawls_by_portal;
CREATE INDEX crawls_by_portal ON crawls (portal, started_at, finished_at, reason, requests);
"""


@migrations()
def m013_what_was_decided_of_portals(db: Database) -> None:
    """A portal's life; and what is stored of each portal, counted without a look at its captures."""
    for statement in statements(_THIRTEENTH):
        db.conn.execute(statement)


_FOURTEENTH = """
ALTER TABLE captures ADD COLUMN part_of INTEGER REFERENCES captures(id) \
/* the capture of the page where the text begins that goes on in this one; NULL: it is no later page */;
CREATE INDEX captures_by_part ON captures (part_of) WHERE part_of IS NOT NULL;
"""


@migrations()
def m014_texts_over_several_pages(db: Database) -> None:
    """Which captures are later pages of a text."""
    for statement in statements(_FOURTEENTH):
        db.conn.execute(statement)


REFERENCES = """
CREATE INDEX captures_by_original ON captures (revisit_of) WHERE revisit_of IS NOT NULL;
CREATE INDEX pages_by_capture ON pages (last_capture_id) WHERE last_capture_id IS NOT NULL;
CREATE INDEX articles_by_gone_crawl ON articles (gone_crawl_id) WHERE gone_crawl_id IS NOT NULL;
CREATE INDEX articles_by_gone_capture ON articles (gone_capture_id) WHERE gone_capture_id IS NOT NULL;
CREATE INDEX articles_by_removed_capture ON articles (removed_capture_id) WHERE removed_capture_id IS NOT NULL;
CREATE INDEX article_versions_by_capture ON article_versions (capture_id);
CREATE INDEX article_versions_edited ON article_versions (seen_at, article_id, number) WHERE number > 1;
CREATE INDEX absences_by_gone_capture ON absences (gone_capture_id) WHERE gone_capture_id IS NOT NULL;
CREATE INDEX absences_by_removed_capture ON absences (removed_capture_id) WHERE removed_capture_id IS NOT NULL;
CREATE INDEX absences_by_back_capture ON absences (back_capture_id) WHERE back_capture_id IS NOT NULL;
CREATE INDEX withholdings_by_portal ON withholdings (portal);
CREATE INDEX withholdings_by_article ON withholdings (article_id);
CREATE INDEX set_aside_by_portal ON set_aside (portal);
CREATE INDEX set_aside_by_capture ON set_aside (capture_id);
CREATE INDEX troubles_by_portal ON troubles (portal);
CREATE INDEX stories_by_first_article ON stories (first_article_id);
"""


@migrations()
def m015_what_refers_to_what(db: Database) -> None:
    """An index for each reference from table to table: what hangs on a row is found without reading all the others."""
    for statement in statements(REFERENCES):
        db.conn.execute(statement)


_SIXTEENTH = """
CREATE TABLE known_losses (
    -- Bytes in warc/ that are lost or damaged and of which the archivist has said so with luutru verify --acknowledge.
    warc_file TEXT NOT NULL, -- the file in warc/
    warc_offset INTEGER NOT NULL, -- where in it
    warc_length INTEGER NOT NULL, -- how many bytes; 0 behind its end: another digest, though all records are whole
    what TEXT NOT NULL, -- what luutru verify found
    reason TEXT NOT NULL, -- what the archivist says of it
    acknowledged_at TEXT NOT NULL, -- when that was said
    PRIMARY KEY (warc_file, warc_offset, warc_length)
) STRICT;
"""


@migrations()
def m016_what_is_known_to_be_lost(db: Database) -> None:
    """Losses in warc/ that are known, so that only a new one is told as such."""
    for statement in statements(_SIXTEENTH):
        db.conn.execute(statement)
