//! The fleet as `fleet.toml` describes it: accounts and clients, loaded into the file.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::json;

use crate::{Store, StoreError};

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    /// Accounts by name.
    pub accounts: Vec<AccountRow>,
    /// Clients, and what else `fleet.toml` says of apps.
    pub settings: Settings,
}

/// One API key of one team; never its private part.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Name in `fleet.toml`.
    pub name: String,
    /// Issuer, `None` for an individual key.
    pub issuer_id: Option<String>,
    /// Key id.
    pub key_id: String,
}

/// What `fleet.toml` says of apps.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Clients by name.
    pub clients: Vec<Client>,
    /// Tags and variables of apps.
    pub apps: Vec<AppSettings>,
    /// Digest of all this: while it is the same, nothing has to be loaded.
    pub digest: String,
}

/// Whom apps belong to.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// Name in `fleet.toml`.
    pub name: String,
    /// For copyright lines.
    pub legal_name: Option<String>,
    /// Accounts all of whose apps belong to the client.
    pub accounts: Vec<String>,
    /// GLOB patterns of bundle ids, or ids.
    pub apps: Vec<String>,
    /// Tags of all its apps.
    pub tags: Vec<String>,
    /// Variables of all its apps.
    pub variables: BTreeMap<String, String>,
}

/// Tags and variables of some apps.
#[derive(Debug, Clone, Default)]
pub struct AppSettings {
    /// GLOB pattern of bundle ids, or an id.
    pub pattern: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Variables.
    pub variables: BTreeMap<String, String>,
}

impl Store {
    /// Loads accounts and settings, and assigns the mirrored apps. Accounts that left the file keep their mirror.
    ///
    /// # Errors
    /// [`StoreError::OtherTeam`] when an account now has the key of another team than its apps were read with: what was
    /// mirrored and staged must not go out with it.
    pub fn load_fleet(&mut self, fleet: &Fleet) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        for account in &fleet.accounts {
            must_be_same_team(&transaction, account)?;
            transaction.execute(
                "INSERT INTO accounts(name, issuer_id, key_id) VALUES(?1, ?2, ?3)
                 ON CONFLICT(name) DO UPDATE SET issuer_id = excluded.issuer_id, key_id = excluded.key_id",
                params![account.name, account.issuer_id, account.key_id],
            )?;
        }
        load(&transaction, &fleet.settings)?;
        transaction.commit()?;
        Ok(())
    }

    /// Loads what `fleet.toml` says of apps.
    pub fn load_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        load(&transaction, settings)?;
        transaction.commit()?;
        Ok(())
    }

    /// Assigns clients, tags and variables anew, after a sync brought apps.
    pub fn assign_apps(&mut self) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        transaction.execute_batch(ASSIGN)?;
        transaction.commit()?;
        Ok(())
    }

    /// Row of an account.
    pub fn account(&self, name: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.connection.query_row("SELECT pk FROM accounts WHERE name = ?1", [name], |row| row.get(0)).optional()?)
    }
}

const ASSIGN: &str =
    concat!(include_str!("../../../sql/queries/assign_clients.sql"), ";\n", include_str!("../../../sql/queries/assign_settings.sql"));

/// A team is known by the issuer of its keys. An individual key has none; of that Apple alone knows whose rows it may
/// write.
fn must_be_same_team(transaction: &Transaction<'_>, account: &AccountRow) -> Result<(), StoreError> {
    let sql = "SELECT issuer_id FROM accounts AS a WHERE name = ?1 AND EXISTS(SELECT 1 FROM apps_mirror WHERE account = a.pk)";
    let known: Option<String> = transaction.query_row(sql, [&account.name], |row| row.get(0)).optional()?.flatten();
    match (known, &account.issuer_id) {
        (Some(known), Some(now)) if known != *now => Err(StoreError::OtherTeam { account: account.name.clone(), known, now: now.clone() }),
        _ => Ok(()),
    }
}

fn load(transaction: &Transaction<'_>, settings: &Settings) -> Result<(), StoreError> {
    transaction.execute_batch("DELETE FROM client_patterns; DELETE FROM app_settings;")?;
    for client in &settings.clients {
        transaction.execute(
            "INSERT INTO clients(name, legal_name, tags, variables) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(name) DO UPDATE
             SET legal_name = excluded.legal_name, tags = excluded.tags, variables = excluded.variables",
            params![client.name, client.legal_name, json!(client.tags).to_string(), json!(client.variables).to_string()],
        )?;
        let pk: i64 = transaction.query_row("SELECT pk FROM clients WHERE name = ?1", [&client.name], |row| row.get(0))?;
        for account in &client.accounts {
            transaction.execute(
                "INSERT INTO client_patterns(client, account) SELECT ?1, pk FROM accounts WHERE name = ?2",
                params![pk, account],
            )?;
        }
        for pattern in &client.apps {
            transaction.execute("INSERT INTO client_patterns(client, pattern) VALUES(?1, ?2)", params![pk, pattern])?;
        }
    }
    for app in &settings.apps {
        transaction.execute(
            "INSERT INTO app_settings(pattern, tags, variables) VALUES(?1, ?2, ?3)",
            params![app.pattern, json!(app.tags).to_string(), json!(app.variables).to_string()],
        )?;
    }
    transaction.execute_batch(ASSIGN)?;
    transaction.execute("DELETE FROM clients WHERE NOT EXISTS(SELECT 1 FROM client_patterns AS p WHERE p.client = clients.pk)", [])?;
    transaction
        .execute("INSERT INTO meta VALUES('fleet', ?1) ON CONFLICT(key) DO UPDATE SET value = excluded.value", [&settings.digest])?;
    Ok(())
}
