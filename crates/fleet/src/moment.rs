//! Moments as people name them: `yesterday`, `2d`, a date, a time.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp, Zoned};

/// Reads `today`, `yesterday`, how long ago (`12h`, `2d`), a date or a time as Unix seconds. Days begin at midnight here.
pub(crate) fn since(text: &str) -> Result<i64, String> {
    read(text.trim(), &Zoned::now())
        .ok_or_else(|| format!("`{text}` is no moment; write yesterday, today, 12h, 2d, 2026-01-31 or 2026-01-31T09:00"))
}

/// Reads a date or a time that is to come, and returns it as Apple writes moments. Days begin at midnight here.
pub(crate) fn to_come(text: &str) -> Result<String, String> {
    let now = Zoned::now();
    let moment = absolute(text.trim(), &now)
        .ok_or_else(|| format!("`{text}` is no moment; write 2027-01-31, 2027-01-31T09:00 or 2027-01-31T08:00:00Z"))?;
    if moment <= now.timestamp() { Err(format!("`{text}` is over")) } else { Ok(moment.to_string()) }
}

fn read(text: &str, now: &Zoned) -> Option<i64> {
    let midnight = |days: i64| Some(now.checked_sub(Span::new().days(days)).ok()?.start_of_day().ok()?.timestamp());
    let moment = match text {
        "today" => midnight(0)?,
        "yesterday" => midnight(1)?,
        _ => absolute(text, now).or_else(|| ago(text, now))?,
    };
    Some(moment.as_second())
}

fn absolute(text: &str, now: &Zoned) -> Option<Timestamp> {
    let here = |time: DateTime| Some(time.to_zoned(now.time_zone().clone()).ok()?.timestamp());
    // A time without an offset is read as a date as well, so the times come first.
    let parsed = text.parse::<Timestamp>().ok();
    let parsed = parsed.or_else(|| here(text.parse::<DateTime>().ok()?));
    parsed.or_else(|| here(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))
}

fn ago(text: &str, now: &Zoned) -> Option<Timestamp> {
    let span: Span = text.parse().ok()?;
    now.checked_sub(span.abs()).ok().map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::Zoned;

    use super::{read, since};

    #[test]
    fn moments_are_read_as_people_write_them() {
        let now: Zoned = "2026-03-29T12:00:00+02:00[Europe/Berlin]".parse().unwrap();
        let moment =
            |text: &str| read(text, &now).and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).map(|moment| moment.to_string());
        // The clocks went forward that night.
        for (text, expected) in [
            ("today", "2026-03-28T23:00:00Z"),
            ("yesterday", "2026-03-27T23:00:00Z"),
            ("12h", "2026-03-28T22:00:00Z"),
            ("2d", "2026-03-27T11:00:00Z"),
            ("1w", "2026-03-22T11:00:00Z"),
            ("2026-01-31", "2026-01-30T23:00:00Z"),
            ("2026-01-31T09:00", "2026-01-31T08:00:00Z"),
            ("2026-01-31 09:00:30", "2026-01-31T08:00:30Z"),
            ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"),
        ] {
            assert_eq!(moment(text).as_deref(), Some(expected), "{text}");
        }
        for wrong in ["", "soon", "12", "2026-13-01", "12 h later"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
        assert!(since("soon").unwrap_err().contains("`soon` is no moment"));
    }
}
