//! How long reviews took: median and worst by account, and each of them over time.

use std::collections::BTreeMap;

use maud::{Markup, html};

use store::Standing;

use crate::chart::{Chart, dot, place};
use crate::query::Row;
use crate::text::{clean, count, foreign, platform, words};
use crate::time::{date, duration, moment};
use crate::version::missing;

/// So many reviews are listed one by one.
const LISTED: usize = 50;

/// A section about these reviews; nothing without any.
pub(crate) fn review_times(rows: &[Row<'_>]) -> Markup {
    let ended: Vec<Ended<'_>> = rows.iter().filter_map(|row| Ended::of(*row)).collect();
    let mut accounts: BTreeMap<&str, Vec<&Ended<'_>>> = BTreeMap::new();
    for review in &ended {
        accounts.entry(review.row.text("account").unwrap_or_default()).or_default().push(review);
    }
    html! {
        @if !ended.is_empty() {
            section aria-labelledby="reviews" {
                h2 #reviews { "App review " small { (count(ended.len(), "review", "reviews")) } }
                @if ended.len() > 1 { (chart(&ended)) }
                table.cards.numbers.durations {
                    caption { "From submission to decision, as exactly as syncs looked" }
                    thead {
                        tr {
                            th scope="col" { "Account" } th scope="col" { "Reviews" } th scope="col" { "Median" } th scope="col" { "Worst" }
                            th scope="col" { "Waiting, median" } th scope="col" { "In review, median" }
                        }
                    }
                    @for (account, reviews) in &accounts { tbody { (summary(account, reviews)) } }
                }
                details {
                    summary { "The last " (count(ended.len().min(LISTED), "review", "reviews")) }
                    table.cards {
                        thead {
                            tr {
                                th scope="col" { "Submitted" } th scope="col" { "Version" } th scope="col" { "Outcome" } th scope="col" { "Took" }
                            }
                        }
                        @for review in ended.iter().take(LISTED) {
                            tbody {
                                tr {
                                    th scope="row" { (moment(review.from)) }
                                    td data-label="Version" {
                                        (foreign(&review.row.string("app"), None)) " " (platform(&review.row.string("platform"))) " "
                                        (clean(&review.row.string("version_string")))
                                    }
                                    td data-label="Outcome" { (words(&review.row.string("outcome"))) }
                                    td data-label="Took" { (duration(review.took)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A review that is over.
struct Ended<'a> {
    row: Row<'a>,
    from: i64,
    took: i64,
    is_refused: bool,
}

impl<'a> Ended<'a> {
    fn of(row: Row<'a>) -> Option<Self> {
        // A version that was withdrawn was not reviewed.
        row.integer("waited")?;
        let (from, to) = (row.integer("waiting_at")?, row.integer("decided_at")?);
        let outcome = row.text("outcome").unwrap_or_default();
        let is_refused = Standing::of(outcome) == Standing::Rejected && outcome != "DEVELOPER_REJECTED";
        Some(Self { row, from, took: to - from, is_refused })
    }
}

fn summary(account: &str, reviews: &[&Ended<'_>]) -> Markup {
    let of = |column| reviews.iter().filter_map(|review| review.row.integer(column)).collect::<Vec<i64>>();
    let took = || reviews.iter().map(|review| review.took).collect::<Vec<i64>>();
    let shown = |seconds: Option<i64>| missing(seconds.map(|seconds| html! { (duration(seconds)) }));
    html! {
        tr {
            th scope="row" { (foreign(account, None)) }
            td data-label="Reviews" { (reviews.len()) }
            td data-label="Median" { (shown(median(took()))) }
            td data-label="Worst" { (shown(took().into_iter().max())) }
            td data-label="Waiting" { (shown(median(of("waited")))) }
            td data-label="In review" { (shown(median(of("reviewed")))) }
        }
    }
}

/// The later of the two in the middle, where there are two.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

fn chart(reviews: &[Ended<'_>]) -> Markup {
    let ends = |value: &dyn Fn(&Ended<'_>) -> i64| {
        let values = || reviews.iter().map(value);
        (values().min().unwrap_or_default(), values().max().unwrap_or_default())
    };
    let (first, last) = ends(&|review| review.from);
    let (_, worst) = ends(&|review| review.took);
    let refused = reviews.iter().filter(|review| review.is_refused).count();
    let description = format!(
        "{} between {} and {}: median {}, worst {}, {refused} refused",
        count(reviews.len(), "review", "reviews"),
        date(first),
        date(last),
        median(reviews.iter().map(|review| review.took).collect()).map(duration).unwrap_or_default(),
        duration(worst),
    );
    let marks = html! {
        // What was refused lies above what was not.
        @for refused in [false, true] {
            @for review in reviews.iter().filter(|review| review.is_refused == refused) {
                (dot(if refused { "rejected" } else { "live" }, place(review.from, first, last), place(review.took, 0, worst)))
            }
        }
    };
    let chart = Chart {
        description: &description,
        vertical: [duration(worst), duration(worst / 2), "0".into()],
        horizontal: [date(first), date(last)],
        marks,
    };
    html! {
        figure {
            figcaption {
                "How long each review took, by the day of submission: "
                span.state.live { svg.shape viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" { circle cx="6" cy="6" r="4" {} } "passed" }
                ", "
                span.state.rejected { svg.shape viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" { rect x="2" y="2" width="8" height="8" {} } "refused" }
            }
            (chart.draw())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_one_of_them() {
        assert_eq!([vec![], vec![3], vec![4, 1], vec![9, 1, 5]].map(median), [None, Some(3), Some(4), Some(5)]);
    }
}
