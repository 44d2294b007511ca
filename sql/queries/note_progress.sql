-- What a campaign (?1) had left (?3) on a day (?2), once a day.
INSERT INTO campaign_progress(campaign, day, "left", at) VALUES(?1, ?2, ?3, unixepoch())
ON CONFLICT(campaign, day) DO UPDATE SET "left" = excluded."left", at = excluded.at WHERE "left" <> excluded."left"
