//! A changeset as a file: reviewed on one machine, pushed from another.

use serde::{Deserialize, Serialize};
use store::{PortableAccount, PortableChange, Store, is_reference};

use crate::error::{FleetError, Result};

/// What the file says it is.
const FORMAT: &str = "appfleet changeset";
/// Version of the format that this program writes, and the newest that it reads.
const VERSION: u32 = 1;

/// The file. `docs/REVIEW.md` describes it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Portable {
    format: String,
    version: u32,
    /// Digest of what it stages where nothing else is staged.
    pub(crate) digest: String,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) accounts: Vec<PortableAccount>,
    pub(crate) changes: Vec<PortableChange>,
}

impl Portable {
    /// What is staged, or what a sealed changeset was made of.
    pub(crate) fn of(store: &Store, changeset: Option<i64>, author: &str) -> Result<Self> {
        let changeset = changeset.filter(|changeset| store.open_changeset().ok() != Some(*changeset));
        let (accounts, changes) = store.portable(changeset)?;
        if let Some(change) = changes.iter().find(|change| is_secret(change)) {
            return Err(FleetError::input(format!(
                "{} {}.{} holds a secret, which is not written to a file",
                change.app, change.resource, change.field
            ))
            .hint("stage the name of the secret instead: env:NAME or file:PATH"));
        }
        let digest = match changeset {
            None => staged_digest(store)?,
            Some(changeset) => {
                let digest =
                    store.query("SELECT coalesce(digest, '') FROM changesets WHERE pk = ?1", &[store::Value::Integer(changeset)])?;
                digest.rows.first().map(|row| row[0].to_string()).unwrap_or_default()
            }
        };
        let about = store.query(
            "SELECT title, author FROM changesets WHERE pk = ?1",
            &[store::Value::Integer(changeset.map_or_else(|| store.open_changeset(), Ok)?)],
        )?;
        let text = |index: usize| about.rows.first().and_then(|row| row[index].as_text()).map(ToOwned::to_owned);
        Ok(Self {
            format: FORMAT.into(),
            version: VERSION,
            digest,
            title: text(0),
            author: text(1).or_else(|| Some(author.to_owned())),
            accounts,
            changes,
        })
    }

    /// Reads the text of a file.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let not_ours =
            |why: &str| FleetError::input(format!("the file is no changeset: {why}")).hint("`fleet changeset export FILE` writes one");
        // What it is comes first: a newer format may have other members.
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| not_ours(&error.to_string()))?;
        if value["format"] != FORMAT {
            return Err(not_ours("it does not say that it is one"));
        }
        match value["version"].as_u64() {
            Some(version) if version > u64::from(VERSION) => {
                return Err(FleetError::input(format!("the file has version {version} of the format, this fleet reads up to {VERSION}"))
                    .hint("update fleet"));
            }
            Some(_) => {}
            None => return Err(not_ours("it has no version")),
        }
        let file: Self = serde_json::from_value(value).map_err(|error| not_ours(&error.to_string()))?;
        if let Some(change) = file.changes.iter().find(|change| is_secret(change)) {
            return Err(not_ours(&format!("{}.{} holds a secret and not the name of one", change.resource, change.field)));
        }
        Ok(file)
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self).map_err(std::io::Error::from)? + "\n")
    }
}

/// Digest of everything staged.
pub(crate) fn staged_digest(store: &Store) -> Result<String> {
    Ok(engine::compile(&store.staged_fields()?).1)
}

fn is_secret(change: &PortableChange) -> bool {
    let is_bare = |value: &store::Value| value.as_text().is_some_and(|text| !is_reference(text));
    change.field.contains("password") && is_bare(&change.value)
}

#[cfg(test)]
mod tests {
    use super::Portable;

    #[test]
    fn only_files_of_ours_are_read() {
        let refused = |text: &str| Portable::parse(text).unwrap_err().to_string();
        assert!(refused("[]").contains("does not say that it is one"));
        assert!(refused("garbage").starts_with("the file is no changeset"));
        assert!(refused(r#"{"format": "appfleet changeset", "version": 2}"#).contains("version 2"));
        let change = r#"{"account": "a", "app": "b", "resource": "review_details", "id": "1", "field": "demo_account_password", "base": null, "value": "hunter2"}"#;
        let text = format!(
            r#"{{"format": "appfleet changeset", "version": 1, "digest": "", "title": null, "author": null, "accounts": [], "changes": [{change}]}}"#
        );
        let refused = refused(&text);
        assert!(refused.contains("holds a secret") && !refused.contains("hunter2"), "{refused}");
        Portable::parse(&text.replace("hunter2", "env:DEMO")).unwrap();
    }
}
