//! Staging of many single values at once, for whoever has read them from files.
//!
//! Every value goes through the views, as anybody's SQL does, so that their triggers judge it. A statement that a
//! trigger refuses undoes itself and nothing else, therefore all refusals are found in one go.

use std::collections::HashMap;

use rusqlite::{Statement, Transaction, params_from_iter};

use crate::stage::{self, Staging};
use crate::{Store, StoreError, Value};

/// One value, or one row, that is to be staged.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A field of a row gets another value.
    Set {
        /// View through which it is written.
        view: String,
        /// Row of that view.
        pk: i64,
        /// Column.
        field: String,
        /// What it shall hold.
        value: Value,
    },
    /// A row comes into being.
    Create {
        /// View through which it is written.
        view: String,
        /// Columns and what they shall hold.
        values: Vec<(String, Value)>,
    },
}

/// An edit that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its place in the list.
    pub index: usize,
    /// The sentence of the view's trigger.
    pub message: String,
}

/// What happens to the others when an edit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRefusal {
    /// Nothing is staged.
    StageNothing,
    /// They are staged.
    StageTheRest,
}

impl Store {
    /// Which of these would be refused. Stages nothing.
    ///
    /// # Errors
    /// As [`Self::stage_values`].
    pub fn refused(&mut self, edits: &[Edit]) -> Result<Vec<Refusal>, StoreError> {
        let lock = self.lock.clone();
        let transaction = self.begin()?;
        lock.shut_during(|| run(&transaction, edits))
    }

    /// Stages all of these in one transaction and counts what that did; also says which were refused, in their order.
    ///
    /// # Errors
    /// Only what has nothing to do with a single edit, such as a full disk. Nothing is staged then.
    pub fn stage_values(&mut self, edits: &[Edit], on_refusal: OnRefusal) -> Result<(Staging, Vec<Refusal>), StoreError> {
        let lock = self.lock.clone();
        let transaction = self.begin()?;
        stage::watch(&transaction)?;
        let refusals = lock.shut_during(|| run(&transaction, edits))?;
        if !refusals.is_empty() && on_refusal == OnRefusal::StageNothing {
            return Ok((Staging::default(), refusals));
        }
        let staging = stage::count(&transaction)?;
        stage::unwatch(&transaction)?;
        transaction.commit()?;
        Ok((staging, refusals))
    }
}

fn run(transaction: &Transaction<'_>, edits: &[Edit]) -> Result<Vec<Refusal>, StoreError> {
    // A view's statement takes long to prepare, and a thousand rows share a few.
    let mut statements: HashMap<String, Statement<'_>> = HashMap::new();
    let mut refusals = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        match run_one(transaction, &mut statements, edit) {
            Ok(()) => {}
            Err(StoreError::Sql { message } | StoreError::NotAllowed(message)) => refusals.push(Refusal { index, message }),
            Err(error) => return Err(error),
        }
    }
    Ok(refusals)
}

fn run_one<'t>(transaction: &'t Transaction<'_>, statements: &mut HashMap<String, Statement<'t>>, edit: &Edit) -> Result<(), StoreError> {
    let sql = sql(edit);
    if !statements.contains_key(&sql) {
        statements.insert(sql.clone(), transaction.prepare(&sql).map_err(StoreError::of_user_sql)?);
    }
    let Some(statement) = statements.get_mut(&sql) else { return Ok(()) };
    let parameters: Vec<&Value> = match edit {
        Edit::Set { value, .. } => vec![value],
        Edit::Create { values, .. } => values.iter().map(|(_, value)| value).collect(),
    };
    let pk = match edit {
        Edit::Set { pk, .. } => Some(Value::Integer(*pk)),
        Edit::Create { .. } => None,
    };
    let mut rows = statement.query(params_from_iter(parameters.into_iter().chain(&pk))).map_err(StoreError::of_user_sql)?;
    let mut is_found = false;
    while rows.next().map_err(StoreError::of_user_sql)?.is_some() {
        is_found = true;
    }
    if is_found {
        return Ok(());
    }
    // Somebody's sync may have taken it away since it was looked up.
    Err(StoreError::Sql { message: "that row is not there any more".into() })
}

/// A view reports no changed rows, but returns a row for each.
fn sql(edit: &Edit) -> String {
    match edit {
        Edit::Set { view, field, .. } => {
            format!("UPDATE {} SET {} = ?1 WHERE pk = ?2 RETURNING 1", quoted(view), quoted(field))
        }
        Edit::Create { view, values } => {
            let columns: Vec<String> = values.iter().map(|(column, _)| quoted(column)).collect();
            let places: Vec<String> = (1..=values.len()).map(|place| format!("?{place}")).collect();
            format!("INSERT INTO {}({}) VALUES({}) RETURNING 1", quoted(view), columns.join(", "), places.join(", "))
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{Edit, OnRefusal};
    use crate::{Staging, Store, Value};

    /// An app with a draft and a version that is in review.
    fn store() -> Store {
        let store = Store::in_memory().unwrap();
        store
            .connection
            .execute_batch(
                "INSERT INTO accounts(pk, name) VALUES(1, 'acme');
                 BEGIN; UPDATE mirror_guard SET writer = 'sync';
                 INSERT INTO apps_mirror(pk, account, id, bundle_id, name) VALUES(1, 1, '1001', 'com.acme.notes', 'Notes');
                 INSERT INTO versions_mirror(pk, account, id, parent, platform, version_string, state, copyright)
                   VALUES(1, 1, 'v1', 1, 'IOS', '1.0', 'IN_REVIEW', 'old'), (2, 1, 'v2', 1, 'MAC_OS', '1.0', 'PREPARE_FOR_SUBMISSION', 'old');
                 UPDATE mirror_guard SET writer = NULL; COMMIT;",
            )
            .unwrap();
        store
    }

    fn copyright(pk: i64, value: &str) -> Edit {
        Edit::Set { view: "versions".into(), pk, field: "copyright".into(), value: Value::Text(value.into()) }
    }

    fn locale(version: &str, locale: &str) -> Edit {
        let values = [("version_id", version), ("locale", locale), ("keywords", "a,b")];
        let values = values.map(|(column, value)| (column.to_owned(), Value::Text(value.into()))).into();
        Edit::Create { view: "version_localizations".into(), values }
    }

    #[test]
    fn a_refused_edit_is_named_and_loses_the_others_only_if_that_is_wanted() {
        let mut store = store();
        let edits =
            [copyright(1, "new"), copyright(2, "new"), copyright(9, "new"), locale("v2", "ja"), locale("v1", "ja"), locale("v2", "ja")];
        let staged = |store: &Store| store.query("SELECT count(*) FROM staged", &[]).unwrap().rows[0][0].clone();

        let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageNothing).unwrap();
        assert_eq!((staging, staged(&store)), (Staging::default(), Value::Integer(0)));
        let said: Vec<_> = refusals.iter().map(|refusal| (refusal.index, refusal.message.as_str())).collect();
        assert_eq!(
            said,
            [
                (0, "versions.copyright cannot be edited in this state; add: AND editable"),
                (2, "that row is not there any more"),
                (4, "version_localizations: its version cannot be edited in this state"),
                (5, "version_localizations: that row already exists; UPDATE it instead"),
            ]
        );

        let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageTheRest).unwrap();
        // The copyright, the new row and its keywords.
        assert_eq!((staging.staged, staging.rows, refusals.len()), (3, 2, 4));
        assert_eq!(staged(&store), Value::Integer(3));

        let (staging, _) = store.stage_values(&[copyright(2, "old")], OnRefusal::StageNothing).unwrap();
        assert_eq!((staging.staged, staging.unstaged), (0, 1), "back to what Apple has");
    }

    #[test]
    fn only_views_are_written_and_names_are_no_sql() {
        let mut store = store();
        let set = |view: &str, field: &str| Edit::Set { view: view.into(), pk: 2, field: field.into(), value: Value::Null };
        let edits =
            [set("versions_mirror", "copyright"), set("staged", "value"), set("versions", "copyright\" = 'x' --"), set("nothing", "x")];
        let (staging, refusals) = store.stage_values(&edits, OnRefusal::StageTheRest).unwrap();
        assert_eq!((staging, refusals.len()), (Staging::default(), 4));
    }
}
