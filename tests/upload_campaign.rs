//! A campaign against uploads: every call in trouble now and then, and the process killed with SIGKILL at random.
//!
//! `APPFLEET_KILLS` says how many kills make a campaign, `APPFLEET_TROUBLE` how many calls in a hundred are in trouble,
//! `APPFLEET_SEED` draws another campaign. Worlds, pictures, trouble and the
//! moments of the kills follow the seed; what a process had done by such a moment is the machine's.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use fastrand::Rng;
use serde_json::Value;
use sim::{Cut, Effect, Exchange, Fault, Listing, When};

use crate::support::{LOCALES, Ran, TestFleet, WATCH, World, kept};

/// Kills of a campaign; as many as a test suite has time for.
const KILLS: usize = 10;
/// Kills after which a changeset is pushed to its end.
const KILLS_A_ROUND: usize = 6;
/// Changesets that are pushed in one world.
const ROUNDS: usize = 3;
/// Pushes without a kill that must suffice for everything to arrive.
const PUSHES: usize = 12;
/// How many calls in a hundred are in trouble.
const TROUBLE: u32 = 5;
/// The display type of all sets.
const DISPLAY: &str = "APP_WATCH_SERIES_10";
/// Pictures there are to choose from.
const PICTURES: u8 = 24;
/// The most pictures of a set.
const MOST: usize = 10;

#[test]
fn uploads_in_trouble_and_killed_at_random_arrive_once_and_in_order() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let wanted = number("APPFLEET_KILLS").map_or(KILLS, |kills: u64| usize::try_from(kills).unwrap());
    let seed = number("APPFLEET_SEED").unwrap_or(2026);
    let trouble = number("APPFLEET_TROUBLE").map_or(TROUBLE, |trouble| u32::try_from(trouble).unwrap());
    let mut campaign = Campaign { random: Rng::with_seed(seed), trouble, kills: 0, early: 0, pushes: 0, done: BTreeMap::new() };
    let start = Instant::now();
    for world in 0.. {
        if campaign.kills >= wanted {
            break;
        }
        campaign.world(seed.wrapping_add(world));
    }
    let Campaign { kills, early, pushes, done, .. } = &campaign;
    let seconds = start.elapsed().as_secs_f64();
    say(&format!("seed {seed}: {kills} kills, {early} before the first request, {pushes} pushes, {seconds:.0} s; steps done: {done:?}"));
}

struct Campaign {
    random: Rng,
    trouble: u32,
    kills: usize,
    /// Kills before the process had any answer.
    early: usize,
    /// Processes that were started.
    pushes: usize,
    /// Steps that were done, by method and resource.
    done: BTreeMap<String, usize>,
}

/// Checksums in their order, by localization (its version and locale, because a new one has no id yet).
type Sets = BTreeMap<(String, String), Vec<String>>;

impl Campaign {
    fn world(&mut self, seed: u64) {
        let fleet = World::new(&["acme"], 3)
            .seed(seed)
            .healthy()
            .listing(Listing { locales: Some(4), sets: 0, screenshots: 0, share: 0, uniform: true })
            .hourly_limit(1_000_000)
            .speed(40)
            .faults(vec![Fault::new(Effect::Delay(0))])
            .start();
        say(&format!("world {seed}, {} kills so far", self.kills));
        fleet.ok("sync --only states,texts,media");
        let sums = kept(&fleet, WATCH, &(1..=PICTURES).collect::<Vec<u8>>());
        let mut sets = Sets::new();
        for round in 0..ROUNDS {
            self.edit(&fleet, round, &sums, &mut sets);
            let before = fleet.sim().request_count();
            fleet.sim().set_faults(self.faults()).unwrap();
            let ran = self.push(&fleet);
            fleet.sim().set_faults(Vec::new()).unwrap();
            let what = format!("world {seed} round {round}\n{ran}");
            assert_arrived(&fleet, &sets, &what);
            assert_never_full(&fleet.sim().exchanges()[before..], &what);
        }
        let steps = fleet.rows("SELECT s.method || ' ' || r.name AS step, count(*) AS n FROM steps AS s JOIN resources AS r ON r.code = s.resource WHERE s.status = 'done' GROUP BY 1");
        for step in steps {
            *self.done.entry(text(&step["step"])).or_default() += usize::try_from(step["n"].as_u64().unwrap()).unwrap();
        }
    }

    /// What may happen to each call, before and after it was carried out.
    fn faults(&mut self) -> Vec<Fault> {
        let phases = [
            ("POST", "/v1/appScreenshotSets"),
            ("POST", "/v1/appScreenshots"),
            ("POST", "/v1/appStoreVersionLocalizations"),
            ("PATCH", "/v1/appScreenshots/{id}"),
            ("PATCH", "/v1/appScreenshotSets/{id}/relationships/appScreenshots"),
            ("DELETE", "/v1/appScreenshots/{id}"),
            ("DELETE", "/v1/appScreenshotSets/{id}"),
            ("GET", "/v1/appStoreVersionLocalizations/{id}/appScreenshotSets"),
            ("GET", "/v1/appScreenshots/{id}"),
            ("PUT", "/__/blobs/{id}"),
        ];
        let mut faults = Vec::new();
        for (method, route) in phases {
            let lag = Effect::Stale(1_000 * self.random.u64(1..=4));
            let kinds = match method {
                "GET" => vec![Effect::status(503), Effect::Cut(Cut::Body), lag],
                "PUT" => {
                    vec![Effect::status(503), Effect::status(403), Effect::applied(500), Effect::Cut(Cut::Body), Effect::Cut(Cut::Answer)]
                }
                _ => vec![Effect::status(503), Effect::applied(500), Effect::Cut(Cut::Request), Effect::Cut(Cut::Answer)],
            };
            let chance = When::Chance(f64::from(self.trouble) / 100.0 / f64::from(u32::try_from(kinds.len()).unwrap()));
            faults.extend(kinds.into_iter().map(|effect| Fault::new(effect).on(method, route).when(chance)));
        }
        faults
    }

    /// Stages something of everything: new sets, sets in part or wholly replaced, other orders, a new locale.
    fn edit(&mut self, fleet: &TestFleet, round: usize, sums: &[String], sets: &mut Sets) {
        let versions = fleet.rows("SELECT id FROM versions WHERE editable ORDER BY id");
        let version = text(&versions[round % versions.len()]["id"]);
        fleet.edit(&format!(
            "INSERT INTO version_localizations(version_id, locale, description) VALUES('{version}', '{}', 'Opis')",
            LOCALES[round]
        ));
        let mut statements = Vec::new();
        for row in fleet.rows("SELECT id, version_id, locale FROM version_localizations WHERE editable ORDER BY version_id, locale") {
            let (id, key) = (text(&row["id"]), (text(&row["version_id"]), text(&row["locale"])));
            let is_new_locale = id.starts_with('~');
            if !is_new_locale && self.random.u8(..10) < 2 {
                continue;
            }
            let pick = |random: &mut Rng, count: usize, but: &[String]| {
                let mut pool: Vec<String> = sums.iter().filter(|sum| !but.contains(sum)).cloned().collect();
                random.shuffle(&mut pool);
                pool.truncate(count);
                pool
            };
            let set = format!("version_localization_id = '{id}' AND display_type = '{DISPLAY}'");
            let insert = |sum: &str, place: Option<usize>| {
                let place = place.map_or_else(|| "NULL".into(), |place| place.to_string());
                format!(
                    "INSERT INTO screenshots(version_localization_id, display_type, checksum, position) VALUES('{id}', '{DISPLAY}', '{sum}', {place})"
                )
            };
            let random = &mut self.random;
            let Some(known) = sets.get_mut(&key) else {
                let count = if random.bool() { MOST } else { random.usize(1..=4) };
                let new = pick(random, count, &[]);
                statements.extend(new.iter().map(|sum| insert(sum, None)));
                sets.insert(key, new);
                continue;
            };
            match if known.is_empty() { 2 } else { random.u8(..6) } {
                // Wholly replaced, also when there is no room for both.
                0 | 1 => {
                    let count = if known.len() == MOST { MOST } else { random.usize(1..=known.len()) };
                    let new = pick(random, count, known);
                    statements.push(format!("DELETE FROM screenshots WHERE {set}"));
                    statements.extend(new.iter().map(|sum| insert(sum, None)));
                    *known = new;
                }
                // Some go, some come, one of them to the front.
                2 | 3 => {
                    let going: Vec<String> = known.iter().filter(|_| random.u8(..3) == 0).cloned().collect();
                    statements.extend(going.iter().map(|sum| format!("DELETE FROM screenshots WHERE {set} AND checksum = '{sum}'")));
                    let room = MOST - known.len() + going.len();
                    let count = random.usize(usize::from(going.is_empty() && room > 0)..=room.min(3));
                    let new = pick(random, count, known);
                    known.retain(|sum| !going.contains(sum));
                    for (number, sum) in new.iter().enumerate() {
                        let is_first = number == 0;
                        statements.push(insert(sum, is_first.then_some(0)));
                        known.insert(if is_first { 0 } else { known.len() }, sum.clone());
                    }
                }
                // Another order.
                4 => {
                    let from = random.usize(..known.len());
                    let sum = known.remove(from);
                    known.insert(0, sum.clone());
                    statements.push(format!("UPDATE screenshots SET position = 0 WHERE {set} AND checksum = '{sum}'"));
                }
                // The set goes as a whole.
                _ => {
                    statements.push(format!("DELETE FROM screenshot_sets WHERE {set}"));
                    sets.remove(&key);
                }
            }
        }
        for statements in statements.chunks(20) {
            fleet.edit(&statements.join("; "));
        }
    }

    /// Pushes, killing the process again and again, then until everything has arrived.
    fn push(&mut self, fleet: &TestFleet) -> Ran {
        let enough = self.kills + KILLS_A_ROUND;
        while self.kills < enough {
            let before = fleet.sim().request_count();
            let requests = self.random.usize(1..=60);
            let mut push = fleet.start("push --yes --format table");
            self.pushes += 1;
            if !push.runs_until(|| fleet.sim().request_count() >= before + requests) {
                let ran = push.wait();
                if ran.code == 0 {
                    return ran;
                }
                continue;
            }
            push.kill();
            if fleet.sim().request_count() > before {
                self.kills += 1;
            } else {
                self.early += 1;
            }
        }
        let mut said = Vec::new();
        for _ in 0..PUSHES {
            let ran = fleet.run("push --yes --format table");
            self.pushes += 1;
            if ran.code == 0 {
                return ran;
            }
            said.push(ran.to_string());
        }
        panic!("{PUSHES} pushes did not suffice:\n{}\n{:#?}", said.join("\n---\n"), fleet.rows("SELECT * FROM changes"));
    }
}

/// Apple shows what is wanted, everything once; the mirror says the same; nothing waits.
fn assert_arrived(fleet: &TestFleet, sets: &Sets, what: &str) {
    let localizations: HashMap<String, (String, String)> = fleet
        .rows("SELECT id, version_id, locale FROM version_localizations")
        .iter()
        .map(|row| (text(&row["id"]), (text(&row["version_id"]), text(&row["locale"]))))
        .collect();
    // The simulator keeps what a set shows with the set; so the question is asked as any client asks it.
    let mut remote = Sets::new();
    let mut listed = 0;
    let mut mirrored: Vec<Value> = Vec::new();
    for (id, key) in &localizations {
        let path = format!("/v1/appStoreVersionLocalizations/{id}/appScreenshotSets?include=appScreenshots&limit[appScreenshots]=50");
        let (_, document) = crate::support::get(&format!("{}{path}", fleet.sim().url()), &fleet.sim().token("acme").unwrap());
        let included = document["included"].as_array().cloned().unwrap_or_default();
        for set in document["data"].as_array().unwrap() {
            let mut sums = Vec::new();
            for (place, linked) in set["relationships"]["appScreenshots"]["data"].as_array().unwrap().iter().enumerate() {
                let file = included.iter().find(|file| file["id"] == linked["id"]).unwrap();
                let attributes = &file["attributes"];
                assert_eq!(attributes["assetDeliveryState"]["state"], "COMPLETE", "{file} {what}");
                sums.push(text(&attributes["sourceFileChecksum"]));
                mirrored.push(serde_json::json!({
                    "id": file["id"], "set_id": set["id"], "localization": id, "place": place,
                    "name": attributes["fileName"], "sum": attributes["sourceFileChecksum"], "state": "COMPLETE",
                }));
            }
            listed += sums.len();
            remote.insert(key.clone(), sums);
        }
    }
    assert_eq!(&remote, sets, "{what}");
    assert_eq!(fleet.world("appScreenshots").len(), listed, "something is left that no set shows: {what}");
    let mut rows = fleet.rows("SELECT s.id, s.screenshot_set_id AS set_id, s.version_localization_id AS localization, s.position AS place, s.file_name AS name, s.checksum AS sum, s.delivery_state AS state FROM screenshots AS s");
    let key = |row: &Value| text(&row["id"]);
    rows.sort_by_key(key);
    mirrored.sort_by_key(key);
    let differing: Vec<_> = rows.iter().zip(&mirrored).filter(|(ours, theirs)| ours != theirs).collect();
    assert!(differing.is_empty() && rows.len() == mirrored.len(), "the mirror is not what Apple has: {differing:#?} {what}");
    let sets_mirrored = fleet.count("SELECT count(*) FROM screenshot_sets");
    assert_eq!(sets_mirrored, fleet.world("appScreenshotSets").len(), "{what}");
    assert_eq!(fleet.rows("SELECT * FROM staged"), [Value::Null; 0], "{what}");
    assert_eq!(fleet.rows("SELECT * FROM steps WHERE status IN ('planned', 'sent')"), [Value::Null; 0], "{what}");
    assert_eq!(fleet.count("SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing')"), 0, "{what}");
}

/// No refusal was asked for that a push which knows what it does would not meet.
fn assert_never_full(exchanges: &[Exchange], what: &str) {
    for exchange in exchanges.iter().filter(|exchange| exchange.status == 409) {
        let said = exchange.response_body.as_ref().map(Value::to_string).unwrap_or_default();
        assert!(!said.contains("Too many"), "{} {} {said}\n{what}", exchange.method, exchange.path);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Says on stderr how far the campaign is, so that it can be repeated.
#[expect(clippy::print_stderr, reason = "the seed of a campaign must be known when it fails")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}
