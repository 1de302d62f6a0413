-- How long until the first edit
-- By portal after how many days the first edit was seen (of the newest 5,000); how soon one can be seen depends on how often luutru looks. since: when it was seen.
WITH edited AS (
    SELECT article_id, seen_at FROM article_versions
    WHERE seen_at >= :since AND number = 2 ORDER BY seen_at DESC LIMIT 5000
)
SELECT portal, CAST(julianday(seen_at) - julianday(published_at) AS INTEGER) AS days, count(*) AS articles
FROM edited JOIN usual_articles AS articles ON articles.id = article_id
WHERE published_at IS NOT NULL
GROUP BY portal, days
ORDER BY portal, days
