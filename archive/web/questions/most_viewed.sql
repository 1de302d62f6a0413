-- What is read most
-- The newest 2,000 articles by the highest number of views that their pages have shown. portal; since, until: 2022, 2022-12 or 2022-12-31.
WITH chosen AS (
    SELECT id FROM usual_articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
      AND published_on >= :since AND published_on < :until || '~'
    ORDER BY published_on DESC LIMIT 2000
)
SELECT max(value) AS views, articles.id, portal, published_on, category, title, url
FROM chosen JOIN observations ON article_id = chosen.id AND name = 'views' JOIN articles ON articles.id = chosen.id
GROUP BY articles.id
ORDER BY views DESC, articles.id
LIMIT 100
