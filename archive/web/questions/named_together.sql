-- Who is named beside whom
-- Articles that hold both phrases, the latest received first. one, other: names; portal: one portal's key.
WITH found AS (
    SELECT rowid AS id FROM articles_fts
    WHERE articles_fts MATCH '{title lead text} : ("' || search_words(:one) || '" AND "' || search_words(:other) || '")'
    ORDER BY rowid DESC LIMIT 5000
)
SELECT articles.id, portal, published_on, category, title, url
FROM found JOIN usual_articles AS articles USING (id)
WHERE :portal IN ('', portal)
ORDER BY articles.id DESC
LIMIT 200
