//! What an app has: the rows that a tree of files can be about.

use std::collections::BTreeMap;

use store::catalog::catalog;
use store::{Reader, Value};

use crate::error::Result;
use crate::selection::AppArgs;
use crate::texts::choice::{Choice, VersionArgs};
use crate::texts::said::Part;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum World {
    /// What is staged, on top of what Apple has.
    Staged,
    /// What Apple has.
    Mirrored,
}

/// One app of the mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) pk: i64,
    pub(crate) id: String,
    pub(crate) bundle_id: String,
    pub(crate) name: String,
    pub(crate) account: String,
}

/// One row, with the fields that somebody may set and those that tell it apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    pub(crate) pk: i64,
    pub(crate) id: String,
    pub(crate) values: BTreeMap<String, Value>,
}

impl Row {
    /// A value; NULL where the row has no such field.
    pub(crate) fn value(&self, column: &str) -> &Value {
        self.values.get(column).unwrap_or(&Value::Null)
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.value(column).as_text().unwrap_or_default()
    }
}

/// The rows of one app.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) app: App,
    /// The version that a tree is about.
    pub(crate) version: Choice,
    /// Whether it is the first of its platform: it cannot say what is new.
    pub(crate) is_first_version: bool,
    /// The app info that can be edited, or the one of the store.
    pub(crate) info: Option<Row>,
    /// What reviewers of the version are told.
    pub(crate) review: Option<Row>,
    /// Texts of the version by locale.
    pub(crate) of_version: BTreeMap<String, Row>,
    /// Texts of the app info by locale.
    pub(crate) of_info: BTreeMap<String, Row>,
}

impl Texts {
    /// Reads the rows of an app.
    pub(crate) fn of(reader: &Reader, world: World, app: App, args: &VersionArgs) -> Result<Self> {
        let below_app = |part| rows(reader, world, part, &app.account, (app.pk, &app.id));
        let versions = below_app(Part::Version)?;
        let infos = below_app(Part::Info)?;
        let choice = args.choose(&app, &versions);
        let (mut review, mut of_version, mut is_first_version) = (None, BTreeMap::new(), false);
        if let Choice::One(version) = &choice {
            let below = |part| rows(reader, world, part, &app.account, (version.pk, &version.id));
            review = below(Part::Review)?.into_iter().next();
            of_version = by_locale(below(Part::VersionText)?);
            let was_released = |other: &Row| matches!(other.text("state"), "READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION");
            is_first_version = !was_released(version)
                && !versions.iter().any(|other| other.text("platform") == version.text("platform") && was_released(other));
        }
        let info = infos.into_iter().min_by_key(|info| match info.text("state") {
            state if is_editable(Part::Info, state) => 0,
            "READY_FOR_DISTRIBUTION" => 2,
            "REPLACED_WITH_NEW_INFO" => 3,
            _ => 1,
        });
        let of_info = match &info {
            Some(info) => by_locale(rows(reader, world, Part::InfoText, &app.account, (info.pk, &info.id))?),
            None => BTreeMap::new(),
        };
        Ok(Self { app, version: choice, is_first_version, info, review, of_version, of_info })
    }

    /// The rows by locale, of a part that has them.
    pub(crate) fn localized(&self, part: Part) -> &BTreeMap<String, Row> {
        if part == Part::VersionText { &self.of_version } else { &self.of_info }
    }

    /// Whose row of a part it is and in what state, for somebody who reads why it was refused.
    pub(crate) fn subject(&self, part: Part) -> String {
        let app = &self.app.name;
        match (part.is_of_version(), self.version.row(), &self.info) {
            (true, Some(version), _) => {
                format!("{app} {} {} is {}", version.text("platform"), version.text("version_string"), version.text("state"))
            }
            (false, _, Some(info)) => format!("app info of {app} is {}", info.text("state")),
            _ => app.clone(),
        }
    }

    /// The one row of a part that has no locales.
    pub(crate) fn row(&self, part: Part) -> Option<&Row> {
        match part {
            Part::Version => self.version.row(),
            Part::Info => self.info.as_ref(),
            _ => self.review.as_ref(),
        }
    }
}

/// Whether rows of a part can be edited in this state.
pub(crate) fn is_editable(part: Part, state: &str) -> bool {
    catalog().resource(part.view()).is_some_and(|resource| resource.editable.iter().any(|editable| editable == state))
}

/// The columns of a part that a tree may say something about.
pub(crate) fn columns(part: Part) -> Vec<&'static str> {
    match part {
        // Reviewers' contacts become editable with the catalogue; a password is never read.
        Part::Review => {
            vec![
                "contact_first_name",
                "contact_last_name",
                "contact_phone",
                "contact_email",
                "demo_account_required",
                "demo_account_name",
                "notes",
            ]
        }
        Part::Version => vec!["copyright"],
        _ => {
            let fields = catalog().resource(part.view()).map(|resource| resource.fields.iter()).into_iter().flatten();
            fields.filter(|field| field.is_updatable()).map(|field| field.name.as_str()).collect()
        }
    }
}

/// Apps that are meant, by name.
pub(crate) fn apps(reader: &Reader, args: &AppArgs) -> Result<Vec<App>> {
    args.check(reader)?;
    let (condition, parameters) = args.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    let sql = format!("SELECT pk, id, bundle_id, name, account FROM apps WHERE {condition} ORDER BY name, id");
    let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
    let app = |row: &Vec<Value>| App {
        pk: row[0].as_integer().unwrap_or_default(),
        id: text(&row[1]),
        bundle_id: text(&row[2]),
        name: text(&row[3]),
        account: text(&row[4]),
    };
    Ok(reader.query(&sql, &parameters)?.rows.iter().map(app).collect())
}

fn by_locale(rows: Vec<Row>) -> BTreeMap<String, Row> {
    rows.into_iter().map(|row| (row.text("locale").to_owned(), row)).collect()
}

/// The rows of a part below another row, which the views know by its id and the mirror by its key.
fn rows(reader: &Reader, world: World, part: Part, account: &str, parent: (i64, &str)) -> Result<Vec<Row>> {
    let view = part.view();
    let mut columns = columns(part);
    columns.extend(match part {
        Part::Version => &["platform", "version_string", "state"][..],
        Part::Info => &["state"],
        Part::Review => &[],
        Part::VersionText | Part::InfoText => &["locale"],
    });
    let listed = columns.join(", ");
    let above = match part {
        Part::Version | Part::Info => "app_id",
        Part::InfoText => "app_info_id",
        Part::Review | Part::VersionText => "version_id",
    };
    let table = match world {
        World::Staged => {
            let sql = format!("SELECT pk, id, {listed} FROM {view} WHERE {above} = ?1 AND account = ?2");
            reader.query(&sql, &[Value::Text(parent.1.into()), Value::Text(account.into())])?
        }
        World::Mirrored => {
            let sql = format!("SELECT pk, id, {listed} FROM {view}_mirror WHERE parent = ?1 AND gone_at IS NULL AND id NOT GLOB '~*'");
            reader.query(&sql, &[Value::Integer(parent.0)])?
        }
    };
    let row = |row: Vec<Value>| Row {
        pk: row[0].as_integer().unwrap_or_default(),
        id: row[1].as_text().unwrap_or_default().to_owned(),
        values: columns.iter().map(ToString::to_string).zip(row.into_iter().skip(2)).collect(),
    };
    Ok(table.rows.into_iter().map(row).collect())
}
