-- What proves an article
-- Each version with its capture: time, SHA-256 of the bytes received, and where they lie in warc/. article: its number.
SELECT article_id, number AS version, article_versions.seen_at, captures.url, fetched_at, status, payload_digest,
       payload_bytes, warc_file, warc_offset, warc_length, coalesce(revisit_of, captures.id) AS bytes_at_capture, content_hash
FROM article_versions JOIN captures ON captures.id = capture_id
WHERE article_id = CAST(:article AS INTEGER)
ORDER BY number
