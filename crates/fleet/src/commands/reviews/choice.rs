//! Which reviews a command is about.

use std::ops::RangeInclusive;

use store::{Reader, Value, literal};

use crate::error::{FleetError, Result};
use crate::moment;
use crate::selection::{AppArgs, any_of};

/// Which reviews
#[derive(Debug, clap::Args)]
pub(super) struct ReviewArgs {
    #[command(flatten)]
    pub(super) apps: AppArgs,
    /// Only reviews with so many stars: 1, 1..3 or 4..
    #[arg(long, value_name = "STARS", value_parser = stars)]
    rating: Option<RangeInclusive<u8>>,
    /// Only reviews that have no answer, staged or not
    #[arg(long)]
    pub(super) unanswered: bool,
    /// Only reviews written since then: yesterday, 7d, a date or a time
    #[arg(long, value_name = "WHEN", value_parser = moment::since)]
    since: Option<i64>,
    /// Only reviews from these territories, such as DEU
    #[arg(long, value_name = "TERRITORY", value_delimiter = ',')]
    territory: Vec<String>,
    /// Only the reviews with these ids
    #[arg(long, value_name = "ID")]
    review: Vec<String>,
}

impl ReviewArgs {
    /// The query of these reviews, with further columns, and its parameters.
    pub(super) fn query(&self, reader: &Reader, more: &str) -> Result<(String, Vec<Value>)> {
        self.apps.check(reader)?;
        if reader.query("SELECT 1 FROM sync_scopes WHERE kind = 'customer_reviews' LIMIT 1", &[])?.rows.is_empty() {
            return Err(FleetError::input("the mirror holds no reviews yet").hint("`fleet sync --only reviews` reads them"));
        }
        let (apps, parameters) = self.apps.rows_of("r");
        let rating = self.rating.as_ref().map(|stars| format!("r.rating BETWEEN {} AND {}", stars.start(), stars.end()));
        let conditions: Vec<String> = [
            rating,
            self.unanswered.then(|| "r.response_body IS NULL".to_owned()),
            self.since.map(|since| format!("unixepoch(r.created_date) >= {since}")),
            any_of(&self.territory, |territory| format!("r.territory = upper({territory})")),
            any_of(&self.review, |id| format!("r.id = {id}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let condition = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        let sql = include_str!("../../../../../sql/queries/reviews.sql")
            .replace("{apps}", &apps)
            .replace("{condition}", &condition)
            .replace("{more}", more);
        for id in &self.review {
            if reader.query(&format!("SELECT 1 FROM customer_reviews WHERE id = {}", literal(id)), &[])?.rows.is_empty() {
                return Err(
                    FleetError::input(format!("no review in the mirror has the id `{id}`")).hint("`fleet reviews list` shows the ids")
                );
            }
        }
        Ok((sql, parameters))
    }
}

/// Reads `1`, `1..3`, `1-3`, `4..` or `..2`.
fn stars(text: &str) -> Result<RangeInclusive<u8>, String> {
    let wrong = || format!("`{text}` are no stars; write 1, 1..3 or 4..");
    let star =
        |text: &str, default: u8| if text.is_empty() { Some(default) } else { text.parse().ok().filter(|star| (1..=5).contains(star)) };
    let (from, to) =
        text.split_once("..").or_else(|| text.split_once('-')).map_or((text, text), |(from, to)| (from, to.trim_start_matches('=')));
    let (Some(from), Some(to), false) = (star(from, 1), star(to, 5), text.trim().is_empty()) else { return Err(wrong()) };
    if from > to { Err(wrong()) } else { Ok(from..=to) }
}

#[cfg(test)]
mod tests {
    use super::stars;

    #[test]
    fn stars_are_one_or_several() {
        for (text, from, to) in [("1", 1, 1), ("1..3", 1, 3), ("4..", 4, 5), ("..2", 1, 2), ("2-4", 2, 4), ("1..=3", 1, 3)] {
            assert_eq!(stars(text), Ok(from..=to), "{text}");
        }
        for wrong in ["", "0", "6", "3..1", "few"] {
            assert!(stars(wrong).is_err(), "{wrong}");
        }
    }
}
