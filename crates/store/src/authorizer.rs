//! What people's SQL may do: read anything; and when staging, write to the views and nothing else.
//!
//! Third-party clients get the guards in the file; in our own process this is the lock.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use crate::StoreError;

/// Functions that reach outside the database.
const OUTSIDE: &[&str] = &["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"];

/// Pragmas that only describe.
const DESCRIBING: &[&str] = &["table_info", "table_xinfo", "table_list", "index_list", "index_info", "function_list"];

/// The lock of a writer's connection: while it is shut, the connection may read and write to views, and what the
/// views' triggers do in turn is allowed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lock(Arc<AtomicBool>);

impl Lock {
    /// Installs a lock, open at first.
    pub(crate) fn install(connection: &mut Connection) -> Result<Self, StoreError> {
        let lock = Self::default();
        let shut = Arc::clone(&lock.0);
        let views: HashSet<String> = {
            let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?;
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect::<Result<_, _>>()?
        };
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if !shut.load(Ordering::Relaxed) {
                return Authorization::Allow;
            }
            match context.action {
                AuthAction::Insert { table_name } | AuthAction::Delete { table_name } | AuthAction::Update { table_name, .. } => {
                    let is_trigger = context.accessor.is_some();
                    let is_view = views.contains(table_name) && context.database_name == Some("main");
                    if is_trigger || is_view { Authorization::Allow } else { Authorization::Deny }
                }
                action => reads(&action),
            }
        }))?;
        Ok(lock)
    }

    /// Runs `work` with the lock shut.
    pub(crate) fn shut_during<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.store(true, Ordering::Relaxed);
        let result = work();
        self.0.store(false, Ordering::Relaxed);
        result
    }
}

/// Lets the connection run `SELECT` and nothing else, within bounds.
pub(crate) fn allow_reading(connection: &mut Connection) -> Result<(), StoreError> {
    limit(connection)?;
    connection.authorizer(Some(|context: AuthContext<'_>| reads(&context.action)))?;
    Ok(())
}

fn reads(action: &AuthAction<'_>) -> Authorization {
    let allowed = match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !OUTSIDE.contains(function_name),
        AuthAction::Pragma { pragma_name, .. } => DESCRIBING.contains(pragma_name),
        _ => false,
    };
    if allowed { Authorization::Allow } else { Authorization::Deny }
}

/// Bounds that keep one call from eating the machine. The widest views compile under them.
fn limit(connection: &Connection) -> Result<(), StoreError> {
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 10_000_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
    ] {
        connection.set_limit(limit, value)?;
    }
    Ok(())
}
