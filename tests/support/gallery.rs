//! A localization with a set of screenshots, and somebody else who works on the same.

use serde_json::{Value, json};
use sim::{Effect, Fault};

use super::{Ran, TestFleet, WATCH, World, kept, remote, send};

/// The display type of a [`Gallery`].
pub(crate) const DISPLAY: &str = "APP_WATCH_SERIES_10";

/// A localization of a version that can be edited, and what its set for [`DISPLAY`] shows.
pub(crate) struct Gallery {
    pub(crate) fleet: TestFleet,
    pub(crate) localization: String,
    /// Checksums of pictures that are kept: that of `1.png` comes first.
    pub(crate) sums: Vec<String>,
}

impl Gallery {
    /// One that shows `1.png` and so on, so many. Its server can be told to cause trouble.
    pub(crate) fn showing(pictures: usize) -> Self {
        let fleet = World::new(&["acme"], 3).healthy().speed(20).faults(vec![Fault::new(Effect::Delay(0))]).start();
        fleet.ok("sync --only media");
        let localization = fleet.value(
            "SELECT min(l.id) FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id
             WHERE v.editable AND v.platform = 'IOS' AND EXISTS(SELECT 1 FROM screenshot_sets AS s WHERE s.version_localization_id = l.id)",
        );
        let sums = kept(&fleet, WATCH, &(1..=20).collect::<Vec<u8>>());
        let gallery = Self { fleet, localization: localization.as_str().unwrap().to_owned(), sums };
        if pictures > 0 {
            (1..=pictures).for_each(|number| gallery.add(number, ""));
            gallery.fleet.ok("push --yes");
        }
        gallery
    }

    /// Stages a picture by its number, at a place such as `0`, or at the end.
    pub(crate) fn add(&self, number: usize, place: &str) {
        let Self { fleet, localization, sums } = self;
        let place = if place.is_empty() { "NULL" } else { place };
        fleet.edit(&format!(
            "INSERT INTO screenshots(version_localization_id, display_type, checksum, position) VALUES('{localization}', '{DISPLAY}', '{}', {place})",
            sums[number - 1]
        ));
    }

    /// Stages a change of pictures that are there: `DELETE FROM`, or `UPDATE … SET`.
    pub(crate) fn change(&self, verb: &str, condition: &str) {
        let localization = &self.localization;
        self.fleet.edit(&format!("{verb} WHERE version_localization_id = '{localization}' AND display_type = '{DISPLAY}' AND {condition}"));
    }

    /// What Apple shows, in order: `1 2 3`, with the state of what is not complete.
    pub(crate) fn shown(&self) -> String {
        let short = |line: &String| line.rsplit_once(' ').unwrap().0.replace(".png", "").replace(" COMPLETE", "").replace(' ', ":");
        remote(&self.fleet, &self.localization, DISPLAY).iter().map(short).collect::<Vec<_>>().join(" ")
    }

    /// Pushes, with more arguments.
    pub(crate) fn push(&self, more: &str) -> Ran {
        self.fleet.run(&format!("push --yes --format table {more}"))
    }

    /// The mirror has what Apple has, and nothing waits.
    pub(crate) fn assert_settled(&self) {
        let mirrored = self.fleet.rows(&format!(
            "SELECT file_name || ' ' || delivery_state || ' ' || checksum AS shown FROM screenshots
             WHERE version_localization_id = '{}' AND display_type = '{DISPLAY}' ORDER BY position",
            self.localization
        ));
        let mirrored: Vec<Value> = mirrored.into_iter().map(|row| row["shown"].clone()).collect();
        assert_eq!(mirrored, remote(&self.fleet, &self.localization, DISPLAY));
        self.assert_nothing_waits();
    }

    pub(crate) fn assert_nothing_waits(&self) {
        assert_eq!(self.fleet.rows("SELECT * FROM staged"), [Value::Null; 0]);
        assert_eq!(self.fleet.rows("SELECT method, path, status FROM steps WHERE status IN ('planned', 'sent')"), [Value::Null; 0]);
        assert_eq!(self.fleet.count("SELECT count(*) FROM changesets WHERE status IN ('sealed', 'pushing')"), 0);
    }

    pub(crate) fn faults(&self, faults: Vec<Fault>) {
        self.fleet.sim().set_faults(faults).unwrap();
    }

    /// The id by which Apple knows a picture that was staged to be deleted.
    pub(crate) fn known(&self, name: &str) -> String {
        let ids =
            self.fleet.rows(&format!("SELECT id FROM changes WHERE resource = 'screenshots' AND field = '-' AND base LIKE '% {name}'"));
        ids[0]["id"].as_str().unwrap().to_owned()
    }

    /// The id that Apple knows the set by.
    pub(crate) fn set(&self) -> String {
        let ids = self.fleet.rows(&format!(
            "SELECT id FROM screenshot_sets WHERE version_localization_id = '{}' AND display_type = '{DISPLAY}'",
            self.localization
        ));
        ids[0]["id"].as_str().unwrap().to_owned()
    }

    /// The id that Apple knows a picture by.
    pub(crate) fn id(&self, number: usize) -> String {
        let ids = self.fleet.rows(&format!("SELECT s.id FROM screenshots AS s WHERE version_localization_id = '{}' AND display_type = '{DISPLAY}' AND file_name = '{number}.png'", self.localization));
        ids[0]["id"].as_str().unwrap().to_owned()
    }

    /// Somebody else asks with the same rights.
    pub(crate) fn elsewhere(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let sim = self.fleet.sim();
        send(method, &format!("{}{path}", sim.url()), &sim.token("acme").unwrap(), body)
    }

    /// Somebody else deletes something.
    pub(crate) fn delete(&self, kind: &str, id: &str) {
        assert_eq!(self.elsewhere("DELETE", &format!("/v1/{kind}/{id}"), None).0, 204);
    }

    /// Somebody else begins to add a picture to the set.
    pub(crate) fn foreign(&self) {
        let body = json!({ "data": {
            "type": "appScreenshots",
            "attributes": { "fileName": "theirs.png", "fileSize": 7 },
            "relationships": { "appScreenshotSet": { "data": { "type": "appScreenshotSets", "id": self.set() } } },
        }});
        assert_eq!(self.elsewhere("POST", "/v1/appScreenshots", Some(&body)).0, 201);
    }
}
