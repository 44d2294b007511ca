-- Versions that can be submitted for review, or will be once they are created: the columns of `versions`, with the app's
-- `primary_locale`, the id of the app info that they ship with (`app_info_id`, and its row `app_info_pk`), the app's row
-- `app_pk`, and `is_first` where the app has no other version on the platform. Checks are about these.
CREATE VIEW drafts AS
SELECT v.pk, v.id, v.account, v.client, v.legal_name, v.app_id, v.bundle_id, v.app, v.platform, v.version_string, v.state,
  v.copyright, v.review_type, v.release_type, v.earliest_release_date, v.downloadable, v.created_date, v.build, v.staged,
  v.synced_at, apps.primary_locale, apps.pk AS app_pk, i.pk AS app_info_pk, i.id AS app_info_id,
  NOT EXISTS(
    SELECT 1 FROM versions_mirror AS other
    WHERE other.parent = m.parent AND other.platform IS m.platform AND other.pk <> m.pk AND other.gone_at IS NULL AND other.id NOT GLOB '~*'
  ) AS is_first
FROM versions AS v
JOIN versions_mirror AS m ON m.pk = v.pk
JOIN apps ON apps.pk = m.parent
LEFT JOIN app_infos_mirror AS i ON i.pk = coalesce(
  m.app_info, (SELECT max(pk) FROM app_infos_mirror WHERE parent = m.parent AND gone_at IS NULL)
)
WHERE v.editable;
