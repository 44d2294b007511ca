//! `fleet push`: the fewest requests, and nothing of somebody else's is overwritten.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Counted, TestFleet};

/// The id of the first row of a query.
fn id(fleet: &TestFleet, table: &str, condition: &str) -> String {
    let rows = fleet.rows(&format!("SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT 1"));
    rows[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn one_patch_a_version_and_one_look_an_account() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    let editable = fleet.count("SELECT count(*) FROM versions WHERE editable");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("push --yes --format table"), @"changeset 1: 12 sent; 3 requests to look, 12 requests to write");
    });
    assert_eq!(counted, Counted { gets: 3, patches: editable, ..Counted::NOTHING });
    let sent = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(sent.count(), editable);
    let again = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("push --yes --format table"), @"nothing to push");
        fleet.ok("diff --json");
    });
    assert_eq!(again, Counted::NOTHING);
    assert_eq!(fleet.ok("sync --json").json()["changed"], 0, "the mirror took Apple's answers");
}

#[test]
fn fields_of_one_row_go_together_and_rows_apart() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable");
    fleet.ok(&format!("edit \"UPDATE versions SET copyright = '2027 X', release_type = 'MANUAL' WHERE id = '{version}'\""));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, patches: 1, ..Counted::NOTHING });
    assert_eq!(fleet.remote("appStoreVersions", &version, "releaseType"), "MANUAL");

    fleet.ok(&format!("set 'keywords=a,b' 'description=D' --where \"version_id = '{version}'\""));
    let locales = fleet.count("SELECT count(*) FROM dirty");
    assert!(locales >= 5);
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, patches: locales, ..Counted::NOTHING });
}

/// Stages the copyright of all editable versions; then somebody changes one of them on the web page.
fn with_a_conflict() -> (TestFleet, String) {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 ours' --where \"editable AND client = 'umbra'\"");
    let version = id(&fleet, "versions", "editable AND client = 'umbra'");
    fleet.foreign_edit("appStoreVersions", &version, json!({ "copyright": "2027 theirs" }));
    (fleet, version)
}

#[test]
fn what_somebody_changed_meanwhile_is_a_conflict() {
    let (fleet, version) = with_a_conflict();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @r"
        changeset 1: 1 sent, 1 in conflict; 1 request to look, 1 request to write
        warning: conflict in Umbra Budget MAC_OS 1.1 versions.copyright: it was '2025 Umbra Studio Ltd.', you want '2027 ours', Apple has '2027 theirs'
        hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's
        [exit 4]
        ");
    });
    assert_eq!(counted, Counted { gets: 1, patches: 1, ..Counted::NOTHING }, "the others are sent");
    assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), "2027 theirs");
    assert_snapshot!(fleet.ok("diff --format table"), @r"
    versions.copyright
      '2025 Umbra Studio Ltd.' → '2027 ours'   Umbra Budget
    conflict: 1 field changed at Apple since it was staged

    1 request to send in 1 app, 1 to look, about [time]
    digest [digest]
    ");
    assert_eq!(fleet.run("push --yes").code, 4, "it does not go away by itself");
    assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), "2027 theirs");
}

#[test]
fn a_conflict_ends_with_ours_or_theirs() {
    for (option, winner, patches) in [("--ours", "2027 ours", 1), ("--theirs", "2027 theirs", 0)] {
        let (fleet, version) = with_a_conflict();
        assert_eq!(fleet.run("push --yes").code, 4);
        let counted = fleet.counting(|fleet| drop(fleet.ok(&format!("push --yes {option}"))));
        assert_eq!(counted.patches, patches, "{option}");
        assert_eq!(fleet.remote("appStoreVersions", &version, "copyright"), winner);
        assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
    }
}

/// Two people may want the same.
#[test]
fn what_apple_has_already_is_not_sent() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable");
    fleet.ok(&format!("set 'copyright=2027 X' --where \"id = '{version}'\""));
    fleet.foreign_edit("appStoreVersions", &version, json!({ "copyright": "2027 X" }));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted::reads(1));
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}

#[test]
fn only_the_reviewed_digest_is_sent() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where editable");
    let digest = fleet.ok("diff --json").json()["digest"].as_str().unwrap().to_owned();
    fleet.ok("set 'copyright=2027 Y' --where \"editable AND platform = 'TV_OS'\"");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run(&format!("push --yes --expect {digest}")), @r"
        error: the staged changes have the digest [digest], not [digest]
        hint: `fleet diff` shows what is staged now
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let digest = fleet.ok("diff --json").json()["digest"].as_str().unwrap().to_owned();
    fleet.ok(&format!("push --yes --expect {digest}"));
}

#[test]
fn nothing_is_sent_by_a_dry_run_or_without_a_yes() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable");
    fleet.ok(&format!("set 'copyright=2027 X' --where \"id = '{version}'\""));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("push --dry-run"), @r#"
        {
          "digest": "[digest]",
          "requests": [
            {
              "body": {
                "data": {
                  "attributes": {
                    "copyright": "2027 X"
                  },
                  "id": "[uuid]",
                  "type": "appStoreVersions"
                }
              },
              "method": "PATCH",
              "path": "/v1/appStoreVersions/[uuid]"
            }
          ]
        }
        "#);
        assert_snapshot!(fleet.run("push"), @r"
        error: not sent without a yes: 1 request to send in 1 app, 1 to look, about [time]
        hint: look with `fleet diff`, then `fleet push --yes`
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 1);
}

/// A version went into review after the last sync, and the push was told not to look again.
#[test]
fn a_refusal_is_shown_and_the_rest_goes_on() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    let version = id(&fleet, "versions", "editable AND client = 'umbra'");
    fleet.foreign_edit("appStoreVersions", &version, json!({ "appVersionState": "IN_REVIEW" }));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --max-age 3600 --format table"), @r"
        changeset 1: 1 sent, 1 refused; 0 requests to look, 2 requests to write
        warning: Umbra Budget MAC_OS 1.1 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ERROR: Attribute 'copyright' cannot be edited at this time
        hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
        [exit 4]
        ");
    });
    assert_eq!(counted, Counted { patches: 2, ..Counted::NOTHING });
    let others = fleet.world("appStoreVersions").into_iter().filter(|version| version["attributes"]["copyright"] == "2027 X");
    assert_eq!(others.count(), 1);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 1, "it is staged again");
    let log = fleet.ok("log 1 --json").json();
    let failed = log.as_array().unwrap().iter().find(|step| step["status"] == "failed").unwrap();
    assert_eq!(failed["http"], 409);
}

/// Nothing can be new in a first version, and no request is spent to hear it.
#[test]
fn the_news_of_a_first_version_are_not_sent() {
    let fleet = TestFleet::synced();
    let first =
        "(SELECT max(v.pk) FROM versions AS v WHERE v.editable AND 1 = (SELECT count(*) FROM versions AS w WHERE w.app_id = v.app_id))";
    let version = fleet.value(&format!("SELECT id FROM versions WHERE pk = {first}"));
    let version = version.as_str().unwrap();
    fleet.ok(&format!("set whats_new=News --locale en-US --where \"version_id = '{version}'\""));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @r"
        error: Apple would refuse 1 staged value
          Acme Chess VISION_OS 1.0 en-US version_localizations.whats_new: this is the first version for its platform, and Apple takes no news for one; leave it NULL until the next version
        hint: correct them with `fleet edit`, or drop them with `fleet unstage`; nothing was sent
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
}

#[test]
fn localizations_are_created_and_deleted() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    fleet.ok(&format!("edit \"INSERT INTO version_localizations(version_id, locale, description) VALUES('{version}', 'hr', 'Opis')\""));
    let primary = fleet.value(&format!("SELECT primary_locale FROM apps WHERE id = (SELECT app_id FROM versions WHERE id = '{version}')"));
    let other =
        id(&fleet, "version_localizations", &format!("version_id = '{version}' AND locale NOT IN ({primary}, 'hr')").replace('"', "'"));
    fleet.ok(&format!("edit \"DELETE FROM version_localizations WHERE id = '{other}'\""));
    assert_snapshot!(fleet.ok("diff --format table"), @r"
    new version_localizations
      hr   Acme Chess
    deleted version_localizations
      zh-Hans   Acme Chess
    version_localizations.description
      (none) → 'Opis'   Acme Chess

    2 requests to send in 1 app, 1 to look, about [time]
    digest [digest]
    ");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 1, posts: 1, deletes: 1, ..Counted::NOTHING });
    assert!(fleet.sim().resource("appStoreVersionLocalizations", &other).is_none());
    let made: Vec<Value> =
        fleet.world("appStoreVersionLocalizations").into_iter().filter(|text| text["attributes"]["locale"] == "hr").collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["attributes"]["description"], "Opis");
    let report = fleet.ok("sync --json").json();
    assert_eq!((&report["new"], &report["changed"], &report["gone"]), (&json!(0), &json!(0), &json!(0)));
}

/// One edit of every resource that the API updates, cleared relationships among them.
#[test]
fn every_resource_is_written_as_apple_wants_it() {
    let fleet = TestFleet::synced();
    for sql in [
        "UPDATE apps SET content_rights_declaration = 'USES_THIRD_PARTY_CONTENT', streamlined_purchasing_enabled = 0",
        "UPDATE app_infos SET primary_category = 'GAMES', secondary_category = NULL WHERE editable",
        "UPDATE app_info_localizations SET subtitle = 'Fast', privacy_policy_text = NULL WHERE editable AND locale = 'en-US'",
        "UPDATE age_ratings SET gambling = 1, contests = 'INFREQUENT', kids_age_band = NULL WHERE editable",
        "UPDATE versions SET build = NULL, release_type = 'SCHEDULED', earliest_release_date = '2099-01-31T08:00:00Z' WHERE editable",
        "UPDATE version_localizations SET marketing_url = NULL, promotional_text = 'Now' WHERE editable AND locale = 'en-US'",
        "UPDATE builds SET uses_non_exempt_encryption = 0, expired = 1",
    ] {
        let staged = fleet.ok(&format!("edit --json \"{sql}\"")).json()["staged"].clone();
        assert_ne!(staged, 0, "{sql}");
    }
    let price = fleet.ok("diff --json").json();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @"changeset 1: 74 sent; 22 requests to look, 74 requests to write");
    });
    assert_eq!(counted.patches, price["writes"]);
    assert_eq!(counted.gets, price["reads"]);
    let report = fleet.ok("sync --json").json();
    assert_eq!((&report["new"], &report["changed"], &report["gone"]), (&json!(0), &json!(0), &json!(0)));
}

/// Somebody else was faster: the same language by hand, or gone by hand.
#[test]
fn a_create_and_a_delete_that_somebody_else_did_already() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    let create = format!("edit \"INSERT INTO version_localizations(version_id, locale, description) VALUES('{version}', 'hr', 'Opis')\"");
    fleet.ok(&create);
    let other = TestFleet::beside(&fleet);
    other.ok("sync");
    other.ok(&create.replace("Opis", "Njihov opis"));
    other.ok("push --yes");
    assert_snapshot!(fleet.run("push --yes --format table"), @r"
    changeset 1: 0 sent, 1 in conflict; 1 request to look, 1 request to write
    warning: conflict in Acme Chess VISION_OS 1.0 hr version_localizations.description: it was (none), you want 'Opis', Apple has 'Njihov opis'
    hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's
    [exit 4]
    ");
    assert_snapshot!(fleet.run("diff --format table"), @r"
    version_localizations.description
      (none) → 'Opis'   Acme Chess
    conflict: 1 field changed at Apple since it was staged

    1 request to send in 1 app, 1 to look, about [time]
    digest [digest]
    ");
    fleet.ok("unstage --conflicts");

    let text = id(&fleet, "version_localizations", &format!("version_id = '{version}' AND locale = 'hr'"));
    let delete = format!("edit \"DELETE FROM version_localizations WHERE id = '{text}'\"");
    fleet.ok(&delete);
    other.ok(&delete);
    other.ok("push --yes");
    assert_snapshot!(fleet.run("push --yes --format table"), @"changeset 2: 0 sent, 1 there already; 1 request to look, 0 requests to write");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
}

/// A text that somebody has just rewritten is not deleted unseen.
#[test]
fn a_row_that_changed_is_not_deleted() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "state = 'PREPARE_FOR_SUBMISSION'");
    let locale = "locale <> (SELECT primary_locale FROM apps WHERE id = app_id)";
    let text = id(&fleet, "version_localizations", &format!("version_id = '{version}' AND {locale}"));
    fleet.ok(&format!("edit \"DELETE FROM version_localizations WHERE id = '{text}'\""));
    fleet.foreign_edit("appStoreVersionLocalizations", &text, json!({ "description": "theirs" }));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @r"
        changeset 1: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
        warning: conflict in Acme Chess VISION_OS 1.0 zh-Hans version_localizations.description: it was 'Acme Chess把重要的一切放在一处。⏎⏎几秒即可上手，离线可用，随处同步。⏎⏎每天有成千…', you want (none), Apple has 'theirs'
        hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's
        [exit 4]
        ");
    });
    assert_eq!(counted, Counted::reads(1));
    fleet.ok("push --yes --ours");
    assert!(fleet.sim().resource("appStoreVersionLocalizations", &text).is_none());
}

/// The version was submitted between the sync and the push; the look before the push sees it.
#[test]
fn a_version_that_went_into_review_is_refused() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable");
    fleet.ok(&format!("set 'copyright=2027 X' --where \"id = '{version}'\""));
    fleet.foreign_edit("appStoreVersions", &version, json!({ "appVersionState": "WAITING_FOR_REVIEW" }));
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes --format table"), @r"
        changeset 1: 0 sent, 1 refused; 1 request to look, 1 request to write
        warning: Acme Chess VISION_OS 1.0 versions: Apple refused PATCH /v1/appStoreVersions/[uuid]: 409 STATE_ERROR: Attribute 'copyright' cannot be edited at this time
        hint: they are staged again; correct them with `fleet edit`, or drop them with `fleet unstage`
        [exit 4]
        ");
    });
    assert_eq!(counted.gets, 1, "{counted:?}");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 1, "it is still staged");
}

/// A field that waits because of its neighbour is told of.
#[test]
fn what_waits_with_a_conflict_is_named() {
    let fleet = TestFleet::synced();
    let version = id(&fleet, "versions", "editable AND client = 'umbra' AND release_type IS NOT 'MANUAL'");
    fleet.edit(&format!("UPDATE versions SET copyright = '2027 ours', release_type = 'MANUAL' WHERE id = '{version}'"));
    fleet.foreign_edit("appStoreVersions", &version, json!({ "copyright": "2027 theirs" }));
    assert_snapshot!(fleet.run("push --yes --format table"), @r"
    changeset 1: 0 sent, 1 in conflict; 1 request to look, 0 requests to write
    warning: conflict in Umbra Budget MAC_OS 1.1 versions.copyright: it was '2025 Umbra Studio Ltd.', you want '2027 ours', Apple has '2027 theirs'; release_type of the same row waits with it
    hint: `fleet push --ours` overwrites them, `fleet unstage --conflicts` keeps Apple's
    [exit 4]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 2);
}
