-- Which parts are edited
-- By portal in how many edits (of the newest 5,000) each part of an article differs from the version before. since: when the edit was seen.
WITH edited AS (
    SELECT id FROM article_versions WHERE seen_at >= :since AND number > 1 ORDER BY seen_at DESC LIMIT 5000
)
SELECT portal, count(*) AS edits, sum(before.title <> version.title) AS titles, sum(before.lead <> version.lead) AS leads,
       sum(before.text <> version.text) AS texts, sum(before.captions <> version.captions) AS captions,
       sum(before.attachments <> version.attachments) AS attachments
FROM edited JOIN article_versions AS version USING (id)
     JOIN article_versions AS before ON before.article_id = version.article_id AND before.number = version.number - 1
     JOIN usual_articles AS articles ON articles.id = version.article_id
GROUP BY portal
ORDER BY edits DESC
