//! `fleet diff` and what is refused before it is sent: looking at a changeset from every side.

use std::fs;

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet};

/// Copyright of all drafts, and words of the descriptions of one client in two languages.
fn staged() -> TestFleet {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 {legal_name}' --where editable");
    fleet.ok("edit \"UPDATE version_localizations SET description = replace(replace(description, 'offline', 'without a network'), 'Thousands', 'Millions') WHERE editable AND client = 'umbra' AND locale IN ('de-DE', 'en-US')\"");
    fleet
}

#[test]
fn it_is_counted_and_arranged() {
    let fleet = staged();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("diff --stat --format table"), @r"
         version_localizations.description |  4 changes   2 apps   1 account  ++++
         versions.copyright                | 12 changes  11 apps  3 accounts  ++++++++++++
         16 changes in 2 fields of 11 apps of 3 accounts

        16 requests to send in 11 apps, 4 to look, about [time]
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("diff --by app --client umbra --format table"), @r"
        Umbra Budget  umbra
          MAC_OS 1.1 de-DE version_localizations.description
              …⏎Sofort startklar, auch [-offline-]{+without a network+}, auf allen Geräten.⏎⏎Ta…
          MAC_OS 1.1 en-US version_localizations.description
              …⏎Start in seconds, work [-offline-]{+without a network+} and pick up on any device.⏎⏎[-Thousands-]{+Millions+} of people use it every …
          MAC_OS 1.1 versions.copyright: '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'
        Umbra Recipes  umbra
          IOS 2.1 de-DE version_localizations.description
              …⏎Sofort startklar, auch [-offline-]{+without a network+}, auf allen Geräten.⏎⏎Ta…
          IOS 2.1 en-US version_localizations.description
              …⏎Start in seconds, work [-offline-]{+without a network+} and pick up on any device.⏎⏎[-Thousands-]{+Millions+} of people use it every …
          IOS 2.1 versions.copyright: '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'

        6 requests to send in 2 apps, 2 to look, about [time]
        6 of 16 changes
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("diff --by locale --app 'com.umbra.*' --words --format table"), @r"
        (no locale)
          versions.copyright
            [-2025 Umbra Studio-]{+2027 umbra+} Ltd.   2 apps
        de-DE
          version_localizations.description
            …⏎Sofort startklar, auch [-offline-]{+without a network+}, auf allen Geräten.⏎⏎Ta…   Umbra Budget
            …⏎Sofort startklar, auch [-offline-]{+without a network+}, auf allen Geräten.⏎⏎Ta…   Umbra Recipes
        en-US
          version_localizations.description
            …⏎Start in seconds, work [-offline-]{+without a network+} and pick up on any device.⏎⏎[-Thousands-]{+Millions+} of people use it every …   Umbra Budget
            …⏎Start in seconds, work [-offline-]{+without a network+} and pick up on any device.⏎⏎[-Thousands-]{+Millions+} of people use it every …   Umbra Recipes

        6 requests to send in 2 apps, 2 to look, about [time]
        6 of 16 changes
        digest [digest]
        ");
        assert_snapshot!(fleet.ok("diff --by client --field versions.copyright --format table"), @r"
        acme
          versions.copyright
            '2025 ACME GmbH' → '2027 acme Ltd.'     6 apps
            '© 2025 ACME GmbH' → '2027 acme Ltd.'   Acme Recipes
        northwind
          versions.copyright
            '2025 Northwind Traders Inc.' → '2027 northwind Ltd.'   3 apps
        umbra
          versions.copyright
            '2025 Umbra Studio Ltd.' → '2027 umbra Ltd.'   2 apps

        12 requests to send in 11 apps, 3 to look, about [time]
        12 of 16 changes
        digest [digest]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn a_part_of_it_has_a_price_of_its_own() {
    let fleet = staged();
    let all = fleet.ok("diff --json").json();
    let part = fleet.ok("diff --json --client umbra --locale de-DE").json();
    assert_ne!(part["digest"], all["digest"], "it is what `push --expect` compares, and a part can be pushed");
    assert_eq!(part["changes"].as_u64().unwrap() + part["others"].as_u64().unwrap(), all["changes"].as_u64().unwrap());
    assert!(part["writes"].as_u64() < all["writes"].as_u64() && part["writes"].as_u64() > Some(0));
    assert_eq!(
        fleet.ok("diff --json --field copyright").json()["groups"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|group| group["field"] != "copyright")
            .count(),
        0
    );
    assert_eq!(
        fleet.ok("diff --json --where \"client = 'acme'\"").json()["apps"],
        fleet.value("SELECT count(DISTINCT app_id) FROM changes WHERE client = 'acme'")
    );
    assert_snapshot!(fleet.run("diff --field copyrigth"), @r"
    error: no field that can be edited is called `copyrigth`
    hint: did you mean `copyright`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("diff --client umbro"), @r"
    error: no client in the mirror is called `umbro`
    hint: did you mean `umbra`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("diff --locale ja --format table"), @"nothing of that is staged");
}

#[test]
fn programs_get_all_of_it() {
    let fleet = staged();
    let diff = fleet.ok("diff --json --client umbra").json();
    for member in ["changeset", "status", "groups", "problems", "conflicts", "changes", "apps", "reads", "writes", "digest"] {
        assert!(!diff[member].is_null(), "{member}: {diff}");
    }
    assert!(diff["rows"].is_null() && diff["stat"].is_null(), "only what was asked for");
    let diff = fleet.ok("diff --json --rows --client umbra").json();
    assert_eq!(diff["rows"].as_array().unwrap().len() as u64, diff["changes"].as_u64().unwrap());
    let lines = fleet.ok("diff --rows --format ndjson").stdout.lines().count();
    assert_eq!(lines, fleet.count("SELECT count(*) FROM staged"));
    let csv = fleet.ok("diff --stat --format csv").stdout;
    assert!(csv.starts_with("resource,field,rows,apps,accounts\nversion_localizations,description,"), "{csv}");
}

/// An app and a value that try everything: escapes, tags, mentions, links, formulas.
#[test]
fn hostile_text_is_harmless_in_every_format() {
    let fleet = TestFleet::new();
    let info = fleet.world("appInfoLocalizations").into_iter().find(|name| name["attributes"]["locale"] == "en-US").unwrap();
    let id = info["id"].as_str().unwrap();
    fleet.foreign_edit("appInfoLocalizations", id, json!({ "name": "=1+<b>|@all[x](y)" }));
    fleet.ok("sync");
    let hostile = "=HYPERLINK(1) <script>alert(1)</script> ![x](https://evil.example) @everyone `x` | y";
    fleet.ok(&format!("edit \"UPDATE version_localizations SET description = '{hostile}' WHERE editable\""));
    let markdown = fleet.ok("diff --format markdown").stdout;
    assert!(
        !markdown.contains("<script") && !markdown.contains("](https") && !markdown.contains("@everyone") && !markdown.contains("@all"),
        "{markdown}"
    );
    assert!(markdown.contains("&#60;script&#62;"), "{markdown}");
    fleet.ok("diff --html review.html");
    let html = fs::read_to_string(fleet.path().join("review.html")).unwrap();
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;") && html.contains("default-src 'none'"));
    let csv = fleet.ok("diff --rows --format csv").stdout;
    assert!(csv.contains("'=HYPERLINK(1)") && !csv.contains(",=") && !csv.contains(",\"="), "{csv}");
    // A control character never gets as far as Apple, but it is shown before.
    fleet.ok("edit \"UPDATE version_localizations SET keywords = char(27) || '[31mred' WHERE editable AND locale = 'en-US'\"");
    for format in ["table", "markdown"] {
        assert!(!fleet.ok(&format!("diff --format {format}")).stdout.contains('\u{1b}'), "{format}");
    }
    fleet.ok("diff --html review.html");
    assert!(!fs::read_to_string(fleet.path().join("review.html")).unwrap().contains('\u{1b}'));
    assert!(fleet.run("push --yes").stderr.contains("it has the control character U+001B"));
}

#[test]
fn a_pull_request_reads_it() {
    let fleet = staged();
    fleet.ok("changeset name 'January'");
    fleet.ok("edit \"UPDATE version_localizations SET keywords = printf('%.101c', 'x') WHERE id = (SELECT min(id) FROM version_localizations WHERE editable AND client = 'umbra')\"");
    assert_snapshot!(fleet.ok("diff --client umbra --format markdown"), @r"
    ## January

    ### ⚠️ 1 problem

    - Umbra Budget MAC_OS 1.1 he version_localizations.keywords: 101 characters, Apple takes 100

    ### version_localizations.description

    | before | after | where |
    | --- | --- | --- |
    | <code>Umbra Budget hält alles Wichtige an einem Ort zusammen.⏎⏎So…</code> | <code>…⏎Sofort startklar, auch &#91;-offline-&#93;&#123;+without a network+&#125;, auf allen Geräten.⏎⏎Ta…</code> | Umbra Budget MAC_OS 1.1 de-DE |
    | <code>Umbra Budget keeps everything that matters in one place.⏎⏎S…</code> | <code>…⏎Start in seconds, work &#91;-offline-&#93;&#123;+without a network+&#125; and pick up on any device.⏎⏎&#91;-Thousands-&#93;&#123;+Millions+&#125; of people use it every …</code> | Umbra Budget MAC_OS 1.1 en-US |
    | <code>Umbra Recipes hält alles Wichtige an einem Ort zusammen.⏎⏎S…</code> | <code>…⏎Sofort startklar, auch &#91;-offline-&#93;&#123;+without a network+&#125;, auf allen Geräten.⏎⏎Ta…</code> | Umbra Recipes IOS 2.1 de-DE |
    | <code>Umbra Recipes keeps everything that matters in one place.⏎⏎…</code> | <code>…⏎Start in seconds, work &#91;-offline-&#93;&#123;+without a network+&#125; and pick up on any device.⏎⏎&#91;-Thousands-&#93;&#123;+Millions+&#125; of people use it every …</code> | Umbra Recipes IOS 2.1 en-US |

    <details><summary>Umbra Budget MAC&#95;OS 1.1 de-DE</summary>

    <p>Umbra Budget hält alles Wichtige an einem Ort zusammen.<br><br>Sofort startklar, auch <del>offline</del><ins>without a network</ins>, auf allen Geräten.<br><br>Tausende nutzen es jeden Tag.</p>

    </details>

    <details><summary>Umbra Budget MAC&#95;OS 1.1 en-US</summary>

    <p>Umbra Budget keeps everything that matters in one place.<br><br>Start in seconds, work <del>offline</del><ins>without a network</ins> and pick up on any device.<br><br><del>Thousands</del><ins>Millions</ins> of people use it every day.</p>

    </details>

    <details><summary>Umbra Recipes IOS 2.1 de-DE</summary>

    <p>Umbra Recipes hält alles Wichtige an einem Ort zusammen.<br><br>Sofort startklar, auch <del>offline</del><ins>without a network</ins>, auf allen Geräten.<br><br>Tausende nutzen es jeden Tag.</p>

    </details>

    <details><summary>Umbra Recipes IOS 2.1 en-US</summary>

    <p>Umbra Recipes keeps everything that matters in one place.<br><br>Start in seconds, work <del>offline</del><ins>without a network</ins> and pick up on any device.<br><br><del>Thousands</del><ins>Millions</ins> of people use it every day.</p>

    </details>

    ### version_localizations.keywords

    | before | after | where |
    | --- | --- | --- |
    | <code>budget,פשוט,יומי,ללא חיבור,משפחה,תכנון</code> | <code>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…</code> | Umbra Budget MAC_OS 1.1 he |

    <details><summary>Umbra Budget MAC&#95;OS 1.1 he</summary>

    <p><del>budget,פשוט,יומי,ללא חיבור,משפחה,תכנון</del><ins>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</ins></p>

    </details>

    ### versions.copyright

    | before | after | where |
    | --- | --- | --- |
    | <code>2025 Umbra Studio Ltd.</code> | <code>2027 umbra Ltd.</code> | 2 apps |

    7 requests to send in 2 apps, 2 to look, about [time]

    7 of 17 changes

    digest `[digest]`
    ");
}

/// One file, which a browser shows without asking anybody for anything.
#[test]
fn a_page_shows_the_words() {
    let fleet = staged();
    assert_snapshot!(fleet.ok("diff --html review.html"), @"wrote review.html");
    let page = fs::read_to_string(fleet.path().join("review.html")).unwrap();
    assert!(page.contains("<del>offline</del>") && page.contains("<ins>without a network</ins>"), "{page}");
    assert!(!page.contains("src=") && !page.contains("@import") && !page.contains("<script"));
    assert_snapshot!(fleet.run("diff --html nowhere/review.html"), @r"
    error: failed to write `nowhere/review.html`
      caused by: No such file or directory (os error 2)
    [exit 6]
    ");
}

#[test]
fn all_problems_are_told_at_once_and_nothing_is_sent() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.ok("diff --check --format table"), @"nothing is staged");
    let version = fleet.value("SELECT min(id) FROM versions WHERE editable AND client = 'umbra'");
    let version = version.as_str().unwrap();
    fleet.ok(&format!("edit \"UPDATE versions SET version_string = 'one', release_type = 'SCHEDULED' WHERE id = '{version}'\""));
    fleet.ok(&format!("edit \"UPDATE version_localizations SET support_url = 'acme.example', keywords = 'a' || char(7) WHERE version_id = '{version}' AND locale = 'en-US'\""));
    fleet.ok(&format!("edit \"INSERT INTO version_localizations(version_id, locale) VALUES('{version}', 'HR')\""));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes"), @r"
        error: Apple would refuse 5 staged values
          Umbra Budget MAC_OS 1.1 HR version_localizations.locale: Apple spells it hr
          Umbra Budget MAC_OS 1.1 en-US version_localizations.keywords: it has the control character U+0007, which Apple does not take
          Umbra Budget MAC_OS 1.1 en-US version_localizations.support_url: it is no address of the web, such as https://example.com/support
          Umbra Budget MAC_OS 1.1 versions.release_type: a SCHEDULED release needs an earliest_release_date, such as 2027-01-31T08:00:00Z
          Umbra Budget MAC_OS 1.1 versions.version_string: it is not one to three numbers with dots between them, such as 2.10.3
        hint: correct them with `fleet edit`, or drop them with `fleet unstage`; nothing was sent
        [exit 2]
        ");
        let check = fleet.run("diff --check --json");
        assert_eq!((check.code, check.json()["problems"].as_array().unwrap().len()), (1, 5));
        assert_eq!(check.json()["problems"][0]["app"], "Umbra Budget");
    });
    assert_eq!(counted, Counted::NOTHING);
    fleet.ok("unstage --all");
    assert_eq!(fleet.value("SELECT count(*) FROM changesets"), 1, "nothing was sealed");
}

#[test]
fn what_was_sent_is_shown_by_its_number() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    let version = fleet.value("SELECT min(id) FROM versions WHERE editable AND client = 'umbra'");
    fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), json!({ "appVersionState": "IN_REVIEW" }));
    assert_eq!(fleet.run("push --yes --max-age 3600 -m why").code, 4);
    let shown = fleet.ok("diff 1 --format table").to_string();
    let (heading, rest) = shown.split_once('\n').unwrap();
    assert!(heading.starts_with("changeset 1, partial ") && heading.ends_with(" by tester@here: why"), "{heading}");
    assert_snapshot!(rest, @r"
    versions.copyright
      '2025 Umbra Studio Ltd.' → '2027 X'   2 apps
    not sent: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ERROR: Attribute 'copyright' cannot be edited at this time

    2 calls in 2 apps: 1 sent, 1 refused
    digest [digest]
    ");
    let json = fleet.ok("diff 1 --rows --json").json();
    assert_eq!((&json["status"], &json["title"], json["rows"].as_array().unwrap().len()), (&json!("partial"), &json!("why"), 2));
    assert_snapshot!(fleet.run("diff 9"), @r"
    error: there is no changeset 9
    hint: `fleet log` lists the changesets
    [exit 2]
    ");
    assert_eq!(fleet.ok("diff 2 --json").json()["status"], "open", "what was refused is staged again");
}
