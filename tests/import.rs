//! Texts as files: what is exported, edited and imported again. Nothing here sends anything.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{TestFleet, World};

/// The bundle id of an app with one draft, which is not its first version, and with a German listing.
fn draft(fleet: &TestFleet) -> String {
    drafts(fleet).remove(0)
}

fn drafts(fleet: &TestFleet) -> Vec<String> {
    let rows = fleet.rows(
        "SELECT bundle_id FROM listings AS l WHERE editable AND info_editable AND locale = 'de-DE' AND state = 'PREPARE_FOR_SUBMISSION'
           AND (SELECT count(DISTINCT platform) FROM versions AS v WHERE v.app_id = l.app_id) = 1
           AND EXISTS(SELECT 1 FROM versions AS v WHERE v.app_id = l.app_id AND v.state = 'READY_FOR_DISTRIBUTION') ORDER BY bundle_id",
    );
    rows.iter().map(|row| row["bundle_id"].as_str().unwrap().to_owned()).collect()
}

/// What is staged, as `locale field value`.
fn staged(fleet: &TestFleet) -> Vec<String> {
    let rows =
        fleet.rows("SELECT coalesce(locale, '-') || ' ' || field || ' ' || coalesce(value, 'NULL') AS line FROM changes ORDER BY line");
    rows.iter().map(|row| row["line"].as_str().unwrap().to_owned()).collect()
}

fn read(fleet: &TestFleet, path: &str) -> String {
    fs::read_to_string(fleet.path().join(path)).unwrap()
}

fn remove(path: &Path) {
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_fastlane_tree_goes_out_and_comes_back() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    fleet.ok(&format!("export fastlane fastlane/metadata --app {app}"));
    fleet.ok(&format!("import fastlane . --app {app}"));
    assert_eq!(staged(&fleet), [""; 0], "nothing has changed");

    // As people and editors leave files: a mark, other line ends, blanks, a file for a text that was not there.
    fleet.write("fastlane/metadata/de-DE/description.txt", "\u{feff}  Eins\r\nZwei \r\n\r\n");
    fleet.write("fastlane/metadata/de-DE/promotional_text.txt", "Neu!\n");
    fleet.write("fastlane/metadata/de-DE/release_notes.txt", "Schneller\n");
    fleet.write("fastlane/metadata/copyright.txt", "2027 Somebody\n");
    // What says nothing, and what is for others.
    fleet.write("fastlane/metadata/de-DE/keywords.txt", "\n");
    fs::remove_file(fleet.path().join("fastlane/metadata/de-DE/name.txt")).unwrap();
    fs::remove_file(fleet.path().join("fastlane/metadata/primary_category.txt")).unwrap();
    fleet.write("fastlane/metadata/android/de-DE/title.txt", "Android");
    fleet.write("fastlane/metadata/.DS_Store", "x");
    fleet.write("fastlane/metadata/de-DE/descripton.txt", "a slip");
    fleet.write("fastlane/Appfile", format!("app_identifier(\"{app}\") # which it is about\n"));
    let ran = fleet.ok("import fastlane . --format table");
    assert_snapshot!(ran, @r"
    staged 4 changes in 1 app; next: fleet diff
    warning: 1 file was ignored, for no field has such a name: ./fastlane/metadata/de-DE/descripton.txt
    ");
    assert_eq!(
        staged(&fleet),
        ["- copyright 2027 Somebody", "de-DE description Eins\nZwei", "de-DE promotional_text Neu!", "de-DE whats_new Schneller"]
    );

    // The staged world goes out by default, and what Apple has if that is wanted.
    fleet.ok(&format!("export fastlane staged --app {app}"));
    assert_eq!(read(&fleet, "staged/copyright.txt"), "2027 Somebody\n");
    fleet.ok(&format!("export fastlane mirrored --app {app} --mirrored"));
    assert_ne!(read(&fleet, "mirrored/copyright.txt"), "2027 Somebody\n");
    fleet.ok(&format!("import fastlane mirrored --app {app}"));
    // A text that Apple has not makes no file, and so takes nothing back.
    assert_eq!(staged(&fleet).len(), 4 - back(&fleet, &app), "{:?}", staged(&fleet));
}

/// How many of the four texts above the mirror has.
fn back(fleet: &TestFleet, app: &str) -> usize {
    fleet.count(&format!(
        "SELECT (m.description > '') + (coalesce(m.promotional_text, '') > '') + (coalesce(m.whats_new, '') > '') + (v.copyright > '') AS n
         FROM version_localizations AS l JOIN version_localizations_mirror AS m ON m.pk = l.pk JOIN versions_mirror AS v ON v.pk = m.parent
         WHERE l.bundle_id = '{app}' AND l.editable AND l.locale = 'de-DE'"
    ))
}

#[test]
fn an_export_overwrites_nothing_unasked() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    fleet.ok(&format!("export fastlane m --app {app}"));
    fleet.write("m/de-DE/name.txt", "Mine");
    fleet.write("m/ja/name.txt", "Nobody's");
    let again = fleet.run(&format!("export fastlane m --app {app}"));
    assert_snapshot!(again, @r"
    error: 1 file is there and different, so nothing was written
      m/de-DE/name.txt
    hint: --force overwrites them; another folder keeps both
    [exit 2]
    ");
    assert_eq!(read(&fleet, "m/de-DE/name.txt"), "Mine");
    fleet.ok(&format!("export fastlane m --app {app} --force"));
    assert_ne!(read(&fleet, "m/de-DE/name.txt"), "Mine");
    assert_eq!(read(&fleet, "m/ja/name.txt"), "Nobody's");
}

#[test]
fn a_folder_per_app_is_a_fleet() {
    let fleet = TestFleet::synced();
    let apps = drafts(&fleet);
    assert!(apps.len() >= 3, "{apps:?}");
    let chosen: String = apps.iter().map(|app| format!(" --app {app}")).collect();
    fleet.ok(&format!("export fastlane all{chosen}"));
    fleet.ok("import fastlane all");
    assert_eq!(staged(&fleet), [""; 0], "nothing has changed");

    // By bundle id, by Apple id, by an Appfile; and one that nobody knows.
    let id = fleet.value(&format!("SELECT id FROM apps WHERE bundle_id = '{}'", apps[1]));
    fs::rename(fleet.path().join(format!("all/{}", apps[1])), fleet.path().join(format!("all/{}", id.as_str().unwrap()))).unwrap();
    fs::create_dir_all(fleet.path().join("all/third/fastlane")).unwrap();
    fs::rename(fleet.path().join(format!("all/{}", apps[2])), fleet.path().join("all/third/fastlane/metadata")).unwrap();
    fleet.write("all/third/fastlane/Appfile", format!("  app_identifier '{}'\n", apps[2]));
    for folder in [apps[0].clone(), id.as_str().unwrap().to_owned(), "third/fastlane/metadata".into()] {
        fleet.write(&format!("all/{folder}/de-DE/subtitle.txt"), "Überall");
    }
    fleet.write("all/com.nobody/de-DE/subtitle.txt", "Niemand");
    assert_snapshot!(fleet.run("import fastlane all"), @r"
    error: nothing was staged, because of 1 problem
      all/com.nobody: no app in the mirror is called `com.nobody`
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    assert_eq!(staged(&fleet), [""; 0]);
    let ran = fleet.run("import fastlane all --skip-invalid --format table");
    assert_eq!(ran.code, 4, "{ran}");
    assert_eq!(staged(&fleet), ["de-DE subtitle Überall"; 3]);

    fleet.ok("unstage --all");
    remove(&fleet.path().join("all/com.nobody"));
    fleet.ok(&format!("import fastlane all --app {}", apps[1]));
    assert_eq!(staged(&fleet).len(), 1, "only the app that is meant");
}

#[test]
fn locales_an_app_has_not_are_told_of_or_created() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    let had = fleet.count(&format!("SELECT count(*) FROM listings WHERE bundle_id = '{app}' AND editable"));
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM listings WHERE bundle_id = '{app}' AND locale = 'el'")), 0);
    fleet.write("m/EL/name.txt", "Ένα");
    fleet.write("m/EL/description.txt", "Δύο");
    fleet.write("m/default/support_url.txt", "https://acme.example/help");
    assert_snapshot!(fleet.ok(&format!("import fastlane m --app {app} --format table --quiet")).stderr, @"warning: 1 locale was left out, in 1 app that has it not: el; --create-locales adds them");
    assert_eq!(staged(&fleet).len(), had, "the default is for every locale that is there");
    fleet.ok("unstage --all");
    fleet.write("m/de-DE/support_url.txt", "");
    fleet.ok(&format!("import fastlane m --app {app}"));
    assert_eq!(staged(&fleet).len(), had - 1, "an empty file says that not even the default is meant");
    fleet.ok("unstage --all");

    fleet.ok(&format!("import fastlane m --app {app} --create-locales"));
    let created: Vec<String> = staged(&fleet).into_iter().filter(|line| line.starts_with("el ")).collect();
    assert_eq!(created, ["el + el", "el + el", "el description Δύο", "el name Ένα", "el support_url https://acme.example/help"]);
    fleet.ok("unstage --all");

    fleet.write("m/de/name.txt", "Eins");
    let wrong = fleet.run(&format!("import fastlane m --app {app}"));
    assert!(wrong.stderr.contains("m/de/name.txt: `de` is no locale of the App Store; did you mean `de-DE`?"), "{wrong}");
    assert_eq!((wrong.code, staged(&fleet).len()), (2, 0));
}

/// Where capitals count in names, one of the two would have won by chance of the alphabet.
#[test]
fn a_text_that_is_said_twice_is_refused() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    fleet.write("m/en-US/description.txt", "one");
    fleet.write("m/en-us/description.txt", "two");
    let wrong = fleet.run(&format!("import fastlane m --app {app}"));
    // On a disk that takes both names for one there is one folder.
    if fleet.path().join("m").read_dir().unwrap().count() == 2 {
        assert!(wrong.stderr.contains("m/en-us/description.txt: the same text is in m/en-US/description.txt already"), "{wrong}");
        assert_eq!((wrong.code, staged(&fleet).len()), (2, 0));
    }
}

/// fastlane removes sub-categories and the demo account on the side, and copies a password.
#[test]
fn nothing_happens_on_the_side_and_no_password_is_kept() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    let category = fleet.value(&format!("SELECT primary_category FROM app_infos WHERE bundle_id = '{app}' AND editable"));
    let other = if category == "UTILITIES" { "WEATHER" } else { "UTILITIES" };
    fleet.write("m/primary_category.txt", other.to_lowercase());
    fleet.write("m/review_information/demo_password.txt", "hunter2-secret");
    fleet.write("m/review_information/review_notes.txt", "Tap twice");
    let ran = fleet.ok(&format!("import fastlane m --app {app} --format table"));
    let password = fleet.path().join("m/review_information/demo_password.txt");
    assert_eq!(
        staged(&fleet),
        [format!("- demo_account_password file:{}", password.display()), "- notes Tap twice".into(), format!("- primary_category {other}"),]
    );
    // A version of which reviewers were told nothing yet gets a row of its own.
    let rows = fleet.rows(
        "SELECT bundle_id, max(platform) AS platform FROM versions AS v WHERE editable
           AND NOT EXISTS(SELECT 1 FROM review_details AS r WHERE r.version_id = v.id) GROUP BY bundle_id ORDER BY bundle_id",
    );
    let (silent, platform) = (rows[0]["bundle_id"].as_str().unwrap(), rows[0]["platform"].as_str().unwrap());
    fleet.ok("unstage --all");
    remove(&fleet.path().join("m/review_information"));
    fleet.write("m/review_information/notes.txt", "Tap twice");
    fs::remove_file(fleet.path().join("m/primary_category.txt")).unwrap();
    fleet.ok(&format!("import fastlane m --app {silent} --platform {platform}"));
    assert_eq!(staged(&fleet), ["- + NULL", "- notes Tap twice"]);
    for file in fs::read_dir(fleet.path().join(".fleet")).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        let bytes = fs::read(file.path()).unwrap();
        assert!(!bytes.windows(14).any(|window| window == b"hunter2-secret"), "{:?}", file.path());
    }
    assert!(!ran.stderr.contains("hunter2") && !ran.stdout.contains("hunter2"), "{ran}");
}

#[test]
fn texts_go_to_the_version_that_can_be_edited() {
    let fleet = World::new(&["acme", "northwind"], 60).start();
    fleet.ok("sync");
    // Two drafts: it must be said which is meant.
    let rows = fleet.rows(
        "SELECT bundle_id FROM versions WHERE editable AND state <> 'READY_FOR_REVIEW' GROUP BY bundle_id HAVING count(*) > 1 ORDER BY bundle_id",
    );
    let both = rows[0]["bundle_id"].as_str().unwrap();
    fleet.write("m/copyright.txt", "2027 Both");
    let unclear = fleet.run(&format!("import fastlane m --app {both}"));
    assert!(unclear.code == 2 && unclear.stderr.contains("choose with --platform or --version"), "{unclear}");
    fleet.ok(&format!("import fastlane m --app {both} --platform ios"));
    assert_eq!(fleet.rows("SELECT platform FROM changes"), [json!({ "platform": "IOS" })]);
    fleet.ok("unstage --all");

    // No draft: what is in the store takes a promotional text and nothing else.
    let rows = fleet.rows(
        "SELECT bundle_id, max(locale) AS locale FROM listings AS l WHERE state = 'READY_FOR_DISTRIBUTION'
           AND (SELECT count(*) FROM versions AS v WHERE v.app_id = l.app_id AND v.state <> 'REPLACED_WITH_NEW_VERSION') = 1
         GROUP BY bundle_id ORDER BY bundle_id",
    );
    let (live, locale) = (rows[0]["bundle_id"].as_str().unwrap(), rows[0]["locale"].as_str().unwrap());
    fleet.write(&format!("live/{locale}/promotional_text.txt"), "Half price");
    fleet.ok(&format!("import fastlane live --app {live}"));
    assert_eq!(staged(&fleet), [format!("{locale} promotional_text Half price")]);
    fleet.ok("unstage --all");
    fleet.write(&format!("live/{locale}/keywords.txt"), "half,price");
    let refused = fleet.run(&format!("import fastlane live --app {live}"));
    let place = format!("  live/{locale}/keywords.txt (");
    let sentence = " is READY_FOR_DISTRIBUTION): version_localizations.keywords cannot be edited in this state\n";
    assert!(refused.code == 2 && refused.stderr.contains(&place) && refused.stderr.contains(sentence), "{refused}");
    assert_eq!(staged(&fleet), [""; 0], "one refusal, nothing staged");
}

#[test]
fn a_first_version_cannot_say_what_is_new() {
    let fleet = TestFleet::synced();
    let rows = fleet.rows(
        "SELECT bundle_id, max(locale) AS locale FROM listings AS l WHERE editable
           AND (SELECT count(*) FROM versions AS v WHERE v.app_id = l.app_id) = 1 GROUP BY bundle_id ORDER BY bundle_id",
    );
    let (first, locale) = (rows[0]["bundle_id"].as_str().unwrap(), rows[0]["locale"].as_str().unwrap());
    fleet.write(&format!("m/{locale}/release_notes.txt"), "Everything");
    fleet.write(&format!("m/{locale}/description.txt"), "All of it");
    let ran = fleet.ok(&format!("import fastlane m --app {first}"));
    assert!(ran.stderr.contains("what is new was left out for 1 app, because it is the first version"), "{ran}");
    assert_eq!(staged(&fleet), [format!("{locale} description All of it")]);
}

#[test]
fn an_asc_tree_goes_out_and_comes_back() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    fleet.ok(&format!("edit \"UPDATE listings SET subtitle = 'Klein' WHERE bundle_id = '{app}' AND editable AND locale = 'de-DE'\""));
    let before = staged(&fleet);
    fleet.ok(&format!("export asc asc --app {app}"));
    fleet.ok(&format!("import asc asc --app {app}"));
    assert_eq!(staged(&fleet), before, "nothing has changed");

    let number = fleet.value(&format!("SELECT version_string FROM versions WHERE bundle_id = '{app}' AND editable"));
    let version = format!("asc/version/{}/de-DE.json", number.as_str().unwrap());
    let mut texts: Value = serde_json::from_str(&read(&fleet, &version)).unwrap();
    texts["whatsNew"] = json!("Schneller");
    texts["keywords"] = Value::Null;
    texts["supportUrl"] = json!("");
    texts.as_object_mut().unwrap().remove("description").unwrap();
    fleet.write(&version, texts.to_string());
    fleet.write("asc/version/0.1/de-DE.json", r#"{"whatsNew": "history"}"#);
    fleet.ok(&format!("import asc asc --app {app}"));
    assert_eq!(staged(&fleet), ["de-DE keywords NULL", "de-DE subtitle Klein", "de-DE whats_new Schneller"]);

    fleet.write("asc/app-info/de-DE.json", r#"{"subtitel": "Klein", "name": 1}"#);
    let wrong = fleet.run(&format!("import asc asc --app {app}"));
    assert_snapshot!(wrong, @r"
    error: nothing was staged, because of 2 problems
      asc/app-info/de-DE.json name: 1 is neither text nor null
      asc/app-info/de-DE.json subtitel: there is no such text; did you mean `subtitle`?
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    ");
    remove(&fleet.path().join(format!("asc/version/{}", number.as_str().unwrap())));
    let other = fleet.run(&format!("import asc asc --app {app}"));
    assert!(other.stderr.contains("asc/version: there is 0.1, but the version of"), "{other}");
}

#[test]
fn a_spreadsheet_goes_out_and_comes_back() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    let place = format!("bundle_id = '{app}' AND editable AND locale = 'de-DE'");
    // Texts that a spreadsheet would take for formulas, and one with everything that needs quotes.
    fleet.ok(&format!("edit \"UPDATE listings SET subtitle = '=1+1', promotional_text = '''=x' WHERE {place}\""));
    let hard = "zwei; ''drei'', vier";
    fleet.ok(&format!("edit \"UPDATE listings SET description = 'eins' || char(10) || '{hard}' WHERE {place}\""));
    let before = staged(&fleet);
    let all = fleet.ok("query --format csv 'SELECT * FROM listings'").stdout;
    fleet.write("all.csv", all);
    assert_snapshot!(fleet.ok("import csv all.csv --format table"), @"nothing to stage: every row has that value already, or none matched");
    assert_eq!(staged(&fleet), before);

    // As Excel in Germany saves it: a mark, semicolons, CRLF; and as a person edits it.
    let id = fleet.value(&format!("SELECT id FROM listings WHERE {place}"));
    let id = id.as_str().unwrap();
    let sheet = |keywords: &str, rest: &str| {
        format!("\u{feff}id;Locale;keywords;description;marketing_url;support_url\r\n{id};de-DE;{keywords};{rest}\r\n;;;;;\r\n")
    };
    fleet.write("excel.csv", sheet("'=a,b;\"Neu;\r\nzweite \"\"Zeile\"\"\"", ";https://acme.example/"));
    fleet.ok("import csv excel.csv");
    let now = fleet.rows(&format!("SELECT keywords, description, marketing_url, support_url FROM listings WHERE {place}"));
    assert_eq!(
        now,
        [
            json!({ "keywords": "=a,b", "description": "Neu;\nzweite \"Zeile\"", "marketing_url": null, "support_url": "https://acme.example/" })
        ]
    );

    // What the program notes about a row (staged, lengths) is another by now, and that is no mistake.
    fleet.ok("import csv all.csv");
    assert_eq!(staged(&fleet), before);

    // NULL has a word of its own if somebody needs an empty text.
    fleet.write("null.csv", format!("id,keywords,promotional_text\n{id},nothing,\n"));
    fleet.ok("import csv null.csv --null nothing");
    let now = fleet.rows(&format!("SELECT keywords, promotional_text FROM listings WHERE {place}"));
    assert_eq!(now, [json!({ "keywords": null, "promotional_text": "" })]);
}

#[test]
fn what_a_spreadsheet_may_not_say_has_a_line_and_a_column() {
    let fleet = TestFleet::synced();
    let app = draft(&fleet);
    let rows = fleet.rows(&format!("SELECT id FROM listings WHERE bundle_id = '{app}' AND editable ORDER BY id LIMIT 2"));
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let live = fleet.value("SELECT min(id) FROM listings WHERE state = 'READY_FOR_DISTRIBUTION'");
    let (first, second, live) = (ids[0], ids[1], live.as_str().unwrap());
    fleet.write(
        "f.csv",
        format!("id,bundle_id,keywords\n{first},com.other,\"a\nb\"\n{second},{app},c\nnobody,{app},d\n{second},{app},e\n,{app},f\n"),
    );
    let ran = fleet.run("import csv f.csv");
    assert_snapshot!(ran.to_string().replace(&app, "[app]"), @r#"
    error: nothing was staged, because of 4 problems
      f.csv:2 bundle_id: version_localizations.bundle_id cannot be edited: it is `[app]` and not `com.other`
      f.csv:5: no row of version_localizations has the id `nobody`
      f.csv:6: line 4 is about the same row
      f.csv:7: there is no id; new rows are added with fleet edit "INSERT INTO …"
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    "#);
    assert_eq!(staged(&fleet), [""; 0]);
    fleet.write("live.csv", format!("id,keywords\n{live},new\n{first},new\n"));
    let ran = fleet.run("import csv live.csv --skip-invalid");
    assert!(
        ran.code == 4 && ran.stderr.contains("left out: live.csv:2 keywords: version_localizations.keywords cannot be edited"),
        "{ran}"
    );
    assert_eq!(staged(&fleet).len(), 1);
    fleet.write("wrong.csv", "id,keyword\nx,y\n");
    assert_snapshot!(fleet.run("import csv wrong.csv"), @r"
    error: no view has a column `keyword`
    hint: did you mean `keywords`?
    [exit 2]
    ");
    fleet.write("latin.csv", b"id,keywords\nx,\xe4\n");
    assert_snapshot!(fleet.run("import csv latin.csv"), @r#"
    error: `latin.csv` is not UTF-8
    hint: save it as "CSV UTF-8"; Excel's plain CSV loses letters
    [exit 2]
    "#);
}

#[test]
fn age_ratings_are_answered_for_many_apps() {
    let fleet = TestFleet::synced();
    let editable = fleet.count("SELECT count(DISTINCT app_id) FROM age_ratings WHERE editable AND client = 'acme'");
    fleet.ok("export ratings ratings --client acme");
    fleet.ok("import ratings ratings --client acme");
    assert_eq!(staged(&fleet), [""; 0], "nothing has changed");
    fleet.write("rating.json", r#"{"gambling": true, "contests": "FREQUENT", "kidsAgeBand": null}"#);
    fleet.ok("import ratings rating.json --client acme");
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE field = 'contests' AND value = 'FREQUENT' AND client = 'acme'"), editable);
    assert_eq!(fleet.count("SELECT count(*) FROM changes WHERE field = 'gambling' AND value = 1"), editable);
    fleet.ok("unstage --all");
    fleet.write("rating.json", r#"{"gamblin": true, "contests": "FREQUENTLY", "lootBox": "yes", "advertising": false}"#);
    assert_snapshot!(fleet.run("import ratings rating.json --client acme"), @r#"
    error: nothing was staged, because of 3 problems
      rating.json contests: `FREQUENTLY` is no answer; did you mean `FREQUENT`?
      rating.json gamblin: Apple asks no such question; did you mean `gambling`?
      rating.json lootBox: "yes" is neither true nor false nor null
    hint: correct that and run the same command again, or stage the rest with --skip-invalid
    [exit 2]
    "#);
    assert_eq!(staged(&fleet), [""; 0]);
}
