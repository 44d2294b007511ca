//! What changes while the simulator runs: the world, the budget, and the folder that keeps both.

use std::io;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedSender;

use crate::account::{Identity, identities};
use crate::budget::Budget;
use crate::error::SimError;
use crate::generate;
use crate::ids::Ids;
use crate::journal::{Folder, Line, Snapshot, Stored};
use crate::media::blobs::Blobs;
use crate::metering::Left;
use crate::planted::Planted;
use crate::recent::Recent;
use crate::review;
use crate::simulator::Options;
use crate::webhooks;
use crate::world::{Change, World};

/// A journal longer than this is folded into the snapshot at the next start.
const LONG_JOURNAL: usize = 20_000;

/// Milliseconds in an hour.
const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a minute.
const MINUTE: i64 = 60 * 1000;

/// The changing part of a simulator.
pub(crate) struct State {
    pub(crate) world: World,
    budget: Budget,
    folder: Option<Folder>,
    closed: bool,
    /// Where deliveries go that are to be sent; none when nobody sends them.
    pub(crate) outbox: Option<UnboundedSender<String>>,
    /// What the world was made from; a state folder has the last word.
    pub(crate) seed: u64,
    apps: usize,
    pub(crate) accounts: Vec<Identity>,
    /// What was wrong with the world when it was made.
    pub(crate) planted: Vec<Planted>,
    pub(crate) recent: Recent,
}

impl State {
    /// The world of the state folder, or a new one.
    pub(crate) fn open(options: &Options) -> Result<Self, SimError> {
        let now = options.clock.now().as_millisecond();
        let mut state = Self::open_folder(options, now)?;
        state.world.pace = options.pace;
        state.world.processing = SignedDuration::try_from(options.processing).unwrap_or(SignedDuration::MAX);
        state.world.settling = SignedDuration::try_from(options.settling).unwrap_or(SignedDuration::MAX);
        state.world.blobs = Blobs::open(options.state.as_deref());
        state.world.set_now(options.clock.now());
        let woken = review::wake(&state.world);
        if !woken.is_empty() {
            let path = options.state.clone().unwrap_or_default();
            state.commit(woken).map_err(|source| SimError::Write { path, source })?;
        }
        Ok(state)
    }

    fn open_folder(options: &Options, now: i64) -> Result<Self, SimError> {
        let Some(path) = &options.state else { return Ok(Self::new(options, None)) };
        let (folder, stored) = Folder::open(path)?;
        let (mut state, is_new) = match stored {
            Some(stored) => (Self::restore(stored, folder), false),
            None => (Self::new(options, Some(folder)), true),
        };
        let is_long = state.folder.as_ref().is_some_and(|folder| folder.lines() > LONG_JOURNAL);
        if is_new || is_long {
            state.compact(now)?;
        }
        Ok(state)
    }

    /// Counts a request of the key, of `hour` an hour and, where there is a `minute`, so many a
    /// minute; one that comes when either is spent is not counted.
    pub(crate) fn spend(&mut self, key: &str, now: i64, hour: u32, minute: Option<u32>) -> io::Result<Left> {
        let of_minute = format!("{key}/minute");
        let left_of_minute = minute.map(|limit| self.budget.within(&of_minute, now, limit, MINUTE));
        let left = self.budget.left(key, now, hour);
        let (_, wait) = if left == 0 { self.budget.within(key, now, hour, HOUR) } else { (0, 0) };
        let wait = left_of_minute.filter(|(left, _)| *left == 0).map_or(wait, |(_, minute)| wait.max(minute));
        let mut after = Left { hour: left, minute: left_of_minute.map(|(left, _)| left), wait: None };
        if left == 0 || after.minute == Some(0) {
            after.wait = Some(wait);
            return Ok(after);
        }
        for key in [Some(key), after.minute.map(|_| of_minute.as_str())].into_iter().flatten() {
            self.append(&Line::Spent(key.to_owned(), now))?;
            self.budget.spend(key, now);
        }
        after.hour -= 1;
        after.minute = after.minute.map(|left| left - 1);
        Ok(after)
    }

    /// Lets everything happen that is due by `now`, in order, each thing at its own time.
    pub(crate) fn advance(&mut self, now: Timestamp) -> io::Result<()> {
        while let Some(event) = self.world.due().next(now.as_millisecond()).cloned() {
            self.world.set_now(Timestamp::from_millisecond(event.at).unwrap_or(now));
            let mut changes = vec![Change::Happened];
            if let Some(resource) = self.world.get(&event.kind, &event.id) {
                changes.extend((resource.kind.rules.happen)(&self.world, resource, &event.name, &Ids::new(&self.world, self.seed)));
            }
            self.commit(changes)?;
        }
        self.world.set_now(now);
        Ok(())
    }

    /// Lets `read` see the world as it was `lag` milliseconds ago, as far as that is remembered.
    pub(crate) fn behind<T>(&mut self, lag: u64, read: impl FnOnce(&mut Self) -> T) -> T {
        if lag == 0 {
            return read(self);
        }
        let recent = std::mem::take(&mut self.recent);
        recent.rewind(&mut self.world, lag);
        let result = read(self);
        recent.restore(&mut self.world, lag);
        self.recent = recent;
        result
    }

    /// Applies a write, and what webhooks are told of it, once both are in the journal.
    pub(crate) fn commit(&mut self, mut changes: Vec<Change>) -> io::Result<()> {
        changes.extend(webhooks::announce(&self.world, &changes, self.seed));
        let outgoing = webhooks::outgoing(&changes);
        let line = Line::Wrote(changes);
        self.append(&line)?;
        // What could not be written down is not remembered either.
        if let Line::Wrote(changes) = &line {
            self.recent.note(&self.world, changes);
        }
        self.replay(line);
        self.post(outgoing);
        Ok(())
    }

    /// Folds the journal into the snapshot, when there is a folder.
    pub(crate) fn compact(&mut self, now: i64) -> Result<(), SimError> {
        let snapshot = Snapshot {
            generation: 0,
            seed: self.seed,
            apps: self.apps,
            accounts: self.accounts.clone(),
            created: self.world.created(),
            spent: self.budget.spent(now),
            galleries: self.world.galleries().cloned().collect(),
            due: self.world.due().events().cloned().collect(),
            planted: self.planted.clone(),
            resources: if self.folder.is_some() { self.world.everything().cloned().collect() } else { Vec::new() },
        };
        self.folder.as_mut().map_or(Ok(()), |folder| folder.compact(snapshot))
    }

    /// Lets go of the folder, so that another simulator may use it; nothing can change any more.
    pub(crate) fn close(&mut self) {
        self.closed = true;
        self.folder = None;
    }

    /// Gives deliveries out to be sent.
    pub(crate) fn post(&self, deliveries: Vec<String>) {
        let Some(outbox) = &self.outbox else { return };
        for delivery in deliveries {
            // When the courier has stopped it begins with what is pending the next time.
            drop(outbox.send(delivery));
        }
    }

    fn append(&mut self, line: &Line) -> io::Result<()> {
        if self.closed {
            return Err(io::Error::other("the simulator has stopped"));
        }
        self.folder.as_mut().map_or(Ok(()), |folder| folder.append(line))
    }

    fn new(options: &Options, folder: Option<Folder>) -> Self {
        let accounts = identities(&options.accounts, options.seed);
        let mut world = generate::world(options);
        generate::actor::put(&mut world, &accounts);
        Self {
            planted: generate::planted(&world),
            world,
            budget: Budget::default(),
            folder,
            closed: false,
            recent: Recent::default(),
            outbox: None,
            seed: options.seed,
            apps: options.apps,
            accounts,
        }
    }

    fn restore(stored: Stored, folder: Folder) -> Self {
        let Stored { snapshot, lines } = stored;
        let mut world = World::default();
        for resource in snapshot.resources {
            world.put(resource);
        }
        snapshot.galleries.into_iter().for_each(|gallery| world.add_gallery(gallery));
        snapshot.due.into_iter().for_each(|event| world.apply(Change::Later(event)));
        world.set_created(snapshot.created);
        let mut state = Self {
            world,
            planted: snapshot.planted,
            budget: Budget::restore(snapshot.spent),
            folder: Some(folder),
            closed: false,
            recent: Recent::default(),
            outbox: None,
            seed: snapshot.seed,
            apps: snapshot.apps,
            accounts: snapshot.accounts,
        };
        for line in lines {
            state.replay(line);
        }
        state
    }

    fn replay(&mut self, line: Line) {
        match line {
            Line::Continues(_) => {}
            Line::Spent(key, at) => self.budget.spend(&key, at),
            Line::Wrote(changes) => changes.into_iter().for_each(|change| self.world.apply(change)),
        }
    }
}
