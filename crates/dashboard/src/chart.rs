//! Charts as inline SVG that stretch to any width: lines and dots keep their weight, and all text is HTML beside them.

use maud::{Markup, html};

/// The side of the square that marks are placed in.
pub(crate) const SIDE: i64 = 1000;

/// A chart with two axes.
pub(crate) struct Chart<'a> {
    /// What a person who does not see it is told.
    pub(crate) description: &'a str,
    /// What the vertical axis says, from top to bottom.
    pub(crate) vertical: [String; 3],
    /// What the horizontal axis says, from start to end.
    pub(crate) horizontal: [String; 2],
    /// What is drawn.
    pub(crate) marks: Markup,
}

impl Chart<'_> {
    /// Draws it.
    pub(crate) fn draw(&self) -> Markup {
        html! {
            div.chart {
                div.vertical aria-hidden="true" { @for label in &self.vertical { span { (label) } } }
                svg viewBox=(format!("0 0 {SIDE} {SIDE}")) preserveAspectRatio="none" role="img" aria-label=(self.description) {
                    path.grid d=(format!("M0 0H{SIDE}M0 {}H{SIDE}M0 {SIDE}H{SIDE}", SIDE / 2)) {}
                    (self.marks)
                }
                div.horizontal aria-hidden="true" { @for label in &self.horizontal { span { (label) } } }
            }
        }
    }
}

/// Where a value lies between two others, on an axis of [`SIDE`].
pub(crate) fn place(value: i64, from: i64, to: i64) -> i64 {
    if to <= from { SIDE / 2 } else { (value.clamp(from, to) - from) * SIDE / (to - from) }
}

/// A dot, as a line without length: its round or square ends are what is seen, and they are not stretched.
pub(crate) fn dot(class: &str, horizontal: i64, vertical: i64) -> Markup {
    html! { path.dot.(class) d=(format!("M{horizontal} {}h0", SIDE - vertical)) {} }
}
