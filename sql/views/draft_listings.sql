-- The listings of the drafts: the columns of `listings`, with the app's `primary_locale`, its row `app_pk`, the draft's row
-- `version_pk`, and `is_first` where the app has no other version on the platform.
CREATE VIEW draft_listings AS
SELECT l.*, d.primary_locale, d.app_pk, d.pk AS version_pk, d.app_info_pk, d.is_first
FROM drafts AS d
CROSS JOIN version_localizations_mirror AS m ON m.parent = d.pk
CROSS JOIN listings AS l ON l.pk = m.pk;
