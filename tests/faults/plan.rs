//! What a round is about: everything that is drawn before it begins.

use std::fmt::Write as _;

use fastrand::Rng;

use crate::support::EDIT_ROUNDS;

/// What a round is about.
pub(crate) struct Plan {
    pub(crate) accounts: &'static [&'static str],
    pub(crate) apps: usize,
    pub(crate) seed: u64,
    pub(crate) is_healthy: bool,
    /// How many times as fast as ours its time runs.
    pub(crate) speed: u32,
    /// The hour, where it is short.
    pub(crate) hour: Option<Hour>,
    pub(crate) has_pictures: bool,
    /// Whether all of it is taken back in the end.
    pub(crate) is_undone: bool,
    pub(crate) edits: usize,
}

/// An hour of few requests.
#[derive(Clone, Copy)]
pub(crate) struct Hour {
    pub(crate) limit: u32,
    /// Whether somebody else spends requests of the same key.
    pub(crate) is_shared: bool,
}

impl Plan {
    /// Draws one.
    pub(crate) fn draw(random: &mut Rng) -> Self {
        let is_short = random.u8(..12) == 0;
        let is_undone = !is_short && random.u8(..5) == 0;
        Self {
            accounts: if random.u8(..3) == 0 { &["acme", "northwind"] } else { &["acme"] },
            apps: random.usize(2..=5),
            seed: random.u64(..1_000_000),
            is_healthy: random.u8(..3) > 0,
            speed: if is_short { 240 } else { 40 },
            hour: is_short.then(|| Hour { limit: random.u32(90..=200), is_shared: random.bool() }),
            has_pictures: !is_undone && random.u8(..3) == 0,
            is_undone,
            edits: random.usize(..EDIT_ROUNDS),
        }
    }

    /// The round in a few words.
    pub(crate) fn title(&self) -> String {
        let Self { accounts, apps, hour, has_pictures, is_undone, is_healthy, .. } = self;
        let mut words = format!("{apps} apps in {}", accounts.join(" and "));
        if let Some(Hour { limit, is_shared }) = hour {
            let _ = write!(words, ", {limit} requests an hour{}", if *is_shared { " shared with somebody" } else { "" });
        }
        for (is_so, said) in [(!is_healthy, "with problems"), (*has_pictures, "pictures"), (*is_undone, "taken back")] {
            words.push_str(if is_so { ", " } else { "" });
            words.push_str(if is_so { said } else { "" });
        }
        words
    }
}
