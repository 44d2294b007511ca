//! Policies: queries of the workspace that say what must not be submitted, and why.

use store::{Reader, Table, Value};

use crate::error::{FleetError, Result};
use crate::sql_folder::{self, SqlFile};
use crate::submission::Place;
use crate::submission::chosen::Records;
use crate::workspace::Workspace;

/// Folder of the workspace with policies, one query a file.
const FOLDER: &str = "policies";

/// What a policy holds back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Objection {
    pub(crate) reason: String,
    account: Option<String>,
    app_id: Option<String>,
    platform: Option<String>,
}

impl Objection {
    /// Whether it is about this; what it does not name may be anything.
    pub(crate) fn concerns(&self, place: &Place) -> bool {
        let is = |wanted: &Option<String>, is: Option<&String>| wanted.as_ref().is_none_or(|wanted| Some(wanted) == is);
        is(&self.account, Some(&place.account)) && is(&self.app_id, Some(&place.app_id)) && is(&self.platform, place.platform.as_ref())
    }
}

/// What the policies of fleet.toml and of the folder `policies` hold back.
pub(crate) fn objections(workspace: &Workspace, reader: &Reader) -> Result<Vec<Objection>> {
    let mut objections = Vec::new();
    for (name, sql) in policies(workspace)? {
        let found = reader.query(&sql, &[]).map_err(|error| {
            FleetError::input(format!("{name} cannot be asked: {error}"))
                .hint("a policy is one SELECT over the views, with a column `reason`")
        })?;
        objections.extend(read(&name, found)?);
    }
    Ok(objections)
}

/// The policies with their names.
fn policies(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let listed = workspace.config().submit.policies.iter().enumerate();
    let mut policies: Vec<_> =
        listed.map(|(place, sql)| (format!("policy {} of [submit] in fleet.toml", place + 1), sql.clone())).collect();
    for SqlFile { path, text } in sql_folder::read(&workspace.root().join(FOLDER))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        policies.push((format!("the policy {FOLDER}/{name}"), text));
    }
    Ok(policies)
}

/// The rows that a policy has found.
fn read(name: &str, found: Table) -> Result<Vec<Objection>> {
    if !found.columns.iter().any(|column| column == "reason") {
        return Err(FleetError::input(format!("{name} has no column `reason`")).hint("SELECT 'not on a Friday' AS reason WHERE …"));
    }
    let number_or_text = |value: Value| (value != Value::Null).then(|| value.to_string());
    let found = Records(found);
    let objections = found.iter().filter(|record| record.value("reason") != Value::Null).map(|record| Objection {
        reason: record.value("reason").to_string(),
        account: number_or_text(record.value("account")),
        app_id: number_or_text(record.value("app_id")),
        platform: number_or_text(record.value("platform")),
    });
    Ok(objections.collect())
}
