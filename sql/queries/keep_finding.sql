-- One finding of a run of the checks.
INSERT INTO check_findings(
  check_name, level, app, platform, version_string, locale, resource, id, field, message, fix, proposed, first_seen_at
) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
