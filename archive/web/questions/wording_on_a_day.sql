-- How an article read on a day
-- The version that stood there at the end of a day (UTC), as far as luutru had received it. article: its number; day: 2022-12-31, nothing for now.
SELECT article_id, number AS version, seen_at, title, lead, text, captions, attachments, capture_id
FROM article_versions
WHERE article_id = CAST(:article AS INTEGER) AND seen_at < coalesce(nullif(:day, ''), '9999') || '~'
ORDER BY number DESC
LIMIT 1
