//! What people's SQL may do: read anything; and when staging, write to the views and nothing else.
//!
//! Third-party clients get the guards in the file; in our own process this is the lock.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use crate::StoreError;

/// Functions that reach outside the database.
const OUTSIDE: &[&str] = &["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"];

/// Pragmas that only describe.
const DESCRIBING: &[&str] = &["table_info", "table_xinfo", "table_list", "index_list", "index_info", "function_list", "data_version"];

/// The lock of a writer's connection: while it is shut, the connection may read and write to views, and what the
/// views' triggers do in turn is allowed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lock {
    shut: Arc<AtomicBool>,
    denied: Arc<Mutex<Option<String>>>,
    /// Views that nobody writes to.
    barred: Arc<Mutex<HashSet<String>>>,
}

impl Lock {
    /// Installs a lock, open at first.
    pub(crate) fn install(connection: &mut Connection) -> Result<Self, StoreError> {
        let lock = Self::default();
        let Self { shut, denied, barred } = lock.clone();
        let views: HashSet<String> = {
            let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?;
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect::<Result<_, _>>()?
        };
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if !shut.load(Ordering::Relaxed) {
                return Authorization::Allow;
            }
            let allowed = match context.action {
                AuthAction::Insert { table_name } | AuthAction::Delete { table_name } | AuthAction::Update { table_name, .. } => {
                    // The guards of the mirror refuse with a better sentence than we could.
                    let is_writable = views.contains(table_name) || table_name.ends_with("_mirror");
                    let is_barred = || barred.lock().unwrap_or_else(PoisonError::into_inner).contains(table_name);
                    context.accessor.is_some() || !is_barred() && (is_writable && context.database_name == Some("main"))
                }
                action => reads(&action),
            };
            if allowed {
                return Authorization::Allow;
            }
            *denied.lock().unwrap_or_else(PoisonError::into_inner) = Some(name(&context.action));
            Authorization::Deny
        }))?;
        Ok(lock)
    }

    /// Keeps these views from being written to while the lock is shut.
    pub(crate) fn bar(&self, views: &[&str]) {
        self.barred.lock().unwrap_or_else(PoisonError::into_inner).extend(views.iter().map(ToString::to_string));
    }

    /// Runs `work` with the lock shut.
    ///
    /// # Errors
    /// Those of `work`; a refusal names what was refused.
    pub(crate) fn shut_during<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.shut.store(true, Ordering::Relaxed);
        let result = work();
        self.shut.store(false, Ordering::Relaxed);
        let denied = self.denied.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (result, denied) {
            (Err(StoreError::NotAllowed(_)), Some(denied)) => Err(StoreError::NotAllowed(denied)),
            (result, _) => result,
        }
    }
}

/// Lets the connection run `SELECT` and nothing else, within bounds.
pub(crate) fn allow_reading(connection: &mut Connection) -> Result<(), StoreError> {
    limit(connection)?;
    connection
        .authorizer(Some(|context: AuthContext<'_>| if reads(&context.action) { Authorization::Allow } else { Authorization::Deny }))?;
    Ok(())
}

/// What was refused, in words of SQL.
fn name(action: &AuthAction<'_>) -> String {
    match action {
        AuthAction::Insert { table_name } | AuthAction::Delete { table_name } | AuthAction::Update { table_name, .. } => {
            format!("write to `{table_name}`")
        }
        AuthAction::Pragma { pragma_name, .. } => format!("PRAGMA {pragma_name}"),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => "ATTACH".into(),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => "begin or end a transaction; it runs in one of its own".into(),
        AuthAction::Function { function_name } => format!("call {function_name}()"),
        _ => "change the schema".into(),
    }
}

fn reads(action: &AuthAction<'_>) -> bool {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !OUTSIDE.contains(function_name),
        AuthAction::Pragma { pragma_name, .. } => DESCRIBING.contains(pragma_name),
        _ => false,
    }
}

/// Bounds that keep one call from eating the machine. The widest views compile under them.
fn limit(connection: &Connection) -> Result<(), StoreError> {
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 10_000_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
        // It bounds the tables of a statement with a WITH clause, too, and `changes` alone has some two hundred.
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 1_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    Ok(())
}
