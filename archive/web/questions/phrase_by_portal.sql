-- Who wrote of it, and since when
-- By portal the number of articles that hold the words in this order (of the newest 5,000 that do), the first and the last of them. words: for example chuyển đổi số.
WITH found AS (
    SELECT rowid AS id FROM articles_fts
    WHERE articles_fts MATCH '{title lead text} : "' || search_words(:words) || '"'
    ORDER BY rowid DESC LIMIT 5000
)
SELECT portal, count(*) AS articles, count(DISTINCT story_id) AS stories,
       min(published_on) AS first, max(published_on) AS last
FROM found JOIN usual_articles AS articles USING (id)
GROUP BY portal
ORDER BY articles DESC, portal
