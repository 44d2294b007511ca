//! The fields of listings, for commands that read and write the texts of many of them.

use store::catalog::{Field, Kind, Resource, catalog};
use store::{Reader, Value};

use crate::error::{FleetError, Result};
use crate::locale;
use crate::selection::AppArgs;
use crate::sentence;

/// A field of a listing, and the localization that has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListingField {
    pub(crate) resource: &'static Resource,
    pub(crate) field: &'static Field,
}

impl ListingField {
    /// Its column.
    pub(crate) fn name(&self) -> &'static str {
        &self.field.name
    }

    /// Whether it is a text of the app info, which all platforms share.
    pub(crate) fn is_of_info(&self) -> bool {
        self.resource.name == "app_info_localizations"
    }

    /// Whether it is more than an address.
    pub(crate) fn is_text(&self) -> bool {
        self.field.kind == Kind::Text
    }
}

/// One listing with the values of some fields.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) pk: i64,
    /// Row of the app info localization, if the locale has one.
    pub(crate) info_pk: Option<i64>,
    pub(crate) app: String,
    pub(crate) account: String,
    pub(crate) version_id: String,
    pub(crate) platform: String,
    pub(crate) locale: String,
    is_editable: bool,
    is_info_editable: bool,
    /// In the order of the fields asked for.
    pub(crate) values: Vec<Value>,
}

impl Listing {
    /// Whether a field of it can be edited now.
    pub(crate) fn is_editable(&self, field: &ListingField) -> bool {
        if field.is_of_info() { self.is_info_editable } else { self.is_editable }
    }

    /// Where a text of it is, for people.
    pub(crate) fn place(&self, field: &ListingField) -> String {
        format!("{} {} {} {}", self.app, self.platform, self.locale, field.name())
    }

    /// What tells a text apart: an app info's is shown by the listings of all platforms.
    pub(crate) fn key(&self, field: &ListingField) -> (bool, i64, &'static str) {
        (field.is_of_info(), if field.is_of_info() { self.info_pk.unwrap_or_default() } else { self.pk }, field.name())
    }
}

/// All fields of listings that can be edited, or those of these names.
pub(crate) fn fields(names: &[String]) -> Result<Vec<ListingField>> {
    let all = || {
        let columns = catalog().views.iter().filter(|view| view.name == "listings").flat_map(|view| &view.columns);
        columns.filter_map(|column| {
            let (resource, field) = column.split_once('.')?;
            let resource = catalog().resource(resource)?;
            Some(ListingField { resource, field: resource.field(field).filter(|field| field.is_updatable())? })
        })
    };
    // A version's number is shown with its texts and is none of them.
    let all = || all().filter(|field| field.resource.is_localized());
    if names.is_empty() {
        return Ok(all().collect());
    }
    let find = |name: &String| {
        all().find(|field| field.name() == name).ok_or_else(|| {
            let known = || format!("the fields are {}", all().map(|field| field.name()).collect::<Vec<_>>().join(", "));
            let hint = sentence::did_you_mean(name, all().map(|field| field.name())).unwrap_or_else(known);
            FleetError::input(format!("listings have no text `{name}` that can be edited")).hint(hint)
        })
    };
    names.iter().map(find).collect()
}

/// Locales under the names that Apple gives them.
pub(crate) fn locales(reader: &Reader, names: &[String]) -> Result<Vec<String>> {
    let table = reader.query("SELECT DISTINCT locale FROM version_localizations", &[])?;
    let had: Vec<&str> = table.rows.iter().filter_map(|row| row[0].as_text()).collect();
    names.iter().map(|name| locale::canonical(name, had.iter().copied()).map_err(FleetError::input)).collect()
}

/// The listings of these apps, locales (all if none is named) and platform that can be edited, in a fixed order.
pub(crate) fn read(
    reader: &Reader,
    apps: &AppArgs,
    locales: &[String],
    platform: Option<&str>,
    fields: &[ListingField],
) -> Result<Vec<Listing>> {
    apps.check(reader)?;
    let (condition, mut parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    let mut conditions = vec![
        "(l.editable OR l.info_editable)".to_owned(),
        format!(
            "EXISTS(SELECT 1 FROM (SELECT id, account FROM apps WHERE {condition}) AS a WHERE a.id = l.app_id AND a.account IS l.account)"
        ),
    ];
    let mut place = |value: &str| {
        parameters.push(Value::Text(value.into()));
        format!("?{}", parameters.len())
    };
    if !locales.is_empty() {
        conditions.push(format!("l.locale IN ({})", locales.iter().map(|locale| place(locale)).collect::<Vec<_>>().join(", ")));
    }
    if let Some(platform) = platform {
        conditions.push(format!("l.platform = {}", place(&platform.to_uppercase())));
    }
    let columns: String = fields.iter().map(|field| format!(", l.{}", field.name())).collect();
    let sql = format!(
        "SELECT l.pk, l.info_pk, l.app, l.account, l.version_id, l.platform, l.locale, l.editable, l.info_editable{columns}
         FROM listings AS l WHERE {} ORDER BY l.app, l.app_id, l.platform, l.version_id, l.locale",
        conditions.join(" AND ")
    );
    let table = reader.query(&sql, &parameters)?;
    let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
    let listing = |row: Vec<Value>| Listing {
        pk: row[0].as_integer().unwrap_or_default(),
        info_pk: row[1].as_integer(),
        app: text(&row[2]),
        account: text(&row[3]),
        version_id: text(&row[4]),
        platform: text(&row[5]),
        locale: text(&row[6]),
        is_editable: row[7] == Value::Integer(1),
        is_info_editable: row[8] == Value::Integer(1),
        values: row.into_iter().skip(9).collect(),
    };
    Ok(table.rows.into_iter().map(listing).collect())
}
