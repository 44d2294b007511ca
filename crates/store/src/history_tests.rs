//! The views over the history: changes of state, durations of reviews, apps that have gone.

use crate::catalog::catalog;
use crate::{Store, Value};

const NOW: i64 = 1_800_000_000;

/// An account that was read to its end, with an app and a version. Times are seconds after [`NOW`].
fn store() -> Store {
    let store = Store::in_memory().unwrap();
    store
        .connection
        .execute_batch(&format!(
            "INSERT INTO accounts(pk, name) VALUES(1, 'acme'), (2, 'umbra');
             INSERT INTO sync_runs(pk, started_at, finished_at) VALUES(1, {NOW}, {NOW});
             INSERT INTO sync_run_accounts(run, account, selection, root, due) VALUES(1, 1, '', 1, 0);
             BEGIN; UPDATE mirror_guard SET writer = 'sync';
             INSERT INTO apps_mirror(pk, account, id, bundle_id, name) VALUES(1, 1, '1001', 'com.acme.notes', 'Notes'), (2, 1, '1002', 'com.acme.maps', 'Maps');
             INSERT INTO app_infos_mirror(pk, account, id, parent, state) VALUES(1, 1, 'i1', 1, 'PREPARE_FOR_SUBMISSION'), (2, 1, 'i2', 2, 'PREPARE_FOR_SUBMISSION');
             INSERT INTO versions_mirror(pk, account, id, parent, platform, version_string, state) VALUES(1, 1, 'v1', 1, 'IOS', '1.0', 'WAITING_FOR_REVIEW');
             UPDATE mirror_guard SET writer = NULL; COMMIT;
             UPDATE state_history SET seen_at = {NOW} - 100 WHERE row = 1;
             UPDATE state_history SET seen_at = {NOW} + 50 WHERE row = 2;"
        ))
        .unwrap();
    store
}

/// Moves the version, so many seconds after [`NOW`].
fn see(store: &Store, moves: &[(i64, &str)]) {
    for (at, state) in moves {
        let sql = format!(
            "BEGIN; UPDATE mirror_guard SET writer = 'sync'; UPDATE versions_mirror SET state = '{state}' WHERE pk = 1;
             UPDATE mirror_guard SET writer = NULL; UPDATE state_history SET seen_at = {NOW} + {at} WHERE pk = (SELECT max(pk) FROM state_history); COMMIT;"
        );
        store.connection.execute_batch(&sql).unwrap();
    }
}

fn lines(store: &Store, sql: &str, parameters: &[Value]) -> Vec<String> {
    let rows = store.query(sql, parameters).unwrap().rows;
    rows.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").trim_end().to_owned()).collect()
}

#[test]
fn a_change_of_state_says_how_long_the_old_one_was_seen() {
    let store = store();
    see(&store, &[(0, "IN_REVIEW"), (600, "REJECTED")]);
    let sql = "SELECT account, bundle_id, resource, version_string, old, new, held FROM transitions ORDER BY pk";
    assert_eq!(
        lines(&store, sql, &[]),
        ["acme com.acme.notes version 1.0 WAITING_FOR_REVIEW IN_REVIEW 100", "acme com.acme.notes version 1.0 IN_REVIEW REJECTED 600"]
    );
    assert_eq!(store.transitions(0).unwrap().last().unwrap().held, Some(600));
    let last = store.last_transition().unwrap();
    assert!(store.transitions(last).unwrap().is_empty());
}

/// What an account held when it was first read has not appeared.
#[test]
fn apps_come_and_go() {
    let store = store();
    store
        .connection
        .execute_batch(&format!(
            "BEGIN; UPDATE mirror_guard SET writer = 'sync'; UPDATE apps_mirror SET gone_at = {NOW} + 70 WHERE pk = 1;
             UPDATE mirror_guard SET writer = NULL; COMMIT;"
        ))
        .unwrap();
    let since = include_str!("../../../sql/queries/since.sql");
    let happened = |seconds: i64| {
        let table = store.query(since, &[Value::Integer(NOW + seconds)]).unwrap();
        table.rows.iter().map(|row| format!("{} {}", row[4], row[11])).collect::<Vec<_>>()
    };
    assert_eq!(happened(-1_000), ["com.acme.maps APPEARED", "com.acme.notes DISAPPEARED"]);
    assert_eq!(happened(60), ["com.acme.notes DISAPPEARED"]);
    assert_eq!(
        lines(&store, "SELECT account, id, bundle_id, name, gone_at FROM disappeared", &[]),
        [format!("acme 1001 com.acme.notes Notes {}", NOW + 70)]
    );
}

#[test]
fn a_review_has_a_wait_and_a_duration() {
    let store = store();
    see(
        &store,
        &[
            (0, "IN_REVIEW"), // since when it waited is not known
            (10, "REJECTED"),
            (20, "WAITING_FOR_REVIEW"),
            (120, "IN_REVIEW"),
            (150, "REJECTED"),
            (200, "WAITING_FOR_REVIEW"),
            (210, "DEVELOPER_REJECTED"),
            (300, "WAITING_FOR_REVIEW"),
            (600, "PENDING_DEVELOPER_RELEASE"), // nobody looked in between
            (700, "WAITING_FOR_REVIEW"),
        ],
    );
    let sql = format!(
        "SELECT waiting_at - {NOW}, coalesce(review_at - {NOW}, '-'), coalesce(decided_at - {NOW}, '-'), coalesce(outcome, '-'),
           coalesce(waited, '-'), coalesce(reviewed, '-') FROM review_times ORDER BY 1"
    );
    assert_eq!(
        lines(&store, &sql, &[]),
        ["20 120 150 REJECTED 100 30", "200 - 210 DEVELOPER_REJECTED - -", "300 - 600 PENDING_DEVELOPER_RELEASE 300 -", "700 - - - - -"]
    );
    let summary = include_str!("../../../sql/queries/review_times.sql");
    assert_eq!(lines(&store, summary, &[Value::Integer(20)]), ["acme 2 300 300 30 30 1", "umbra 0     0"]);
    assert_eq!(lines(&store, summary, &[Value::Integer(1)])[0], "acme 1 300 300   1", "of the last one");
}

#[test]
fn every_view_says_when_it_was_synced() {
    let store = Store::in_memory().unwrap();
    for view in &catalog().views {
        store.query(&format!("SELECT synced_at FROM {} LIMIT 1", view.name), &[]).unwrap();
    }
}

/// The news of a sync are found without a walk through the whole history.
#[test]
fn the_news_are_found_from_the_end_of_the_history() {
    let store = Store::in_memory().unwrap();
    let plan =
        store.query(&format!("EXPLAIN QUERY PLAN {}", include_str!("../../../sql/queries/transitions.sql")), &[Value::Integer(7)]).unwrap();
    let steps: Vec<String> = plan.rows.iter().map(|row| row[3].to_string()).collect();
    assert_eq!(steps.iter().filter(|step| *step == "SEARCH h USING INTEGER PRIMARY KEY (rowid>?)").count(), 3, "{steps:#?}");
}
