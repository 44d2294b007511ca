//! Giving a changeset up: what is staged, or what a push that was interrupted has not sent.

use rusqlite::{OptionalExtension as _, params};

use crate::changeset::{insert_step, open_changeset, staged_fields};
use crate::{NewStep, StagedField, Store, StoreError};

/// How the reason of a changeset begins that an assistant has prepared: who reviews it sees it in the diff and the log.
pub const ASSISTANT: &str = "Assistant: ";

/// What became of a discarded changeset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discarded {
    /// Its number.
    pub changeset: i64,
    /// Its state now: `discarded`, or `partial` when some of it had been sent.
    pub status: String,
    /// Staged fields that were dropped.
    pub fields: usize,
    /// Calls that will not be sent.
    pub steps: usize,
    /// Calls whose answer never came: Apple may have them or not.
    pub in_doubt: usize,
}

impl Store {
    /// Gives up everything staged in the open changeset. Its steps stay in the journal, never to be sent.
    ///
    /// # Errors
    /// [`StoreError::NothingStaged`].
    pub fn discard_staged(
        &mut self,
        author: &str,
        plan: impl FnOnce(&[StagedField]) -> (Vec<NewStep>, String),
    ) -> Result<Discarded, StoreError> {
        let transaction = self.begin()?;
        let staged = staged_fields(&transaction)?;
        let (steps, digest) = plan(&staged);
        if staged.is_empty() {
            return Err(StoreError::NothingStaged);
        }
        let changeset = open_changeset(&transaction)?;
        for (index, step) in steps.iter().enumerate() {
            insert_step(&transaction, changeset, index, step)?;
        }
        // The view's trigger knows how to take back a row that was to be created.
        transaction.execute("DELETE FROM changes WHERE changeset = ?1", [changeset])?;
        transaction.execute(
            "UPDATE changesets SET status = 'discarded', author = ?2, sealed_at = unixepoch(), finished_at = unixepoch(), digest = ?3 WHERE pk = ?1",
            params![changeset, author, digest],
        )?;
        transaction.execute("INSERT INTO changesets(status) VALUES('open')", [])?;
        transaction.commit()?;
        Ok(Discarded { changeset, status: "discarded".into(), fields: staged.len(), steps: steps.len(), in_doubt: 0 })
    }

    /// Drops what a sealed changeset has not sent; what was sent stays. Take the push lock first.
    ///
    /// # Errors
    /// [`StoreError::NoChangeset`] when there is none with calls left to send.
    pub fn discard_unsent(&mut self, changeset: i64) -> Result<Discarded, StoreError> {
        let transaction = self.begin()?;
        let is_unfinished: Option<i64> = transaction
            .query_row("SELECT pk FROM changesets WHERE pk = ?1 AND status IN ('sealed', 'pushing')", [changeset], |row| row.get(0))
            .optional()?;
        if is_unfinished.is_none() {
            return Err(StoreError::NoChangeset(changeset));
        }
        let fields = transaction.query_row("SELECT count(*) FROM staged WHERE changeset = ?1", [changeset], |row| row.get(0))?;
        let steps = transaction
            .execute("UPDATE steps SET note = 'discarded, never sent' WHERE changeset = ?1 AND status = 'planned'", [changeset])?;
        let in_doubt = transaction.execute(
            "UPDATE steps SET status = 'failed', note = 'discarded before its answer came: `fleet sync` shows what Apple has'
             WHERE changeset = ?1 AND status = 'sent'",
            [changeset],
        )?;
        transaction.execute("DELETE FROM changes WHERE changeset = ?1", [changeset])?;
        transaction.execute(
            "UPDATE changesets SET finished_at = unixepoch(), paused = 0,
               status = iif(EXISTS(SELECT 1 FROM steps WHERE changeset = ?1 AND status IN ('done', 'failed', 'conflict')), 'partial', 'discarded')
             WHERE pk = ?1",
            [changeset],
        )?;
        let status = transaction.query_row("SELECT status FROM changesets WHERE pk = ?1", [changeset], |row| row.get(0))?;
        transaction.commit()?;
        Ok(Discarded { changeset, status, fields, steps, in_doubt })
    }

    /// Names the open changeset; the name stays through the push unless that gives another.
    pub fn name_changeset(&self, title: &str) -> Result<(), StoreError> {
        self.connection.execute("UPDATE changesets SET title = ?1 WHERE status = 'open'", [title])?;
        Ok(())
    }

    /// Where nothing is staged any more, an assistant's reason must not be that of what a person stages next.
    pub fn forget_assistant(&self) -> Result<(), StoreError> {
        self.connection.execute(include_str!("../../../sql/queries/forget_assistant.sql"), [ASSISTANT])?;
        Ok(())
    }
}
