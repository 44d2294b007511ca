//! Requests against the fewest that Apple's document allows, rows and memory of the real program: a whole sync, a look
//! at the states, a push, a submission.

use std::collections::BTreeSet;

use sim::Listing;

use crate::figures::number;
use crate::process::Cost;
use crate::report::{Bar, Row};
use crate::served::Served;

const MEDIA: [&str; 4] = ["sync", "--only", "states,texts,media", "--json"];

/// All figures at one size. A hundred apps have as much as in the mirror of the other figures (50,000 rows), more apps
/// less each: five languages with a set of one screenshot in half of them.
pub(crate) fn measure(apps: usize) -> Vec<Row> {
    let listing = if apps <= 100 {
        Listing { locales: Some(12), sets: 3, screenshots: 5, share: 100, uniform: true }
    } else {
        Listing { locales: Some(5), sets: 1, screenshots: 1, share: 50, uniform: true }
    };
    let served = Served::start(apps, listing, u32::MAX, 1);
    let mut rows = sync(&served, apps);
    rows.extend(push(&served, apps));
    rows
}

fn sync(served: &Served, apps: usize) -> Vec<Row> {
    let size = Some(apps);
    // ⌈A ÷ 200⌉ + 2A + Σ(1 + Ls + Lp): every version's texts, and every localization that owns sets. There are no
    // previews, and each app has two versions.
    let owner = |set: &serde_json::Value| set["relationships"]["appStoreVersionLocalization"]["data"]["id"].as_str().map(ToOwned::to_owned);
    let owners: BTreeSet<String> = served.simulator().resources("appScreenshotSets").iter().filter_map(owner).collect();
    let floor = apps.div_ceil(200) + 2 * apps + 2 * apps + owners.len();
    let again = apps.div_ceil(200) + 2 * apps + apps + owners.len() / 2;

    let (requests, first) = served.counted(&MEDIA);
    let written = rows_of(&first);
    let mirrored: u64 = served.query(EVERY)[0]["n"].as_u64().expect("a number");
    let (requests_again, second) = served.counted(&MEDIA);
    let (idle, _) = served.counted(&["sync", "--only", "states", "--json"]);
    let seen = f64::from(u32::try_from(mirrored).expect("a count"));
    let (beside, shared) = ("the simulator and the program share the cores", "CPU seconds of the process alone");
    vec![
        Row::new("full sync", size, "requests", vec![number(requests)], Bar::Exactly(number(floor))).note("counted at the simulator"),
        Row::new("full sync again", size, "requests", vec![number(requests_again)], Bar::Exactly(number(again)))
            .note("what is live is frozen: drafts alone"),
        Row::new("idle look at the states", size, "requests", vec![number(idle)], Bar::Exactly(number(apps.div_ceil(200)))),
        Row::new("first sync, real process", size, "rows/s", vec![written / first.wall], Bar::Larger)
            .note(format!("{beside}; {seen} rows in {requests} requests")),
        Row::new("first sync, real process, by CPU", size, "rows/CPU s", vec![written / first.cpu.max(0.01)], Bar::Least(40_000.0))
            .note(shared),
        // Half of the localizations with all below them are read again.
        Row::new(
            "sync without change, real process, by CPU",
            size,
            "rows/CPU s",
            vec![seen / 2.0 / second.cpu.max(0.01)],
            Bar::Least(130_000.0),
        )
        .note(format!("{shared}; about half of the rows are read again")),
        Row::new(
            "most memory of a first sync",
            size,
            "MB",
            vec![first.peak],
            if seen <= 60_000.0 { Bar::Most(80.0) } else { Bar::Smaller },
        )
        .note("VmHWM of the real process"),
        Row::new("most memory of a sync without change", size, "MB", vec![second.peak], Bar::Smaller),
    ]
}

/// Every row of the mirror that a sync of texts and media brings.
const EVERY: &str = "SELECT (SELECT count(*) FROM apps) + (SELECT count(*) FROM versions) + (SELECT count(*) FROM version_localizations) \
     + (SELECT count(*) FROM screenshot_sets) + (SELECT count(*) FROM screenshots) + (SELECT count(*) FROM app_infos) \
     + (SELECT count(*) FROM app_info_localizations) + (SELECT count(*) FROM age_ratings) AS n";

fn rows_of(cost: &Cost) -> f64 {
    let report: serde_json::Value = serde_json::from_slice(&cost.output).expect("a report");
    report["new"].as_f64().expect("a number of rows")
}

/// One field of every draft: a call each, and one look for two hundred apps.
fn push(served: &Served, apps: usize) -> Vec<Row> {
    let size = Some(apps);
    let editable = served.query("SELECT count(*) AS n FROM versions WHERE editable")[0]["n"].as_u64().expect("a number");
    let floor = number(usize::try_from(editable).expect("a count") + apps.div_ceil(200));
    served.ok(&["set", "copyright=2027 X", "--where", "editable"]);
    let (requests, cost) = served.counted(&["push", "--yes", "--json"]);
    vec![
        Row::new("push of one field of every draft", size, "requests", vec![number(requests)], Bar::Exactly(floor))
            .note("a PATCH a version, a look for 200 apps"),
        Row::new("push of one field of every draft, time", size, "ms", vec![cost.wall * 1e3], Bar::Smaller),
    ]
}

/// Sixty ready apps of two hundred and forty, handed to App Review: three calls each, one look before and two after.
pub(crate) fn submission() -> Vec<Row> {
    let served = Served::start(240, Listing::default(), u32::MAX, 1);
    served.ok(&["sync", "--all", "--json"]);
    let sql = "SELECT id FROM apps WHERE readiness = 'ready' AND id NOT IN (SELECT app_id FROM submissions WHERE state <> 'COMPLETE') \
         AND (SELECT count(*) FROM versions WHERE app_id = apps.id AND state NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION')) = 1 \
         AND id IN (SELECT app_id FROM drafts WHERE state = 'PREPARE_FOR_SUBMISSION') \
         ORDER BY (SELECT is_first FROM drafts WHERE app_id = apps.id), substr(id, -2), id LIMIT 60";
    let apps: Vec<String> = served.query(sql).iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect();
    let mut words = vec!["submit", "--yes", "--json"];
    words.extend(apps.iter().flat_map(|app| ["--app", app.as_str()]));
    let (requests, _) = served.counted(&words);
    let floor = Bar::Exactly(number(3 * apps.len() + 3));
    vec![Row::new("submit 60 ready apps", None, "requests", vec![number(requests)], floor).note(format!("{} apps", apps.len()))]
}
