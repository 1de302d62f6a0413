"""Stories: articles, on one portal or many, that carry the same text; who published it first, who copied.

texts        a text as it is compared: words and shingles
signature    by what copies of a text are found without looking at all others
beside       two texts laid beside each other: what they share, and whether they are a form filled in twice
alike        whether two articles are one text
bands        signatures in the tables
joining      articles into stories and out of them, in the transaction that writes their text
credits      whom a source names among the portals
publishing   which article of a story was published first, and what tells that
filling      stories of articles that were there before stories were
reading      stories as they are read
"""
