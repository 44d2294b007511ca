//! Moments as Apple writes them: Pacific time with its offset.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The moment in Pacific time, to the second: `2026-01-05T04:00:00-08:00`.
pub(crate) fn pacific(moment: Timestamp) -> String {
    // The rule instead of the name: the machine need not have a time zone database.
    let zone = TimeZone::posix("PST8PDT,M3.2.0,M11.1.0").unwrap_or(TimeZone::UTC);
    moment.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_have_their_offsets() {
        assert_eq!(pacific("2026-01-05T12:00:00Z".parse().unwrap()), "2026-01-05T04:00:00-08:00");
        assert_eq!(pacific("2026-03-08T10:00:00Z".parse().unwrap()), "2026-03-08T03:00:00-07:00");
        assert_eq!(pacific("2026-11-01T09:00:00Z".parse().unwrap()), "2026-11-01T01:00:00-08:00");
    }
}
