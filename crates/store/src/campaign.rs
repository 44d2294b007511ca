//! How campaigns of fleet.toml go on: what was left, day by day.

use rusqlite::params;

use crate::{Store, StoreError};

impl Store {
    /// Notes what a campaign has left on a day. A day has one row, which the last look of the day writes.
    pub fn note_progress(&self, campaign: &str, day: &str, left: i64) -> Result<(), StoreError> {
        self.connection.execute(include_str!("../../../sql/queries/note_progress.sql"), params![campaign, day, left])?;
        Ok(())
    }
}
