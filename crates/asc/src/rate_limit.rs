//! The `X-Rate-Limit` header.
//!
//! Apple documents `user-hour-lim:3500;user-hour-rem:500;` (Apple, Identifying Rate Limits). In
//! the field there are also minute pairs, alone, in a second header line or behind the hour pair,
//! and answers without the header. So every pair counts, in any order, and junk is ignored.

/// What Apple says is left of a key's allowance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// The rolling hour.
    pub hour: Option<Allowance>,
    /// The minute, which only some endpoints have.
    pub minute: Option<Allowance>,
}

/// A number of requests allowed, and how many of them are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests allowed in the period.
    pub limit: u32,
    /// Requests left of them.
    pub remaining: u32,
}

impl RateLimit {
    /// Reads all lines of the header. Where a pair comes twice, the tighter value counts.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let pairs: Vec<(&str, u32)> = lines.into_iter().flat_map(|line| line.split([';', ','])).filter_map(pair).collect();
        let tightest = |name: &str| pairs.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value).min();
        let allowance = |limit: &str, remaining: &str| {
            let limit = tightest(limit).filter(|limit| *limit > 0)?;
            Some(Allowance { limit, remaining: tightest(remaining)?.min(limit) })
        };
        Self { hour: allowance("user-hour-lim", "user-hour-rem"), minute: allowance("user-minute-lim", "user-minute-rem") }
    }
}

fn pair(text: &str) -> Option<(&str, u32)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim(), value.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pair = Option<(u32, u32)>;

    fn parse(lines: &[&str]) -> (Pair, Pair) {
        let seen = RateLimit::parse(lines.iter().copied());
        let pair = |allowance: Allowance| (allowance.limit, allowance.remaining);
        (seen.hour.map(pair), seen.minute.map(pair))
    }

    #[test]
    fn reads_every_form_seen_in_the_field() {
        let hour = Some((3500, 500));
        let minute = Some((250, 244));
        for (lines, expected) in [
            (&["user-hour-lim:3500;user-hour-rem:500;"][..], (hour, None)),
            (&["user-hour-lim:3500;user-hour-rem:500"], (hour, None)),
            (&["user-hour-rem:500;user-hour-lim:3500;"], (hour, None)),
            (&[" user-hour-lim : 3500 ; user-hour-rem : 500 ; "], (hour, None)),
            (&["User-Hour-Lim:3500;User-Hour-Rem:500;"], (hour, None)),
            (&["user-minute-lim:250;user-minute-rem:244;"], (None, minute)),
            (&["user-hour-lim:3500;user-hour-rem:500;", "user-minute-lim:250;user-minute-rem:244;"], (hour, minute)),
            (&["user-minute-lim:250;user-minute-rem:244;user-hour-lim:3500;user-hour-rem:500;"], (hour, minute)),
            (&["user-hour-lim:3500;user-hour-rem:500;, user-minute-lim:250;user-minute-rem:244;"], (hour, minute)),
            (&[], (None, None)),
        ] {
            assert_eq!(parse(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_tighter_of_two_pairs_counts() {
        let lines = ["user-hour-lim:3600;user-hour-rem:700;", "user-hour-lim:3600;user-hour-rem:90;"];
        assert_eq!(parse(&lines).0, Some((3600, 90)));
    }

    #[test]
    fn ignores_junk() {
        for line in [
            "",
            ";;;",
            "user-hour-lim",
            "user-hour-lim:;user-hour-rem:5",
            "user-hour-lim:-1;user-hour-rem:5",
            "user-hour-lim:0;user-hour-rem:0;",
            "user-hour-lim:3500;",
            "user-hour-lim:99999999999;user-hour-rem:1",
        ] {
            assert_eq!(parse(&[line]), (None, None), "{line}");
        }
        assert_eq!(parse(&["x:y;user-hour-lim:10;≠;user-hour-rem:20;"]).0, Some((10, 10)));
    }
}
