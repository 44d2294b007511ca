//! `fleet price`: what apps cost, and what they shall cost.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet, free_point};

/// Twelve apps with their prices.
fn synced() -> TestFleet {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states,prices,price-schedules,reference");
    fleet
}

/// What the server charges for an app in a territory, of what was set by hand.
fn remote(fleet: &TestFleet, app: &str, territory: &str) -> Vec<Value> {
    let ran = fleet.ok(&format!("query --json \"SELECT id FROM apps WHERE name = '{app}'\"")).json();
    let app = ran[0]["id"].as_str().unwrap();
    let mut prices = fleet.world("appPrices");
    prices.retain(|price| {
        let (point, code) = (&price["relationships"]["appPricePoint"]["data"]["id"], &price["relationships"]["territory"]["data"]["id"]);
        code == territory && subject(point.as_str().unwrap()) == app
    });
    prices
}

/// The app in the id of a price point: base64url of `{"s":"6440…`.
fn subject(point: &str) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = point.bytes().map(|letter| letters.iter().position(|known| *known == letter).unwrap());
    let bits: Vec<bool> = bits.flat_map(|six| (0..6).rev().map(move |bit| six >> bit & 1 == 1)).collect();
    let bytes = bits.chunks_exact(8).map(|bits| bits.iter().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit))).collect();
    let text = String::from_utf8(bytes).unwrap();
    text.split('"').nth(3).unwrap().to_owned()
}

#[test]
fn prices_are_shown_with_what_is_left_of_them() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    assert_snapshot!(fleet.run("price show --client umbra --format table"), @r"
    no rows
    the prices of 2 apps were never read: `fleet sync --only prices,price-schedules` reads them
    ");
    assert_snapshot!(fleet.run("price set free --client umbra"), @r"
    error: nothing was staged, because of 2 problems
      Umbra Budget: its prices were never read, and would be lost: `fleet sync --only prices,price-schedules` reads them
      Umbra Recipes: its prices were never read, and would be lost: `fleet sync --only prices,price-schedules` reads them
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    fleet.ok("sync --only prices,price-schedules,reference");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("price show --client umbra --format table"), @r"
        APP            TERRITORY  BASE  FROM        UNTIL       PRICE  CURRENCY  PROCEEDS  STAGED  READ      APP_ID
        Umbra Budget   USA           1              2026-06-01  0.99   USD       0.69           0  just now  6440088787
        Umbra Budget   USA           1  2026-06-01              1.99   USD       1.39           0  just now  6440088787
        Umbra Recipes  USA           1                          0.0    USD       0.0            0  just now  6440039748
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
}

/// Free is known without a request, and a schedule is replaced and set back as one.
#[test]
fn all_apps_become_free_without_a_look() {
    let fleet = synced();
    let before = fleet.rows("SELECT app_id, base_territory, manual_prices FROM price_schedules ORDER BY app_id");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("price set free --format table"), @r"
        staged 3 changes in 3 apps; next: fleet diff
        Acme Chess: USA 0.99 → 0.0, proceeds 0.0; 1 price of other territories kept
        Acme Weather: USA 9.99 → 0.0, proceeds 0.0
        Umbra Budget: USA 1.99 → 0.0, proceeds 0.0
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 12, posts: 3, ..Counted::NOTHING }, "two looks before each and two after");
    let weather = fleet.value("SELECT id FROM apps WHERE name = 'Acme Weather'");
    let price = remote(&fleet, "Acme Weather", "USA");
    assert_eq!(price[0]["relationships"]["appPricePoint"]["data"]["id"], free_point(weather.as_str().unwrap(), "USA"));
    assert_eq!(remote(&fleet, "Acme Chess", "JPN").len(), 1, "what was set by hand stays");
    fleet.ok("undo");
    fleet.ok("push --yes");
    assert_eq!(fleet.rows("SELECT app_id, base_territory, manual_prices FROM price_schedules ORDER BY app_id"), before);
    // And alone, if that is wanted.
    assert_snapshot!(fleet.ok("price set free --app 'Acme Chess' --replace --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    Acme Chess: USA 0.99 → 0.0, proceeds 0.0; 1 price of other territories dropped
    ");
    fleet.ok("push --yes");
    assert_eq!((remote(&fleet, "Acme Chess", "JPN").len(), remote(&fleet, "Acme Chess", "USA").len()), (0, 1));
}

/// The page that has the price is the last that is read, and the next app needs one request, or none.
#[test]
fn a_price_point_is_found_with_the_fewest_requests() {
    let fleet = synced();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("price set 4.99 --client acme --territory USA --format table"), @r"
        staged 6 changes in 6 apps; next: fleet diff
        looking for the price 4.99 in 6 apps: 6 requests, or a few more
        Acme Budget: USA 0.0 → 4.99, proceeds 3.49
        Acme Chess: USA 0.99 → 4.99, proceeds 3.49; 1 price of other territories kept
        Acme Notes: USA 0.0 → 4.99, proceeds 3.49
        Acme Recipes: USA 0.0 → 4.99, proceeds 3.49
        Acme Weather: USA 9.99 → 4.99, proceeds 3.49
        Acme Workout: USA 0.0 → 4.99, proceeds 3.49
        ");
    });
    assert_eq!(counted, Counted::reads(6), "one page for the first app, and a look at a likely id for each other");
    let counted = fleet.counting(|fleet| drop(fleet.ok("price set 4.990 --client acme --territory USA")));
    assert_eq!(counted, Counted::NOTHING, "the mirror has kept them");
    fleet.ok("push --yes");
    assert_eq!(remote(&fleet, "Acme Weather", "USA").len(), 1);
    assert_eq!(fleet.count("SELECT count(*) FROM prices WHERE client = 'acme' AND territory = 'USA' AND customer_price = '4.99'"), 6);
    fleet.ok("sync --only prices,price-schedules --full");
    let counted = fleet.counting(|fleet| drop(fleet.ok("price set 4.99 --client acme --territory USA")));
    assert_eq!(counted, Counted::NOTHING, "a sync leaves them");
    // The dearest are on the last page.
    let counted = fleet.counting(|fleet| drop(fleet.ok("price set 9999.99 --app 'Umbra Budget'")));
    assert_eq!(counted, Counted::reads(5));
    // What there is not is not there for any app.
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("price set 4.97 --client acme"), @r"
        looking for the price 4.97 in 6 apps: 6 requests, or a few more
        error: USA has no price of 4.97, and nothing was staged
        hint: the nearest are 4.89 and 4.99
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::reads(5));
}

/// A price for one territory, from a day on; the base territory has a price at all times.
#[test]
fn a_price_begins_on_a_day() {
    let fleet = synced();
    assert_snapshot!(fleet.ok("price set free --app 'Acme Weather' --from 2099-02-01 --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    Acme Weather: USA 9.99 → 0.0 from 2099-02-01, proceeds 0.0
    ");
    fleet.ok("price set 1000 --territory jpn --app 'Acme Weather' --from 2099-03-01");
    assert_snapshot!(fleet.ok("price show --app 'Acme Weather' --format table"), @r"
    APP           TERRITORY  BASE  FROM        UNTIL       PRICE   CURRENCY  PROCEEDS  STAGED  READ      APP_ID
    Acme Weather  JPN           0  2099-03-01              1000.0  JPY       636.36         1  just now  6440049870
    Acme Weather  USA           1              2099-02-01  9.99    USD       6.99           1  just now  6440049870
    Acme Weather  USA           1  2099-02-01              0.0     USD       0.0            1  just now  6440049870
    ");
    fleet.ok("push --yes");
    let base = remote(&fleet, "Acme Weather", "USA");
    let days: Vec<_> = base.iter().map(|price| (&price["attributes"]["startDate"], &price["attributes"]["endDate"])).collect();
    assert!(days.contains(&(&json!(null), &json!("2099-02-01"))) && days.contains(&(&json!("2099-02-01"), &json!(null))), "{days:?}");
    assert_eq!(remote(&fleet, "Acme Weather", "JPN")[0]["attributes"]["startDate"], "2099-03-01");
    assert_snapshot!(fleet.run("price set free --from 2001-01-01"), @r"
    error: invalid value '2001-01-01' for '--from <DATE>': `2001-01-01` is not to come; without --from the price holds at once

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run("price set cheap"), @r"
    error: invalid value 'cheap' for '<PRICE>': `cheap` is no price; write free, or an amount such as 4.99

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run("price set free --territory Germany"), @r"
    error: invalid value 'Germany' for '--territory <TERRITORY>': `Germany` is no territory; Apple calls them USA, DEU, JPN

    For more information, try '--help'.
    [exit 2]
    ");
    assert_snapshot!(fleet.run("price set free --territory XXX"), @r#"
    error: Apple sells in no territory `XXX`
    hint: `fleet query "SELECT id, currency FROM territories"` lists them
    [exit 2]
    "#);
}

/// An app without any price gets its first one.
#[test]
fn an_app_gets_its_first_price() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    let app = fleet.value("SELECT id FROM apps WHERE name = 'Umbra Recipes'");
    fleet.sim().remove("appPriceSchedules", app.as_str().unwrap()).unwrap();
    fleet.ok("sync --only prices,price-schedules");
    assert_snapshot!(fleet.run("price show --app 'Umbra Recipes' --format table"), @r"
    no rows
    1 app without any price: fleet price set free, or an amount
    ");
    assert_snapshot!(fleet.run("price set 2 --from 2099-01-01 --app 'Umbra Recipes'"), @r"
    error: nothing was staged, because of 1 problem
      Umbra Recipes: USA has no price until then; set one without --from first
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    fleet.ok("price set 1.99 --app 'Umbra Recipes'");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted.posts, 1);
    assert_eq!(fleet.value("SELECT customer_price FROM prices WHERE app = 'Umbra Recipes'"), "1.99");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

/// One request for each app's price point.
#[test]
fn the_prices_of_all_territories_follow_from_one() {
    let fleet = synced();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("price table --app 'Acme Chess' --app 'Acme Weather' --territory deu,JPN --format table"), @r"
        APP           BASE  TERRITORY  CURRENCY  PRICE   PROCEEDS
        Acme Chess    USA   DEU        EUR       0.99    0.57
        Acme Chess    USA   JPN        JPY       150.0   95.45
        Acme Weather  USA   DEU        EUR       9.99    5.82
        Acme Weather  USA   JPN        JPY       1500.0  954.54
        asking Apple: 2 requests
        ");
    });
    assert_eq!(counted, Counted::reads(2));
    let all = fleet.ok("price table --app 'Acme Weather' --json").json();
    assert_eq!(all.as_array().unwrap().len(), 174, "the base territory is not among them");
    assert!(all.as_array().unwrap().iter().all(|price| price["currency"].as_str().unwrap().len() == 3));
}
