//! A changeset as one page to be read, mailed and printed: before and after, the words that changed, what is wrong.

use maud::{Markup, html};

use crate::page::{Site, framed};
use crate::text::clean;
use crate::time::moment;
use crate::version::missing;

/// What is to be reviewed. Words, dates and counts are ready to be shown; foreign text is as it is.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// What the changeset is called.
    pub title: String,
    /// What Apple would refuse, one sentence each.
    pub problems: Vec<String>,
    /// What was not sent, and why.
    pub failures: Vec<String>,
    /// Changes by field.
    pub fields: Vec<ReviewField>,
    /// What sending it costs, or what became of it.
    pub price: String,
    /// What part of the changeset is shown, if not all.
    pub part: Option<String>,
    /// Digest of the changeset.
    pub digest: String,
}

/// All changes of one field.
#[derive(Debug, Clone, Default)]
pub struct ReviewField {
    /// Resource and field.
    pub heading: String,
    /// Equal changes as one.
    pub groups: Vec<ReviewGroup>,
}

/// Changes from one value to another.
#[derive(Debug, Clone, Default)]
pub struct ReviewGroup {
    /// Whether there was a value.
    pub has_before: bool,
    /// Whether there will be one.
    pub has_after: bool,
    /// The passages of both values, in order.
    pub passages: Vec<Passage>,
    /// Where, in few words.
    pub places: String,
    /// Rows that somebody changed at Apple since.
    pub conflicts: usize,
    /// Where, row by row.
    pub rows: Vec<String>,
}

/// A part of a text that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// In the old text and in the new one.
    Same(String),
    /// In the old one only.
    Old(String),
    /// In the new one only.
    New(String),
}

/// Writes the page. `now` (Unix seconds) is when it was made.
pub fn review(review: &Review, now: i64) -> String {
    let body = html! {
        h1 { (clean(&review.title)) }
        p.lead { (clean(&review.price)) @if let Some(part) = &review.part { br; (clean(part)) } }
        (alert("problems", "Apple would refuse this", &review.problems))
        (alert("failures", "Not sent", &review.failures))
        @for field in &review.fields {
            section {
                h2 { (clean(&field.heading)) " " small { (field.groups.iter().map(|group| group.rows.len()).sum::<usize>()) } }
                (table(field))
            }
        }
        @if review.fields.is_empty() { p.empty { "Nothing is changed." } }
    };
    let footer = html! { p { "Digest " code { (clean(&review.digest)) } ". Written by Appfleet on " (moment(now)) "." } };
    framed(&Site::Folder, &review.title, &html! { p { "Review of changes" } }, &body, &footer).into_string()
}

fn alert(id: &str, title: &str, sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            section.alert aria-labelledby=(id) {
                h2 id=(id) { (title) " " small { (sentences.len()) } }
                ul { @for sentence in sentences { li { (clean(sentence)) } } }
            }
        }
    }
}

fn table(field: &ReviewField) -> Markup {
    html! {
        table.cards.changes.review {
            thead { tr { th scope="col" { "Before" } th scope="col" { "After" } th scope="col" { "Where" } } }
            @for group in &field.groups {
                tbody {
                    tr {
                        td data-label="Before" { (side(group, group.has_before, false)) }
                        td data-label="After" { (side(group, group.has_after, true)) }
                        td data-label="Where" { (places(group)) }
                    }
                }
            }
        }
    }
}

/// One of the two texts, with what is not in the other marked.
fn side(group: &ReviewGroup, is_there: bool, is_after: bool) -> Markup {
    missing(is_there.then(|| {
        html! {
            div.value dir="auto" {
                @for passage in &group.passages {
                    @match passage {
                        Passage::Same(text) => (clean(text)),
                        Passage::Old(text) if !is_after => del { (clean(text)) },
                        Passage::New(text) if is_after => ins { (clean(text)) },
                        _ => "",
                    }
                }
            }
        }
    }))
}

fn places(group: &ReviewGroup) -> Markup {
    html! {
        @if group.rows.len() > 1 {
            details { summary { (clean(&group.places)) } ul { @for row in &group.rows { li dir="auto" { (clean(row)) } } } }
        } @else {
            @for row in &group.rows { span dir="auto" { (clean(row)) } }
        }
        @if group.conflicts > 0 { " " span.badge.over { (group.conflicts) " in conflict" } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> String {
        let group = ReviewGroup {
            has_before: true,
            has_after: true,
            passages: vec![Passage::Old("2025".into()), Passage::New("2026".into()), Passage::Same(" <b>ACME</b>\u{1b}".into())],
            places: "2 apps".into(),
            conflicts: 1,
            rows: vec!["<script>alert(1)</script>".into(), "Notes".into()],
        };
        let gone = ReviewGroup {
            has_before: true,
            passages: vec![Passage::Old("gone".into())],
            rows: vec!["Notes".into()],
            ..ReviewGroup::default()
        };
        let review_of = Review {
            title: "January & <i>more</i>".into(),
            problems: vec!["Notes: 101 characters".into()],
            fields: vec![ReviewField { heading: "versions.copyright".into(), groups: vec![group, gone] }],
            price: "2 requests".into(),
            digest: "abc".into(),
            ..Review::default()
        };
        review(&review_of, 1_800_000_000)
    }

    #[test]
    fn both_sides_show_what_the_other_has_not() {
        let page = page();
        assert!(page.contains("<del>2025</del> &lt;b&gt;ACME&lt;/b&gt;␛</div>"), "{page}");
        assert!(page.contains("<ins>2026</ins> &lt;b&gt;ACME&lt;/b&gt;␛</div>"));
        assert!(page.contains("<del>gone</del>") && page.contains("1 in conflict") && page.contains("Notes: 101 characters"));
    }

    #[test]
    fn nothing_foreign_becomes_markup_and_nothing_is_fetched() {
        let page = page();
        assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>"));
        assert!(!page.contains("http://") && !page.contains("https://") && page.contains("default-src 'none'"));
    }
}
