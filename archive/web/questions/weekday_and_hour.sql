-- On which weekday, at what hour
-- Of the newest 5,000 articles those that state a time, by weekday (0: Sunday) and hour. hours_east: of UTC, 7 where nothing is given; portal; since.
WITH chosen AS (
    SELECT id FROM usual_articles
    WHERE portal IN (SELECT id FROM portals WHERE :portal IN ('', id)) AND published_on >= :since
    ORDER BY published_on DESC LIMIT 5000
)
SELECT strftime('%w', published_on) AS weekday,
       (CAST(substr(published_at, 12, 2) AS INTEGER) + CAST(coalesce(nullif(:hours_east, ''), '7') AS INTEGER) + 24) % 24 AS hour,
       count(*) AS articles
FROM chosen JOIN articles USING (id)
WHERE published_precision = 'minute'
GROUP BY weekday, hour
ORDER BY weekday, hour
