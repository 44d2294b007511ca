-- The locales of the apps whose primary locale is staged, those that are still to be created among them.
SELECT DISTINCT s.pk, l.locale FROM staged AS s JOIN resources AS r ON r.code = s.resource AND r.name = 'apps'
JOIN app_infos_mirror AS i ON i.parent = s.pk AND i.gone_at IS NULL
JOIN app_info_localizations_mirror AS l ON l.parent = i.pk AND l.gone_at IS NULL
WHERE s.changeset = (SELECT pk FROM changesets WHERE status = 'open') AND s.field = 'primary_locale' AND l.locale IS NOT NULL
ORDER BY s.pk, l.locale
