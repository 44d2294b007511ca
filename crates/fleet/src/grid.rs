//! A table for a terminal: aligned by what letters take, coloured, linked, and never wider than the terminal.

use owo_colors::{OwoColorize as _, Style};

use crate::hyperlink::linked;
use crate::wrap::{isolated, width, wrapped};

/// Blanks between two columns.
const GAP: usize = 2;
/// What a column needs so that its text can be read. Where there is no room for that, each row becomes a list of its own.
const LEAST: usize = 8;

/// A place of a table: text in one line, without what could drive a terminal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// Where it leads to.
    pub(crate) address: Option<String>,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) titles: Vec<Cell>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The columns whose text ends at the right, as numbers do.
    pub(crate) right: Vec<bool>,
}

/// What it is drawn on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Canvas {
    /// Columns; `None` where lines may be of any length.
    pub(crate) width: Option<usize>,
    /// Whether somebody looks at it on a terminal, which may order letters.
    pub(crate) is_terminal: bool,
    /// Whether addresses can be followed.
    pub(crate) has_links: bool,
}

impl Cell {
    /// Plain text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Text in a colour.
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, ..Self::default() }
    }

    fn drawn(&self, line: &str, canvas: Canvas) -> String {
        let text = if canvas.is_terminal { isolated(line) } else { line.to_owned() };
        let text = if self.style == Style::default() { text } else { text.style(self.style).to_string() };
        match &self.address {
            Some(address) if canvas.has_links => linked(&text, address),
            _ => text,
        }
    }
}

impl Grid {
    /// Draws it, without a line break at the end.
    pub(crate) fn draw(&self, canvas: Canvas) -> String {
        let mut widths: Vec<usize> = self.titles.iter().map(|title| width(&title.text)).collect();
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(&cell.text));
            }
        }
        if let Some(most) = canvas.width {
            let room = most.saturating_sub(GAP * widths.len().saturating_sub(1));
            match limit(&widths, room) {
                Some(limit) => widths.iter_mut().for_each(|width| *width = (*width).min(limit)),
                None if self.titles.iter().any(|title| !title.text.is_empty()) => return self.draw_records(canvas, most),
                None => widths.iter_mut().for_each(|width| *width = (*width).min(LEAST)),
            }
        }
        let has_titles = self.titles.iter().any(|title| !title.text.is_empty());
        let rows = has_titles.then_some(&self.titles).into_iter().chain(&self.rows);
        rows.flat_map(|row| self.draw_row(row, &widths, canvas)).collect::<Vec<_>>().join("\n")
    }

    fn draw_row(&self, row: &[Cell], widths: &[usize], canvas: Canvas) -> Vec<String> {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(widths)
            .map(|(cell, most)| if width(&cell.text) <= *most { vec![cell.text.clone()] } else { wrapped(&cell.text, *most) })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default();
        let line = |number: usize| {
            let mut line = String::new();
            // Blanks are written once it is known that something follows them.
            let mut blanks = 0;
            for (index, (cell, lines)) in row.iter().zip(&cells).enumerate() {
                let text = lines.get(number).map_or("", String::as_str);
                let rest = widths[index].saturating_sub(width(text));
                let (before, after) = if self.right.get(index) == Some(&true) { (rest, 0) } else { (0, rest) };
                if text.is_empty() {
                    blanks += widths[index] + GAP;
                } else {
                    line.extend(std::iter::repeat_n(' ', blanks + before));
                    line.push_str(&cell.drawn(text, canvas));
                    blanks = after + GAP;
                }
            }
            line
        };
        (0..height).map(line).collect()
    }

    /// A row as a list of its columns, where there are too many to stand beside each other.
    fn draw_records(&self, canvas: Canvas, most: usize) -> String {
        let titles = self.titles.iter().map(|title| width(&title.text)).max().unwrap_or_default();
        let room = most.saturating_sub(titles + GAP).max(LEAST);
        let record = |row: &Vec<Cell>| {
            let mut lines = Vec::new();
            for (title, cell) in self.titles.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty()) {
                let mut name = format!("{}{}", title.drawn(&title.text, canvas), " ".repeat(titles + GAP - width(&title.text)));
                for line in wrapped(&cell.text, room) {
                    lines.push(format!("{name}{}", cell.drawn(&line, canvas)));
                    name = " ".repeat(titles + GAP);
                }
            }
            lines.join("\n")
        };
        self.rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
    }
}

/// The width to which the widest columns are cut so that all have room; `None` where they could not be read then.
fn limit(widths: &[usize], room: usize) -> Option<usize> {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let (mut left, mut columns) = (room, sorted.len());
    for width in sorted {
        if width * columns > left {
            let limit = left / columns;
            return (limit >= LEAST).then_some(limit);
        }
        left -= width;
        columns -= 1;
    }
    Some(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Cell, Grid, limit};
    use crate::wrap::width;

    fn grid(rows: &[[&str; 3]]) -> Grid {
        let cells = |row: &[&str; 3]| row.iter().map(|text| Cell::new(*text)).collect();
        Grid { titles: cells(&["NAME", "N", "TEXT"]), rows: rows.iter().map(cells).collect(), right: vec![false, true, false] }
    }

    #[test]
    fn columns_stand_below_each_other_in_every_script() {
        let drawn = grid(&[["漢字", "1", "a"], ["e\u{301}", "10", ""], ["👩‍👩‍👧", "", "b"]]).draw(Canvas::default());
        assert_eq!(drawn, "NAME   N  TEXT\n漢字   1  a\ne\u{301}     10\n👩‍👩‍👧        b");
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let grid =
            grid(&[["Notes", "1", "one two three four five six seven eight nine ten"], ["שלום", "2", "漢字漢字漢字漢字漢字漢字漢字漢字"]]);
        for most in 4..60 {
            let drawn = grid.draw(Canvas { width: Some(most), is_terminal: true, has_links: false });
            let widest = drawn.lines().map(width).max().unwrap();
            assert!(widest <= most.max(14), "{most}: {drawn}");
        }
        let records = grid.draw(Canvas { width: Some(14), ..Canvas::default() });
        assert!(records.starts_with("NAME  Notes\nN     1\nTEXT  one two\n      three\n"), "{records}");
    }

    #[test]
    fn the_widest_columns_give_room_first() {
        assert_eq!(limit(&[5, 100, 40], 60), Some(27));
        assert_eq!(limit(&[5, 10], 60), Some(usize::MAX));
        assert_eq!(limit(&[50, 50], 10), None);
    }

    #[test]
    fn only_a_terminal_gets_marks_and_links() {
        let mut grid = grid(&[["שלום", "1", "a"]]);
        grid.rows[0][0].address = Some("https://example.com".into());
        assert!(!grid.draw(Canvas::default()).contains(['\u{2068}', '\u{1b}']));
        let drawn = grid.draw(Canvas { width: None, is_terminal: true, has_links: true });
        assert!(drawn.contains("\u{1b}]8;;https://example.com\u{1b}\\\u{2068}שלום\u{2069}\u{1b}]8;;\u{1b}\\  1  a"), "{drawn:?}");
    }
}
