//! `fleet build`: what was uploaded, and which version gets it.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Counted, TestFleet};

/// Twelve apps with their builds.
fn synced() -> TestFleet {
    let fleet = TestFleet::synced();
    fleet.ok("sync --only builds");
    fleet
}

#[test]
fn builds_are_listed_with_the_versions_that_have_them() {
    let fleet = synced();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.ok("build list --app 'Acme Recipes' --format table"), @r"
        APP           PLATFORM  VERSION  NUMBER  UPLOADED          STATE       EXPIRED  ENCRYPTION  ATTACHED_TO  ATTACHED_STATE          ID
        Acme Recipes  MAC_OS    1.1      12      2025-11-14 17:43  VALID                exempt                                           [uuid]
        Acme Recipes  MAC_OS    1.1      11      2025-11-13 17:43  VALID                                                                 [uuid]
        Acme Recipes  IOS       2.1      41      2025-07-06 08:33  PROCESSING                                                            [uuid]
        Acme Recipes  MAC_OS    1.0      2       2025-06-18 08:15  VALID       yes      exempt      1.0          READY_FOR_DISTRIBUTION  [uuid]
        Acme Recipes  IOS       2.0      32      2025-02-07 07:38  VALID       yes      exempt      2.0          READY_FOR_DISTRIBUTION  [uuid]
        ");
        assert_snapshot!(fleet.ok("build list --app 'Acme Recipes' --platform mac_os --version 1.1 --format csv"), @r"
        app,platform,version,number,uploaded,state,expired,encryption,attached_to,attached_state,id
        Acme Recipes,MAC_OS,1.1,12,2025-11-14T17:43:47-08:00,VALID,0,exempt,,,[uuid]
        Acme Recipes,MAC_OS,1.1,11,2025-11-13T17:43:39-08:00,VALID,0,,,,[uuid]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
    let listed = fleet.ok("build list --json").json();
    let dates: Vec<jiff::Timestamp> =
        listed.as_array().unwrap().iter().map(|build| build["uploaded"].as_str().unwrap().parse().unwrap()).collect();
    assert!(dates.len() > 20 && dates.is_sorted_by(|newer, older| newer >= older), "{dates:?}");
    assert_snapshot!(fleet.run("build list --app 'Acme Recipe'"), @r"
    error: no app in the mirror is called `Acme Recipe`
    hint: did you mean `Acme Recipes`?
    [exit 2]
    ");
}

/// What is attached is what Apple takes: the newest of the version's own number and platform that is processed and lives.
#[test]
fn every_version_gets_its_newest_build() {
    let fleet = synced();
    let version = fleet.rows("SELECT v.id, v.app_id, v.build FROM versions AS v JOIN builds AS b ON b.id = v.build WHERE v.state = 'PREPARE_FOR_SUBMISSION' AND v.app = 'Northwind Weather'");
    let version = version[0]["id"].as_str().unwrap();
    let before = fleet.sim().resource("appStoreVersions", version).unwrap();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("build attach latest --format table"), @r"
        staged 3 changes in 3 apps; next: fleet diff
        2 platforms without a version in preparation; fleet version new makes one
        warning: left out: Acme Chess VISION_OS 1.0: no build of 1.0
        warning: left out: Acme Recipes IOS 2.1: build 41 of 2.1 is still being processed
        warning: left out: Acme Weather IOS 2.1: it is WAITING_FOR_REVIEW, and its build is fixed
        warning: left out: Umbra Budget IOS 2.1: it is IN_REVIEW, and its build is fixed
        `fleet sync --only builds` reads what was uploaded since
        [exit 4]
        ");
    });
    assert_eq!(counted, Counted::NOTHING, "it is only staged");
    assert_eq!(fleet.sim().resource("appStoreVersions", version).unwrap(), before);
    let price = fleet.ok("diff --json").json();
    assert_eq!((&price["reads"], &price["writes"]), (&json!(3), &json!(3)));
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted, Counted { gets: 3, patches: 3, ..Counted::NOTHING });
    assert_eq!(
        fleet.count(
            "SELECT count(*) FROM versions AS v JOIN builds AS b ON b.id = v.build JOIN pre_release_versions AS p ON p.id = b.pre_release_version
             WHERE v.state = 'PREPARE_FOR_SUBMISSION' AND (p.version <> v.version_string OR p.platform <> v.platform OR b.expired OR b.processing_state <> 'VALID')"
        ),
        0
    );
    assert_snapshot!(fleet.run("build attach latest --app 'Northwind*' --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    2 platforms without a version in preparation; fleet version new makes one
    ");

    fleet.ok("undo");
    fleet.ok("push --yes");
    assert_eq!(fleet.count("SELECT count(*) FROM versions WHERE app IN ('Acme Weather', 'Northwind Recipes') AND state = 'PREPARE_FOR_SUBMISSION' AND build IS NOT NULL"), 0);
}

/// Who gets none is told why.
#[test]
fn a_build_that_a_version_cannot_have_is_left_out() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("build attach latest --client umbra --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    warning: left out: Umbra Budget IOS 2.1: it is IN_REVIEW, and its build is fixed
    warning: left out: Umbra Budget MAC_OS 1.1: its builds were never read
    warning: left out: Umbra Recipes IOS 2.1: its builds were never read
    `fleet sync --only builds` reads what was uploaded since
    [exit 4]
    ");
    fleet.ok("sync --only builds");
    assert_snapshot!(fleet.run("build attach 99 --client umbra --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    warning: left out: Umbra Budget IOS 2.1: it is IN_REVIEW, and its build is fixed
    warning: left out: Umbra Budget MAC_OS 1.1: no build 99 of 1.1
    warning: left out: Umbra Recipes IOS 2.1: no build 99 of 2.1
    `fleet sync --only builds` reads what was uploaded since
    [exit 4]
    ");
    assert_snapshot!(fleet.run("build attach 41 --client umbra --format table"), @r"
    staged 1 change in 1 app; next: fleet diff
    warning: left out: Umbra Budget IOS 2.1: it is IN_REVIEW, and its build is fixed
    warning: left out: Umbra Budget MAC_OS 1.1: no build 41 of 1.1
    `fleet sync --only builds` reads what was uploaded since
    [exit 4]
    ");
    let build = fleet.value("SELECT id FROM builds WHERE app = 'Umbra Recipes' AND version = '41'");
    fleet.foreign_edit("builds", build.as_str().unwrap(), json!({ "processingState": "INVALID" }));
    fleet.ok("sync --only builds --full");
    assert_snapshot!(fleet.run("build attach 41 --app 'Umbra Recipes' --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    warning: left out: Umbra Recipes IOS 2.1: build 41 of 2.1 is INVALID
    `fleet sync --only builds` reads what was uploaded since
    [exit 4]
    ");
}

#[test]
fn what_was_uploaded_long_ago_ends_for_good() {
    let fleet = synced();
    assert_snapshot!(fleet.run("build expire --before 30d --client umbra"), @r"
    3 builds of versions on their way to the store left out
    error: not done without a yes: 2 builds end for testers, which cannot be undone once it is pushed
    hint: add --yes
    [exit 2]
    ");
    assert_eq!(fleet.count("SELECT count(*) FROM staged"), 0);
    assert_snapshot!(fleet.run("build expire"), @r"
    error: the following required arguments were not provided:
      --before <AGE>

    Usage: fleet build expire --before <AGE>

    For more information, try '--help'.
    [exit 2]
    ");
    let old = fleet.rows(
        "SELECT id FROM builds WHERE client = 'umbra' AND NOT expired AND id NOT IN (SELECT build FROM versions WHERE build IS NOT NULL)",
    );
    assert_snapshot!(fleet.ok("build expire --before 30d --client umbra --yes --format table"), @r"
    staged 2 changes in 2 apps; next: fleet diff
    3 builds of versions on their way to the store left out
    ");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted.patches, old.len());
    for build in &old {
        assert_eq!(fleet.remote("builds", build["id"].as_str().unwrap(), "expired"), true);
    }
    let undo = fleet.run("undo --format table");
    let said = |line: &&str| line.ends_with(": builds.expired stays: Apple takes it once and for good");
    assert_eq!((undo.stderr.lines().filter(said).count(), undo.code), (old.len(), 4), "{undo}");
    assert_snapshot!(fleet.ok("build expire --before 30d --client umbra --yes --format table"), @r"
    nothing to stage: every row has that value already, or none matched
    3 builds of versions on their way to the store left out
    ");
}

#[test]
fn encryption_is_answered_once() {
    let fleet = synced();
    let open = fleet.rows("SELECT id FROM builds WHERE uses_non_exempt_encryption IS NULL AND NOT expired");
    assert!(!open.is_empty());
    fleet.ok("build encryption uses");
    // What is only staged can still be said otherwise.
    fleet.ok("build encryption exempt");
    let counted = fleet.counting(|fleet| drop(fleet.ok("push --yes")));
    assert_eq!(counted.patches, open.len());
    for build in &open {
        assert_eq!(fleet.remote("builds", build["id"].as_str().unwrap(), "usesNonExemptEncryption"), false);
    }
    assert_snapshot!(fleet.ok("build encryption uses --client umbra --format table"), @r#"
    nothing to stage: every row has that value already, or none matched
    warning: 5 builds answered otherwise already, and Apple takes no second answer
    each of them needs a declaration, too: fleet query "SELECT id, app, state FROM encryption_declarations"
    "#);
    let undo = fleet.run("undo --json");
    let said = |line: &&str| line.ends_with(": builds.uses_non_exempt_encryption stays: Apple takes it once and for good");
    assert_eq!((undo.stderr.lines().filter(said).count(), undo.code), (open.len(), 4), "{undo}");
}
