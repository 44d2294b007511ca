-- The listings of one version (?1: account, ?2: its id).
SELECT pk, locale, staged FROM listings WHERE account = ?1 AND version_id = ?2 ORDER BY locale
