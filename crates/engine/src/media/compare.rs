//! What is wanted, what is there, and what an unfinished upload left: three ways to one plan per set.
//!
//! Files are told apart by the MD5 of their bytes, as Apple keeps it, so that a file that is there is never sent again
//! whatever it is called. Nothing that Apple shows is removed unless that was asked for; what it cannot show (a reservation
//! that nothing came of, a file that failed) only stands in the way, and goes.

use std::collections::HashSet;

use store::MediaRow;

/// A file that shall be in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFile {
    /// MD5 of its bytes, in hexadecimal digits.
    pub checksum: String,
    /// What it is called at Apple.
    pub file_name: String,
    /// The frame that stands for a film, as `HH:MM:SS:FF`; Apple takes one at 5 seconds without.
    pub time_code: Option<String>,
}

/// What happens to one file of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It is there, and stays.
    Keep(MediaRow),
    /// It is to be sent; `instead_of` has its name or its place and goes.
    Upload {
        /// The file.
        file: WantedFile,
        /// What it takes the place of.
        instead_of: Option<MediaRow>,
    },
    /// It is there and not wanted. It goes only if that was asked for.
    Extra(MediaRow),
    /// It goes.
    Remove(MediaRow),
    /// An upload that nothing came of: it goes.
    Leftover(MediaRow),
}

/// What happens to a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetPlan {
    /// In the order that the set will have, with what goes at the end.
    pub acts: Vec<Act>,
    /// Whether files that stay change places.
    pub is_sorted: bool,
}

impl SetPlan {
    /// Whether the set is as it is wanted.
    pub fn is_done(&self) -> bool {
        !self.is_sorted && self.acts.iter().all(|act| matches!(act, Act::Keep(_) | Act::Extra(_)))
    }

    /// How many files the set will have.
    pub fn files(&self) -> usize {
        self.acts.iter().filter(|act| matches!(act, Act::Keep(_) | Act::Upload { .. } | Act::Extra(_))).count()
    }

    /// How many files are sent.
    pub fn uploads(&self) -> usize {
        self.acts.iter().filter(|act| matches!(act, Act::Upload { .. })).count()
    }

    /// How many files go.
    pub fn removals(&self) -> usize {
        let goes = |act: &&Act| matches!(act, Act::Remove(_) | Act::Leftover(_) | Act::Upload { instead_of: Some(_), .. });
        self.acts.iter().filter(goes).count()
    }
}

/// Plans one set: the files that are wanted in their order, and the rows that are there in theirs.
pub fn compare(wanted: &[WantedFile], there: &[MediaRow], prune: bool) -> SetPlan {
    let (leftovers, there): (Vec<&MediaRow>, Vec<&MediaRow>) = there.iter().partition(|row| is_leftover(row));
    let mut unmatched: Vec<&MediaRow> = there.clone();
    let mut take = |is_it: &dyn Fn(&MediaRow) -> bool| {
        let found = unmatched.iter().position(|row| is_it(row))?;
        Some(unmatched.remove(found))
    };
    let mut seen = HashSet::new();
    let kept: Vec<(&WantedFile, Option<&MediaRow>)> = wanted
        .iter()
        .filter(|file| seen.insert(&file.checksum))
        .map(|file| (file, take(&|row| row.checksum.as_deref() == Some(&file.checksum))))
        .collect();
    let mut acts: Vec<Act> = Vec::new();
    for (file, row) in &kept {
        acts.push(if let Some(row) = row {
            Act::Keep((*row).clone())
        } else {
            // What has its name is what it replaces.
            let instead_of = if prune { take(&|row| row.file_name.as_deref() == Some(&file.file_name)).cloned() } else { None };
            Act::Upload { file: (*file).clone(), instead_of }
        });
    }
    let rest: Vec<Act> = unmatched.into_iter().cloned().map(if prune { Act::Remove } else { Act::Extra }).collect();
    let is_sorted = is_sorted(&there, &acts, &rest);
    acts.extend(rest);
    acts.extend(leftovers.into_iter().cloned().map(Act::Leftover));
    SetPlan { acts, is_sorted }
}

/// Nothing can come of it any more. A row that is only staged has no state yet.
fn is_leftover(row: &MediaRow) -> bool {
    !row.is_staged && matches!(row.state.as_deref(), Some("FAILED" | "AWAITING_UPLOAD"))
}

/// Whether the order has to be set: what stays keeps its order by itself, and what is new comes last.
fn is_sorted(there: &[&MediaRow], acts: &[Act], rest: &[Act]) -> bool {
    let stays: HashSet<i64> =
        acts.iter().chain(rest).filter_map(|act| if let Act::Keep(row) | Act::Extra(row) = act { Some(row.pk) } else { None }).collect();
    let by_itself = there.iter().filter(|row| stays.contains(&row.pk)).map(|row| Some(row.pk));
    let new = acts.iter().filter(|act| matches!(act, Act::Upload { .. })).map(|_| None);
    let wanted = acts.iter().chain(rest).filter_map(|act| match act {
        Act::Keep(row) | Act::Extra(row) => Some(Some(row.pk)),
        Act::Upload { .. } => Some(None),
        Act::Remove(_) | Act::Leftover(_) => None,
    });
    by_itself.chain(new).ne(wanted)
}

#[cfg(test)]
mod tests {
    use store::MediaRow;

    use super::{Act, SetPlan, WantedFile, compare};

    fn wanted(checksums: &str) -> Vec<WantedFile> {
        let file = |sum: &str| WantedFile { checksum: sum.into(), file_name: format!("{}.png", &sum[..1]), time_code: None };
        checksums.split_whitespace().map(file).collect()
    }

    /// Rows such as `a1` (a.png with the checksum a1), `b1!` (failed), `c1?` (never sent).
    fn there(rows: &str) -> Vec<MediaRow> {
        let row = |(pk, text): (usize, &str)| {
            let state = if text.ends_with('!') {
                "FAILED"
            } else if text.ends_with('?') {
                "AWAITING_UPLOAD"
            } else {
                "COMPLETE"
            };
            let sum = text.trim_end_matches(['!', '?']);
            let pk = i64::try_from(pk).unwrap();
            MediaRow {
                pk,
                file_name: Some(format!("{}.png", &sum[..1])),
                checksum: Some(sum.into()),
                state: Some(state.into()),
                is_staged: false,
            }
        };
        rows.split_whitespace().enumerate().map(row).collect()
    }

    fn shown(plan: &SetPlan) -> String {
        let sum = |row: &MediaRow| row.checksum.clone().unwrap_or_default();
        let act = |act: &Act| match act {
            Act::Keep(row) => format!("={}", sum(row)),
            Act::Upload { file, instead_of: None } => format!("+{}", file.checksum),
            Act::Upload { file, instead_of: Some(row) } => format!("+{}/{}", file.checksum, sum(row)),
            Act::Extra(row) => format!("~{}", sum(row)),
            Act::Remove(row) => format!("-{}", sum(row)),
            Act::Leftover(row) => format!("x{}", sum(row)),
        };
        let acts: Vec<String> = plan.acts.iter().map(act).collect();
        format!("{}{}", acts.join(" "), if plan.is_sorted { " sorted" } else { "" })
    }

    #[test]
    fn what_is_there_is_never_sent_again() {
        let plan = compare(&wanted("a1 b1"), &there("a1 b1"), false);
        assert_eq!(shown(&plan), "=a1 =b1");
        assert!(plan.is_done());
        // Under another name, and in another order.
        assert_eq!(shown(&compare(&wanted("b1 a1"), &there("a1 b1"), false)), "=b1 =a1 sorted");
        // The same picture twice is one picture.
        assert_eq!(shown(&compare(&wanted("a1 a1 b1"), &there("a1"), false)), "=a1 +b1");
    }

    #[test]
    fn nothing_is_removed_unasked_but_what_nothing_came_of() {
        assert_eq!(shown(&compare(&wanted("a2 b1"), &there("a1 b1 c1"), false)), "+a2 =b1 ~a1 ~c1 sorted");
        let pruned = compare(&wanted("a2 b1"), &there("a1 b1 c1"), true);
        assert_eq!(shown(&pruned), "+a2/a1 =b1 -c1 sorted");
        assert_eq!((pruned.files(), pruned.uploads(), pruned.removals()), (2, 1, 2));
        assert_eq!(shown(&compare(&wanted("a1"), &there("a1! b1? c1"), false)), "+a1 ~c1 xa1 xb1 sorted");
        // A second copy of what is wanted is an extra.
        assert_eq!(shown(&compare(&wanted("a1"), &there("a1 a1"), true)), "=a1 -a1");
    }

    #[test]
    fn new_files_behind_old_ones_need_no_order() {
        assert_eq!(shown(&compare(&wanted("a1 b1"), &there("a1"), false)), "=a1 +b1");
        assert_eq!(shown(&compare(&wanted("a2 b2"), &there("a1 b1"), true)), "+a2/a1 +b2/b1");
        assert_eq!(shown(&compare(&wanted("b1 a1"), &there("a1"), false)), "+b1 =a1 sorted");
        assert_eq!(shown(&compare(&[], &there("a1"), true)), "-a1");
    }
}
