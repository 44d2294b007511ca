//! What a round stages, at its beginning and on the way, and a file of an older program that it opens.

use std::time::Duration;

use super::file;
use super::ledger::Ledger;
use super::round::Round;
use super::totals::Totals;
use crate::support::{TestFleet, WATCH, edits, kept, sqlite3};

impl Round {
    /// Stages a mix of everything.
    pub(crate) fn stage(&mut self, fleet: &TestFleet, ledger: &mut Ledger) {
        let mut statements = edits(fleet, &mut self.random, self.plan.edits);
        if self.plan.is_undone {
            // What Apple makes of a submission or of a new version is not undone by anybody.
            statements.truncate(8);
        }
        statements.extend(self.more());
        if self.plan.has_pictures {
            statements.extend(self.pictures(fleet));
        }
        let random = &mut self.random;
        statements.retain(|_| random.u8(..4) > 0);
        // One is refused where the world has problems; the others are meant all the same.
        if !self.edit(fleet, &statements.join("; ")) {
            for statement in &statements {
                self.edit(fleet, statement);
            }
        }
        let count = ledger.note(fleet);
        self.say(&format!("{count} values are staged"));
    }

    /// Other texts, on top of what is staged and of what may be on its way.
    pub(crate) fn stage_again(&mut self, fleet: &TestFleet, ledger: &mut Ledger) {
        // Never a value that was wanted before: what is set back to what Apple has is not staged any more.
        self.wishes += 1;
        let wish = self.wishes;
        let row = format!("unicode(substr(id, -1)) % 3 = {}", self.random.u8(..3));
        let mut some = vec![
            format!("UPDATE versions SET copyright = '2040 X{wish}' WHERE editable AND NOT {row}"),
            format!("UPDATE version_localizations SET keywords = 'w{wish},a', description = 'Wish {wish}' WHERE editable AND {row}"),
            format!("UPDATE version_localizations SET promotional_text = 'Wish {wish}' WHERE state = 'PREPARE_FOR_SUBMISSION' AND {row}"),
            format!("UPDATE apps SET accessibility_url = 'https://example.com/wish/{wish}' WHERE {row}"),
            format!("UPDATE app_info_localizations SET subtitle = 'Wish {wish}' WHERE editable AND {row}"),
        ];
        self.random.shuffle(&mut some);
        some.truncate(self.random.usize(1..=3));
        if self.edit(fleet, &some.join("; ")) {
            let count = ledger.note(fleet);
            self.say(&format!("{count} values are staged"));
        }
    }

    /// A file of an older program, whose migration is killed.
    pub(crate) fn migrate(&mut self, totals: &mut Totals) {
        let (version, old) = file::OLD[self.random.usize(..file::OLD.len())];
        let fleet = TestFleet::empty();
        fleet.write("fleet.toml", "");
        fleet.write(".fleet/old.sql", old);
        if sqlite3(&fleet.database(), &format!(".read {}", fleet.path().join(".fleet/old.sql").display())).is_none() {
            return;
        }
        self.say(&format!("a file of format {version}"));
        for _ in 0..self.random.usize(1..=3) {
            let micros = self.random.u64(2_000..150_000);
            let mut status = self.spawn(&fleet, "status --json", totals);
            let is_alive = status.runs_until(Duration::from_micros(micros), || false);
            if !is_alive {
                assert_eq!(status.wait().code, 0);
                continue;
            }
            status.kill();
            totals.kills += 1;
            totals.early += 1;
            self.kills += 1;
            self.say(&format!("  killed after {micros} µs"));
            file::assert_whole(&fleet);
        }
        assert_eq!(fleet.ok("status --json").json().as_array().map(Vec::len), Some(1));
        file::assert_whole(&fleet);
        totals.migrated += 1;
    }

    /// Edits that need no order.
    fn more(&mut self) -> Vec<String> {
        let rights = if self.random.bool() { "USES_THIRD_PARTY_CONTENT" } else { "DOES_NOT_USE_THIRD_PARTY_CONTENT" };
        let territory = ["DEU", "FRA", "JPN"][self.random.usize(..3)];
        let number = self.random.u8(..10);
        vec![
            format!("UPDATE apps SET content_rights_declaration = '{rights}' WHERE unicode(substr(id, -1)) % 2 = {}", number % 2),
            format!(
                "UPDATE availability SET available = NOT available WHERE territory = '{territory}' AND unicode(substr(app_id, -1)) % 2 = {}",
                number % 2
            ),
            format!("UPDATE review_details SET notes = 'Note {number}' WHERE editable AND id NOT GLOB '~*'"),
            format!("UPDATE custom_product_pages SET name = 'Page {number}' WHERE unicode(substr(id, -1)) % 2 = 0"),
        ]
    }

    /// New pictures for a few localizations.
    fn pictures(&mut self, fleet: &TestFleet) -> Vec<String> {
        let sums = kept(fleet, WATCH, &[1, 2, 3]);
        let rows = fleet.rows("SELECT l.id FROM version_localizations AS l JOIN versions AS v ON v.id = l.version_id WHERE v.state = 'PREPARE_FOR_SUBMISSION' AND v.platform = 'IOS' ORDER BY l.id LIMIT 3");
        let mut statements = Vec::new();
        for row in rows {
            for sum in &sums[..self.random.usize(1..=3)] {
                let id = row["id"].as_str().unwrap();
                statements.push(format!("INSERT INTO screenshots(version_localization_id, display_type, checksum) VALUES('{id}', 'APP_WATCH_SERIES_10', '{sum}')"));
            }
        }
        statements
    }

    fn edit(&mut self, fleet: &TestFleet, sql: &str) -> bool {
        let ran = fleet.run(&format!("edit --json \"{sql}\""));
        assert!(ran.code == 0 || ran.code == 2, "fleet edit {sql}\n{ran}");
        self.say(&format!("$ fleet edit \"{sql}\"  → {}", ran.code));
        ran.code == 0
    }
}
