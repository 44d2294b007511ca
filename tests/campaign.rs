//! A campaign of crashes: pushes of everything that can be staged, killed with SIGKILL at random until they end.
//!
//! `APPFLEET_KILLS` says how many kills make a campaign, `APPFLEET_SEED` draws another one. Worlds, edits and the moments
//! of the kills follow the seed; what a process had done by such a moment is the machine's.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};
use sim::Listing;

use crate::support::{EDIT_ROUNDS, Ran, TestFleet, World, edits, sqlite3};

/// Kills of a campaign; as many as a test suite has time for.
const KILLS: usize = 200;
/// Kills after which a changeset is pushed to its end, so that there is time for others.
const KILLS_A_ROUND: usize = 25;
/// Changesets that are pushed in one world.
const ROUNDS: usize = EDIT_ROUNDS;
#[test]
fn pushes_killed_at_random_lose_nothing_and_send_nothing_twice() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let wanted = number("APPFLEET_KILLS").map_or(KILLS, |kills: u64| usize::try_from(kills).unwrap());
    let seed = number("APPFLEET_SEED").unwrap_or(2026);
    let mut campaign = Campaign { random: Rng::with_seed(seed), kills: 0, early: 0, again: 0, sent: BTreeMap::new() };
    let start = Instant::now();
    for world in 0.. {
        if campaign.kills >= wanted {
            break;
        }
        campaign.world(seed.wrapping_add(world));
    }
    let Campaign { kills, early, again, sent, .. } = &campaign;
    say(&format!(
        "seed {seed}: {kills} kills, {early} before the first request, {again} calls applied twice, {:.0} s; steps done: {sent:?}",
        start.elapsed().as_secs_f64()
    ));
    if wanted >= KILLS {
        for step in EXPECTED {
            assert!(sent.contains_key(step), "no {step} was sent: {sent:?}");
        }
    }
}

/// What a campaign of full length has sent at least once.
const EXPECTED: [&str; 18] = [
    "PATCH versions",
    "PATCH version_localizations",
    "PATCH age_ratings",
    "PATCH apps",
    "PATCH app_infos",
    "PATCH app_info_localizations",
    "PATCH review_details",
    "PATCH submissions",
    "POST versions",
    "POST version_localizations",
    "POST app_info_localizations",
    "POST review_details",
    "POST phased_releases",
    "POST price_schedules",
    "POST submissions",
    "POST submission_items",
    "DELETE version_localizations",
    "DELETE app_info_localizations",
];

/// JSON:API types by the resources that are staged.
const KINDS: [(&str, &str); 11] = [
    ("apps", "apps"),
    ("app_infos", "appInfos"),
    ("app_info_localizations", "appInfoLocalizations"),
    ("age_ratings", "ageRatingDeclarations"),
    ("versions", "appStoreVersions"),
    ("version_localizations", "appStoreVersionLocalizations"),
    ("review_details", "appStoreReviewDetails"),
    ("phased_releases", "appStoreVersionPhasedReleases"),
    ("submissions", "reviewSubmissions"),
    ("submission_items", "reviewSubmissionItems"),
    ("price_schedules", "appPriceSchedules"),
];

struct Campaign {
    random: Rng,
    kills: usize,
    /// Kills before the process had any answer.
    early: usize,
    /// Calls other than creations that were applied a second time: they reached the server after they had been looked for.
    again: usize,
    /// Steps that were done, by method and resource.
    sent: BTreeMap<String, usize>,
}

/// A staged field, as `changes` showed it before the push.
struct Change {
    resource: String,
    id: String,
    field: String,
    value: Value,
    /// Finds a row whose id was not known yet: app, platform, version, locale.
    place: [Value; 4],
}

/// What the tests need to know of a field.
struct Field {
    attribute: String,
    kind: String,
}

impl Campaign {
    fn world(&mut self, seed: u64) {
        let accounts: &[&str] = if self.random.bool() { &["acme", "northwind", "umbra"] } else { &["acme"] };
        let apps = self.random.usize(10..=24);
        let fleet = World::new(accounts, apps)
            .seed(seed)
            .healthy()
            .listing(Listing { sets: 1, screenshots: 1, share: 0, ..Listing::default() })
            .hourly_limit(1_000_000)
            .start();
        say(&format!("world {seed}: {apps} apps in {} accounts, {} kills so far", accounts.len(), self.kills));
        for detail in fleet.world("appStoreReviewDetails").iter().step_by(3) {
            fleet.sim().remove("appStoreReviewDetails", detail["id"].as_str().unwrap()).unwrap();
        }
        fleet.ok("sync --only states,texts,media,submissions,builds,prices,price-schedules");
        let fields = fields(&fleet);
        for round in 0..ROUNDS {
            self.round(&fleet, round, &fields);
        }
        self.assert_nothing_twice(&fleet);
        assert_eq!(fleet.value("SELECT writer FROM mirror_guard"), Value::Null);
        if let Some(ran) = sqlite3(&fleet.database(), "PRAGMA integrity_check") {
            assert_eq!(ran.stdout, "ok\n");
        }
    }

    /// Stages, lets somebody else edit on the web page, pushes and kills until all is sent, and looks at everything.
    fn round(&mut self, fleet: &TestFleet, round: usize, fields: &HashMap<(String, String), Field>) {
        let is_last = round + 1 == ROUNDS;
        fleet.edit(&edits(fleet, &mut self.random, round).join("; "));
        let changes = changes(fleet);
        assert!(changes.len() > 10, "round {round}: {} changes", changes.len());
        let planted = if is_last { BTreeSet::new() } else { self.plant(fleet, &changes, fields, round) };

        let known = infos(fleet);
        let ran = self.push(fleet, planted.is_empty());
        say(&format!("  round {round}: {} changes, {} planted, {} kills", changes.len(), planted.len(), self.kills));
        let what = format!("round {round}, {} changes, {} planted\n{ran}", changes.len(), planted.len());
        assert!(ran.code == 0 || (ran.code == 4 && !planted.is_empty()), "{what}");

        let steps = fleet.rows("SELECT s.method || ' ' || f.resource AS step, s.status, count(*) AS n, min(s.note) AS note FROM steps AS s JOIN (SELECT DISTINCT resource, code FROM fields) AS f ON f.code = s.resource WHERE s.changeset = (SELECT max(changeset) FROM steps) GROUP BY 1, 2");
        let mut in_conflict = 0;
        for step in &steps {
            let count = usize::try_from(step["n"].as_u64().unwrap()).unwrap();
            match step["status"].as_str().unwrap() {
                "done" => *self.sent.entry(step["step"].as_str().unwrap().to_owned()).or_default() += count,
                "conflict" => in_conflict += count,
                _ => panic!("{step} {what}"),
            }
        }
        assert_eq!(in_conflict, planted.len(), "{what}");
        let staged = fleet.rows("SELECT DISTINCT resource, id FROM changes");
        let staged: BTreeSet<_> = staged.iter().map(|row| [text(&row["resource"]), text(&row["id"])]).collect();
        assert_eq!(staged, planted, "what is left is what somebody else has changed: {what}");
        assert_intended(fleet, &changes, &planted, fields, &what);
        if !planted.is_empty() {
            fleet.ok("unstage --all");
        }
        assert_mirrored(fleet, changes.iter().any(|change| change.resource == "versions" && change.field == "+"), &known, &what);
    }

    /// Somebody changes a few of the rows on the web page after they were staged. Returns which.
    fn plant(
        &mut self,
        fleet: &TestFleet,
        changes: &[Change],
        fields: &HashMap<(String, String), Field>,
        round: usize,
    ) -> BTreeSet<[String; 2]> {
        let mut planted = BTreeSet::new();
        let candidates: Vec<(&Change, &str)> = changes
            .iter()
            .filter(|change| !change.id.starts_with('~'))
            .filter_map(|change| match (change.resource.as_str(), change.field.as_str()) {
                ("version_localizations", "-") => Some((change, "description")),
                ("versions", "copyright") | ("version_localizations", "description" | "promotional_text") => {
                    Some((change, change.field.as_str()))
                }
                ("app_info_localizations", "subtitle") => Some((change, "subtitle")),
                _ => None,
            })
            .collect();
        for _ in 0..self.random.usize(..4) {
            let (change, field) = candidates[self.random.usize(..candidates.len())];
            let attribute = &fields[&(change.resource.clone(), field.to_owned())].attribute;
            fleet.foreign_edit(kind(&change.resource), &change.id, json!({ attribute: format!("theirs {round}") }));
            planted.insert([change.resource.clone(), change.id.clone()]);
        }
        planted
    }

    /// Pushes, killing the process again and again, until one lives to its end.
    fn push(&mut self, fleet: &TestFleet, is_mirrored: bool) -> Ran {
        let looks = usize::try_from(fleet.ok("diff --json").json()["reads"].as_u64().unwrap()).unwrap();
        let mut is_mirrored = is_mirrored;
        let enough = self.kills + KILLS_A_ROUND;
        loop {
            let is_blind = is_mirrored && self.random.u8(..10) < 8;
            let line = if is_blind { "push --yes --max-age 1h" } else { "push --yes" };
            let before = fleet.sim().request_count();
            let mut push = fleet.start(line);
            if self.kills >= enough {
                return push.wait();
            }
            // While it looks there is little to lose; most are killed while they write.
            let is_late = is_blind || self.random.u8(..10) < 8;
            let first = if is_blind { 0 } else { looks };
            let is_alive = if self.random.u8(..10) < 7 {
                let requests = if is_late { first + self.random.usize(1..=9) } else { self.random.usize(1..=first) };
                push.runs_until(|| fleet.sim().request_count() >= before + requests)
            } else {
                let end = Instant::now() + Duration::from_micros(self.random.u64(30_000..if is_blind { 150_000 } else { 400_000 }));
                push.runs_until(|| Instant::now() >= end)
            };
            if !is_alive {
                return push.wait();
            }
            push.kill();
            // It has looked at everything, and what somebody else did is in the mirror.
            is_mirrored |= fleet.sim().request_count() > before + looks;
            if fleet.sim().request_count() > before {
                self.kills += 1;
            } else {
                self.early += 1;
            }
        }
    }

    /// Every creation was answered once with 201 and never with anything else; no refusal was asked for.
    fn assert_nothing_twice(&mut self, fleet: &TestFleet) {
        let mut created: HashMap<String, usize> = HashMap::new();
        let mut others: HashMap<String, usize> = HashMap::new();
        for exchange in fleet.sim().exchanges().into_iter().filter(|exchange| exchange.method != "GET") {
            let request = format!("{} {}", exchange.method, exchange.path);
            assert!(matches!(exchange.status, 200..300), "{request} → {}: {:?}", exchange.status, exchange.response_body);
            let body = exchange.request_body.unwrap_or_default();
            if exchange.method == "POST" && !exchange.path.contains("appPriceSchedules") {
                let data = &body["data"];
                let key = ["locale", "platform", "versionString"].map(|name| &data["attributes"][name]);
                *created.entry(format!("{request} {key:?} {}", data["relationships"])).or_default() += 1;
            } else {
                *others.entry(format!("{request} {body}")).or_default() += 1;
            }
        }
        let twice: Vec<_> = created.into_iter().filter(|(_, times)| *times > 1).collect();
        assert!(twice.is_empty(), "{twice:#?}");
        let again: usize = others.into_values().map(|times| times - 1).sum();
        self.again += again;

        for (name, parent) in [("appStoreVersionLocalizations", "appStoreVersion"), ("appInfoLocalizations", "appInfo")] {
            let mut keys = BTreeSet::new();
            for row in fleet.world(name) {
                let key = format!("{} {}", row["relationships"][parent]["data"]["id"], row["attributes"]["locale"]);
                assert!(keys.insert(key.clone()), "{name} {key} is there twice");
            }
        }
    }
}

/// The remote world is what was staged, but for the rows that somebody else changed.
fn assert_intended(
    fleet: &TestFleet,
    changes: &[Change],
    planted: &BTreeSet<[String; 2]>,
    fields: &HashMap<(String, String), Field>,
    what: &str,
) {
    let made: BTreeSet<&str> = changes.iter().filter(|change| change.id.starts_with('~')).map(|change| change.resource.as_str()).collect();
    let mut ids: HashMap<(String, [Value; 4]), String> = HashMap::new();
    for resource in made.into_iter().filter(|resource| *resource != "submission_items") {
        let columns = match resource {
            "versions" | "review_details" | "phased_releases" => "platform, version_string, NULL AS locale",
            "version_localizations" => "platform, version_string, locale",
            "submissions" => "NULL AS platform, NULL AS version_string, NULL AS locale",
            _ => "NULL AS platform, NULL AS version_string, locale",
        };
        let only = match resource {
            "app_info_localizations" => "editable",
            "submissions" => "state = 'WAITING_FOR_REVIEW'",
            _ => "1",
        };
        for row in fleet.rows(&format!("SELECT id, app_id, {columns} FROM {resource} WHERE {only}")) {
            assert!(!text(&row["id"]).starts_with('~'), "{resource} {row} was not created: {what}");
            ids.insert((resource.to_owned(), place(&row)), text(&row["id"]));
        }
    }
    for change in changes {
        let Change { resource, id, field, value, place } = change;
        let what = format!("{resource} {id} {place:?} {field} = {value}: {what}");
        if resource == "submission_items" {
            continue;
        }
        let id = if id.starts_with('~') { ids.get(&(resource.clone(), place.clone())).unwrap_or_else(|| panic!("{what}")) } else { id };
        let remote = fleet.sim().resource(kind(resource), id);
        if planted.contains(&[resource.clone(), id.clone()]) {
            let remote = remote.unwrap_or_else(|| panic!("what somebody had changed was deleted: {what}"));
            assert!(remote["attributes"].to_string().contains("\"theirs "), "what somebody had changed was overwritten: {what}");
            continue;
        }
        if field == "-" {
            assert!(remote.is_none(), "not deleted: {what}");
            continue;
        }
        if resource == "price_schedules" {
            let app = text(&place[0]);
            let prices = fleet.rows(&format!("SELECT customer_price FROM prices WHERE app_id = '{app}' AND territory = 'USA'"));
            assert_eq!(prices, [json!({ "customer_price": "0.0" })], "{what}");
            continue;
        }
        let remote = remote.unwrap_or_else(|| panic!("not there: {what}"));
        if field == "+" {
            continue;
        }
        if field == "submitted" {
            assert_eq!(remote["attributes"]["state"], "WAITING_FOR_REVIEW", "{what}");
            continue;
        }
        let Field { attribute, kind } = &fields[&(resource.clone(), field.clone())];
        let found = if kind.starts_with("rel:") {
            remote["relationships"][attribute]["data"]["id"].clone()
        } else {
            remote["attributes"][attribute].clone()
        };
        let found = found.as_bool().map_or(found, |yes| json!(u8::from(yes)));
        assert_eq!(found, *value, "{what}");
    }
}

/// A sync finds nothing that the push has not mirrored. What Apple makes with a new version by itself is new.
fn assert_mirrored(fleet: &TestFleet, has_new_versions: bool, known: &BTreeSet<String>, what: &str) {
    let before = mirror(fleet);
    fleet.ok("sync --only states,texts,submissions,prices,price-schedules --full");
    let after = mirror(fleet);
    // An app info that Apple has made may have been seen in passing, without what it holds.
    let is_in_passing = |[table, id]: &[String; 2]| table == "app_infos" && !known.contains(id);
    let differs = |(key, row): &(&[String; 2], &Value)| after.get(*key) != Some(*row) && !is_in_passing(key);
    let changed: Vec<_> = before.iter().filter(differs).map(|(key, row)| (key, row, after.get(key))).collect();
    assert!(changed.is_empty(), "{changed:#?} {what}");
    let made_by_apple = ["app_infos", "app_info_localizations", "age_ratings"];
    let new: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
    assert!(new.iter().all(|key| has_new_versions && made_by_apple.contains(&key[0].as_str())), "{new:#?} {what}");
    assert!(after.keys().all(|[_, id]| !id.starts_with('~')), "{what}");
}

/// Every mirrored row that a push can touch, by table and id.
fn mirror(fleet: &TestFleet) -> BTreeMap<[String; 2], Value> {
    let mut rows = BTreeMap::new();
    for (table, _) in KINDS.iter().chain(&[("prices", "")]) {
        for mut row in fleet.rows(&format!("SELECT * FROM {table}_mirror WHERE gone_at IS NULL")) {
            let columns = row.as_object_mut().unwrap();
            for internal in ["pk", "parent", "app_info", "changed_at", "gone_at", "extra"] {
                columns.remove(internal);
            }
            rows.insert([(*table).to_owned(), text(&row["id"])], row);
        }
    }
    rows
}

/// The app infos that the mirror knows.
fn infos(fleet: &TestFleet) -> BTreeSet<String> {
    fleet.rows("SELECT id FROM app_infos").iter().map(|row| text(&row["id"])).collect()
}

fn changes(fleet: &TestFleet) -> Vec<Change> {
    let rows = fleet.rows("SELECT resource, id, field, value, app_id, platform, version_string, locale FROM changes");
    let change = |row: &Value| Change {
        resource: text(&row["resource"]),
        id: text(&row["id"]),
        field: text(&row["field"]),
        value: row["value"].clone(),
        place: place(row),
    };
    rows.iter().map(change).collect()
}

fn place(row: &Value) -> [Value; 4] {
    ["app_id", "platform", "version_string", "locale"].map(|name| row[name].clone())
}

fn fields(fleet: &TestFleet) -> HashMap<(String, String), Field> {
    let field = |row: &Value| {
        ((text(&row["resource"]), text(&row["name"])), Field { attribute: text(&row["attribute"]), kind: text(&row["kind"]) })
    };
    fleet.rows("SELECT resource, name, attribute, kind FROM fields").iter().map(field).collect()
}

fn kind(resource: &str) -> &'static str {
    KINDS.iter().find(|(name, _)| *name == resource).unwrap().1
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Says on stderr how far the campaign is, so that it can be repeated.
#[expect(clippy::print_stderr, reason = "the seed of a campaign must be known when it fails")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}
