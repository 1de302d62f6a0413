-- Where a sentence was printed first
-- Articles that hold the words in this order, the earliest first (of the newest 5,000 that do). words: a part of a sentence that is not a formula.
WITH found AS (
    SELECT rowid AS id FROM articles_fts
    WHERE articles_fts MATCH '{title lead text} : "' || search_words(:words) || '"'
    ORDER BY rowid DESC LIMIT 5000
)
SELECT articles.id, portal, published_at, published_precision, first_seen, source, title, url, story_id
FROM found JOIN usual_articles AS articles USING (id)
ORDER BY published_at IS NULL, published_at, first_seen, articles.id
LIMIT 100
