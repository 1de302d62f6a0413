-- What was edited
-- Versions that differ from the one before, the newest first: what the title was and is, and by how many characters the text grew. portal; since, until: bounds of the time at which the edit was seen.
SELECT article_id, portal, version.number AS version, version.seen_at,
       nullif(before.title, version.title) AS title_before, version.title,
       length(version.text) - length(before.text) AS characters, before.capture_id AS capture_before,
       version.capture_id AS capture
FROM article_versions AS version
     JOIN article_versions AS before USING (article_id)
     JOIN usual_articles AS articles ON articles.id = article_id
WHERE version.seen_at >= :since AND version.seen_at < :until || '~' AND version.number > 1
  AND before.number = version.number - 1 AND :portal IN ('', portal)
ORDER BY version.seen_at DESC, version.id DESC
LIMIT 200
