-- How many articles, month by month
-- Articles of each portal by month of publication. portal: one portal's key; since, until: 2022, 2022-12 or 2022-12-31. Articles without a date are not counted.
SELECT portal, substr(published_on, 1, 7) AS month, count(*) AS articles
FROM articles
WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id))
  AND published_on >= :since AND published_on < :until || '~'
GROUP BY portal, month
ORDER BY month DESC, portal
