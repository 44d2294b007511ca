//! Which rows of a long table are shown: sorted by a column, a page at a time.

use maud::{Markup, html};

use super::params::Params;

/// Rows of a page.
pub(super) const ROWS: usize = 100;

/// The order that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    column: String,
    is_descending: bool,
}

impl Order {
    /// `sort=name`, or `sort=-name` for the other way round.
    pub(super) fn of(params: &Params) -> Option<Self> {
        let sort = params.get("sort")?;
        let (column, is_descending) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
        Some(Self { column: column.to_owned(), is_descending })
    }

    /// Sorts by the key of the column, if it has one.
    pub(super) fn sort<T, K: Ord>(&self, rows: &mut [T], key: impl Fn(&str, &T) -> K) {
        // Stable both ways: rows that are equal keep the order they have.
        if self.is_descending {
            rows.sort_by_cached_key(|row| std::cmp::Reverse(key(&self.column, row)));
        } else {
            rows.sort_by_cached_key(|row| key(&self.column, row));
        }
    }
}

/// The heading of a column that sorts by it. A second click turns the order round; numbers begin with the largest.
pub(super) fn heading(params: &Params, column: &str, title: &str, largest_first: bool) -> Markup {
    let order = Order::of(params).filter(|order| order.column == column);
    let is_descending = order.as_ref().map_or(largest_first, |order| !order.is_descending);
    let sort = if is_descending { format!("-{column}") } else { column.to_owned() };
    let now = order.map(|order| if order.is_descending { "descending" } else { "ascending" });
    html! {
        th.number[largest_first] scope="col" aria-sort=[now] { a href=(params.with("sort", Some(&sort)).with("page", None).address("./")) { (title) } }
    }
}

/// The part of some rows that a page shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    number: usize,
    rows: usize,
}

impl Page {
    /// The page that was asked for; the last one if there are not so many.
    pub(super) fn of(params: &Params, rows: usize) -> Self {
        Self { number: params.number("page").unwrap_or(1).clamp(1, rows.div_ceil(ROWS).max(1)), rows }
    }

    /// Its rows.
    pub(super) fn cut<T>(self, rows: &[T]) -> &[T] {
        let start = (self.number - 1) * ROWS;
        rows.get(start..rows.len().min(start + ROWS)).unwrap_or_default()
    }

    /// `101–200 of 1000`
    pub(super) fn sentence(self) -> String {
        let start = (self.number - 1) * ROWS;
        match self.rows {
            0 => "0".into(),
            rows if rows <= ROWS => format!("{rows}"),
            rows => format!("{}–{} of {rows}", start + 1, rows.min(start + ROWS)),
        }
    }

    /// Links to the other pages; nothing where there are none.
    pub(super) fn links(self, params: &Params, page: &str) -> Markup {
        let last = self.rows.div_ceil(ROWS);
        let to = |number: usize| params.with("page", (number > 1).then(|| number.to_string()).as_deref()).address(page);
        html! {
            @if last > 1 {
                nav.pages aria-label="Pages" {
                    @if self.number > 1 { a rel="prev" href=(to(self.number - 1)) { "‹ Previous" } }
                    @for number in near(self.number, last) {
                        @match number {
                            Some(number) if number == self.number => span aria-current="page" { (number) },
                            Some(number) => a href=(to(number)) { span.spoken { "Page " } (number) },
                            None => span aria-hidden="true" { "…" },
                        }
                    }
                    @if self.number < last { a rel="next" href=(to(self.number + 1)) { "Next ›" } }
                }
            }
        }
    }
}

/// Pages that are linked: the first, the last and those around this one; `None` for a gap.
fn near(number: usize, last: usize) -> Vec<Option<usize>> {
    let mut pages = Vec::new();
    for page in (1..=last).filter(|page| *page == 1 || *page == last || page.abs_diff(number) <= 2) {
        if pages.last().copied().flatten().is_some_and(|before: usize| page > before + 1) {
            pages.push(None);
        }
        pages.push(Some(page));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn a_page_is_cut_and_there_is_always_one() {
        let rows: Vec<usize> = (0..250).collect();
        let page = Page::of(&params(&[("page", "3")]), rows.len());
        assert_eq!((page.cut(&rows).first(), page.cut(&rows).len(), page.sentence().as_str()), (Some(&200), 50, "201–250 of 250"));
        assert_eq!(Page::of(&params(&[("page", "99")]), 250).cut(&rows)[0], 200);
        assert_eq!(Page::of(&params(&[("page", "-1")]), 0).cut::<u8>(&[]), [0_u8; 0]);
        assert_eq!(near(6, 12), [Some(1), None, Some(4), Some(5), Some(6), Some(7), Some(8), None, Some(12)]);
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let first = heading(&params(&[]), "staged", "Staged", true).into_string();
        assert!(first.contains("sort=-staged") && !first.contains("aria-sort"));
        let second = heading(&params(&[("sort", "-staged"), ("page", "2")]), "staged", "Staged", true).into_string();
        assert!(second.contains("./?sort=staged\"") && second.contains("aria-sort=\"descending\""));
        let mut rows = vec![(1, 'a'), (2, 'b'), (1, 'c')];
        Order::of(&params(&[("sort", "-n")])).unwrap().sort(&mut rows, |_, (number, _)| *number);
        assert_eq!(rows, [(2, 'b'), (1, 'a'), (1, 'c')]);
    }
}
