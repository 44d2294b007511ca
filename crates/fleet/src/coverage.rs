//! What the view `screenshot_coverage` says, as a matrix for people: locales by display types.
//!
//! What covers what is decided by the view alone. Here it is put in order and made readable.

use owo_colors::OwoColorize as _;
use shots::DisplayType;
use store::{Reader, Table, Value};

use crate::error::Result;
use crate::output::shown;
use crate::selection::AppArgs;

/// What the marks of a matrix mean.
pub(crate) const LEGEND: &str = "3 of its own   · those of the primary locale   ↘ scaled from a larger type   – missing   … under way\n! required and missing, failed, or more than 10";

/// The cells of some apps, by app and version, the primary locale first, display types as Apple lists them.
#[derive(Debug)]
pub(crate) struct Coverage {
    columns: Vec<String>,
    pub(crate) cells: Vec<Cell>,
}

/// One locale and display type of a version.
#[derive(Debug)]
pub(crate) struct Cell {
    /// All of it, as the view has it.
    row: Vec<Value>,
    pub(crate) version: Version,
    pub(crate) locale: String,
    is_primary: bool,
    display_type: String,
    own: i64,
    under_way: i64,
    coverage: String,
    is_wrong: bool,
}

/// A version that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) account: String,
    pub(crate) app_id: String,
    pub(crate) platform: String,
    id: String,
    title: String,
}

impl Coverage {
    /// What the view says of the apps that are meant.
    pub(crate) fn of(reader: &Reader, apps: &AppArgs) -> Result<Self> {
        let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
        let sql = format!(
            "SELECT * FROM screenshot_coverage WHERE (account, app_id) IN (SELECT account, id FROM apps WHERE {condition})
             ORDER BY app, bundle_id, account, platform, version_id, is_primary DESC, locale"
        );
        let table = reader.query(&sql, &parameters)?;
        let mut cells: Vec<Cell> = table.rows.into_iter().filter_map(Cell::of).collect();
        for row in cells.chunk_by_mut(|left, right| left.version == right.version && left.locale == right.locale) {
            row.sort_by(|left, right| place(&left.display_type).cmp(&place(&right.display_type)));
        }
        Ok(Self { columns: table.columns, cells })
    }

    /// The rows of the view.
    pub(crate) fn table(self) -> Table {
        Table { columns: self.columns, rows: self.cells.into_iter().map(|cell| cell.row).collect() }
    }

    /// A matrix for each version, with a line between them.
    pub(crate) fn text(&self) -> String {
        let versions = self.cells.chunk_by(|left, right| left.version == right.version);
        versions.map(matrix).collect::<Vec<_>>().join("\n\n")
    }

    /// How many versions there are with a cell like this.
    pub(crate) fn versions(&self, is_meant: impl Fn(&Cell) -> bool) -> usize {
        let versions = self.cells.chunk_by(|left, right| left.version == right.version);
        versions.filter(|cells| cells.iter().any(&is_meant)).count()
    }
}

impl Cell {
    fn of(row: Vec<Value>) -> Option<Self> {
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let number = |value: &Value| value.as_integer().unwrap_or_default();
        let [
            account,
            _client,
            app_id,
            bundle_id,
            app,
            platform,
            id,
            version_string,
            state,
            locale,
            is_primary,
            display_type,
            own,
            failed,
            under_way,
            coverage,
            _source,
            required,
            overfull,
        ] = row.as_slice()
        else {
            return None;
        };
        let said = [app, bundle_id, platform, version_string, state].map(shown);
        let version = Version {
            account: text(account),
            app_id: text(app_id),
            platform: text(platform),
            id: text(id),
            title: format!("{} {}", said[0].bold(), format!("{}, {} {}, {}", said[1], said[2], said[3], said[4]).dimmed()),
        };
        let is_lacking = number(required) > 0 && number(own) == 0;
        Some(Self {
            version,
            locale: text(locale),
            is_primary: number(is_primary) > 0,
            display_type: text(display_type),
            own: number(own),
            under_way: number(under_way),
            coverage: text(coverage),
            is_wrong: is_lacking || number(failed) > 0 || number(overfull) > 0,
            row,
        })
    }

    /// Whether Apple would refuse it, or has: required and missing, failed, or too many.
    pub(crate) fn is_wrong(&self) -> bool {
        self.is_wrong
    }

    /// Whether somebody has to do something, or wait.
    pub(crate) fn is_gap(&self) -> bool {
        self.is_wrong || self.under_way > 0
    }

    fn mark(&self) -> String {
        let covered = match self.coverage.as_str() {
            "own" => self.own.to_string(),
            "scaled" => "↘".into(),
            "inherited" => "·".into(),
            _ => "–".into(),
        };
        let under_way = if self.under_way > 0 { "…" } else { "" };
        let wrong = if self.is_wrong { "!" } else { "" };
        format!("{covered}{under_way}{wrong}")
    }
}

/// The cells of one version: a title, a header and a line for each locale.
fn matrix(cells: &[Cell]) -> String {
    let mut types: Vec<&str> = cells.iter().map(|cell| cell.display_type.as_str()).collect();
    types.sort_by_key(|name| place(name));
    types.dedup();
    let labels: Vec<String> = types.iter().map(|name| label(name)).collect();
    let locales: Vec<&[Cell]> = cells.chunk_by(|left, right| left.locale == right.locale).collect();
    let names: Vec<String> = locales.iter().map(|row| locale_name(&row[0])).collect();
    let first = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let header: String = labels.iter().map(|label| format!("  {label}")).collect();
    let mut lines = vec![cells[0].version.title.clone(), format!("  {:first$}{header}", "").trim_end().to_owned()];
    for (name, row) in names.iter().zip(&locales) {
        let marks = types.iter().zip(&labels).map(|(display_type, label)| {
            let cell = row.iter().find(|cell| cell.display_type == **display_type);
            let width = label.chars().count();
            let mark = format!("  {:>width$}", cell.map_or(String::new(), Cell::mark));
            match cell {
                Some(cell) if cell.is_wrong => mark.red().bold().to_string(),
                Some(cell) if cell.own == 0 => mark.dimmed().to_string(),
                _ => mark,
            }
        });
        lines.push(format!("  {name:first$}{}", marks.collect::<String>()).trim_end().to_owned());
    }
    lines.join("\n")
}

fn locale_name(cell: &Cell) -> String {
    let name = shown(&Value::Text(cell.locale.clone()));
    if cell.is_primary { format!("{name} (primary)") } else { name }
}

/// Where Apple lists a display type; new ones come last, by name.
fn place(name: &str) -> (Option<bool>, Option<DisplayType>, &str) {
    let known = DisplayType::named(name);
    (known.is_none().then_some(true), known, name)
}

/// What people call a display type, without what its neighbours say.
fn label(name: &str) -> String {
    let Some(known) = DisplayType::named(name) else { return shown(&Value::Text(name.to_owned())) };
    let label = known.label().replace("iMessage on ", "iMessage ").replace("Apple Watch ", "Watch ").replace("Apple Vision ", "Vision ");
    label.split(" (").next().unwrap_or_default().to_owned()
}

/// All display types in Apple's order: Apple's name, and what people call it.
pub(crate) fn display_types() -> Vec<(String, String)> {
    DisplayType::all().map(|known| (known.name().to_owned(), label(known.name()))).collect()
}

#[cfg(test)]
mod tests {
    use shots::DisplayType;
    use store::Value;

    use super::{Cell, Coverage, label};

    fn cell(locale: &str, display_type: &str, numbers: [i64; 3], coverage: &str) -> Cell {
        let text = |text: &str| Value::Text(text.into());
        let mut row: Vec<Value> =
            ["acme", "ACME", "1", "com.acme.notes", "Notes\u{1b}[31m", "IOS", "v", "1.0", "REJECTED"].map(text).into();
        row.extend([text(locale), Value::Integer((locale == "en-US").into()), text(display_type)]);
        row.extend(numbers.map(Value::Integer));
        row.extend([text(coverage), Value::Null, Value::Integer((locale == "en-US").into()), Value::Integer((numbers[0] > 10).into())]);
        Cell::of(row).unwrap()
    }

    #[test]
    fn a_matrix_is_aligned_and_marks_what_is_wrong() {
        let cells = vec![
            cell("en-US", "APP_IPHONE_67", [11, 0, 0], "own"),
            cell("en-US", "APP_NEW", [0, 0, 0], "missing"),
            cell("de-DE", "APP_IPHONE_67", [2, 1, 1], "own"),
            cell("de-DE", "APP_NEW", [0, 0, 0], "missing"),
        ];
        let coverage = Coverage { columns: Vec::new(), cells };
        assert_eq!((coverage.versions(Cell::is_wrong), coverage.versions(|cell| cell.locale == "ja")), (1, 0));
        let text = anstream::adapter::strip_str(&coverage.text()).to_string();
        insta::assert_snapshot!(text, @r#"
        Notes�[31m com.acme.notes, IOS 1.0, REJECTED
                           iPhone 6.9"  APP_NEW
          en-US (primary)          11!       –!
          de-DE                    2…!        –
        "#);
    }

    #[test]
    fn labels_tell_types_apart() {
        let mut labels: Vec<String> = DisplayType::all().map(|display_type| label(display_type.name())).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), DisplayType::all().count());
    }

    /// SQL has a table of its own, because the view must be readable without this program.
    #[test]
    fn the_view_knows_every_type_its_family_and_what_is_larger() {
        let sql = include_str!("../../../sql/views/screenshot_coverage.sql");
        let line = regex::Regex::new(r"\((\d+), '([^']+)', '([A-Z_0-9]+)'\)").unwrap();
        let listed: Vec<(usize, &str, &str)> = line
            .captures_iter(sql)
            .map(|found| found.extract::<3>().1)
            .map(|[number, family, name]| (number.parse().unwrap(), family, name))
            .collect();
        let names: Vec<(usize, &str)> = listed.iter().map(|(number, _, name)| (*number, *name)).collect();
        assert_eq!(names, (1..).zip(DisplayType::all().map(DisplayType::name)).collect::<Vec<_>>());
        for pair in listed.windows(2) {
            let [left, right] = [pair[0].2, pair[1].2].map(|name| DisplayType::named(name).unwrap().family());
            assert_eq!(pair[0].1 == pair[1].1, left == right, "{pair:?}");
        }
    }
}
