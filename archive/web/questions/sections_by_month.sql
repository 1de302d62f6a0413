-- Which sections grow
-- The newest 5,000 articles by section and month, and what part of the month's articles that is. portal; since, until: 2022, 2022-12 or 2022-12-31.
WITH chosen AS (
    SELECT id FROM usual_articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
      AND published_on >= :since AND published_on < :until || '~'
    ORDER BY published_on DESC LIMIT 5000
)
SELECT portal, category, substr(published_on, 1, 7) AS month, count(*) AS articles,
       round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY portal, substr(published_on, 1, 7)), 1) AS percent
FROM chosen JOIN articles USING (id)
GROUP BY portal, category, month
ORDER BY month DESC, portal, articles DESC
