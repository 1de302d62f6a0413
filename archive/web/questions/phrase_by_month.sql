-- When a phrase was in the news
-- The newest 5,000 articles that hold the words in this order, marks as typed, by portal and month. words: for example nông thôn mới; portal: one portal's key.
WITH found AS (
    SELECT rowid AS id FROM articles_fts
    WHERE articles_fts MATCH '{title lead text} : "' || search_words(:words) || '"'
    ORDER BY rowid DESC LIMIT 5000
)
SELECT portal, substr(published_on, 1, 7) AS month, count(*) AS articles, min(published_on) AS first, max(published_on) AS last
FROM found JOIN usual_articles AS articles USING (id)
WHERE :portal IN ('', portal)
GROUP BY portal, month
ORDER BY month, portal
