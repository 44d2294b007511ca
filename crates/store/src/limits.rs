//! The request budget of all processes of a user: an exact rolling hour per API key, in a file of its own.
//!
//! A request counts at Apple from some moment between its booking and its answer. So a booking counts for an hour and
//! the longest exchange; its answer settles it to an hour from then. Whatever lies in Apple's window at any moment was
//! therefore in these books when the last of it was booked, and the books never held more than the limit.
//!
//! Deliberately absent: waiting, and any clock. The time is asked for under the lock, because a time read before
//! waiting for it would be late.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::StoreError;
use crate::open::{create_private, create_private_folder, open_error, write_ahead};

const SCHEMA: &str = include_str!("../../../sql/limits.sql");
/// `flim` in ASCII.
const APPLICATION_ID: i64 = 0x666C_696D;
const VERSION: i64 = 1;

/// Apple's example (Apple, Identifying Rate Limits), assumed until an answer says otherwise.
const ASSUMED_LIMIT: u32 = 3_500;
const HOUR: i64 = 60 * 60 * 1_000;
const MINUTE: i64 = 60 * 1_000;
/// The longest that Apple may take to count a request that was booked.
const LONGEST_EXCHANGE: i64 = MINUTE;
/// How long a write that may go now has to come back before reads do not wait for it any more.
const HELD_BACK: i64 = 1_000;
/// Tries to get the lock before giving up, about ten seconds' worth.
const TRIES: i32 = 10_000;

const LEFT_OF_MINUTE: &str = "UPDATE keys SET minute_left = ?2 WHERE pk = ?1";
const MINUTE_ENDS: &str = "UPDATE keys SET minute_until = ?2 WHERE pk = ?1";
const CLOSE: &str = "UPDATE keys SET closed_until = ?2 WHERE pk = ?1";
const HOLD_READS: &str = "UPDATE keys SET held_until = ?2 WHERE pk = ?1";

/// The file with the budgets of all keys. Every method is one short transaction.
#[derive(Debug)]
pub struct Limits {
    connection: Connection,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Reading: it leaves so many percent of the limit untouched, and holds back for a write that waits.
    Read {
        /// The share that is kept for writes and for other people.
        reserve: u32,
    },
    /// Changing something, which somebody waits for.
    Write,
}

/// The answer to a [`Claim`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// The request may be sent, and is booked under this number.
    Booked(i64),
    /// Nothing is free. Ask again after this time.
    Wait(Duration),
}

/// A number of requests allowed, and how many of them are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests allowed in the period.
    pub limit: u32,
    /// Requests left of them.
    pub remaining: u32,
}

/// What an answer says of the hour and of the minute; either may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// The rolling hour.
    pub hour: Option<Quota>,
    /// The minute.
    pub minute: Option<Quota>,
}

/// The state of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Requests in an hour.
    pub limit: u32,
    /// Requests that count now.
    pub used: u32,
    /// When the claim may be granted; `None` if that is now.
    pub free_at: Option<Timestamp>,
    /// When Apple last said how much is left.
    pub answered_at: Option<Timestamp>,
}

impl Usage {
    /// Requests left in the hour that ends now.
    pub fn remaining(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }
}

impl Limits {
    /// Opens the file, creating it as needed, and forgets keys that nobody has used for a day.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(|source| StoreError::Create { path: folder.into(), source })?;
        }
        create_private(path).map_err(|source| StoreError::Create { path: path.into(), source })?;
        let failed = |source| open_error(path, source);
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_handler(Some(retry)).map_err(failed)?;
        identify(&connection, path)?;
        write_ahead(&connection).map_err(failed)?;
        connection.execute_batch("PRAGMA synchronous = NORMAL").map_err(failed)?;
        prepare(&mut connection)?;
        Ok(Self { connection })
    }

    /// Opens an existing file for reading; `None` if there is none.
    pub fn read(path: &Path) -> Result<Option<Self>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        let mut connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|source| open_error(path, source))?;
        connection.busy_handler(Some(retry))?;
        identify(&connection, path)?;
        Ok(Some(Self { connection }))
    }

    /// Books a request of the key, or says when to ask again.
    pub fn reserve(&mut self, key: &str, claim: Claim, clock: impl Fn() -> Timestamp) -> Result<Grant, StoreError> {
        let books = Books::open(&mut self.connection, key, clock)?;
        let free_at = books.free_at(claim)?;
        let grant = if free_at > books.now {
            if claim == Claim::Write {
                books.note(HOLD_READS, free_at + HELD_BACK)?;
            }
            Grant::Wait(Duration::from_millis((free_at - books.now).unsigned_abs()))
        } else {
            if books.key.minute_until > books.now {
                books.note(LEFT_OF_MINUTE, books.key.minute_left - 1)?;
            }
            if claim == Claim::Write && books.key.held_until > 0 {
                books.note(HOLD_READS, 0)?;
            }
            Grant::Booked(books.book(books.now + HOUR + LONGEST_EXCHANGE, 1, Whose::Ours)?)
        };
        books.commit()?;
        Ok(grant)
    }

    /// The booked request was answered: it counts for an hour from now, and the books are reconciled with what the
    /// answer says.
    pub fn settle(&mut self, key: &str, booked: i64, told: Told, clock: impl Fn() -> Timestamp) -> Result<(), StoreError> {
        let mut books = Books::open(&mut self.connection, key, clock)?;
        let gone = books.settle(booked)?;
        if let Some(hour) = told.hour {
            books.reconcile(hour, gone)?;
        }
        if let Some(minute) = told.minute {
            // Only what has no answer yet counts for longer than an hour from now.
            let unanswered = books.own_after(books.now + HOUR)?;
            books.note(LEFT_OF_MINUTE, (i64::from(minute.remaining) - unanswered).max(0))?;
            books.note(MINUTE_ENDS, books.now + MINUTE)?;
        }
        books.commit()
    }

    /// The booked request was certainly not sent, and does not count.
    pub fn release(&mut self, key: &str, booked: i64, clock: impl Fn() -> Timestamp) -> Result<(), StoreError> {
        let books = Books::open(&mut self.connection, key, clock)?;
        books.transaction.prepare_cached("DELETE FROM ledger WHERE pk = ?1")?.execute([booked])?;
        books.commit()
    }

    /// Grants nothing for a while, as Apple wishes; at most for an hour.
    pub fn close(&mut self, key: &str, pause: Duration, clock: impl Fn() -> Timestamp) -> Result<(), StoreError> {
        let books = Books::open(&mut self.connection, key, clock)?;
        let until = books.now + i64::try_from(pause.as_millis()).unwrap_or(HOUR).min(HOUR);
        books.note(CLOSE, books.key.closed_until.max(until))?;
        books.commit()
    }

    /// The state of a key, as a claim would find it; `None` for one that was not used lately. Changes nothing.
    pub fn usage(&self, key: &str, claim: Claim, now: Timestamp) -> Result<Option<Usage>, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let Some(mut found) = Key::find(&transaction, key)? else { return Ok(None) };
        let now = now.as_millisecond();
        found.used = transaction.query_row(
            "SELECT coalesce(sum(count), 0) FROM ledger WHERE key = ?1 AND until > ?2 AND until < ?2 + ?3",
            params![found.pk, now, 2 * HOUR],
            |row| row.get(0),
        )?;
        let answered_at = found.answered_at.and_then(|at| Timestamp::from_millisecond(at).ok());
        let books = Books { transaction, key: found, now };
        let free_at = books.free_at(claim)?;
        Ok(Some(Usage {
            limit: whole(books.key.hour_limit),
            used: whole(books.key.used),
            free_at: Timestamp::from_millisecond(free_at).ok().filter(|_| free_at > now),
            answered_at,
        }))
    }
}

/// A row of `keys`.
struct Key {
    pk: i64,
    hour_limit: i64,
    used: i64,
    gone: i64,
    minute_left: i64,
    minute_until: i64,
    closed_until: i64,
    held_until: i64,
    answered_at: Option<i64>,
}

impl Key {
    fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<Self>> {
        Self::get(connection, name).optional()
    }

    fn get(connection: &Connection, name: &str) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare_cached(
            "SELECT pk, hour_limit, used, gone, minute_left, minute_until, closed_until, held_until, answered_at FROM keys WHERE name = ?1",
        )?;
        let key = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                pk: row.get(0)?,
                hour_limit: row.get(1)?,
                used: row.get(2)?,
                gone: row.get(3)?,
                minute_left: row.get(4)?,
                minute_until: row.get(5)?,
                closed_until: row.get(6)?,
                held_until: row.get(7)?,
                answered_at: row.get(8)?,
            })
        };
        statement.query_row([name], key)
    }
}

/// Who sent what is booked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Ours,
    Foreign,
}

/// The books of one key, under the lock.
struct Books<'a> {
    transaction: Transaction<'a>,
    key: Key,
    now: i64,
}

impl<'a> Books<'a> {
    /// Takes the lock, asks for the time, and forgets what counts no more.
    fn open(connection: &'a mut Connection, name: &str, clock: impl Fn() -> Timestamp) -> Result<Self, StoreError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now = clock().as_millisecond();
        let key = if let Some(known) = Key::find(&transaction, name)? {
            known
        } else {
            transaction
                .execute("INSERT INTO keys(name, hour_limit, touched_at) VALUES(?1, ?2, unixepoch())", params![name, ASSUMED_LIMIT])?;
            Key::get(&transaction, name)?
        };
        let mut books = Self { transaction, key, now };
        if books.forget()? > 0 {
            books.key = Key::get(&books.transaction, name)?;
        }
        Ok(books)
    }

    fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }

    /// Forgets what counts no more. What counts for far longer than an hour was noted before the clock was set back,
    /// and is forgotten as well: Apple's next answer restores the count.
    fn forget(&mut self) -> Result<usize, StoreError> {
        let over =
            self.transaction.prepare_cached("DELETE FROM ledger WHERE key = ?1 AND until <= ?2")?.execute([self.key.pk, self.now])?;
        let ahead = self
            .transaction
            .prepare_cached("DELETE FROM ledger WHERE key = ?1 AND until >= ?2")?
            .execute([self.key.pk, self.now + 2 * HOUR])?;
        Ok(over + ahead)
    }

    fn book(&self, until: i64, count: i64, whose: Whose) -> Result<i64, StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO ledger(key, until, count, is_foreign, gone) VALUES(?1, ?2, ?3, ?4, ?5)")?
            .execute(params![self.key.pk, until, count, whose == Whose::Foreign, self.key.gone])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Runs one of the statements that note a number with the key.
    fn note(&self, sql: &str, value: i64) -> Result<(), StoreError> {
        self.transaction.prepare_cached(sql)?.execute([self.key.pk, value])?;
        Ok(())
    }

    /// When the claim may be granted; not later than now if it may at once.
    fn free_at(&self, claim: Claim) -> Result<i64, StoreError> {
        let Key { hour_limit, minute_left, minute_until, closed_until, held_until, .. } = self.key;
        // Times far ahead were noted before the clock was set back.
        let plausible = |at: i64, longest: i64| if at - self.now > longest { 0 } else { at };
        let allowed = match claim {
            Claim::Write => hour_limit,
            Claim::Read { reserve } => hour_limit - hour_limit * i64::from(reserve.min(100)) / 100,
        };
        let minute = if minute_left > 0 { 0 } else { plausible(minute_until, MINUTE) };
        let held = if claim == Claim::Write { 0 } else { plausible(held_until, HOUR + LONGEST_EXCHANGE + HELD_BACK) };
        Ok(self.hour_free_at(allowed)?.max(minute).max(held).max(plausible(closed_until, HOUR)))
    }

    /// When fewer than `allowed` requests will lie in the hour before.
    fn hour_free_at(&self, allowed: i64) -> Result<i64, StoreError> {
        let mut used = self.key.used;
        if used < allowed {
            return Ok(self.now);
        }
        let mut entries =
            self.transaction.prepare_cached("SELECT until, count FROM ledger WHERE key = ?1 AND until > ?2 ORDER BY until")?;
        let mut rows = entries.query([self.key.pk, self.now])?;
        while let Some(row) = rows.next()? {
            used -= row.get::<_, i64>(1)?;
            if used < allowed {
                return Ok(row.get(0)?);
            }
        }
        Ok(self.now + HOUR)
    }

    /// Lets a booked request count for an hour from now; returns `keys.gone` from when it was booked.
    fn settle(&mut self, booked: i64) -> Result<i64, StoreError> {
        let until = self.now + HOUR;
        let mut update = self.transaction.prepare_cached("UPDATE ledger SET until = ?2 WHERE pk = ?1 AND key = ?3 RETURNING gone")?;
        let gone = update.query_row([booked, until, self.key.pk], |row| row.get(0)).optional()?;
        drop(update);
        if let Some(gone) = gone {
            return Ok(gone);
        }
        // The answer took longer than any may, or the clock was set: it counts all the same.
        self.book(until, 1, Whose::Ours)?;
        self.key.used += 1;
        Ok(0)
    }

    /// Requests of ours that count for longer than until then.
    fn own_after(&self, until: i64) -> Result<i64, StoreError> {
        let mut sum = self
            .transaction
            .prepare_cached("SELECT coalesce(sum(count), 0) FROM ledger WHERE key = ?1 AND until > ?2 AND NOT is_foreign")?;
        Ok(sum.query_row([self.key.pk, until], |row| row.get(0))?)
    }

    /// Takes Apple's count where it proves ours wrong. `gone` is `keys.gone` from when the answered request was booked.
    ///
    /// Apple counted between then and now, so everything that counted in between may be in the count, and only a
    /// higher one is news: somebody else uses the key. When it falls below what must have arrived, the requests of
    /// others that we had guessed are over.
    fn reconcile(&self, hour: Quota, gone: i64) -> Result<(), StoreError> {
        self.transaction.prepare_cached("UPDATE keys SET hour_limit = ?2, answered_at = ?3 WHERE pk = ?1")?.execute([
            self.key.pk,
            i64::from(hour.limit),
            self.now,
        ])?;
        let counted = i64::from(hour.limit.saturating_sub(hour.remaining));
        let explained = self.key.used + self.key.gone - gone;
        if counted > explained {
            self.book(self.now + HOUR, counted - explained, Whose::Foreign)?;
            return Ok(());
        }
        let guesses = self.guesses()?;
        if guesses.is_empty() {
            return Ok(());
        }
        let mut surplus = self.key.used - self.own_after(self.now + HOUR - MINUTE)? - counted;
        if surplus > 0 {
            // A write that was told to wait may go sooner than it was told, and so may reads.
            self.note(HOLD_READS, 0)?;
        }
        for (pk, count) in guesses {
            let over = surplus.clamp(0, count);
            surplus -= over;
            if over == count {
                self.transaction.prepare_cached("DELETE FROM ledger WHERE pk = ?1")?.execute([pk])?;
            } else if over > 0 {
                self.transaction.prepare_cached("UPDATE ledger SET count = count - ?2 WHERE pk = ?1")?.execute([pk, over])?;
            }
        }
        Ok(())
    }

    /// What others are thought to have sent, the oldest first.
    fn guesses(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut guesses = self.transaction.prepare_cached("SELECT pk, count FROM ledger WHERE key = ?1 AND is_foreign ORDER BY until")?;
        let rows = guesses.query_map([self.key.pk], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Waits for the lock of another process: it is held for microseconds, so SQLite's own steps would be too long.
fn retry(tries: i32) -> bool {
    std::thread::sleep(Duration::from_micros(if tries < 500 { 20 } else { 1_000 }));
    tries < TRIES
}

/// Refuses files that are not ours, before anything is changed in them.
fn identify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    // One look at it: somebody else may be making it.
    let connection = connection.unchecked_transaction().map_err(|source| open_error(path, source))?;
    let pragma =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(|source| open_error(path, source));
    let found = pragma("user_version")?;
    let is_ours = pragma("application_id")? == APPLICATION_ID;
    match found {
        0 if !is_ours => {
            let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if objects == 0 { Ok(()) } else { Err(StoreError::Foreign(path.into())) }
        }
        _ if !is_ours => Err(StoreError::Foreign(path.into())),
        _ if found > VERSION => Err(StoreError::Newer { path: path.into(), found, known: VERSION }),
        _ => Ok(()),
    }
}

/// Makes the tables if need be, and forgets keys that nobody has used for a day.
fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == 0 {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.execute_batch(
        "DELETE FROM ledger WHERE key IN (SELECT pk FROM keys WHERE touched_at < unixepoch() - 86400);
         DELETE FROM keys WHERE touched_at < unixepoch() - 86400;",
    )?;
    Ok(transaction.commit()?)
}

fn whole(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}
