-- What articles do not state
-- How many of the newest 5,000 articles state no author, no source, no section, no lead, and no date more exact than the day, by portal. portal: one portal's key.
WITH chosen AS (
    SELECT id FROM (SELECT id FROM usual_articles WHERE :portal = '' ORDER BY id DESC LIMIT 5000)
    UNION ALL
    SELECT id FROM (SELECT id FROM usual_articles WHERE portal = :portal ORDER BY id DESC LIMIT 5000)
)
SELECT portal, count(*) AS articles, sum(author = '') AS no_author, sum(source = '') AS no_source,
       sum(category = '') AS no_section, sum(lead = '') AS no_lead, sum(published_on IS NULL) AS no_date,
       sum(published_precision <> 'minute') AS no_time
FROM chosen JOIN articles USING (id)
GROUP BY portal
ORDER BY articles DESC
