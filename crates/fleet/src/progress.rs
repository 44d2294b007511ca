//! Progress of long work: a bar on a terminal, nothing in a pipe.

use std::sync::Arc;
use std::time::Duration;

use engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Ui;

/// A bar of what is done and what is planned.
pub(crate) struct Bar(ProgressBar, Ui);

impl Bar {
    /// A bar on stderr; hidden when stderr is no terminal, or with `--quiet` or `-v`.
    pub(crate) fn new(ui: Ui, title: &str) -> Arc<Self> {
        Self::of(ui, title, "requests")
    }

    /// A bar of something else than requests.
    pub(crate) fn of(ui: Ui, title: &str, unit: &str) -> Arc<Self> {
        let target = if ui.moves() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) =
            ProgressStyle::with_template(&format!("{{prefix}} {{wide_bar}} {{pos}}/{{len}} {unit}, {{per_sec}}, {{eta}} left  {{msg}}"))
        {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_prefix(title.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Arc::new(Self(bar, ui))
    }

    /// So much is to be done in all.
    pub(crate) fn expect_all(&self, all: u64) {
        self.0.set_length(all);
    }

    /// So much is done.
    pub(crate) fn reach(&self, done: u64) {
        self.0.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// A sign of life while something is worked on whose end nobody knows. Dropped, it is taken away.
pub(crate) struct Wait(ProgressBar);

impl Wait {
    /// A line on stderr with the time that has passed; hidden as a [`Bar`] is.
    pub(crate) fn new(ui: Ui, title: &str) -> Self {
        let target = if ui.moves() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}, {elapsed}") {
            bar.set_style(style);
        }
        bar.set_prefix(title.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn expect(&self, requests: u64) {
        self.0.inc_length(requests);
    }

    fn advance(&self, what: &str) {
        self.0.inc(1);
        self.0.set_message(what.to_owned());
    }

    fn note(&self, text: &str) {
        self.0.suspend(|| self.1.say(text));
    }
}
