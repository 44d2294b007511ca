-- What a campaign (?1) had left day by day, the oldest first.
SELECT day, "left" FROM campaign_progress WHERE campaign = ?1 ORDER BY day
