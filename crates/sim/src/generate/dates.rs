//! Dates as Apple writes them: Pacific time with its offset.

/// Minutes in a day.
const MINUTES_A_DAY: u64 = 24 * 60;

/// A Pacific date and time, `minutes` after 2019-01-07T00:00, with `seconds` to tell moments apart.
pub(super) fn pacific(minutes: u64, seconds: u64) -> String {
    let days = i64::try_from(minutes / MINUTES_A_DAY).unwrap_or(0);
    let start = jiff::civil::date(2019, 1, 7);
    let date = start.checked_add(jiff::Span::new().days(days)).unwrap_or(start);
    let minute = minutes % MINUTES_A_DAY;
    // Summer time by month: a day off at its edges does no harm here.
    let offset = if (4..=10).contains(&date.month()) { "-07:00" } else { "-08:00" };
    format!("{date}T{:02}:{:02}:{:02}{offset}", minute / 60, minute % 60, seconds % 60)
}

/// The same a number of days later.
pub(super) fn days_later(minutes: u64, days: u64) -> u64 {
    minutes + days * MINUTES_A_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_have_their_offsets() {
        assert_eq!(pacific(0, 7), "2019-01-07T00:00:07-08:00");
        assert_eq!(pacific(days_later(75, 150), 67), "2019-06-06T01:15:07-07:00");
    }
}
