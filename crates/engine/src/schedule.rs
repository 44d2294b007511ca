//! Which steps of an app wait for which: what changes values keeps its order, media go in parallel where they can.
//!
//! The steps of an app are stages, one after the other. A stage is chains that do not wait for each other: one chain for
//! values, one per set where places are reserved, one per file where files are sent.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use store::{Step, Store, StoreError};

use crate::media::{Part, backend};

/// Steps that go one after the other.
pub(crate) struct Chain {
    pub(crate) app: i64,
    pub(crate) steps: VecDeque<Step>,
    /// Times the first step was found in doubt.
    pub(crate) doubts: u32,
    /// Times the first step came too early for Apple.
    pub(crate) refusals: usize,
    /// How long it rests before it goes on.
    pub(crate) rest: Option<Duration>,
}

/// What apps still have to send.
#[derive(Default)]
pub(crate) struct Schedule {
    apps: BTreeMap<i64, App>,
    /// Chains that can go on, accounts taking turns.
    ready: VecDeque<Chain>,
}

struct App {
    stages: VecDeque<Vec<Chain>>,
    /// Chains of the stage that are not at their end.
    running: usize,
}

/// Whether files that arrive are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Everything before what waits for files to be processed.
    Before,
    /// That.
    After,
}

impl Schedule {
    /// The steps, of which `Before` leaves out what comes after media were sent.
    pub(crate) fn of(store: &Store, steps: &[Step], half: Half) -> Result<Self, StoreError> {
        let mut by_app: BTreeMap<i64, Vec<&Step>> = BTreeMap::new();
        for step in steps {
            by_app.entry(step.app).or_default().push(step);
        }
        let mut by_account: BTreeMap<i64, VecDeque<(i64, App)>> = BTreeMap::new();
        for (app, steps) in by_app {
            let account = steps.first().map_or(0, |step| step.account);
            let stages = stages(store, app, &steps, half)?;
            by_account.entry(account).or_default().push_back((app, App { stages, running: 0 }));
        }
        // Accounts take turns, so that one slow account does not hold back the others.
        let mut schedule = Self::default();
        while !by_account.is_empty() {
            by_account.retain(|_, queue| {
                if let Some((app, state)) = queue.pop_front() {
                    schedule.apps.insert(app, state);
                    schedule.begin_stage(app);
                }
                !queue.is_empty()
            });
        }
        Ok(schedule)
    }

    /// The next chain that can go on.
    pub(crate) fn next(&mut self) -> Option<Chain> {
        self.ready.pop_front()
    }

    /// A step of the chain is settled: it waits for its turn again.
    pub(crate) fn again(&mut self, chain: Chain) {
        self.ready.push_back(chain);
    }

    /// The chain is at its end. With the last one of a stage the next stage begins.
    pub(crate) fn end(&mut self, chain: &Chain) {
        if let Some(app) = self.apps.get_mut(&chain.app) {
            app.running -= 1;
            if app.running == 0 {
                self.begin_stage(chain.app);
            }
        }
    }

    fn begin_stage(&mut self, app: i64) {
        if let Some((state, stage)) = self.apps.get_mut(&app).and_then(|state| state.stages.pop_front().map(|stage| (state, stage))) {
            state.running = stage.len();
            self.ready.extend(stage);
        }
    }
}

/// What a run of steps has in common, with the row by which its chains are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Values,
    Reserve,
    Commit,
    Finish,
}

fn stages(store: &Store, app: i64, steps: &[&Step], half: Half) -> Result<VecDeque<Vec<Chain>>, StoreError> {
    let last_new = steps.iter().rposition(|step| matches!(backend().part(step), Part::Reserve | Part::Commit));
    let mut stages: VecDeque<(Turn, Vec<Chain>, Vec<i64>)> = VecDeque::new();
    for (place, step) in steps.iter().enumerate() {
        let turn = match backend().part(step) {
            Part::None => Turn::Values,
            Part::Reserve => Turn::Reserve,
            Part::Commit => Turn::Commit,
            // What makes room goes with what needs it.
            Part::Finish if last_new.is_some_and(|last| place < last) => Turn::Reserve,
            Part::Finish => Turn::Finish,
        };
        let is_after = turn == Turn::Finish || (turn == Turn::Values && stages.iter().any(|(turn, ..)| *turn != Turn::Values));
        if is_after && half == Half::Before {
            break;
        }
        let key = match turn {
            Turn::Values => 0,
            Turn::Commit => step.pk,
            Turn::Reserve | Turn::Finish => store.set_of(step)?.unwrap_or(step.pk),
        };
        if stages.back().is_none_or(|(current, ..)| *current != turn) {
            stages.push_back((turn, Vec::new(), Vec::new()));
        }
        let Some((_, chains, keys)) = stages.back_mut() else { continue };
        if let Some(known) = keys.iter().position(|known| *known == key) {
            // What is removed late, such as a reservation that got lost, goes before the rest is sorted.
            let steps = &mut chains[known].steps;
            let place = if step.method == "DELETE" { steps.iter().position(|step| step.ordered().is_some()) } else { None };
            steps.insert(place.unwrap_or(steps.len()), (*step).clone());
        } else {
            keys.push(key);
            chains.push(Chain { app, steps: VecDeque::from([(*step).clone()]), doubts: 0, refusals: 0, rest: None });
        }
    }
    Ok(stages.into_iter().map(|(_, chains, _)| chains).collect())
}
