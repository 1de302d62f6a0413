"""The tables that the first archive held, and most of today's. What was added since: `archive.schema.added`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema.migrating import migrations, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

INDEX = """CREATE VIRTUAL TABLE articles_fts USING fts5 (
    -- The search index; rowid is articles.id. Each text stands exact and folded (marks off, đ as d).
    title, -- the title's words as written
    lead, -- the lead's
    text, -- the text's
    title_folded, -- the title's words without marks
    lead_folded, -- the lead's
    text_folded, -- the text's
    content = '', tokenize = "unicode61 remove_diacritics 0"
)"""
_FIRST = """
CREATE TABLE portals (
    -- A portal, with its definition as last used.
    id TEXT PRIMARY KEY, -- its key, the name of its definition file
    name TEXT NOT NULL, -- what to call it
    homepage TEXT NOT NULL, -- canonical URL of the home page
    language TEXT, -- ISO 639-1, as the definition says
    timezone TEXT, -- the portal's clock, as the definition says
    definition TEXT NOT NULL, -- the definition as written (TOML)
    first_used TEXT NOT NULL, -- when it was first crawled
    last_used TEXT NOT NULL -- when it was last crawled
) STRICT;

CREATE TABLE crawls (
    -- One run of the crawler over one portal.
    id INTEGER PRIMARY KEY, -- running number
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    started_at TEXT NOT NULL, -- when it began
    finished_at TEXT, -- when it ended; NULL: under way, or killed
    reason TEXT, -- why it ended: finished, limit, interrupted, or what broke it
    requests INTEGER NOT NULL DEFAULT 0, -- addresses asked for, robots.txt not counted
    pages INTEGER NOT NULL DEFAULT 0, -- responses received
    articles INTEGER NOT NULL DEFAULT 0, -- pages that were articles
    new INTEGER NOT NULL DEFAULT 0, -- articles that were not known before
    changed INTEGER NOT NULL DEFAULT 0, -- articles found edited
    removed INTEGER NOT NULL DEFAULT 0, -- articles found gone for the second time
    errors INTEGER NOT NULL DEFAULT 0, -- requests that failed or were answered with an error
    counts TEXT, -- every count of the run, as JSON
    software TEXT NOT NULL, -- versions of what crawled, as JSON
    definition TEXT NOT NULL -- the portal's definition as used in this run (TOML)
) STRICT;
CREATE INDEX crawls_by_portal ON crawls (portal, started_at);

CREATE TABLE captures (
    -- One HTTP exchange, as received.
    id INTEGER PRIMARY KEY, -- running number
    url TEXT NOT NULL, -- the address as sent
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal it belongs to
    crawl_id INTEGER NOT NULL REFERENCES crawls(id), -- in which run
    fetched_at TEXT NOT NULL, -- when the response had arrived
    status INTEGER NOT NULL, -- HTTP status
    content_type TEXT, -- Content-Type as sent by the server
    etag TEXT, -- ETag as sent by the server
    last_modified TEXT, -- Last-Modified as sent by the server
    payload_digest TEXT NOT NULL, -- SHA-256 of the body, still content-coded, in hex
    payload_bytes INTEGER NOT NULL, -- length of that body
    warc_file TEXT NOT NULL, -- file in warc/
    warc_offset INTEGER NOT NULL, -- where its record begins in that file
    warc_length INTEGER NOT NULL, -- length of the record there, compressed
    revisit_of INTEGER REFERENCES captures(id), -- the earlier capture that holds the same bytes; NULL: they are here
    truncated TEXT, -- why the body is known to be incomplete; NULL: as far as is known it is whole
    extract_error TEXT -- what extraction could not bear; NULL: nothing
) STRICT;
CREATE INDEX captures_by_url ON captures (url, id);
CREATE INDEX captures_by_digest ON captures (payload_digest);
CREATE INDEX captures_by_crawl ON captures (crawl_id);

CREATE TABLE pages (
    -- An address that the crawler asked for.
    url TEXT NOT NULL, -- canonical URL
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    kind TEXT NOT NULL, -- what it is, as last seen: article, listing, home, document, feed, sitemap, robots, other …
    outcome TEXT NOT NULL, -- what the last request brought; kind, or gone, error, challenge, failure, refused …
    status INTEGER, -- HTTP status of the last answer; NULL: there was none
    error TEXT, -- why the last request brought no page; NULL: it did
    first_seen TEXT NOT NULL, -- when it was first asked for
    last_seen TEXT NOT NULL, -- when it was last asked for
    looks INTEGER NOT NULL, -- how often it was asked for
    unchanged INTEGER NOT NULL, -- looks in a row that found nothing new
    next_due TEXT, -- when it is to be asked for again; NULL: never
    due_reason TEXT, -- why then
    found_by TEXT, -- the road by which it was found first: seed, link, listing, feed, sitemap, robots, redirect …
    referrer TEXT, -- the page on which it was found first
    redirect_to TEXT, -- where it redirects to; NULL: nowhere
    last_capture_id INTEGER REFERENCES captures(id), -- its latest capture
    PRIMARY KEY (portal, url)
) STRICT;
CREATE INDEX pages_by_url ON pages (url);
CREATE INDEX pages_by_redirect ON pages (portal, redirect_to) WHERE redirect_to IS NOT NULL;

CREATE TABLE stories (
    -- A group of articles, on one portal or many, that carry the same text.
    id INTEGER PRIMARY KEY, -- running number
    first_article_id INTEGER REFERENCES articles(id), -- the article that was published first
    size INTEGER NOT NULL DEFAULT 1 -- how many articles belong to it
) STRICT;

CREATE TABLE articles (
    -- An article as it is now.
    id INTEGER PRIMARY KEY, -- running number
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal published it
    url TEXT NOT NULL, -- canonical URL: its identity on the portal
    title TEXT NOT NULL, -- the headline as printed, without the portal's name
    lead TEXT NOT NULL DEFAULT '', -- the standing summary (sapo); empty: none
    text TEXT NOT NULL DEFAULT '', -- the running text, paragraphs separated by a blank line, the lead first
    html TEXT NOT NULL DEFAULT '', -- the same with its structure and images, clean and safe
    published_at TEXT, -- when it was published; NULL: not known
    published_on TEXT, -- the date of that on the portal's own calendar
    published_precision TEXT, -- how much of it was stated: minute, day, month or year
    published_from TEXT, -- where it was read: json-ld, meta, visible, url, listing, feed, sitemap, header, inferred
    modified_at TEXT, -- when the page says that it was last edited
    author TEXT NOT NULL DEFAULT '', -- as printed, without the label
    source TEXT NOT NULL DEFAULT '', -- whom the portal credits, as printed, without the label
    category TEXT NOT NULL DEFAULT '', -- the portal's section
    tags TEXT NOT NULL DEFAULT '[]', -- keywords, as a JSON list
    language TEXT NOT NULL DEFAULT '', -- ISO 639-1
    image_url TEXT NOT NULL DEFAULT '', -- its leading picture
    version INTEGER NOT NULL DEFAULT 1, -- number of the present version
    content_hash TEXT NOT NULL, -- SHA-256 over what makes a version, in hex
    state TEXT NOT NULL DEFAULT 'live' -- live; suspect: not found at the last look; removed: at two; restored: back
        CHECK (state IN ('live', 'suspect', 'removed', 'restored')),
    first_seen TEXT NOT NULL, -- when it was first received
    last_seen TEXT NOT NULL, -- when it was last received
    gone_at TEXT, -- the first look that did not find it; NULL: it is there
    gone_crawl_id INTEGER REFERENCES crawls(id), -- the run of that look
    gone_capture_id INTEGER REFERENCES captures(id), -- what that look received
    removed_capture_id INTEGER REFERENCES captures(id), -- what the look received that found it gone for the second time
    found_by TEXT, -- the road by which it was found first
    story_id INTEGER REFERENCES stories(id), -- the story that it belongs to; NULL: none
    UNIQUE (portal, url)
) STRICT;
CREATE INDEX articles_by_hash ON articles (portal, content_hash);
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_portal_date ON articles (portal, published_on);

CREATE TABLE article_urls (
    -- Another address under which an article was met.
    portal TEXT NOT NULL REFERENCES portals(id), -- which portal
    url TEXT NOT NULL, -- the other address, canonical
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    first_seen TEXT NOT NULL, -- when it was first met there
    last_seen TEXT NOT NULL, -- when it was last met there
    reason TEXT NOT NULL, -- how it is known: same content, redirect, canonical link
    diverged_at TEXT, -- when it was first found to say something else; NULL: it says the same
    PRIMARY KEY (portal, url)
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);

CREATE TABLE article_versions (
    -- A state of an article, the present one included; an article never edited has one.
    id INTEGER PRIMARY KEY, -- running number
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    number INTEGER NOT NULL, -- 1, 2, 3 … for each article
    capture_id INTEGER NOT NULL REFERENCES captures(id), -- the capture that says so
    read_at_url TEXT NOT NULL, -- canonical URL of the address that said so: the article's own, or another of its
    seen_at TEXT NOT NULL, -- when it was first received in this state
    extractor TEXT NOT NULL DEFAULT '', -- version of the extractor that read it
    content_hash TEXT NOT NULL, -- SHA-256 over what makes a version, in hex
    title TEXT NOT NULL, -- as in articles
    lead TEXT NOT NULL, -- as in articles
    text TEXT NOT NULL, -- as in articles
    html TEXT NOT NULL, -- as in articles
    published_at TEXT, -- as in articles
    published_on TEXT, -- as in articles
    published_precision TEXT, -- as in articles
    published_from TEXT, -- as in articles
    modified_at TEXT, -- as in articles
    author TEXT NOT NULL, -- as in articles
    source TEXT NOT NULL, -- as in articles
    category TEXT NOT NULL, -- as in articles
    tags TEXT NOT NULL, -- as in articles
    language TEXT NOT NULL, -- as in articles
    image_url TEXT NOT NULL, -- as in articles
    captions TEXT NOT NULL, -- pictures with address, caption and alternative text, as a JSON list
    attachments TEXT NOT NULL, -- documents with address, name and media type, as a JSON list
    UNIQUE (article_id, number)
) STRICT;
CREATE INDEX article_versions_by_time ON article_versions (seen_at);

CREATE TABLE readings (
    -- What an earlier extractor read from a version's capture, where that differs.
    id INTEGER PRIMARY KEY, -- running number
    version_id INTEGER NOT NULL REFERENCES article_versions(id), -- the version
    extractor TEXT NOT NULL, -- version of the extractor that read it so
    read_at TEXT NOT NULL, -- when that reading was replaced
    article TEXT NOT NULL -- the reading, as JSON
) STRICT;
CREATE INDEX readings_by_version ON readings (version_id);

CREATE TABLE observations (
    -- A figure that moves without the article changing.
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    observed_at TEXT NOT NULL, -- when it stood on the page
    name TEXT NOT NULL, -- what it counts: views
    value INTEGER NOT NULL, -- the figure
    PRIMARY KEY (article_id, name, observed_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
    -- A picture of an article as it is now.
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    position INTEGER NOT NULL, -- 1, 2, 3 … in the order of the text
    url TEXT NOT NULL, -- its address
    caption TEXT NOT NULL DEFAULT '', -- as printed, without a label
    alt TEXT NOT NULL DEFAULT '', -- its alternative text
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
    -- A document that an article links to as it is now.
    article_id INTEGER NOT NULL REFERENCES articles(id), -- the article
    position INTEGER NOT NULL, -- 1, 2, 3 … in the order of the text
    url TEXT NOT NULL, -- its address
    name TEXT NOT NULL DEFAULT '', -- the words of the link, or the file's name
    media_type TEXT NOT NULL DEFAULT '', -- as the page or the server says
    text TEXT, -- what it says; NULL: not read
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    -- What the archive must remember about itself.
    name TEXT PRIMARY KEY, -- which setting
    value TEXT NOT NULL -- its value
) STRICT;

%(index)s;

CREATE VIEW article_table AS
    -- Articles without the wide columns, for tables and data frames.
    SELECT articles.id, articles.portal, portals.name AS portal_name, articles.url, articles.title, articles.lead,
           articles.published_on, articles.published_at, articles.published_precision, articles.published_from,
           articles.modified_at, articles.author, articles.source, articles.category, articles.tags,
           articles.language, articles.image_url, length(articles.text) AS text_length, articles.version,
           articles.state, articles.first_seen, articles.last_seen, articles.gone_at, articles.story_id,
           (SELECT value FROM observations WHERE article_id = articles.id AND name = 'views'
            ORDER BY observed_at DESC LIMIT 1) AS views,
           (SELECT count(*) FROM images WHERE article_id = articles.id) AS image_count,
           (SELECT count(*) FROM attachments WHERE article_id = articles.id) AS attachment_count
    FROM articles JOIN portals ON portals.id = articles.portal;
"""


@migrations()
def m001_the_tables(db: Database) -> None:
    """Everything that DESIGN's first archive holds."""
    for statement in statements(_FIRST.replace("%(index)s", INDEX)):
        db.conn.execute(statement)
