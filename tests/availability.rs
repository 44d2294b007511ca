//! `fleet availability`: where apps are sold.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet};

fn synced() -> TestFleet {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states,availability,new-territories");
    fleet
}

/// Whether the server sells an app there, by what the mirror calls the row.
fn is_sold(fleet: &TestFleet, app: &str, territory: &str) -> Value {
    let id = fleet.value(&format!("SELECT id FROM availability WHERE app = '{app}' AND territory = '{territory}'"));
    fleet.remote("territoryAvailabilities", id.as_str().unwrap(), "available")
}

#[test]
fn it_is_shown_where_apps_are_sold() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    assert_snapshot!(fleet.run("availability show --client umbra --format table"), @r"
    APP            SOLD_IN  NOT_SOLD_IN  NOT_IN  NEW_TERRITORIES  STAGED  READ  APP_ID
    Umbra Budget         0            0                                0        6440088787
    Umbra Recipes        0            0                                0        6440039748
    where 2 apps are sold was never read: `fleet sync --only availability,new-territories` reads it
    ");
    assert_snapshot!(fleet.run("availability remove RUS --client umbra"), @r"
    error: nothing was staged, because of 2 problems
      Umbra Budget: where it is sold was never read: `fleet sync --only availability,new-territories` reads it
      Umbra Recipes: where it is sold was never read: `fleet sync --only availability,new-territories` reads it
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    fleet.ok("sync --only availability,new-territories");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("availability show --format table"), @r"
        APP                SOLD_IN  NOT_SOLD_IN  NOT_IN       NEW_TERRITORIES  STAGED  READ      APP_ID
        Acme Budget              0            0                                     0  just now  6440015608
        Acme Chess             172            3  BLR,CHN,RUS  no                    0  just now  6440060058
        Acme Notes             175            0               yes                   0  just now  6440021860
        Acme Recipes           175            0               yes                   0  just now  6440006013
        Acme Weather           175            0               yes                   0  just now  6440049870
        Acme Workout           175            0               no                    0  just now  6440070310
        Northwind Budget       175            0               no                    0  just now  6440033376
        Northwind Notes        175            0               yes                   0  just now  6440077101
        Northwind Recipes      175            0               yes                   0  just now  6440025288
        Northwind Weather      175            0               no                    0  just now  6440079859
        Umbra Budget           175            0               yes                   0  just now  6440088787
        Umbra Recipes          172            3  BLR,CHN,RUS  yes                   0  just now  6440039748
        1 app sold nowhere yet: fleet availability set all
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
}

/// One request for each territory that differs, and back.
#[test]
fn territories_come_and_go() {
    let fleet = synced();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("availability remove rus,BLR --client northwind --format table"), @r"
        staged 8 changes in 4 apps; next: fleet diff
        8 requests to write
        ");
    });
    assert_eq!(counted, Counted::NOTHING, "it is only staged");
    let staged = fleet.count("SELECT count(*) FROM changes");
    let apps = fleet.count("SELECT count(DISTINCT app_id) FROM changes");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: apps, patches: staged, ..Counted::NOTHING });
    assert_eq!((is_sold(&fleet, "Northwind Notes", "RUS"), is_sold(&fleet, "Northwind Notes", "DEU")), (json!(false), json!(true)));
    fleet.ok("availability add RUS --app 'Northwind Notes'");
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 1);
    fleet.ok("unstage --all");
    fleet.ok("undo");
    fleet.ok("push --yes");
    assert_eq!(is_sold(&fleet, "Northwind Notes", "RUS"), true);

    let before = fleet.count("SELECT count(*) FROM availability WHERE app = 'Acme Chess' AND NOT available");
    assert!(before > 0);
    fleet.ok("availability set all --app 'Acme Chess'");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, patches: before, ..Counted::NOTHING });
    assert_snapshot!(fleet.run("availability set DEU,AUT,CHE --app 'Acme Chess' --new-territories yes --format table"), @r"
    staged 172 changes in 1 app; next: fleet diff
    warning: 1 app is set otherwise for new territories, which Apple lets nobody change through the API: App Store Connect > Pricing and Availability
    172 requests to write
    ");
}

/// What was never set is said in one request.
#[test]
fn an_app_is_sold_for_the_first_time() {
    let fleet = TestFleet::new();
    fleet.ok("sync --only states");
    let app = fleet.value("SELECT id FROM apps WHERE name = 'Umbra Recipes'");
    fleet.sim().remove("appAvailabilities", app.as_str().unwrap()).unwrap();
    fleet.ok("sync --only availability,new-territories --app 'Umbra Recipes'");
    assert_snapshot!(fleet.run("availability show --app 'Umbra Recipes' --format table"), @r"
    APP            SOLD_IN  NOT_SOLD_IN  NOT_IN  NEW_TERRITORIES  STAGED  READ      APP_ID
    Umbra Recipes        0            0                                0  just now  6440039748
    1 app sold nowhere yet: fleet availability set all
    ");
    assert_snapshot!(fleet.run("availability set all --app 'Umbra Recipes'"), @r"
    error: nothing was staged, because of 1 problem
      Umbra Recipes: the mirror knows no territories: `fleet sync --only reference` reads them
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    assert_snapshot!(fleet.run("availability remove DEU --app 'Umbra Recipes'"), @r"
    error: nothing was staged, because of 1 problem
      Umbra Recipes: it is sold nowhere yet
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    fleet.ok("sync --only reference");
    assert_snapshot!(fleet.run("availability set all --app 'Umbra Recipes' --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    1 request to write
    ");
    assert_snapshot!(fleet.run("availability set all --app 'Umbra Recipes'"), @r"
    error: nothing was staged, because of 1 problem
      Umbra Recipes: that is staged already; `fleet unstage --resource app_availabilities` takes it back
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!((counted.posts, counted.patches), (1, 0));
    assert_eq!(fleet.value("SELECT count(*) FROM availability WHERE app = 'Umbra Recipes' AND available"), 175);
    assert_eq!(fleet.value("SELECT available_in_new_territories FROM app_availabilities WHERE app = 'Umbra Recipes'"), 1);
}

#[test]
fn a_territory_that_is_none_is_a_mistake() {
    let fleet = synced();
    assert_snapshot!(fleet.run("availability add DUE"), @r#"
    error: Apple sells in no territory `DUE`
    hint: `fleet query "SELECT DISTINCT territory FROM availability"` lists them
    [exit 2]
    "#);
    assert_snapshot!(fleet.run("availability add"), @r"
    error: the following required arguments were not provided:
      <TERRITORIES>...

    Usage: fleet availability add <TERRITORIES>...

    For more information, try '--help'.
    [exit 2]
    ");
}
