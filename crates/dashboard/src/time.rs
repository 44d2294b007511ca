//! Moments as people read them. Everything is told in UTC, so that a report reads alike wherever it is opened.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::text::clean;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago something was fetched, with the exact moment in its tooltip; `never` if it was not.
pub(crate) fn age(at: Option<i64>, now: i64) -> Markup {
    html! {
        @if let Some(at) = at {
            time datetime=(iso(at)) title=(stamp(at)) { (ago(now.saturating_sub(at))) }
        } @else {
            span.never { "never" }
        }
    }
}

/// A moment (Unix seconds) to the minute.
pub(crate) fn moment(at: i64) -> Markup {
    html! { time datetime=(iso(at)) { (stamp(at)) } }
}

/// A date-time as Apple writes it, cut to its day; as it is if it is not one.
pub(crate) fn day(date: &str) -> Markup {
    html! {
        @match date.parse::<Timestamp>() {
            Ok(at) => time datetime=(iso(at.as_second())) { (at.strftime("%Y-%m-%d").to_string()) },
            Err(_) => (clean(date)),
        }
    }
}

/// The day of a moment.
pub(crate) fn date(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| "unknown".into(), |at| at.strftime("%Y-%m-%d").to_string())
}

/// A day such as `2027-01-31` as a number of days.
pub(crate) fn day_number(day: &str) -> Option<i64> {
    let date: jiff::civil::Date = day.parse().ok()?;
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() / DAY)
}

/// How long something took: `40 s`, `5 min`, `3 h`, `2.5 d`.
pub(crate) fn duration(seconds: i64) -> String {
    match seconds {
        ..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR..172_800 => format!("{} h", seconds / HOUR),
        _ => {
            let tenths = seconds * 10 / DAY;
            if tenths % 10 == 0 { format!("{} d", tenths / 10) } else { format!("{}.{} d", tenths / 10, tenths % 10) }
        }
    }
}

/// Seconds as a person would say them. What lies in the future is a clock that was set back, and so is now.
fn ago(seconds: i64) -> String {
    match seconds {
        ..MINUTE => "just now".into(),
        MINUTE..HOUR => format!("{} min ago", seconds / MINUTE),
        HOUR..DAY => format!("{} h ago", seconds / HOUR),
        DAY.. => format!("{} d ago", seconds / DAY),
    }
}

fn stamp(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| "unknown".into(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn iso(at: i64) -> String {
    Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_round_numbers() {
        let ages = [-5, 59, 60, 3599, 3600, 86_399, 86_400, 800 * DAY].map(ago);
        assert_eq!(ages, ["just now", "just now", "1 min ago", "59 min ago", "1 h ago", "23 h ago", "1 d ago", "800 d ago"]);
    }

    #[test]
    fn moments_beyond_the_calendar_do_not_stop_the_report() {
        assert_eq!(stamp(0), "1970-01-01 00:00 UTC");
        assert_eq!(stamp(i64::MAX), "unknown");
        assert!(age(Some(i64::MIN), i64::MAX).into_string().contains("d ago"));
    }

    #[test]
    fn durations_have_one_unit() {
        assert_eq!([5, 61, 7200, 172_800, 216_000].map(duration), ["5 s", "1 min", "2 h", "2 d", "2.5 d"]);
        assert_eq!((day_number("1970-01-02"), day_number("soon")), (Some(1), None));
    }

    #[test]
    fn apples_dates_are_cut_to_the_day() {
        assert!(day("2026-03-01T23:30:00-08:00").into_string().contains(">2026-03-02<"));
        assert_eq!(day("soon").into_string(), "soon");
    }
}
