//! Foreign text: SQL of people and of assistants, the files of checks, and what must hold whatever they say.
//!
//! A function here takes any bytes and panics where a promise is broken. `cargo test` runs it over the files in
//! `fuzz/corpus`, `cargo fuzz` over what it makes up; docs/FUZZING.md lists them all.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that a promise is broken")]

use std::cell::RefCell;
use std::time::{Duration, Instant};

use crate::check::Check;
use crate::{Bounds, Reader, Store};

/// A statement that takes longer ends here, as it would for an assistant.
const PATIENCE: Duration = Duration::from_millis(100);

/// An app with a draft and a version in review, for whatever SQL may do to them.
const WORLD: &str = "
INSERT INTO accounts(pk, name) VALUES(1, 'acme');
BEGIN; UPDATE mirror_guard SET writer = 'sync';
INSERT INTO apps_mirror(pk, account, id, bundle_id, name) VALUES(1, 1, '1001', 'com.acme.notes', 'Notes');
INSERT INTO versions_mirror(pk, account, id, parent, platform, version_string, state, copyright)
  VALUES(1, 1, 'v1', 1, 'IOS', '1.0', 'IN_REVIEW', 'old'), (2, 1, 'v2', 1, 'MAC_OS', '1.0', 'PREPARE_FOR_SUBMISSION', 'old');
INSERT INTO version_localizations_mirror(pk, account, id, parent, locale, description)
  VALUES(1, 1, 'l1', 1, 'en-US', 'text'), (2, 1, 'l2', 2, 'en-US', 'text');
UPDATE mirror_guard SET writer = NULL; COMMIT;";

/// What no SQL of a person changes: the mirror of what Apple has, the schema, and which files are open.
const UNTOUCHED: &str = "
SELECT (SELECT group_concat(quote(pk) || quote(id) || quote(name) || quote(gone_at)) FROM apps_mirror WHERE id NOT GLOB '~*'),
  (SELECT group_concat(quote(pk) || quote(id) || quote(state) || quote(copyright) || quote(gone_at)) FROM versions_mirror WHERE id NOT GLOB '~*'),
  (SELECT group_concat(quote(pk) || quote(locale) || quote(description) || quote(gone_at)) FROM version_localizations_mirror
   WHERE id NOT GLOB '~*'),
  (SELECT writer FROM mirror_guard), (SELECT group_concat(name) FROM accounts), (SELECT count(*) FROM steps),
  (SELECT count(*) || total(length(sql)) FROM sqlite_schema), (SELECT count(*) FROM sqlite_temp_schema),
  (SELECT group_concat(name) FROM pragma_database_list), (SELECT user_version FROM pragma_user_version)";

thread_local! {
    static DOOR: RefCell<Door> = RefCell::new(Door::open());
}

/// One file, with its writer and its reader.
struct Door {
    folder: tempfile::TempDir,
    store: Store,
    reader: Reader,
    untouched: String,
}

impl Door {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("fleet.db")).expect("a file");
        store.connection.execute_batch(WORLD).expect("a world");
        let reader = store.reader().expect("a reader");
        let untouched = untouched(&store);
        Self { folder, store, reader, untouched }
    }

    /// The files beside the database and itself.
    fn files(&self) -> usize {
        std::fs::read_dir(self.folder.path()).expect("a folder").count()
    }
}

fn untouched(store: &Store) -> String {
    format!("{:?}", store.query(UNTOUCHED, &[]).expect("a look").rows)
}

fn staged(store: &Store) -> i64 {
    store.query("SELECT count(*) FROM staged", &[]).expect("a look").rows[0][0].as_integer().unwrap_or_default()
}

/// Whoever may read cannot write, and whoever may stage can do nothing else, whatever SQL they send.
pub fn sql(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    DOOR.with_borrow_mut(|door| {
        let (files, generation) = (door.files(), door.reader.generation().expect("a look"));
        let answer = door.reader.query_within(text, &[], Bounds { time: PATIENCE, rows: 20 });
        if let Ok((table, _)) = answer {
            assert!(table.rows.len() <= 20 && table.rows.iter().all(|row| row.len() == table.columns.len()));
        }
        assert_eq!(door.reader.generation().expect("a look"), generation, "a reader has written");

        let deadline = Instant::now() + PATIENCE;
        door.store.connection.progress_handler(1_000, Some(move || Instant::now() > deadline)).expect("a handler");
        let outcome = door.store.stage(text);
        door.store.connection.progress_handler(0, None::<fn() -> bool>).expect("a handler");
        assert!(door.store.connection.is_autocommit(), "a transaction was left open");
        assert_eq!(untouched(&door.store), door.untouched, "more than the staging area was changed");
        assert_eq!(door.files(), files, "another file was made");
        match outcome {
            Ok(staging) => assert_eq!(staged(&door.store) > 0, staging.staged > 0, "the count is honest"),
            Err(_) => assert_eq!(staged(&door.store), 0, "all of it or nothing"),
        }
        door.store.stage("DELETE FROM changes").expect("it can be taken back");
        assert_eq!(staged(&door.store), 0, "all of it is taken back");
    });
}

/// The file of a check is one, with all it must have, or is refused with a sentence.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(check) = Check::parse("name", text) else { return };
    let Check { title, why, fix, level, sql, .. } = &check;
    assert!(!sql.is_empty(), "{check:?}");
    if sql.starts_with("--") {
        return;
    }
    let written = format!("-- title: {title}\n-- why: {why}\n-- level: {level}\n-- fix: {fix}\n{sql}");
    assert_eq!(Check::parse("name", &written).as_ref(), Ok(&check), "written again it is the same");
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// The name of a target, and what it does.
    type Target = (&'static str, fn(&[u8]));

    /// Every file that was ever of interest goes through its target.
    #[test]
    fn the_corpus_holds() {
        let targets: &[Target] = &[("sql", super::sql), ("check", super::check)];
        for (name, target) in targets {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
            let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().collect();
            assert!(!files.is_empty(), "{}", folder.display());
            for file in files {
                target(&fs::read(file.path()).expect("a file"));
            }
        }
    }
}
