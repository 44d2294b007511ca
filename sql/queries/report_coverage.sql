-- Which screenshots the store shows where, over the whole fleet: the view costs nearly as much for one app.
SELECT account, app_id, platform, version_id, version_string, state, locale, is_primary, display_type, own, failed, under_way,
  coverage, source, required, overfull
FROM screenshot_coverage ORDER BY account, app_id, platform, is_primary DESC, locale
