//! Staging that can be taken back: only what it staged, whatever else is staged meanwhile.

use rusqlite::{Connection, Transaction, params};

use crate::catalog::catalog;
use crate::stage::run;
use crate::{Store, StoreError, Value};

/// What a statement did to the staging area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reversal {
    touched: Vec<Touched>,
}

/// One field that a statement staged, changed or took back.
#[derive(Debug, Clone, PartialEq)]
struct Touched {
    resource: i64,
    pk: i64,
    field: String,
    /// The base, the value, the bit and the moment that it had before, if it was staged before.
    before: Option<(Value, Value, i64, i64)>,
    /// The value that it has since; `None`: it is not staged any more.
    after: Option<Value>,
}

impl Reversal {
    /// Whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty()
    }

    /// Resource codes and rows of what is staged since.
    pub fn rows(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.touched.iter().filter(|touched| touched.after.is_some()).map(|touched| (touched.resource, touched.pk))
    }
}

const NOTE: &str = "
CREATE TEMP TABLE noted(resource INTEGER, pk INTEGER, field TEXT, had INTEGER, base ANY, value ANY, bit INTEGER, at INTEGER,
  PRIMARY KEY(resource, pk, field)) STRICT, WITHOUT ROWID;
CREATE TEMP TRIGGER noted_insert AFTER INSERT ON main.staged BEGIN
  INSERT INTO noted VALUES(NEW.resource, NEW.pk, NEW.field, 0, NULL, NULL, NULL, NULL) ON CONFLICT DO NOTHING; END;
CREATE TEMP TRIGGER noted_update AFTER UPDATE OF value ON main.staged WHEN NEW.value IS NOT OLD.value BEGIN
  INSERT INTO noted VALUES(OLD.resource, OLD.pk, OLD.field, 1, OLD.base, OLD.value, OLD.bit, OLD.at) ON CONFLICT DO NOTHING; END;
CREATE TEMP TRIGGER noted_delete AFTER DELETE ON main.staged BEGIN
  INSERT INTO noted VALUES(OLD.resource, OLD.pk, OLD.field, 1, OLD.base, OLD.value, OLD.bit, OLD.at) ON CONFLICT DO NOTHING; END;";

const END: &str = "DROP TRIGGER noted_insert; DROP TRIGGER noted_update; DROP TRIGGER noted_delete; DROP TABLE noted;";

impl Store {
    /// Stages each of these pieces of SQL, all of a piece or nothing of it, and returns what it takes to take it back, or
    /// the sentence of the trigger that refused it.
    ///
    /// # Errors
    /// Those of the file; nothing is staged then.
    pub fn stage_each<'a>(&mut self, pieces: impl IntoIterator<Item = &'a str>) -> Result<Vec<Result<Reversal, String>>, StoreError> {
        let lock = self.lock.clone();
        let transaction = self.begin()?;
        transaction.execute_batch(NOTE)?;
        let mut outcomes = Vec::new();
        for sql in pieces {
            transaction.execute_batch("SAVEPOINT piece")?;
            let outcome = match lock.shut_during(|| run(&transaction, sql)) {
                Ok(()) => Ok(reversal(&transaction)?),
                Err(StoreError::Sql { message }) => {
                    transaction.execute_batch("ROLLBACK TO piece")?;
                    Err(message)
                }
                Err(error) => return Err(error),
            };
            transaction.execute_batch("RELEASE piece; DELETE FROM noted")?;
            outcomes.push(outcome);
        }
        transaction.execute_batch(END)?;
        transaction.commit()?;
        Ok(outcomes)
    }

    /// Takes back what was staged, as far as nobody has staged anything else for the same fields since.
    pub fn take_back<'a>(&mut self, reversals: impl IntoIterator<Item = &'a Reversal>) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        for touched in reversals.into_iter().flat_map(|reversal| reversal.touched.iter().rev()) {
            touched.take_back(&transaction)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// What was noted since the last time.
fn reversal(connection: &Connection) -> Result<Reversal, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n.resource, n.pk, n.field, n.had, n.base, n.value, n.bit, n.at, s.pk IS NOT NULL, s.value
         FROM noted AS n LEFT JOIN staged AS s USING(resource, pk, field) WHERE n.had OR s.pk IS NOT NULL",
    )?;
    let touched = statement.query_map([], |row| {
        let before = if row.get(3)? { Some((row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?)) } else { None };
        let after = if row.get(8)? { Some(row.get(9)?) } else { None };
        Ok(Touched { resource: row.get(0)?, pk: row.get(1)?, field: row.get(2)?, before, after })
    })?;
    Ok(Reversal { touched: touched.collect::<Result<_, _>>()? })
}

impl Touched {
    fn take_back(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let Self { resource, pk, field, before, after } = self;
        let (now, is_staged) = transaction
            .prepare_cached("SELECT value, 1 FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3 AND changeset = (SELECT pk FROM changesets WHERE status = 'open') UNION ALL SELECT NULL, 0 LIMIT 1")?
            .query_row(params![resource, pk, field], |row| Ok((row.get::<_, Value>(0)?, row.get::<_, bool>(1)?)))?;
        if after.as_ref() != is_staged.then_some(&now) {
            return Ok(());
        }
        match before {
            Some((base, value, bit, at)) => {
                transaction
                    .prepare_cached(
                        "INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
                         VALUES(?1, ?2, ?3, ?4, ?5, ?6, (SELECT pk FROM changesets WHERE status = 'open'), ?7)
                         ON CONFLICT(resource, pk, field) DO UPDATE SET base = excluded.base, value = excluded.value, at = excluded.at",
                    )?
                    .execute(params![resource, pk, field, base, value, bit, at])?;
            }
            // The view's trigger knows how to take back a row that was to be created, and what hangs from it.
            None if field == "+" => {
                let name = catalog().resource_of_code(*resource).map(|resource| resource.name.as_str()).unwrap_or_default();
                transaction
                    .prepare_cached("DELETE FROM changes WHERE resource = ?1 AND pk = ?2 AND field = '+'")?
                    .execute(params![name, pk])?;
            }
            None => {
                transaction
                    .prepare_cached("DELETE FROM staged WHERE resource = ?1 AND pk = ?2 AND field = ?3")?
                    .execute(params![resource, pk, field])?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Store, Value};

    /// An app with a draft whose copyright is staged.
    fn store() -> Store {
        let mut store = Store::in_memory().unwrap();
        store
            .connection
            .execute_batch(
                "INSERT INTO accounts(pk, name) VALUES(1, 'acme');
                 BEGIN; UPDATE mirror_guard SET writer = 'sync';
                 INSERT INTO apps_mirror(pk, account, id, bundle_id, name) VALUES(1, 1, '1001', 'com.acme.notes', 'Notes');
                 INSERT INTO versions_mirror(pk, account, id, parent, platform, version_string, state, copyright)
                   VALUES(1, 1, 'v1', 1, 'IOS', '1.0', 'PREPARE_FOR_SUBMISSION', 'old');
                 UPDATE mirror_guard SET writer = NULL; COMMIT;",
            )
            .unwrap();
        store.stage("UPDATE versions SET copyright = 'staged'").unwrap();
        store
    }

    fn staged(store: &Store) -> Vec<Vec<Value>> {
        store.query("SELECT resource, pk, field, base, value, bit FROM staged ORDER BY 1, 2, 3", &[]).unwrap().rows
    }

    /// A trigger's own `OR IGNORE` gives way to the conflict clause of the statement that fires it.
    #[test]
    fn a_field_may_be_written_again_and_again() {
        let mut store = store();
        let before = staged(&store);
        let sql =
            "UPDATE versions SET copyright = 'a'; UPDATE versions SET copyright = NULL; UPDATE OR IGNORE versions SET copyright = 'b'";
        let outcomes = store.stage_each([sql]).unwrap();
        assert_eq!(staged(&store)[0][4], Value::Text("b".into()));
        store.take_back([outcomes[0].as_ref().unwrap()]).unwrap();
        assert_eq!(staged(&store), before);
        let staging = store.stage(sql).unwrap();
        assert_eq!((staging.staged, staging.unstaged, staging.rows), (1, 0, 1));
    }

    #[test]
    fn what_was_staged_is_taken_back_and_nothing_else() {
        let mut store = store();
        let before = staged(&store);
        let pieces = [
            "UPDATE versions SET copyright = 'other', release_type = 'MANUAL' WHERE id = 'v1'",
            "INSERT INTO submissions(app_id, platform, version, submitted) VALUES('1001', 'IOS', 'v1', 1)",
            "UPDATE versions SET state = 'x' WHERE id = 'v1'",
            "UPDATE versions SET copyright = 'old' WHERE id = 'v1'",
        ];
        let outcomes = store.stage_each(pieces).unwrap();
        assert!(outcomes[2].as_ref().is_err_and(|message| message.starts_with("versions.state is read-only")), "{outcomes:?}");
        let reversals: Vec<_> = outcomes.into_iter().flatten().collect();
        assert_eq!(reversals.iter().map(|reversal| reversal.rows().count()).collect::<Vec<_>>(), [2, 3, 0]);

        // Each piece knows what was there before it, so the last one goes first.
        store.take_back(reversals.iter().rev()).unwrap();
        assert_eq!(staged(&store), before);
        assert!(store.query("SELECT 1 FROM submissions_mirror UNION SELECT 1 FROM submission_items_mirror", &[]).unwrap().rows.is_empty());
    }

    #[test]
    fn what_somebody_staged_since_stays() {
        let mut store = store();
        let outcomes = store.stage_each(["UPDATE versions SET copyright = 'ours', release_type = 'MANUAL'"]).unwrap();
        store.stage("UPDATE versions SET copyright = 'theirs'").unwrap();
        store.take_back(outcomes.iter().flatten()).unwrap();
        assert_eq!(
            store.query("SELECT field, value FROM staged", &[]).unwrap().rows,
            [["copyright", "theirs"].map(|text| Value::Text(text.into()))]
        );
    }
}
