//! A push of prices that is killed between Apple's answer and the look at what it did.

use serde_json::{Value, json};
use sim::{Effect, Fault, When};

use crate::support::{TestFleet, World, free_point};

/// How long an answer is held back, in milliseconds: longer than any test runs.
const LONG: u64 = 120_000;
/// Requests of the push up to the moment of the kill: a look at the schedule and at its prices, the new schedule, and
/// the first look at what came of it, which gets no answer.
const UNTIL_THE_LOOK: [&str; 4] = ["GET", "GET", "POST", "GET"];

/// The app's prices in the mirror.
fn prices(fleet: &TestFleet, app: &str) -> Vec<Value> {
    fleet.rows(&format!("SELECT customer_price, territory FROM prices WHERE app_id = '{app}'"))
}

/// The answer to a price schedule does not show the prices that it leads to: they are looked at when all is sent. The
/// step is done by then, so a push that goes on must know of the look although nothing is left to send.
#[test]
fn the_prices_are_looked_at_although_nothing_is_left_to_send() {
    let fleet = World::new(&["acme"], 12).healthy().start();
    fleet.ok("sync --only states,prices,price-schedules");
    let schedule = fleet.rows(
        "SELECT app_id FROM price_schedules WHERE app_id IN (SELECT app_id FROM prices WHERE customer_price > 0.5) ORDER BY app_id LIMIT 1",
    );
    let app = schedule[0]["app_id"].as_str().unwrap();
    let free = free_point(app, "USA");
    fleet.edit(&format!("UPDATE price_schedules SET base_territory = 'USA', manual_prices = json_array(json_object('territory', 'USA', 'price_point', '{free}')) WHERE app_id = '{app}'"));
    let before = prices(&fleet, app);
    let is_free = [json!({ "customer_price": "0.0", "territory": "USA" })];
    assert_ne!(before, is_free);

    let looks = UNTIL_THE_LOOK.iter().filter(|method| **method == "GET").count() as u64;
    fleet.sim().set_faults(vec![Fault::new(Effect::Delay(LONG)).on("GET", "/v1/**").when(When::Nth(looks))]).unwrap();
    let sent = fleet.sim().request_count();
    let mut push = fleet.start("push --yes");
    assert!(push.runs_until(|| fleet.sim().request_count() >= sent + UNTIL_THE_LOOK.len()));
    push.kill();
    fleet.sim().set_faults(Vec::new()).unwrap();

    let exchanges = fleet.sim().exchanges();
    assert_eq!(exchanges[sent..].iter().map(|exchange| exchange.method.as_str()).collect::<Vec<_>>(), UNTIL_THE_LOOK);
    assert_eq!(fleet.rows("SELECT method, status FROM steps"), [json!({ "method": "POST", "status": "done" })]);
    assert_eq!(prices(&fleet, app), before, "the push was killed before it could look");

    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted.posts, 0, "the schedule was there: {counted:?}");
    assert_eq!(prices(&fleet, app), is_free);
    assert_eq!(fleet.ok("sync --only prices,price-schedules --json").json()["changed"], 0);
    assert_eq!(fleet.value("SELECT count(*) FROM changesets WHERE status NOT IN ('pushed', 'open')"), 0);
}
