//! A diff as one page of HTML, which `dashboard` writes.

use dashboard::{Passage, Review, ReviewField, ReviewGroup};
use store::Value;

use crate::diff::terminal::{heading, places};
use crate::diff::words::{Kind, passages};
use crate::diff::{Change, Diff};

impl Diff {
    /// The diff as a self-contained page; `now` in Unix seconds.
    pub(crate) fn html(&self, now: i64) -> String {
        let groups = self.groups();
        let fields = groups.chunk_by(|left, right| heading(left.sample()) == heading(right.sample())).map(|field| ReviewField {
            heading: heading(field[0].sample()),
            groups: field
                .iter()
                .map(|group| {
                    let Change { base, value, .. } = group.sample();
                    ReviewGroup {
                        has_before: *base != Value::Null,
                        has_after: *value != Value::Null,
                        passages: passages(base, value).into_iter().map(passage).collect(),
                        places: places(group),
                        conflicts: group.conflicts(),
                        rows: group.changes.iter().map(|change| format!("{} {}", change.app, change.place()).trim().to_owned()).collect(),
                    }
                })
                .collect(),
        });
        let review = Review {
            title: self.heading().unwrap_or_else(|| "Staged changes".into()),
            problems: self.problems.iter().map(ToString::to_string).collect(),
            failures: self.unsent().into_iter().map(|(change, note)| format!("{} {}: {note}", change.app, change.place())).collect(),
            fields: fields.collect(),
            price: self.price(),
            part: self.part(),
            digest: self.digest.clone(),
        };
        dashboard::review(&review, now)
    }
}

fn passage((kind, text): (Kind, String)) -> Passage {
    match kind {
        Kind::Same => Passage::Same(text),
        Kind::Old => Passage::Old(text),
        Kind::New => Passage::New(text),
    }
}
