-- Who credits whom
-- Which sources the newest 5,000 articles name, by portal. portal; since, until: 2022, 2022-12 or 2022-12-31.
WITH chosen AS (
    SELECT id FROM usual_articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
      AND published_on >= :since AND published_on < :until || '~'
    ORDER BY published_on DESC LIMIT 5000
)
SELECT portal, source, count(*) AS articles, min(published_on) AS first, max(published_on) AS last
FROM chosen JOIN articles USING (id)
WHERE source <> ''
GROUP BY portal, source
ORDER BY articles DESC, portal, source
LIMIT 1000
