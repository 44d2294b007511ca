//! Waiting for what Apple does after its answer: a cancellation, a release. One look per 200 apps and round, and rounds
//! that grow further apart.

use std::sync::Arc;
use std::time::Duration;

use engine::{Account, Selection, Silent, plan_sync};
use store::{Store, Value};

use crate::cadence::{Cadence, Price};
use crate::connection::Connection;
use crate::error::Result;
use crate::hook::Hook;
use crate::output::Ui;
use crate::sentence::count;
use crate::submission::Place;
use crate::submission::chosen::json;

/// Waits between looks: a cancellation takes some ten seconds, a release minutes or hours.
const ROUNDS: [u64; 8] = [12, 15, 20, 30, 45, 60, 120, 300];

/// Looks at the states of these until nothing is under way any more, somebody wishes to end, or it took too long.
/// Returns how many things are still under way.
pub(crate) async fn wait(
    ui: Ui,
    store: &mut Store,
    connection: &Connection,
    places: &[&Place],
    patience: Duration,
    hook: &Hook,
) -> Result<usize> {
    let apps: Vec<i64> = places.iter().map(|place| place.app_pk).collect();
    let pairs: Vec<_> = places.iter().map(|place| serde_json::json!([place.app_pk, place.platform])).collect();
    let pairs = Value::Text(serde_json::json!(pairs).to_string());
    let mut waited = Duration::ZERO;
    let mut rounds = ROUNDS.iter();
    let mut round = Duration::ZERO;
    loop {
        let (left, accounts) = under_way(store, connection, &pairs)?;
        if left == 0 || connection.stop.is_stopped() || waited >= patience {
            return Ok(left);
        }
        round = rounds.next().map_or(round, |seconds| Duration::from_secs(*seconds));
        let condition = "pk IN (SELECT value FROM json_each(?1))".to_owned();
        let states = Selection { apps: Some((condition, vec![json(&apps)])), ..Selection::states() };
        let pause = interval(store, &accounts, &states, round)?;
        ui.say(&format!("Apple is at work on {}; looking again in {} s", count(left as u64, "version"), pause.as_secs()));
        let Some(account) = accounts.first() else { return Ok(left) };
        // The clock of any of the accounts: they have one server, or all have ours.
        if account.client.pause(pause).await.is_err() {
            return Ok(left);
        }
        waited += pause;
        let report = engine::sync(store, &accounts, &states, Arc::new(Silent)).await?;
        hook.tell(&report.transitions);
        crate::commands::warn_failures(ui, &report.failures);
        if !report.failures.is_empty() {
            return Ok(left);
        }
    }
}

/// How much is under way, and the accounts that have it.
fn under_way(store: &Store, connection: &Connection, pairs: &Value) -> Result<(usize, Vec<Account>)> {
    let rows = store.query(include_str!("../../../../sql/queries/under_way.sql"), std::slice::from_ref(pairs))?.rows;
    let has = |account: &&Account| rows.iter().any(|row| row[0] == Value::Integer(account.pk));
    Ok((rows.len(), connection.accounts.iter().filter(has).cloned().collect()))
}

/// The wished pause, or a longer one where looking would cost more than watching may.
fn interval(store: &Store, accounts: &[Account], states: &Selection, wished: Duration) -> Result<Duration> {
    let plan = plan_sync(store, accounts, states)?;
    let prices = plan
        .accounts
        .iter()
        .zip(accounts)
        .map(|(plan, account)| Price { requests: plan.requests(), hourly_limit: account.client.budget().limit().into() });
    Ok(Cadence::every(wished).interval(true, prices))
}
