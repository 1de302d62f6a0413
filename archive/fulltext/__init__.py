"""The search index: every version of every article, by its words, in `search/` beside `archive.db`.

It is made from the tables and can be deleted at any time: it is then made anew. The tables alone are the record.
SQLite's own full-text search takes seconds to rank and count what holds a common word (docs/search.md); tantivy visits
every hit too, and needs a few hundredths of that.

    tokens      a text as words with marks and without, and as pairs of words
    documents   an article as documents: one for each time that it stood on the portal in one wording
    index       the folder: opened, brought up to date, made anew
    asking      a query (`archive.query`) and its filters, as tantivy is asked
"""
