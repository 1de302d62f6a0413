-- What articles do not state
-- How many of the newest 10,000 articles state no author, no source, no section, no lead, and no date more exact than the day, by portal.
WITH chosen AS (
    SELECT id FROM articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
    ORDER BY id DESC LIMIT 10000
)
SELECT portal, count(*) AS articles, sum(author = '') AS no_author, sum(source = '') AS no_source,
       sum(category = '') AS no_section, sum(lead = '') AS no_lead, sum(published_on IS NULL) AS no_date,
       sum(published_precision <> 'minute') AS no_time
FROM chosen JOIN articles USING (id)
GROUP BY portal
ORDER BY articles DESC
