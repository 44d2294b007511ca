//! Every check of `sql/checks/`: silent in a world where nothing is wrong, and in one with an app for each problem it speaks
//! of that app and of no other. How findings are told is in `check.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sim::Listing;

use crate::support::{TestFleet, World, root, skip, sqlite3};

/// What an app must have so that a problem can be planted in it.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    /// A version for iOS in preparation, and one in the store.
    Ios,
    /// Versions for two platforms in preparation.
    TwoPlatforms,
    /// A version for Apple TV in preparation.
    Tv,
}

/// A problem: the check that must find it, and how it comes about.
struct Problem {
    check: &'static str,
    needs: Needs,
    plant: fn(&App<'_>),
    /// What else is wrong then, and cannot be otherwise.
    implies: &'static [&'static str],
}

/// An app of the world that a problem is planted in.
struct App<'a> {
    fleet: &'a TestFleet,
    id: String,
}

/// Every check, each with its problem.
const PROBLEMS: &[Problem] = &[
    // The version.
    plain("copyright_missing", |app| app.edit_draft(json!({ "copyright": null }))),
    plain("copyright_year", |app| app.edit_draft(json!({ "copyright": "2019 ACME GmbH" }))),
    plain("version_string_format", |app| app.edit_draft(json!({ "versionString": "1.0b2" }))),
    plain("version_order", |app| {
        app.edit_draft(json!({ "versionString": "0.9" }));
        app.edit_train(json!({ "version": "0.9" }));
    }),
    plain("release_date_past", |app| {
        app.edit_draft(json!({ "releaseType": "SCHEDULED", "earliestReleaseDate": "2024-01-31T08:00:00Z" }));
    }),
    plain("release_manual", |app| app.edit_draft(json!({ "releaseType": "MANUAL" }))),
    plain("build_missing", |app| app.sim().link("appStoreVersions", &app.draft(), "build", None).unwrap()),
    plain("build_invalid", |app| app.edit_build(json!({ "processingState": "INVALID" }))),
    plain("build_expired", |app| app.edit_build(json!({ "expired": true }))),
    plain("build_encryption", |app| app.edit_build(json!({ "usesNonExemptEncryption": null }))),
    plain("build_encryption_declaration", |app| app.edit_build(json!({ "usesNonExemptEncryption": true }))),
    plain("build_version", |app| app.edit_train(json!({ "version": "77.0" }))),
    plain("build_newer", |app| {
        let build = app.get("builds", &app.build());
        let mut attributes = build["attributes"].clone();
        attributes["uploadedDate"] = json!("2026-01-31T08:00:00-08:00");
        attributes["version"] = json!("777");
        let train = build["relationships"]["preReleaseVersion"]["data"]["id"].as_str().unwrap();
        app.sim().add("builds", attributes, &[("app", &app.id), ("preReleaseVersion", train)]).unwrap();
    }),
    // Texts.
    plain("description_missing", |app| app.edit_text(json!({ "description": null }))),
    plain("keywords_missing", |app| app.edit_text(json!({ "keywords": null }))),
    plain("support_url_missing", |app| app.edit_text(json!({ "supportUrl": null }))),
    plain("whats_new_missing", |app| app.edit_text(json!({ "whatsNew": null }))),
    plain("promotional_text_missing", |app| app.edit_text(json!({ "promotionalText": null }))),
    plain("name_missing", |app| app.sim().remove("appInfoLocalizations", &app.info_text()).unwrap()),
    plain("name_too_short", |app| app.edit_info_text(json!({ "name": "X" }))),
    plain("subtitle_missing", |app| app.edit_info_text(json!({ "subtitle": null }))),
    plain("privacy_policy_url_missing", |app| app.edit_info_text(json!({ "privacyPolicyUrl": null }))),
    Problem {
        check: "privacy_policy_text_missing",
        needs: Needs::Tv,
        plant: |app| app.edit_info_text(json!({ "privacyPolicyText": null })),
        implies: &[],
    },
    plain("text_too_long", |app| app.edit_text(json!({ "whatsNew": "No news. ".repeat(500) }))),
    plain("url_malformed", |app| app.edit_text(json!({ "supportUrl": "https://nowhere" }))),
    plain("url_insecure", |app| app.edit_text(json!({ "supportUrl": "http://www.acme.example/help" }))),
    plain("url_dead", |app| app.edit_text(json!({ "supportUrl": "https://www.acme.example/dead" }))),
    plain("url_refused", |app| app.edit_text(json!({ "marketingUrl": "https://www.acme.example/refused" }))),
    plain("keywords_wasteful", |app| app.edit_keywords(|keywords| keywords.replacen(',', ", ", 1))),
    plain("keywords_duplicate", |app| app.edit_keywords(|keywords| format!("{keywords},{}", keywords.split(',').next().unwrap()))),
    plain("keywords_repeat_name", |app| app.edit_keywords(|keywords| format!("acme,{keywords}"))),
    plain("keywords_underfilled", |app| app.edit_text(json!({ "keywords": "one,word" }))),
    plain("keywords_short", |app| app.edit_keywords(|keywords| format!("{keywords},tv"))),
    plain("keywords_across_locales", |app| app.copy_text("keywords")),
    plain("same_text_across_locales", |app| app.copy_text("description")),
    plain("placeholder_text", |app| app.edit_text(json!({ "promotionalText": "Lorem ipsum dolor sit amet." }))),
    plain("other_platforms", |app| app.edit_text(json!({ "promotionalText": "Works with your Android phone, too." }))),
    plain("negative_apple_sentiment", |app| app.edit_text(json!({ "whatsNew": "It was an iOS bug, and is gone." }))),
    plain("future_functionality", |app| app.edit_text(json!({ "promotionalText": "More languages coming soon!" }))),
    plain("test_words", |app| app.edit_text(json!({ "promotionalText": "This is a test." }))),
    plain("curse_words", |app| app.edit_text(json!({ "promotionalText": "No more shitty apps." }))),
    plain("price_in_name", |app| app.edit_info_text(json!({ "subtitle": "Now only $5" }))),
    // Languages.
    plain("primary_locale_missing", |app| app.sim().edit("apps", &app.id, json!({ "primaryLocale": "vi" })).unwrap()),
    plain("locale_drift", |app| app.add_info_text("vi")),
    plain("locale_dropped", |app| drop(app.add_text(&app.live(), "vi"))),
    Problem {
        check: "platforms_drift",
        needs: Needs::TwoPlatforms,
        plant: |app| {
            app.add_info_text("vi");
            app.add_text(&app.draft(), "vi");
        },
        implies: &[],
    },
    // The app.
    plain("app_info_missing", |app| {
        for info in app.below("appInfos", "app", &app.id) {
            app.sim().remove("appInfos", &info).unwrap();
        }
    }),
    plain("content_rights_missing", |app| app.sim().edit("apps", &app.id, json!({ "contentRightsDeclaration": null })).unwrap()),
    plain("primary_category_missing", |app| app.sim().link("appInfos", &app.info(), "primaryCategory", None).unwrap()),
    plain("price_missing", |app| app.sim().remove("appPriceSchedules", &app.id).unwrap()),
    plain("availability_missing", |app| app.sim().remove("appAvailabilities", &app.id).unwrap()),
    plain("age_rating_unanswered", |app| app.edit_rating(json!({ "lootBox": null }))),
    plain("age_rating_overrides", |app| {
        app.edit_rating(json!({ "kidsAgeBand": "NINE_TO_ELEVEN", "ageRatingOverrideV2": "SIXTEEN_PLUS" }));
    }),
    plain("review_detail_missing", |app| app.sim().remove("appStoreReviewDetails", &app.detail()).unwrap()),
    plain("review_contact_missing", |app| app.edit_detail(json!({ "contactPhone": null }))),
    plain("review_phone_format", |app| app.edit_detail(json!({ "contactPhone": "089 1234567" }))),
    plain("review_email_format", |app| app.edit_detail(json!({ "contactEmail": "nobody at home" }))),
    plain("demo_account_missing", |app| app.edit_detail(json!({ "demoAccountRequired": true, "demoAccountName": null }))),
    plain("app_privacy", |_| {}),
    plain("rejected", |app| {
        let attributes = json!({ "platform": "IOS", "state": "UNRESOLVED_ISSUES" });
        app.sim().add("reviewSubmissions", attributes, &[("app", &app.id)]).unwrap();
    }),
    // Pictures.
    plain("screenshots_missing", |app| app.sim().remove("appScreenshotSets", &app.screenshot_set()).unwrap()),
    plain("screenshots_overfull", |app| app.add_screenshots(&app.screenshot_set(), 8)),
    plain("screenshots_failed", |app| {
        app.edit_screenshot(json!({ "assetDeliveryState": { "state": "FAILED", "errors": [], "warnings": [] } }));
    }),
    plain("screenshots_uploading", |app| {
        app.edit_screenshot(json!({ "assetDeliveryState": { "state": "AWAITING_UPLOAD", "errors": [], "warnings": [] } }));
    }),
    plain("screenshots_duplicate", |app| {
        let screenshots = app.below("appScreenshots", "appScreenshotSet", &app.screenshot_set());
        let checksum = app.get("appScreenshots", &screenshots[0])["attributes"]["sourceFileChecksum"].clone();
        app.sim().edit("appScreenshots", &screenshots[1], json!({ "sourceFileChecksum": checksum })).unwrap();
    }),
    plain("screenshots_few", |app| {
        let screenshots = app.below("appScreenshots", "appScreenshotSet", &app.screenshot_set());
        app.sim().remove("appScreenshots", &screenshots[2]).unwrap();
    }),
    plain("screenshot_set_empty", |app| drop(app.add_screenshot_set("APP_IPHONE_55"))),
    plain("screenshots_wrong_platform", |app| app.add_screenshots(&app.add_screenshot_set("APP_APPLE_TV"), 3)),
    // What was not read is planted by not reading it.
    plain("not_read", |_| {}),
];

/// A problem of an app for iOS that implies no other.
const fn plain(check: &'static str, plant: fn(&App<'_>)) -> Problem {
    Problem { check, needs: Needs::Ios, plant, implies: &[] }
}

/// The checks that the program brings along.
fn built_in() -> BTreeSet<String> {
    let files = std::fs::read_dir(root().join("sql/checks")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    files.filter_map(|name| name.strip_suffix(".sql").map(ToOwned::to_owned)).collect()
}

/// Findings, as the names of checks by the id of their app.
fn findings(fleet: &TestFleet) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in fleet.run("check --json").json().as_array().unwrap() {
        let text = |name: &str| finding[name].as_str().unwrap().to_owned();
        found.entry(text("app_id")).or_default().insert(text("check"));
    }
    found
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let fleet = World::new(&["acme", "northwind"], 40).healthy().hourly_limit(100_000).start();
    fleet.ok("sync --all");
    fleet.ok("check --acknowledge app_privacy --app * -m seen");
    assert!(fleet.count("SELECT count(DISTINCT platform) FROM drafts") == 4, "all platforms");
    assert_eq!(fleet.ok("check --json").json(), json!([]));
    assert_eq!(
        fleet.count("SELECT count(*) FROM apps WHERE readiness = 'ready'"),
        fleet.count("SELECT count(DISTINCT app_id) FROM drafts")
    );
}

#[test]
fn each_problem_is_found_where_it_is_and_nowhere_else() {
    let planted: BTreeSet<String> = PROBLEMS.iter().map(|problem| problem.check.to_owned()).collect();
    assert_eq!(planted.len(), PROBLEMS.len(), "a check has one problem");
    assert_eq!(planted, built_in(), "every check has a problem, and every problem its check");
    let listing = Listing { locales: Some(2), share: 100, ..Listing::default() };
    let fleet = World::new(&["acme"], 200).healthy().listing(listing).hourly_limit(100_000).start();
    let mut apps = hosts(&fleet);
    let mut expected: BTreeMap<String, (&Problem, BTreeSet<String>)> = BTreeMap::new();
    for problem in PROBLEMS {
        let place = apps.iter().position(|(_, needs)| *needs == problem.needs).unwrap_or_else(|| panic!("no app for {}", problem.check));
        let app = App { fleet: &fleet, id: apps.remove(place).0 };
        (problem.plant)(&app);
        let implied = problem.implies.iter().map(ToString::to_string).chain([problem.check.to_owned()]);
        expected.insert(app.id, (problem, implied.collect()));
    }
    let app_of = |check: &str| expected.iter().find(|(_, (problem, _))| problem.check == check).unwrap().0.clone();
    fleet.ok("sync");
    fleet.ok(&format!("sync --all --where \"id <> '{}'\"", app_of("not_read")));
    fleet.ok(&format!("check --acknowledge app_privacy --where \"id <> '{}'\" -m seen", app_of("app_privacy")));
    let answers =
        "INSERT INTO url_answers VALUES('https://www.acme.example/dead', 404, NULL, 0), ('https://www.acme.example/refused', 503, NULL, 0)";
    let Some(_) = sqlite3(&fleet.database(), answers) else { return skip("answers of addresses need the sqlite3 shell") };
    let found = findings(&fleet);
    let (mut wrong, nothing) = (BTreeSet::new(), BTreeSet::new());
    for app in found.keys().chain(expected.keys()) {
        let planted = expected.get(app).map_or("nothing", |(problem, _)| problem.check);
        let (found, expected) = (found.get(app).unwrap_or(&nothing), expected.get(app).map_or(&nothing, |(_, checks)| checks));
        if found != expected {
            wrong.insert(format!("{app}: {planted} is planted, so {expected:?} should speak, and {found:?} do"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    what_is_mended_stays_mended(&fleet, found);
}

/// What a check proposes ends its finding, and makes no other.
fn what_is_mended_stays_mended(fleet: &TestFleet, mut found: BTreeMap<String, BTreeSet<String>>) {
    assert_eq!(fleet.run("check --fix --json").json()["staged"], json!(3));
    let mended = ["copyright_year", "keywords_duplicate", "keywords_wasteful"];
    found.retain(|_, checks| !mended.iter().any(|check| checks.contains(*check)));
    assert_eq!(findings(fleet), found);
}

/// What people may well say.
const HARMLESS: &[&str] = &[
    "A window seat, and jam of blackberries.",
    "Practise for your driving test, and test your hearing.",
    "Makes a camera of your old iPhone.",
    "Todo en uno: listas, notas y más.",
    "Uzmite lijek tri puta dnevno.",
    "Om du vill, till slut.",
    "Подстрахуй себя.",
    "Lines\n-----\nand …\nmore.",
    "Super Bowl XXX, live.",
    "An undefined feeling, a description of it, none of the rest.",
    "Free your mind. Ad-free, and gluten free.",
    "It was a bug, and is gone; iOS is great.",
    "Cocktails, Scunthorpe, Essex and the assassin.",
    "A polyandroid world.",
];

/// What they should not, and which check says so.
const SUSPICIOUS: &[(&str, &str)] = &[
    ("other_platforms", "Auch für ANDROID."),
    ("other_platforms", "Also on Google Play"),
    ("other_platforms", "안드로이드에서도"),
    ("negative_apple_sentiment", "We are sorry, it is Apple's fault."),
    ("future_functionality", "Demnächst verfügbar: Widgets"),
    ("future_functionality", "Dark mode in the next update!"),
    ("test_words", "Just a test"),
    ("test_words", "Это тест"),
    ("curse_words", "Schluss mit dem Scheiß"),
    ("placeholder_text", "TODO: write this"),
    ("placeholder_text", "todo"),
    ("placeholder_text", "tbd\nTBD"),
    ("placeholder_text", "Welcome to {{app_name}}"),
    ("placeholder_text", "YOUR TEXT HERE"),
];

#[test]
fn words_are_found_in_many_languages_and_no_wolf_is_cried() {
    let fleet = World::new(&["acme"], 12).healthy().start();
    fleet.ok("sync");
    let listings = fleet.rows("SELECT id FROM draft_listings ORDER BY id");
    let stage = |place: usize, text: &str| {
        let text = text.replace('\'', "''").replace("\\n", "\n");
        fleet.edit(&format!(
            "UPDATE version_localizations SET promotional_text = '{text}' WHERE id = '{}'",
            listings[place]["id"].as_str().unwrap()
        ));
    };
    HARMLESS.iter().enumerate().for_each(|(place, text)| stage(place, text));
    SUSPICIOUS.iter().enumerate().for_each(|(place, (_, text))| stage(HARMLESS.len() + place, text));
    let found = fleet.run("check --check *_words --check *_text --check other_* --check negative_* --check future_* --json").json();
    let text_of = |finding: &Value| {
        let place = listings.iter().position(|listing| listing["id"] == finding["id"]).unwrap();
        let said = HARMLESS.iter().chain(SUSPICIOUS.iter().map(|(_, text)| text)).nth(place).unwrap();
        (finding["check"].as_str().unwrap().to_owned(), (*said).to_owned())
    };
    let found: BTreeSet<(String, String)> = found.as_array().unwrap().iter().map(text_of).collect();
    let expected: BTreeSet<(String, String)> = SUSPICIOUS.iter().map(|(check, text)| ((*check).to_owned(), (*text).to_owned())).collect();
    assert_eq!(found, expected);
}

/// Apps with what can be planted in them.
fn hosts(fleet: &TestFleet) -> Vec<(String, Needs)> {
    let mut lines: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for version in fleet.world("appStoreVersions") {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let line = (text(&version["attributes"]["appVersionState"]), text(&version["attributes"]["platform"]));
        lines.entry(text(&version["relationships"]["app"]["data"]["id"])).or_default().push(line);
    }
    let needs = |line: &Vec<(String, String)>| {
        let of = |state: &str| line.iter().filter(|(found, _)| found == state).map(|(_, platform)| platform.as_str()).collect::<Vec<_>>();
        match (of("PREPARE_FOR_SUBMISSION").as_slice(), of("READY_FOR_DISTRIBUTION").len()) {
            (["IOS"], 1) => Some(Needs::Ios),
            (["TV_OS"], 1) => Some(Needs::Tv),
            ([_, _], 2) => Some(Needs::TwoPlatforms),
            _ => None,
        }
    };
    lines.into_iter().filter_map(|(id, line)| needs(&line).map(|needs| (id, needs))).collect()
}

impl App<'_> {
    fn sim(&self) -> &sim::Simulator {
        self.fleet.sim()
    }

    fn get(&self, kind: &str, id: &str) -> Value {
        self.sim().resource(kind, id).unwrap()
    }

    /// Ids of the resources that name `parent`, in the order in which they came.
    fn below(&self, kind: &str, relationship: &str, parent: &str) -> Vec<String> {
        let all = self.sim().resources(kind);
        let below = all.iter().filter(|one| one["relationships"][relationship]["data"]["id"] == parent);
        below.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    fn versions(&self, state: &str) -> Vec<String> {
        let all = self.below("appStoreVersions", "app", &self.id).into_iter();
        all.filter(|id| self.get("appStoreVersions", id)["attributes"]["appVersionState"] == state).collect()
    }

    fn draft(&self) -> String {
        self.versions("PREPARE_FOR_SUBMISSION")[0].clone()
    }

    fn live(&self) -> String {
        self.versions("READY_FOR_DISTRIBUTION")[0].clone()
    }

    fn build(&self) -> String {
        self.get("appStoreVersions", &self.draft())["relationships"]["build"]["data"]["id"].as_str().unwrap().to_owned()
    }

    fn primary_locale(&self) -> Value {
        self.get("apps", &self.id)["attributes"]["primaryLocale"].clone()
    }

    /// The texts of the draft in a language that is not the primary one, or is.
    fn text(&self, is_primary: bool) -> String {
        let texts = self.below("appStoreVersionLocalizations", "appStoreVersion", &self.draft()).into_iter();
        let locale = |id: &String| self.get("appStoreVersionLocalizations", id)["attributes"]["locale"].clone();
        texts.rev().find(|id| (locale(id) == self.primary_locale()) == is_primary).unwrap()
    }

    /// The app info in preparation.
    fn info(&self) -> String {
        let infos = self.below("appInfos", "app", &self.id).into_iter();
        infos.rev().find(|id| self.get("appInfos", id)["attributes"]["state"] == "PREPARE_FOR_SUBMISSION").unwrap()
    }

    fn info_text(&self) -> String {
        let texts = self.below("appInfoLocalizations", "appInfo", &self.info()).into_iter();
        let locale = |id: &String| self.get("appInfoLocalizations", id)["attributes"]["locale"].clone();
        texts.rev().find(|id| locale(id) != self.primary_locale()).unwrap()
    }

    fn detail(&self) -> String {
        self.below("appStoreReviewDetails", "appStoreVersion", &self.draft())[0].clone()
    }

    /// The pictures for the iPhone in the primary language.
    fn screenshot_set(&self) -> String {
        let sets = self.below("appScreenshotSets", "appStoreVersionLocalization", &self.text(true)).into_iter();
        let display = |id: &String| self.get("appScreenshotSets", id)["attributes"]["screenshotDisplayType"].clone();
        sets.into_iter().find(|id| display(id) == "APP_IPHONE_67").unwrap()
    }

    fn edit_draft(&self, attributes: Value) {
        self.sim().edit("appStoreVersions", &self.draft(), attributes).unwrap();
    }

    fn edit_build(&self, attributes: Value) {
        self.sim().edit("builds", &self.build(), attributes).unwrap();
    }

    /// Changes what the build of the draft was made for.
    fn edit_train(&self, attributes: Value) {
        let build = self.get("builds", &self.build());
        let train = build["relationships"]["preReleaseVersion"]["data"]["id"].as_str().unwrap();
        self.sim().edit("preReleaseVersions", train, attributes).unwrap();
    }

    fn edit_text(&self, attributes: Value) {
        self.sim().edit("appStoreVersionLocalizations", &self.text(false), attributes).unwrap();
    }

    fn edit_keywords(&self, change: impl FnOnce(&str) -> String) {
        let text = self.get("appStoreVersionLocalizations", &self.text(false));
        self.edit_text(json!({ "keywords": change(text["attributes"]["keywords"].as_str().unwrap()) }));
    }

    /// Says in the primary language what another one says.
    fn copy_text(&self, attribute: &str) {
        let other = self.get("appStoreVersionLocalizations", &self.text(false));
        let attributes = json!({ attribute: other["attributes"][attribute] });
        self.sim().edit("appStoreVersionLocalizations", &self.text(true), attributes).unwrap();
    }

    fn edit_info_text(&self, attributes: Value) {
        self.sim().edit("appInfoLocalizations", &self.info_text(), attributes).unwrap();
    }

    fn edit_rating(&self, attributes: Value) {
        self.sim().edit("ageRatingDeclarations", &self.info(), attributes).unwrap();
    }

    fn edit_detail(&self, attributes: Value) {
        self.sim().edit("appStoreReviewDetails", &self.detail(), attributes).unwrap();
    }

    fn edit_screenshot(&self, attributes: Value) {
        let screenshots = self.below("appScreenshots", "appScreenshotSet", &self.screenshot_set());
        self.sim().edit("appScreenshots", &screenshots[2], attributes).unwrap();
    }

    /// Adds a language to a version, with all texts.
    fn add_text(&self, version: &str, locale: &str) -> String {
        let mut attributes = self.get("appStoreVersionLocalizations", &self.text(false))["attributes"].clone();
        attributes["locale"] = json!(locale);
        attributes["description"] = json!("Mọi điều quan trọng ở một nơi.");
        attributes["keywords"] = json!("hàng ngày,nhắc nhở,danh sách,gia đình,kế hoạch,trợ lý,ghi nhớ");
        self.sim().add("appStoreVersionLocalizations", attributes, &[("appStoreVersion", version)]).unwrap()
    }

    /// Adds a language to the app info in preparation.
    fn add_info_text(&self, locale: &str) {
        let mut attributes = self.get("appInfoLocalizations", &self.info_text())["attributes"].clone();
        attributes["locale"] = json!(locale);
        self.sim().add("appInfoLocalizations", attributes, &[("appInfo", &self.info())]).unwrap();
    }

    fn add_screenshot_set(&self, display_type: &str) -> String {
        let attributes = json!({ "screenshotDisplayType": display_type });
        self.sim().add("appScreenshotSets", attributes, &[("appStoreVersionLocalization", &self.text(true))]).unwrap()
    }

    /// Adds pictures, each of them another.
    fn add_screenshots(&self, set: &str, count: usize) {
        let one = self.below("appScreenshots", "appScreenshotSet", &self.screenshot_set())[0].clone();
        for number in 0..count {
            let mut attributes = self.get("appScreenshots", &one)["attributes"].clone();
            attributes["sourceFileChecksum"] = json!(format!("{number:032x}"));
            self.sim().add("appScreenshots", attributes, &[("appScreenshotSet", set)]).unwrap();
        }
    }
}
