//! `fleet report`: the fleet for people who do not sit at the terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{TestFleet, World};

/// All files of a report by their addresses.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(below).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn is_a(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}

/// The pages among them.
fn pages(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter(|(name, _)| is_a(name, "html")).map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap()))
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Holds every link and picture against what is in the folder, and that nothing else is asked for.
fn assert_whole(files: &BTreeMap<String, Vec<u8>>) {
    for (name, html) in pages(files) {
        let folder = Path::new(name).parent().unwrap();
        let target = |address: &str| match address.strip_prefix("../") {
            Some(above) => above.to_owned(),
            None => folder.join(address).to_string_lossy().into_owned(),
        };
        for href in attributes(html, "href").into_iter().filter(|href| !href.starts_with("https://")) {
            let (address, anchor) = href.split_once('#').map_or((href, None), |(address, anchor)| (address, Some(anchor)));
            let address = if address.is_empty() { name.to_owned() } else { target(address) };
            let page = files.get(&address).unwrap_or_else(|| panic!("{name} leads to {href}"));
            let page = std::str::from_utf8(page).unwrap();
            assert!(anchor.is_none_or(|anchor| attributes(page, "id").contains(&anchor)), "{name} leads to {href}");
        }
        for src in attributes(html, "src") {
            assert!(files.contains_key(&target(src)), "{name} shows {src}");
        }
        assert!(html.contains("default-src 'none'; img-src 'self' file:; style-src 'sha256-"), "{name}");
        assert!(!html.contains("<script") && attributes(html, "style").is_empty(), "{name}");
    }
}

/// What the database knows of the apps of other clients, as far as it is anybody's own.
fn words_of_others(fleet: &TestFleet, client: &str) -> BTreeSet<String> {
    let sql = format!(
        "SELECT client AS word FROM apps WHERE client <> '{client}' UNION SELECT legal_name FROM apps WHERE client <> '{client}'
         UNION SELECT name FROM apps WHERE client <> '{client}' UNION SELECT bundle_id FROM apps WHERE client <> '{client}'
         UNION SELECT id FROM apps WHERE client <> '{client}' UNION SELECT sku FROM apps WHERE client <> '{client}'"
    );
    fleet.rows(&sql).iter().map(|row| row["word"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_report_is_a_folder_that_needs_nothing_else() {
    let fleet = World::new(&["acme", "globex"], 6).start();
    fleet.ok("sync --all");
    let app = fleet.value("SELECT min(app_id) FROM screenshots WHERE client = 'acme'").as_str().unwrap().to_owned();
    fleet.ok(&format!("sync --only states --images --app {app}"));
    let said = fleet.ok("report --output there").json();
    let files = files(&fleet.path().join("there"));
    assert_eq!((&said["apps"], &said["pages"]), (&json!(6), &json!(1 + 2 + 6 + 6)));
    assert_eq!(pages(&files).count(), 15);
    assert_whole(&files);
    let pictures: Vec<&String> = files.keys().filter(|name| is_a(name, "jpg")).collect();
    assert_eq!(said["pictures"], pictures.len());
    assert!(pictures.len() > 3, "an icon and screenshots");
    for picture in pictures {
        let probe = shots::verify(&fleet.path().join("there").join(picture)).unwrap();
        assert!(probe.size.width <= 560 && probe.size.height <= 560, "{picture} is small");
    }
    let listings = std::str::from_utf8(&files[&format!("listings/{app}.html")]).unwrap();
    for row in
        fleet.rows(&format!("SELECT name, description FROM listings WHERE app_id = '{app}' AND state <> 'REPLACED_WITH_NEW_VERSION'"))
    {
        let name = row["name"].as_str().unwrap();
        assert!(listings.contains(name), "{name}");
    }
    // The same again writes the same, but for the moment.
    let again = fleet.ok("report --output there").json();
    assert_eq!((&again["pages"], &again["pictures"]), (&said["pages"], &said["pictures"]));
}

#[test]
fn a_client_learns_of_no_other() {
    let fleet = World::new(&["acme", "globex"], 8).start();
    fleet.append(
        "fleet.toml",
        "[campaigns.copyright]\ntitle = \"The yearly copyright\"\nquery = \"SELECT account, app_id FROM versions WHERE editable\"",
    );
    fleet.append(
        "fleet.toml",
        "[campaigns.theirs]\ntitle = \"Rename of globex\"\nquery = \"SELECT account, app_id FROM apps WHERE client = 'globex'\"",
    );
    fleet.ok("sync --all");
    fleet.edit("UPDATE versions SET copyright = '2031 somebody' WHERE client = 'globex' AND editable");
    // Whatever was in the folder before.
    fleet.ok("report --output there --since 2020-01-01");
    fleet.ok("report --output there --since 2020-01-01 --client acme");
    let files = files(&fleet.path().join("there"));
    assert_whole(&files);
    let others = words_of_others(&fleet, "acme");
    assert!(others.contains("globex") && others.len() > 8, "{others:?}");
    for (name, html) in pages(&files) {
        for word in &others {
            assert!(!html.contains(word.as_str()) && !name.contains(word.as_str()), "{name} tells of {word}");
        }
        assert!(!html.contains("2031 somebody"), "{name}");
    }
    assert!(files.contains_key("clients/acme.html"));
    let index = std::str::from_utf8(&files["index.html"]).unwrap();
    assert!(index.contains("<h1><span dir=\"auto\">acme</span></h1>") && index.contains("The yearly copyright"));
    let apps = fleet.count("SELECT count(*) FROM apps WHERE client = 'acme'");
    assert_eq!(pages(&files).count(), 2 + 2 * apps);
    let table = fleet.ok("report --client acme --format json").stdout;
    assert!(others.iter().all(|word| !table.contains(word.as_str())), "{table}");
    let wrong = fleet.run("report --client globx --output nowhere");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("globex") && !fleet.path().join("nowhere").exists(), "{wrong}");
}

#[test]
fn nothing_foreign_becomes_markup_and_no_password_is_told() {
    let fleet = World::new(&["acme"], 2).start();
    for detail in fleet.world("appStoreReviewDetails") {
        fleet.foreign_edit("appStoreReviewDetails", detail["id"].as_str().unwrap(), json!({ "demoAccountPassword": "s3cret-word" }));
    }
    let app = fleet.world("apps")[0]["id"].as_str().unwrap().to_owned();
    let name = "<script>alert(1)</script>";
    for text in fleet.world("appInfoLocalizations") {
        fleet.foreign_edit("appInfoLocalizations", text["id"].as_str().unwrap(), json!({ "name": name, "subtitle": "\" onclick=\"x" }));
    }
    fleet.foreign_edit("apps", &app, json!({ "name": name }));
    fleet.ok("sync --all");
    fleet.ok("report");
    let files = files(&fleet.path().join("fleet-report"));
    assert_whole(&files);
    let index = std::str::from_utf8(&files["index.html"]).unwrap();
    assert!(index.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for (page, html) in pages(&files) {
        assert!(!html.contains("s3cret-word") && attributes(html, "onclick").is_empty(), "{page}");
    }
    let listings = std::str::from_utf8(&files[&format!("listings/{app}.html")]).unwrap();
    assert!(listings.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && listings.contains("&quot; onclick=&quot;x"));
    let csv = fleet.ok("report --format csv").stdout;
    assert!(csv.contains(name) && !csv.contains("s3cret-word"));
    let markdown = fleet.ok("report --format markdown").stdout;
    assert!(!markdown.contains("<script"), "{markdown}");
}

#[test]
fn what_has_changed_since_a_day_is_told() {
    let fleet = World::new(&["acme"], 3).healthy().start();
    fleet.ok("sync");
    let draft = &fleet.rows("SELECT id, app, app_id FROM versions WHERE state = 'PREPARE_FOR_SUBMISSION' LIMIT 1")[0];
    let [id, app, app_id] = ["id", "app", "app_id"].map(|column| draft[column].as_str().unwrap());
    fleet.foreign_edit("appStoreVersions", id, json!({ "appVersionState": "WAITING_FOR_REVIEW" }));
    fleet.ok("sync --only states");
    let index = || std::fs::read_to_string(fleet.path().join("fleet-report/index.html")).unwrap();
    fleet.ok("report");
    assert!(!index().contains("Changes since"), "nobody asked");
    fleet.ok("report --since 2020-01-01");
    let told = index();
    let news = told.split("id=\"news\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(news.starts_with(">Changes since 2020-01-01"), "{news}");
    assert!(news.contains(app) && news.contains(&format!("apps/{app_id}.html")) && news.contains("Waiting for Review"), "{news}");
    fleet.ok("report --since 2999-01-01");
    assert!(index().contains("Nothing has changed"));
    assert_eq!(fleet.run("report --since soonish").code, 2);
}

#[test]
fn the_report_is_one_table_too() {
    let fleet = World::new(&["acme", "globex"], 6).start();
    fleet.ok("sync");
    fleet.edit("UPDATE versions SET copyright = '2031 ACME' WHERE editable");
    let rows = fleet.ok("report --format json").json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), fleet.count("SELECT count(*) FROM (SELECT DISTINCT app_id, platform FROM versions)"));
    for row in rows {
        let of = |column: &str| row[column].as_str().unwrap();
        let app = format!("app_id = '{}' AND account = '{}'", of("app_id"), of("account"));
        let on = format!("{app} AND (platform IS NULL OR platform = '{}')", of("platform"));
        assert_eq!(row["readiness"], fleet.value(&format!("SELECT readiness FROM apps WHERE id = '{}'", of("app_id"))), "{row}");
        assert_eq!(row["errors"], fleet.value(&format!("SELECT count(*) FROM findings WHERE level = 'error' AND {on}")), "{row}");
        assert_eq!(row["staged"], fleet.value(&format!("SELECT count(*) FROM changes WHERE {app}")), "{row}");
        assert!(row["states_age"].as_i64().unwrap() < 600, "{row}");
    }
    let csv = fleet.ok("report --format csv").stdout;
    assert_eq!(csv.lines().count(), rows.len() + 1);
    let columns: BTreeSet<&str> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(csv.lines().next().unwrap().split(',').collect::<BTreeSet<_>>(), columns);
    assert!(!fleet.path().join("fleet-report").exists(), "a table is no folder");

    let said = fleet.ok("report --format csv --app com.acme.* --output there.csv");
    assert_eq!(said.stdout, "");
    let written = std::fs::read_to_string(fleet.path().join("there.csv")).unwrap();
    let acme = rows.iter().filter(|row| row["bundle_id"].as_str().unwrap().starts_with("com.acme.")).count();
    assert_eq!(written.lines().count(), acme + 1);
    assert_snapshot!(said.stderr.trim(), @"6 rows in there.csv");
    // Ages may be a second more.
    let lines = fleet.ok("report --format ndjson").stdout;
    let ids = |row: &Value| [row["app_id"].clone(), row["platform"].clone()];
    assert!(lines.lines().map(|line| ids(&serde_json::from_str(line).unwrap())).eq(rows.iter().map(ids)));
    let markdown = fleet.ok("report --format markdown --client acme").stdout;
    assert!(markdown.starts_with("| account | client | bundle_id |"), "{markdown}");
    assert!(markdown.contains("just now"), "{markdown}");
}
