-- Who copied whom, and how fast
-- Of the newest 5,000 stories whose first publisher is known by credit or date: how many articles each portal took over from each other one, and after how many days on average.
WITH told AS (
    SELECT id, first_article_id, first_by FROM stories WHERE first_by <> 'received' ORDER BY id DESC LIMIT 5000
)
SELECT first.portal AS original, copy.portal AS copied_by, count(*) AS articles, sum(first_by = 'credited') AS credited,
       round(avg(julianday(copy.published_on) - julianday(first.published_on)), 1) AS days
FROM told JOIN articles AS first ON first.id = first_article_id
     JOIN articles AS copy ON copy.story_id = told.id AND copy.portal <> first.portal
GROUP BY original, copied_by
ORDER BY articles DESC, original, copied_by
