-- How many articles, month by month
-- Articles of each portal by month of publication. portal: one portal's key; since, until: 2022, 2022-12 or 2022-12-31. Articles without a date are not counted.
WITH RECURSIVE months(portal, month) AS (  -- from one month to the one before by the index: a million articles need no sorting
    SELECT id, (SELECT substr(max(published_on), 1, 7) FROM usual_articles AS articles
                WHERE articles.portal = portals.id AND published_on >= :since AND published_on < :until || '~')
    FROM portals WHERE :portal IN ('', id)
    UNION ALL
    SELECT portal, (SELECT substr(max(published_on), 1, 7) FROM usual_articles AS articles
                    WHERE articles.portal = months.portal AND published_on >= :since AND published_on < month)
    FROM months WHERE month IS NOT NULL
)
SELECT portal, month,
       (SELECT count(*) FROM usual_articles AS articles WHERE articles.portal = months.portal
        AND published_on >= max(month, :since) AND published_on < min(month || '~', :until || '~')) AS articles
FROM months
WHERE month IS NOT NULL
ORDER BY month DESC, portal
