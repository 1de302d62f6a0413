-- How long articles are
-- Characters of text of the newest 5,000 articles, by portal and year: mean, shortest, longest. portal; since, until: 2022, 2022-12 or 2022-12-31.
WITH chosen AS (
    SELECT id FROM usual_articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
      AND published_on >= :since AND published_on < :until || '~'
    ORDER BY published_on DESC LIMIT 5000
)
SELECT portal, substr(published_on, 1, 4) AS year, count(*) AS articles, CAST(avg(length(text)) AS INTEGER) AS mean,
       min(length(text)) AS shortest, max(length(text)) AS longest
FROM chosen JOIN articles USING (id)
GROUP BY portal, year
ORDER BY portal, year
