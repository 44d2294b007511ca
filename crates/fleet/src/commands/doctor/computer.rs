//! What a computer needs, whatever the workspace.

use std::io::IsTerminal as _;

use jiff::Timestamp;

use super::{Checks, Found, Verdict};
use crate::budget;
use crate::cli::Context;
use crate::output::harmless;

/// A computer that believes it to be earlier has lost its clock: this program is younger.
const NO_EARLIER: Timestamp = Timestamp::constant(1_767_225_600, 0); // 2026-01-01

pub(super) fn look(context: &Context, checks: &mut Checks) {
    checks.add("clock", "this computer's", clock());
    checks.add(
        "budget",
        "limits.db",
        budget::open().map_or_else(|error| Found::warning(&error), |_| Found::ok("shared with all processes")),
    );
    checks.add("terminal", "output", Found::ok(&terminal(context)));
}

fn clock() -> Found {
    let now = Timestamp::now();
    let says = format!("{now:.0}");
    if now < NO_EARLIER {
        return Found::new(Verdict::Failed, says, Some("set this computer's clock (NTP): tokens are dated".into()));
    }
    Found::ok(&says)
}

/// How data will look, and why.
fn terminal(context: &Context) -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if !std::io::stdout().is_terminal() {
        return "a pipe or a file: JSON unless --format says otherwise, no pager".into();
    }
    let width = terminal_size::terminal_size_of(std::io::stdout()).map_or(String::new(), |(width, _)| format!(" of {} columns", width.0));
    let colours = if context.ui.is_coloured() { "coloured" } else { "without colours" };
    let pager = variable("PAGER").map_or("no PAGER is set".to_owned(), |pager| format!("PAGER is {}", harmless(&pager)));
    format!("a terminal{width}, {colours}; {pager}")
}
