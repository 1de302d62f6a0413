-- Texts on most portals
-- Of the newest 5,000 stories those that most portals carry: who was first, and what tells that.
WITH told AS (SELECT * FROM stories ORDER BY id DESC LIMIT 5000)
SELECT told.id AS story, count(DISTINCT articles.portal) AS portals, told.size AS articles, first.portal AS first_on,
       first_by, first.published_on, first.title
FROM told JOIN articles ON articles.story_id = told.id
     JOIN articles AS first ON first.id = first_article_id
GROUP BY told.id
ORDER BY portals DESC, articles DESC, told.id DESC
LIMIT 100
