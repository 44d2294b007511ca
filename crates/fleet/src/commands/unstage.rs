//! `fleet unstage`.

use serde_json::json;
use store::catalog::catalog;
use store::{Store, Table};

use crate::cli::Context;
use crate::diff::{must_be_fields, must_be_locales};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::shown;
use crate::selection::{any_of, must_match_apps};
use crate::sentence::{count, did_you_mean};

/// Take staged changes back
///
/// What is given together must hold together; of what is given twice one suffices.
///
/// Example: `fleet unstage --client acme --field copyright`
#[derive(Debug, clap::Args)]
#[group(id = "what", required = true, multiple = true)]
pub(crate) struct UnstageArgs {
    /// Only changes for which this SQL condition over the columns of `changes` holds
    #[arg(long = "where", value_name = "SQL")]
    condition: Option<String>,
    /// Only these apps: id, bundle id or name, or a GLOB pattern of one
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Only apps of these clients
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// Only these fields, such as copyright or versions.copyright
    #[arg(long, value_name = "FIELD")]
    field: Vec<String>,
    /// Only rows of these resources, such as `version_localizations`
    #[arg(long, value_name = "VIEW")]
    resource: Vec<String>,
    /// Only what came back of this changeset: what was refused, or is in conflict
    #[arg(long, value_name = "NUMBER")]
    changeset: Option<i64>,
    /// Only fields that somebody changed at Apple since they were staged: theirs win
    #[arg(long)]
    conflicts: bool,
    /// Everything
    #[arg(long, conflicts_with_all = ["condition", "app", "client", "locale", "field", "resource", "changeset", "conflicts"])]
    all: bool,
}

pub(crate) fn unstage(context: &Context, args: &UnstageArgs) -> Result<u8> {
    let ui = context.ui;
    let mut store = context.workspace()?.existing_store()?;
    args.check(&store)?;
    let condition = args.sql();
    // A condition that a person wrote is read by a connection that cannot write.
    let sql =
        format!("SELECT resource, field, count(*), count(DISTINCT app_id) FROM changes WHERE {condition}\nGROUP BY 1, 2 ORDER BY 1, 2");
    let found = store.reader()?.query(&sql, &[])?;
    let taken = if found.rows.is_empty() { 0 } else { store.stage(&format!("DELETE FROM changes WHERE {condition}"))?.unstaged };
    store.forget_assistant()?;
    if !ui.is_for_people() {
        let fields: Vec<_> =
            found.rows.iter().map(|row| json!({ "resource": row[0], "field": row[1], "rows": row[2], "apps": row[3] })).collect();
        ui.print_json(&json!({ "unstaged": taken, "fields": fields }))?;
    } else if taken > 0 {
        ui.print(&format!("took {} back: {}", count(taken, "change"), fields(&found)))?;
    } else {
        let is_empty = store.staged_count()? == 0;
        ui.print(if is_empty { "nothing is staged" } else { "nothing of that is staged; `fleet diff` shows what is" })?;
    }
    Ok(if taken > 0 { exit_code::DONE } else { exit_code::FOUND })
}

/// `7 of versions.copyright, 2 of versions.release_type`
fn fields(found: &Table) -> String {
    let field = |row: &Vec<store::Value>| match row[1].as_text() {
        Some("+") => format!("{} new {}", row[2], row[0]),
        Some("-") => format!("{} deleted {}", row[2], row[0]),
        _ => format!("{} of {}.{}", row[2], row[0], shown(&row[1])),
    };
    found.rows.iter().map(field).collect::<Vec<_>>().join(", ")
}

impl UnstageArgs {
    /// A name that matches nothing is a mistake.
    fn check(&self, store: &Store) -> Result<()> {
        let reader = store.reader()?;
        must_match_apps(&reader, &self.app, &self.client)?;
        must_be_locales(&reader, &self.locale)?;
        must_be_fields(&self.field)?;
        for name in &self.resource {
            let known = || catalog().editable().map(|resource| resource.name.as_str());
            if !known().any(|known| known == name) {
                let hint = did_you_mean(name, known())
                    .unwrap_or_else(|| "`fleet query \"SELECT DISTINCT resource FROM fields WHERE access <> 'read'\"` lists them".into());
                return Err(FleetError::input(format!("no resource that can be edited is called `{name}`")).hint(hint));
            }
        }
        if let Some(changeset) = self.changeset {
            let known = reader.query("SELECT 1 FROM changesets WHERE pk = ?1", &[store::Value::Integer(changeset)])?;
            if known.rows.is_empty() {
                return Err(store::StoreError::NoChangeset(changeset).into());
            }
        }
        Ok(())
    }

    /// The condition over `changes`. What a sealed changeset has yet to send is not touched.
    fn sql(&self) -> String {
        let mut conditions = vec!["changeset = (SELECT pk FROM changesets WHERE status = 'open')".to_owned()];
        conditions.extend(self.condition.as_ref().map(|condition| format!("({condition}\n)")));
        conditions.extend(any_of(&self.app, |app| {
            format!("app_id IN (SELECT id FROM apps_mirror WHERE id = {app} OR bundle_id GLOB {app} OR name GLOB {app})")
        }));
        conditions.extend(any_of(&self.client, |client| format!("client = {client}")));
        conditions.extend(any_of(&self.locale, |locale| format!("lower(locale) = lower({locale})")));
        // What stands before the dot is the resource.
        conditions.extend(any_of(&self.field, |field| format!("{field} IN (field, resource || '.' || field)")));
        conditions.extend(any_of(&self.resource, |resource| format!("resource = {resource}")));
        conditions.extend(self.changeset.map(|changeset| {
            let steps = include_str!("../../../../sql/queries/changeset_fields.sql").replace("?1", &changeset.to_string());
            format!("(resource, pk, field) IN ({steps})")
        }));
        conditions.extend(self.conflicts.then(|| "field NOT IN ('+', '-') AND base IS NOT current".to_owned()));
        conditions.join(" AND ")
    }
}
