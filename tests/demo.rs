//! `fleet demo`: the story of the README, and whether it is true.

use insta::assert_snapshot;
use serde_json::Value;
use sim::{Options, Simulator};

use crate::support::{TestFleet, get};

#[test]
fn the_story_is_told_and_true() {
    let fleet = TestFleet::empty();
    let story = fleet.ok("demo --folder story --apps 12").stdout;
    let updated = between(&story, "App Store Connect itself now has ", " of ");
    assert_eq!(between(&story, "changeset 1: ", " sent"), updated, "{story}");
    assert_ne!(updated, 0, "{story}");

    // What undo staged was not sent, so the world has this year's lines; a plain client with a token sees them.
    let year = jiff::Zoned::now().year().to_string();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let state = Some(fleet.path().join("story/.fleet/simulator"));
    let simulator = runtime.block_on(Simulator::start(Options { state, ..Options::default() })).unwrap();
    let copyrights = simulator.accounts().iter().flat_map(|account| {
        let url = format!("{}/v1/apps?include=appStoreVersions&limit[appStoreVersions]=50", simulator.url());
        let (status, document) = get(&url, &simulator.token(&account.name).unwrap());
        assert_eq!(status, 200, "{document}");
        document["included"].as_array().unwrap().clone()
    });
    let is_new = |version: &Value| version["attributes"]["copyright"].as_str().is_some_and(|text| text.starts_with(&year));
    assert_eq!(copyrights.filter(is_new).count(), updated);
    runtime.block_on(simulator.stop());
}

#[test]
fn the_workspace_is_left_for_exploring() {
    let fleet = TestFleet::empty();
    let story = fleet.ok("demo --folder story --apps 12").stdout;
    let staged = between(&story, "changeset 1: ", " sent");
    let push = fleet.ok("push --workspace story --yes --json").json();
    assert_eq!((&push["done"], &push["conflicts"]), (&staged.into(), &Value::Array(Vec::new())), "the undo can be sent");
    assert_snapshot!(fleet.run("demo --folder story --apps 12"), @r"
    error: `[workspace]/story/fleet.toml` already exists
    [exit 2]
    ");
}

/// The number between two texts.
fn between(text: &str, before: &str, after: &str) -> usize {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("`{before}` is not in {text}"));
    rest.split_once(after).unwrap().0.parse().unwrap()
}
