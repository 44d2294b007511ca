-- title: The answers about the content of an app contradict each other
-- why: Reviewers reject an app for kids that is rated for others, and the store does not sell what is unrated.
-- level: warning
-- fix: fleet edit "UPDATE age_ratings SET {field} = NULL WHERE id = '{id}'", or the other answer
SELECT r.account, r.app_id, 'age_ratings' AS resource, r.id, c.column1 AS field, c.column2 AS message
FROM (SELECT DISTINCT account, app_info_id FROM drafts WHERE app_info_id IS NOT NULL) AS d
CROSS JOIN app_infos_mirror AS m ON m.id = d.app_info_id
CROSS JOIN age_ratings_mirror AS n ON n.parent = m.pk
CROSS JOIN age_ratings AS r ON r.pk = n.pk AND r.account = d.account
CROSS JOIN (VALUES
  ('age_rating_override_v2', 'the override makes it unrated, which the store does not sell'),
  ('age_rating_override_v2', 'it is for kids, and an override rates it higher'),
  ('kids_age_band', 'it is for kids, and has gambling, loot boxes, social media or the open web'),
  ('social_media_age_restricted', 'it has no social media, and restricts it by age')
) AS c
WHERE CASE c.column2
    WHEN 'the override makes it unrated, which the store does not sell' THEN r.age_rating_override_v2 = 'UNRATED'
    WHEN 'it is for kids, and an override rates it higher'
      THEN r.kids_age_band IS NOT NULL AND r.age_rating_override_v2 IN ('THIRTEEN_PLUS', 'SIXTEEN_PLUS', 'EIGHTEEN_PLUS')
    WHEN 'it is for kids, and has gambling, loot boxes, social media or the open web'
      THEN r.kids_age_band IS NOT NULL AND (r.gambling OR r.loot_box OR r.social_media OR r.unrestricted_web_access)
    ELSE r.social_media_age_restricted AND NOT r.social_media
  END
