//! One figure: what was measured how often, and what was promised.

use serde_json::{Value, json};

/// What was promised of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bar {
    /// It must not be larger.
    Most(f64),
    /// It must not be smaller.
    Least(f64),
    /// It must be this, as a number of requests is.
    Exactly(f64),
    /// Nothing was promised: smaller is better.
    Smaller,
    /// Nothing was promised: larger is better.
    Larger,
}

/// A figure at one size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// What was measured; the same in every run, as comparing finds it by this name and its size.
    pub(crate) name: String,
    /// Apps of the fleet; none where the figure has nothing to do with a fleet.
    pub(crate) size: Option<usize>,
    /// What the figure counts: `ms`, `MB`, `requests`, …
    pub(crate) unit: &'static str,
    /// Every sample, sorted.
    pub(crate) samples: Vec<f64>,
    /// What was promised.
    pub(crate) bar: Bar,
    /// How it was measured, or why the bar is not met.
    pub(crate) note: String,
}

impl Row {
    /// A figure of samples, at least one.
    pub(crate) fn new(name: &str, size: Option<usize>, unit: &'static str, mut samples: Vec<f64>, bar: Bar) -> Self {
        assert!(!samples.is_empty(), "{name} was measured");
        samples.sort_by(f64::total_cmp);
        Self { name: name.to_owned(), size, unit, samples, bar, note: String::new() }
    }

    /// The same with a note.
    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The sample in the middle, or between the two that are.
    pub(crate) fn median(&self) -> f64 {
        let middle = self.samples.len() / 2;
        if self.samples.len() % 2 == 1 { self.samples[middle] } else { f64::midpoint(self.samples[middle - 1], self.samples[middle]) }
    }

    /// The sample that nineteen of twenty do not exceed.
    pub(crate) fn p95(&self) -> f64 {
        self.samples[(self.samples.len() * 95).div_ceil(100) - 1]
    }

    /// The smallest sample.
    pub(crate) fn min(&self) -> f64 {
        self.samples[0]
    }

    /// The largest sample.
    pub(crate) fn max(&self) -> f64 {
        self.samples[self.samples.len() - 1]
    }

    /// Whether the median keeps the promise; none where nothing was promised.
    pub(crate) fn is_met(&self) -> Option<bool> {
        match self.bar {
            Bar::Most(bar) => Some(self.median() <= bar),
            Bar::Least(bar) => Some(self.median() >= bar),
            // Counts are whole numbers, so that half of one is no rounding.
            Bar::Exactly(bar) => Some((self.min() - bar).abs() < 0.5 && (self.max() - bar).abs() < 0.5),
            Bar::Smaller | Bar::Larger => None,
        }
    }

    /// Whether a larger figure is a better one.
    pub(crate) fn is_more_better(&self) -> bool {
        matches!(self.bar, Bar::Least(_) | Bar::Larger)
    }

    /// The row of the JSON file.
    pub(crate) fn json(&self) -> Value {
        json!({
            "name": self.name, "size": self.size, "unit": self.unit, "median": self.median(), "min": self.min(), "max": self.max(),
            "p95": self.p95(), "runs": self.samples.len(), "bar": self.bar.to_string(), "met": self.is_met(), "note": self.note,
        })
    }
}

impl std::fmt::Display for Bar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Most(bar) => write!(out, "≤ {bar}"),
            Self::Least(bar) => write!(out, "≥ {bar}"),
            Self::Exactly(bar) => write!(out, "= {bar}"),
            Self::Smaller | Self::Larger => Ok(()),
        }
    }
}
