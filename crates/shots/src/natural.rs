//! Natural order: `2.png` before `10.png`, because the order of names is the order in the store.

use std::{cmp::Ordering, path::Path};

/// Compares two paths part by part, runs of digits by their value. Names that differ only in
/// leading zeros are still told apart, so that the order never depends on the file system.
pub(crate) fn compare(a: &Path, b: &Path) -> Ordering {
    let (mut left, mut right) = (a.iter(), b.iter());
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (Some(a), Some(b)) => names(&a.to_string_lossy(), &b.to_string_lossy()),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn names(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let ((left, a_rest), (right, b_rest)) = (run(a), run(b));
        let order = match (number(left), number(right)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => left.cmp(right),
        };
        if order.is_ne() || (a.is_empty() && b.is_empty()) {
            return order;
        }
        (a, b) = (a_rest, b_rest);
    }
}

/// Splits off the longest beginning that is all digits or has none.
fn run(name: &str) -> (&str, &str) {
    let digits = name.starts_with(|c: char| c.is_ascii_digit());
    let end = name.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(name.len());
    name.split_at(end)
}

/// A key that orders runs of digits of any length by value: how many there are, then which.
fn number(run: &str) -> Option<(usize, &str)> {
    let significant = run.trim_start_matches('0');
    run.starts_with(|c: char| c.is_ascii_digit()).then_some((significant.len(), significant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_and_letters_do_not() {
        let mut names = [
            "en-US/shot10.png",
            "en-US/10.png",
            "en-US/shot2.png",
            "en-US/2_b.png",
            "de-DE/99.png",
            "en-US/2_a.png",
            "en-US/02.png",
            "en-US/2.png",
            "en-US/100000000000000000000000000000.png",
            "en-US/1.png",
            "en-US",
        ];
        names.sort_unstable_by(|a, b| compare(Path::new(a), Path::new(b)));
        assert_eq!(
            names,
            [
                "de-DE/99.png",
                "en-US",
                "en-US/1.png",
                "en-US/02.png",
                "en-US/2.png",
                "en-US/2_a.png",
                "en-US/2_b.png",
                "en-US/10.png",
                "en-US/100000000000000000000000000000.png",
                "en-US/shot2.png",
                "en-US/shot10.png",
            ]
        );
    }
}
