-- What was taken down
-- Articles that were found gone on two visits, the latest first, with both captures that show it; back_at: when it was there again. portal; since: when it was first found gone.
SELECT article_id, portal, published_on, title, url, absences.gone_at, removed_at, back_at,
       absences.gone_capture_id, absences.removed_capture_id
FROM absences JOIN usual_articles AS articles ON articles.id = article_id
WHERE removed_at IS NOT NULL AND absences.gone_at >= :since AND :portal IN ('', portal)
ORDER BY absences.gone_at DESC, article_id
LIMIT 500
