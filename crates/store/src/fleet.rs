//! The fleet as `fleet.toml` describes it: accounts and clients, loaded into the file.

use rusqlite::params;

use crate::{Store, StoreError};

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    /// Accounts by name.
    pub accounts: Vec<AccountRow>,
    /// Clients by name.
    pub clients: Vec<Client>,
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

/// Whom apps belong to.
#[derive(Debug, Clone)]
pub struct Client {
    /// Name in `fleet.toml`.
    pub name: String,
    /// For copyright lines.
    pub legal_name: Option<String>,
    /// Accounts all of whose apps belong to the client.
    pub accounts: Vec<String>,
    /// GLOB patterns of bundle ids, or ids.
    pub apps: Vec<String>,
}

impl Store {
    /// Loads accounts and clients, and assigns the mirrored apps. Accounts that left the file keep their mirror.
    pub fn load_fleet(&mut self, fleet: &Fleet) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        for account in &fleet.accounts {
            transaction.execute(
                "INSERT INTO accounts(name, issuer_id, key_id) VALUES(?1, ?2, ?3)
                 ON CONFLICT(name) DO UPDATE SET issuer_id = excluded.issuer_id, key_id = excluded.key_id",
                params![account.name, account.issuer_id, account.key_id],
            )?;
        }
        transaction.execute_batch("DELETE FROM client_apps; DELETE FROM client_patterns;")?;
        for client in &fleet.clients {
            transaction.execute(
                "INSERT INTO clients(name, legal_name) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET legal_name = excluded.legal_name",
                params![client.name, client.legal_name],
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
        transaction.execute("DELETE FROM clients WHERE NOT EXISTS(SELECT 1 FROM client_patterns AS p WHERE p.client = clients.pk)", [])?;
        transaction.execute_batch(include_str!("../../../sql/queries/assign_clients.sql"))?;
        transaction.commit()?;
        Ok(())
    }

    /// Assigns apps to clients anew, after a sync brought apps.
    pub fn assign_clients(&mut self) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        transaction.execute_batch("DELETE FROM client_apps;")?;
        transaction.execute_batch(include_str!("../../../sql/queries/assign_clients.sql"))?;
        transaction.commit()?;
        Ok(())
    }

    /// Row of an account.
    pub fn account(&self, name: &str) -> Result<Option<i64>, StoreError> {
        use rusqlite::OptionalExtension as _;
        Ok(self.connection.query_row("SELECT pk FROM accounts WHERE name = ?1", [name], |row| row.get(0)).optional()?)
    }
}
