//! Output: stdout is data, stderr is talk. A table on a terminal, JSON in a pipe.

use std::io::{IsTerminal as _, Write as _};

use clap::ValueEnum;
use owo_colors::OwoColorize as _;
use serde::{Serialize, Serializer};
use store::{Table, Value};

use crate::error::{FleetError, Result};
use crate::grid::{Canvas, Cell, Grid};
use crate::{hyperlink, pager, state};

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people.
    Table,
    /// One JSON array, or one object.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
    /// A Markdown table.
    Markdown,
    /// The XML of `JUnit`, from `fleet check`.
    Junit,
    /// One page of HTML, from `fleet check`.
    Html,
}

/// The two streams of a command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    format: Format,
    /// Whether somebody named the format.
    is_asked: bool,
    quiet: bool,
    paging: Paging,
    /// Whether something may move on stderr.
    moves: bool,
}

/// Whether data goes through a pager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paging {
    /// Nobody wants one, or nobody looks.
    Off,
    /// A command may ask for one.
    Allowed,
    /// The command has.
    On,
}

impl Ui {
    /// `format` given on the command line; else a table on a terminal and JSON in a pipe.
    pub(crate) fn new(format: Option<Format>, quiet: bool) -> Self {
        let default = if std::io::stdout().is_terminal() { Format::Table } else { Format::Json };
        Self { format: format.unwrap_or(default), is_asked: format.is_some(), quiet, paging: Paging::Off, moves: !quiet }
    }

    /// The same streams, with a pager for the commands that ask for one if data goes to a terminal.
    pub(crate) fn with_pager(self, is_wanted: bool) -> Self {
        let paging = if is_wanted && std::io::stdout().is_terminal() { Paging::Allowed } else { Paging::Off };
        Self { paging, ..self }
    }

    /// The same streams without bars, which would be torn by the lines of a log.
    pub(crate) fn with_log(self, is_logged: bool) -> Self {
        Self { moves: self.moves && !is_logged, ..self }
    }

    /// The same streams, with data through a pager where that is allowed: for lists, which may be long.
    pub(crate) fn paged(self) -> Self {
        Self { paging: if self.paging == Paging::Allowed { Paging::On } else { self.paging }, ..self }
    }

    /// Whether bars are drawn.
    pub(crate) fn moves(self) -> bool {
        self.moves
    }

    /// The same streams with a table, for commands that tell a story.
    pub(crate) fn for_people(self) -> Self {
        Self { format: Format::Table, ..self }
    }

    /// Whether data is for people to read.
    pub(crate) fn is_for_people(self) -> bool {
        self.format == Format::Table
    }

    /// How data is written.
    pub(crate) fn format(self) -> Format {
        self.format
    }

    /// How data is to be written, if that was said on the command line.
    pub(crate) fn asked_format(self) -> Option<Format> {
        self.is_asked.then_some(self.format)
    }

    /// Whether colours arrive where data goes.
    #[expect(clippy::unused_self, reason = "only the Ui talks")]
    pub(crate) fn is_coloured(self) -> bool {
        anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
    }

    /// Whether talk is unwanted.
    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Talk: what is happening.
    pub(crate) fn say(self, text: &str) {
        if !self.quiet {
            Self::talk(&harmless_lines(text));
        }
    }

    /// Talk that matters even with `--quiet`.
    #[expect(clippy::unused_self, reason = "only the Ui talks")]
    pub(crate) fn warn(self, text: &str) {
        Self::talk(&format!("{} {}", "warning:".yellow().bold(), harmless_lines(text)));
    }

    fn talk(text: &str) {
        // Nobody can be told that nobody can be told.
        drop(pager::talk(text).unwrap_or_else(|| writeln!(anstream::stderr(), "{text}")));
    }

    /// Data as text.
    pub(crate) fn print(self, text: &str) -> Result<()> {
        let paged = (self.paging == Paging::On).then(|| pager::print(text)).flatten();
        Ok(paged.unwrap_or_else(|| writeln!(anstream::stdout(), "{text}"))?)
    }

    /// Data that is no text, such as a picture for a terminal.
    #[expect(clippy::unused_self, reason = "only the Ui talks")]
    pub(crate) fn print_raw(self, bytes: &[u8]) -> Result<()> {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(bytes)?;
        Ok(stdout.flush()?)
    }

    /// What data is drawn on.
    #[expect(clippy::unused_self, reason = "only the Ui knows where it talks")]
    pub(crate) fn canvas(self) -> Canvas {
        let is_terminal = std::io::stdout().is_terminal();
        Canvas { width: width(), is_terminal, has_links: hyperlink::are_followed() }
    }

    /// Data as one JSON document.
    pub(crate) fn print_json(self, json: &serde_json::Value) -> Result<()> {
        let text = match self.format {
            Format::Ndjson => json.to_string(),
            _ => format!("{json:#}"),
        };
        self.print(&escaped(&text))
    }

    /// Data as rows, in the chosen format.
    pub(crate) fn print_table(self, table: &Table) -> Result<()> {
        match self.format {
            Format::Table => self.print(&text_table(table, self.canvas())),
            Format::Ndjson if table.rows.is_empty() => Ok(()),
            // Whoever looks at it is shown no more than there is to see; a file or a pipe gets every byte.
            Format::Csv if std::io::stdout().is_terminal() => self.print(&harmless_lines(&self.table_text(table)?)),
            _ => self.print(&self.table_text(table)?),
        }
    }

    /// The same as text, for a file.
    pub(crate) fn table_text(self, table: &Table) -> Result<String> {
        let json = |text: serde_json::Result<String>| text.map_err(std::io::Error::from);
        match self.format {
            Format::Table => Ok(anstream::adapter::strip_str(&text_table(table, Canvas::default())).to_string()),
            Format::Markdown => Ok(markdown(table)),
            Format::Json => Ok(escaped(&json(serde_json::to_string_pretty(&records(table)))?)),
            Format::Ndjson => {
                let lines = records(table).iter().map(|record| json(serde_json::to_string(record))).collect::<Result<Vec<_>, _>>();
                Ok(escaped(&lines?.join("\n")))
            }
            Format::Csv => csv_text(table),
            Format::Junit | Format::Html => {
                Err(FleetError::input("only `fleet check` writes junit and html").hint("use --format table, json, ndjson, csv or markdown"))
            }
        }
    }
}

/// A row as a JSON object with its columns in their order.
struct Record<'a> {
    columns: &'a [String],
    row: &'a [Value],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(self.row))
    }
}

fn records(table: &Table) -> Vec<Record<'_>> {
    table.rows.iter().map(|row| Record { columns: &table.columns, row }).collect()
}

/// Columns of a line: `COLUMNS`, or those of the terminal; any number in a pipe.
fn width() -> Option<usize> {
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    given.or_else(|| terminal_size::terminal_size_of(std::io::stdout()).map(|(terminal_size::Width(width), _)| width.into()))
}

fn text_table(table: &Table, canvas: Canvas) -> String {
    if table.rows.is_empty() {
        return "no rows".dimmed().to_string();
    }
    let link = canvas.has_links.then(|| link_columns(&table.columns)).flatten();
    let cell = |row: &[Value], index: usize| {
        let text = shown(&row[index]);
        let style = state::style_in(&table.columns[index], &text);
        let id = link.as_ref().filter(|(_, columns)| columns.contains(&index)).and_then(|(id, _)| row[*id].as_text());
        Cell { text, style, address: id.and_then(hyperlink::app_page) }
    };
    let is_number = |index: usize| table.rows.iter().all(|row| matches!(row[index], Value::Integer(_) | Value::Real(_) | Value::Null));
    let grid = Grid {
        titles: table.columns.iter().map(|column| Cell::styled(column.to_uppercase(), owo_colors::Style::new().bold())).collect(),
        rows: table.rows.iter().map(|row| (0..row.len()).map(|index| cell(row, index)).collect()).collect(),
        right: (0..table.columns.len()).map(is_number).collect(),
    };
    grid.draw(canvas)
}

/// The column of an app's id, and those that name the app.
fn link_columns(columns: &[String]) -> Option<(usize, Vec<usize>)> {
    let place = |name: &str| columns.iter().position(|column| column == name);
    if let Some(id) = place("app_id") {
        return Some((id, ["app", "bundle_id", "app_id"].into_iter().filter_map(place).collect()));
    }
    let id = place("id").filter(|_| place("bundle_id").is_some())?;
    Some((id, ["name", "bundle_id", "id"].into_iter().filter_map(place).collect()))
}

fn markdown(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![line(table.columns.clone()), line(table.columns.iter().map(|_| "---".into()).collect())];
    lines.extend(table.rows.iter().map(|row| line(row.iter().map(|value| markdown_text(&value.to_string())).collect())));
    lines.join("\n")
}

/// Text that Markdown and HTML read as text: no markup, no links, no pictures, and nobody is mentioned.
pub(crate) fn markdown_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in shown(&Value::Text(text.to_owned())).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // A comment between the sign and the name keeps a host from telling somebody.
            '@' => safe.push_str("@<!-- -->"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '#' | '!' => safe.extend(['\\', letter]),
            letter => safe.push(letter),
        }
    }
    safe.replace("://", ":&#47;/")
}

pub(crate) fn csv_text(table: &Table) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer
        .write_record(&table.columns)
        .and_then(|()| table.rows.iter().try_for_each(|row| writer.write_record(row.iter().map(|value| neutral(&value.to_string())))));
    written.map_err(std::io::Error::other)?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
}

/// Text that a spreadsheet would take for a formula is made text, so that [`crate::sheet`] can undo it exactly: what
/// would become the same is marked too.
pub(crate) fn neutral(text: &str) -> String {
    if is_neutral(text.trim_start_matches('\'')) { text.to_owned() } else { format!("'{text}") }
}

/// Whether a spreadsheet takes it for what it is.
pub(crate) fn is_neutral(text: &str) -> bool {
    !(text.starts_with(['=', '+', '@', '\t', '\r']) || (text.starts_with('-') && text.parse::<f64>().is_err()))
}

/// Foreign text in one line, without what could drive a terminal.
pub(crate) fn harmless(text: &str) -> String {
    shown(&Value::Text(text.to_owned()))
}

/// Text of one or more lines without what could drive a terminal.
pub(crate) fn harmless_lines(text: &str) -> String {
    text.split('\n').map(harmless).collect::<Vec<_>>().join("\n")
}

/// JSON that says the same without what could drive a terminal: serde escapes the older control characters only, and a
/// terminal also obeys those from U+0080 on.
fn escaped(json: &str) -> String {
    let is_command = |letter: char| matches!(letter, '\u{7f}'..='\u{9f}' | '\u{202d}' | '\u{202e}');
    let letter = |letter: char| if is_command(letter) { format!("\\u{:04x}", u32::from(letter)) } else { letter.into() };
    if json.contains(is_command) { json.chars().map(letter).collect() } else { json.to_owned() }
}

/// A value in one line, without control characters: an app's name may hold anything, also terminal escapes.
pub(crate) fn shown(value: &Value) -> String {
    value
        .to_string()
        .chars()
        .map(|letter| match letter {
            '\n' => '⏎',
            // The two overrides of direction make a name read as another.
            letter if letter.is_control() || matches!(letter, '\u{202d}' | '\u{202e}') => '�',
            letter => letter,
        })
        .collect()
}

/// A value shortened to so many characters.
pub(crate) fn shortened(value: &Value, width: usize) -> String {
    let text = shown(value);
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use store::{Table, Value};

    use super::{escaped, harmless_lines, markdown, markdown_text, neutral, records, shortened, shown};

    #[test]
    fn hostile_text_is_made_harmless() {
        assert_eq!(shown(&Value::Text("a\u{1b}[31mb\nc".into())), "a�[31mb⏎c");
        assert_eq!(shown(&Value::Text("exe.\u{202e}gpj".into())), "exe.�gpj");
        assert_eq!(markdown_text("<b> [a](https://b) @c"), "&lt;b&gt; \\[a\\](https:&#47;/b) @<!-- -->c");
        assert_eq!(harmless_lines("a\u{9b}b\nc\u{202e}"), "a�b\nc�");
        assert_eq!(escaped("\"a\u{9b}\u{202e}ü\""), r#""a\u009b\u202eü""#);
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("-5"), "-5");
        assert_eq!(shortened(&Value::Text("ünïcödé".into()), 4), "ünï…");
    }

    #[test]
    fn rows_keep_their_columns() {
        let table = Table { columns: vec!["b".into(), "a".into()], rows: vec![vec![Value::Integer(1), Value::Text("x|y".into())]] };
        assert_eq!(markdown(&table), "| b | a |\n| --- | --- |\n| 1 | x\\|y |");
        assert_eq!(serde_json::to_string(&records(&table)).unwrap(), r#"[{"b":1,"a":"x|y"}]"#);
    }
}
