-- What the portals announce and the archive lacks
-- Addresses that a sitemap, feed or listing has named and that are no article of the archive and no other page that it has read, as far as 20,000 announcements tell; luutru coverage counts all. portal: one portal's key.
WITH named AS (
    SELECT DISTINCT portal, url, rtrim(homepage, '/') || substr(url, instr(substr(url, 9), '/') + 8) AS at_home FROM (
        SELECT portal, url, homepage FROM announcements JOIN portals ON portals.id = portal
        WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id)) LIMIT 20000
    )
)
SELECT named.portal, named.url, outcome AS last_look_brought, error, last_seen
FROM named LEFT JOIN pages USING (portal, url)
WHERE coalesce(outcome, '') NOT IN ('article', 'listing', 'home', 'document', 'feed', 'sitemap', 'other', 'redirect')
  AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.portal = named.portal AND articles.url IN (named.url, at_home))
  AND NOT EXISTS (
      SELECT 1 FROM article_urls WHERE article_urls.portal = named.portal AND article_urls.url IN (named.url, at_home)
  )
ORDER BY named.portal, named.url
LIMIT 500
