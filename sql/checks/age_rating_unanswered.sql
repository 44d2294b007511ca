-- title: A question about the content of an app has no answer
-- why: Apple refuses to review an app with open questions; those of 2025 and 2026 are open in every older app.
-- level: error
-- fix: fleet set --profile utility --app {bundle_id} --where editable, or with the profile that is true of the app
WITH questions(field, about) AS (VALUES
  ('advertising', 'advertising'),
  ('age_assurance', 'age assurance'),
  ('gambling', 'gambling'),
  ('health_or_wellness_topics', 'health or wellness topics'),
  ('loot_box', 'loot boxes'),
  ('messaging_and_chat', 'messaging and chat'),
  ('parental_controls', 'parental controls'),
  ('social_media', 'social media'),
  ('social_media_age_restricted', 'whether social media is restricted by age'),
  ('unrestricted_web_access', 'unrestricted web access'),
  ('user_generated_content', 'user-generated content'),
  ('alcohol_tobacco_or_drug_use_or_references', 'alcohol, tobacco or drugs'),
  ('contests', 'contests'),
  ('gambling_simulated', 'simulated gambling'),
  ('guns_or_other_weapons', 'guns or other weapons'),
  ('horror_or_fear_themes', 'horror or fear'),
  ('mature_or_suggestive_themes', 'mature or suggestive themes'),
  ('medical_or_treatment_information', 'medical information'),
  ('profanity_or_crude_humor', 'profanity or crude humor'),
  ('sexual_content_graphic_and_nudity', 'graphic sexual content'),
  ('sexual_content_or_nudity', 'sexual content or nudity'),
  ('violence_cartoon_or_fantasy', 'cartoon or fantasy violence'),
  ('violence_realistic', 'realistic violence'),
  ('violence_realistic_prolonged_graphic_or_sadistic', 'prolonged or sadistic violence')
)
SELECT r.account, r.app_id, 'age_ratings' AS resource, r.id, q.field, 'no answer: ' || q.about AS message
FROM (SELECT DISTINCT account, app_info_id FROM drafts WHERE app_info_id IS NOT NULL) AS d
CROSS JOIN app_infos_mirror AS m ON m.id = d.app_info_id
CROSS JOIN age_ratings_mirror AS n ON n.parent = m.pk
CROSS JOIN age_ratings AS r ON r.pk = n.pk AND r.account = d.account
CROSS JOIN questions AS q
WHERE CASE q.field
    WHEN 'advertising' THEN r.advertising WHEN 'age_assurance' THEN r.age_assurance WHEN 'gambling' THEN r.gambling WHEN
    'health_or_wellness_topics' THEN r.health_or_wellness_topics WHEN 'loot_box' THEN r.loot_box WHEN 'messaging_and_chat'
    THEN r.messaging_and_chat WHEN 'parental_controls' THEN r.parental_controls WHEN 'social_media' THEN r.social_media WHEN
    'social_media_age_restricted' THEN r.social_media_age_restricted WHEN 'unrestricted_web_access' THEN
    r.unrestricted_web_access WHEN 'user_generated_content' THEN r.user_generated_content WHEN
    'alcohol_tobacco_or_drug_use_or_references' THEN r.alcohol_tobacco_or_drug_use_or_references WHEN 'contests' THEN
    r.contests WHEN 'gambling_simulated' THEN r.gambling_simulated WHEN 'guns_or_other_weapons' THEN r.guns_or_other_weapons
    WHEN 'horror_or_fear_themes' THEN r.horror_or_fear_themes WHEN 'mature_or_suggestive_themes' THEN
    r.mature_or_suggestive_themes WHEN 'medical_or_treatment_information' THEN r.medical_or_treatment_information WHEN
    'profanity_or_crude_humor' THEN r.profanity_or_crude_humor WHEN 'sexual_content_graphic_and_nudity' THEN
    r.sexual_content_graphic_and_nudity WHEN 'sexual_content_or_nudity' THEN r.sexual_content_or_nudity WHEN
    'violence_cartoon_or_fantasy' THEN r.violence_cartoon_or_fantasy WHEN 'violence_realistic' THEN r.violence_realistic
    WHEN 'violence_realistic_prolonged_graphic_or_sadistic' THEN r.violence_realistic_prolonged_graphic_or_sadistic
  END IS NULL
  -- That one is asked only of apps with social media.
  AND (q.field <> 'social_media_age_restricted' OR r.social_media)
