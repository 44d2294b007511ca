//! The columns of a view, and which of them can be edited through it.

use store::catalog::{Field, Kind, View, catalog};
use store::{Reader, Value};

use crate::error::{FleetError, Result};
use crate::sentence;

/// A view and what it shows.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) view: String,
    columns: Vec<(String, Column)>,
}

/// What a column is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    /// A field that can be edited through the view.
    Editable(&'static Field),
    /// Anything else that is shown.
    Shown,
    /// What this program notes about a row, which differs from hour to hour.
    Bookkeeping,
}

impl Column {
    /// Whether it can be edited, in some state.
    pub(crate) fn is_updatable(self) -> bool {
        matches!(self, Self::Editable(_))
    }

    /// Whether it holds 1 for true and 0 for false, as far as that matters for writing it.
    pub(crate) fn is_bool(self) -> bool {
        matches!(self, Self::Editable(field) if field.kind == Kind::Bool)
    }
}

impl Columns {
    /// What a column of the view is.
    pub(crate) fn of(&self, name: &str) -> Column {
        self.columns.iter().find(|(column, _)| column == name).map_or(Column::Shown, |(_, column)| *column)
    }

    fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|(column, _)| column == name)
    }
}

/// There is no view of this name.
pub(crate) fn no_view(name: &str) -> FleetError {
    let hint = sentence::did_you_mean(name, catalog().views.iter().map(|view| view.name.as_str()));
    FleetError::input(format!("there is no view `{name}`")).hint(hint.unwrap_or_else(|| "docs/SCHEMA.md lists the views".into()))
}

/// The view whose columns these are: the one that is named, or the only one that has them all.
pub(crate) fn of_sheet(reader: &Reader, names: &[String], view: Option<&str>) -> Result<Columns> {
    let views = catalog().views.iter();
    if let Some(name) = view {
        let Some(view) = views.clone().find(|view| view.name == name) else {
            return Err(no_view(name));
        };
        let columns = of_view(reader, view)?;
        let Some(unknown) = names.iter().find(|name| !columns.has(name)) else { return Ok(columns) };
        return Err(unknown_column(
            unknown,
            &format!("the view {name} has no column"),
            columns.columns.iter().map(|(column, _)| column.as_str()),
        ));
    }
    let mut fitting: Vec<(&View, Columns)> = Vec::new();
    for view in views.clone() {
        let columns = of_view(reader, view)?;
        let is_editable = names.iter().any(|name| columns.of(name).is_updatable());
        if is_editable && names.iter().all(|name| columns.has(name)) {
            fitting.push((view, columns));
        }
    }
    // Views over the same rows mean the same by the same column.
    let is_same = |left: &View, right: &View| left.base == right.base;
    let is_clear = fitting.windows(2).all(|pair| is_same(pair[0].0, pair[1].0));
    if is_clear && !fitting.is_empty() {
        return Ok(fitting.swap_remove(0).1);
    }
    if fitting.is_empty() {
        let every = catalog().resources.iter().flat_map(|resource| &resource.fields).map(|field| field.name.as_str());
        let unknown = names.iter().find(|name| !every.clone().any(|field| field == *name) && !COMMON.contains(&name.as_str()));
        return Err(match unknown {
            Some(unknown) => unknown_column(unknown, "no view has a column", every.chain(COMMON)),
            None => FleetError::input("no view that can be edited has all of these columns")
                .hint("export from one view, without columns of your own; --view names it"),
        });
    }
    let names: Vec<&str> = fitting.iter().map(|(view, _)| view.name.as_str()).collect();
    Err(FleetError::input(format!("these columns fit several views: {}", names.join(", "))).hint("choose with --view"))
}

/// Columns that most views have.
const COMMON: [&str; 13] = [
    "pk",
    "id",
    "account",
    "client",
    "legal_name",
    "app_id",
    "bundle_id",
    "app",
    "version_id",
    "app_info_id",
    "editable",
    "staged",
    "synced_at",
];

fn of_view(reader: &Reader, view: &View) -> Result<Columns> {
    let table = reader.query("SELECT name FROM pragma_table_info(?1)", &[Value::Text(view.name.clone())])?;
    let columns = table.rows.into_iter().filter_map(|row| row[0].as_text().map(ToOwned::to_owned));
    let of_column = |name: String| {
        let field = field(view, &name).filter(|field| field.is_updatable());
        let is_bookkeeping = matches!(name.as_str(), "synced_at" | "staged") || name.ends_with("_len");
        let column = match field {
            Some(field) => Column::Editable(field),
            None if is_bookkeeping => Column::Bookkeeping,
            None => Column::Shown,
        };
        (name, column)
    };
    Ok(Columns { view: view.name.clone(), columns: columns.map(of_column).collect() })
}

/// The field that a column of the view shows, if the view writes it.
fn field(view: &View, name: &str) -> Option<&'static Field> {
    let written = |resource: &str| resource == view.base || view.companion.as_ref().is_some_and(|companion| companion.resource == resource);
    view.columns.iter().find_map(|column| {
        let (resource, shown) = column.split_once('.').filter(|(resource, _)| written(resource))?;
        let resource = catalog().resource(resource).filter(|resource| !resource.is_mirror_only)?;
        // A column under another name is there to be looked at.
        if shown == "*" || shown == name { resource.field(name) } else { None }
    })
}

fn unknown_column<'a>(name: &str, complaint: &str, known: impl Iterator<Item = &'a str>) -> FleetError {
    let hint = sentence::did_you_mean(name, known).unwrap_or_else(|| "docs/SCHEMA.md lists the columns of every view".into());
    FleetError::input(format!("{complaint} `{name}`")).hint(hint)
}
