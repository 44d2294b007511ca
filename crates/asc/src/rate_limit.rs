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
        let pairs: Vec<(&str, u32)> = lines
            .into_iter()
            .flat_map(|line| line.split([';', ',']))
            .filter_map(pair)
            .collect();
        let tightest = |name: &str| {
            pairs
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| *value)
                .min()
        };
        let allowance = |limit: &str, remaining: &str| {
            let limit = tightest(limit).filter(|limit| *limit > 0)?;
            Some(Allowance {
                limit,
                remaining: tightest(remaining)?.min(limit),
            })
        };
        Self {
            hour: allowance("user-hour-lim", "user-hour-rem"),
            minute: allowance("user-minute-lim", "user-minute-rem"),
        }
    }
}

fn pair(text: &str) -> Option<(&str, u32)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim(), value.trim().parse().ok()?))
}
