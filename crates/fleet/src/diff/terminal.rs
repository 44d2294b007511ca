//! A diff for people: groups by field, counts, or row by row.

use std::collections::BTreeMap;

use owo_colors::OwoColorize as _;
use store::Value;

use crate::diff::change::table;
use crate::diff::group::{Group, Stat, accounts, apps, groups};
use crate::diff::{By, Change, Diff, View, words};
use crate::error::Result;
use crate::output::{Ui, shortened, shown};
use crate::sentence::count;

/// Characters of a value that a group shows.
const SHOWN: usize = 48;
/// Characters from which on the words that changed say more than two beginnings.
const LONG: usize = 60;
/// Plus signs of the field that changes most.
const BAR: usize = 40;

/// Prints a diff.
pub(super) fn print(diff: &Diff, ui: Ui, view: View) -> Result<()> {
    if let Some(heading) = diff.heading().filter(|_| !diff.is_empty() || !diff.is_open()) {
        ui.print(&text(&heading).bold().to_string())?;
    }
    if diff.is_empty() {
        return ui.print(match (diff.is_open(), diff.others) {
            (true, 0) => "nothing is staged",
            (true, _) => "nothing of that is staged",
            (false, _) => "nothing of that is in the changeset",
        });
    }
    let is_coloured = ui.is_coloured();
    if view.rows {
        ui.print_table(&table(diff.changes.iter()))?;
    } else if view.stat {
        print_stats(diff, ui)?;
    } else if let Some(by) = view.by {
        print_sections(diff, ui, by, view.words, is_coloured)?;
    } else {
        print_groups(ui, &diff.groups(), "", view.words, is_coloured)?;
    }
    for problem in &diff.problems {
        ui.print(&format!("{} {}", "problem:".red(), text(&problem.to_string())))?;
    }
    if diff.conflicts() > 0 {
        ui.print(&format!("{} {} changed at Apple since it was staged", "conflict:".red(), count(diff.conflicts(), "field")))?;
    }
    for (change, note) in diff.unsent() {
        let place = [change.app.as_str(), &change.place(), &change.resource].join(" ").replace("  ", " ");
        ui.print(&format!("{} {}", "not sent:".red(), text(&format!("{place}: {note}"))))?;
    }
    ui.print(&format!("\n{}", diff.price()))?;
    if let Some(part) = diff.part() {
        ui.print(&part)?;
    }
    ui.print(&format!("digest {}", diff.digest))
}

fn print_groups(ui: Ui, groups: &[Group<'_>], indent: &str, words: bool, is_coloured: bool) -> Result<()> {
    for field in groups.chunk_by(|left, right| heading(left.sample()) == heading(right.sample())) {
        ui.print(&format!("{indent}{}", heading(field[0].sample()).bold()))?;
        let is_short = |group: &&Group<'_>| quoted(&group.sample().base) != quoted(&group.sample().value);
        let width = field.iter().filter(is_short).map(width).max().unwrap_or_default();
        for group in field {
            let Change { base, value, .. } = group.sample();
            // Two equal beginnings would say that nothing changes.
            let line = if !is_whole_row(group.sample()) && (words || quoted(base) == quoted(value)) {
                format!("  {}   {}", words::line(base, value, is_coloured), places(group).dimmed())
            } else {
                line(group, width)
            };
            ui.print(&format!("{indent}{line}"))?;
        }
    }
    Ok(())
}

/// `versions.copyright`, `new versions`, `deleted versions`.
pub(super) fn heading(change: &Change) -> String {
    match change.field.as_str() {
        "+" => format!("new {}", change.resource),
        "-" => format!("deleted {}", change.resource),
        field => format!("{}.{field}", change.resource),
    }
}

/// Whether it is the row itself that is made or deleted.
pub(super) fn is_whole_row(change: &Change) -> bool {
    matches!(change.field.as_str(), "+" | "-")
}

/// What the row that is made or deleted is called: the locale, or platform and version.
pub(super) fn row_name(change: &Change) -> Option<String> {
    let name = if change.field == "+" { &change.value } else { &change.base };
    (*name != Value::Null).then(|| shortened(name, SHOWN))
}

/// One group: the old value, the new one, and where; padded so that the places stand below each other.
fn line(group: &Group<'_>, column: usize) -> String {
    let places = places(group);
    let change = group.sample();
    if is_whole_row(change) {
        return row_name(change).map_or_else(|| format!("  {places}"), |name| format!("  {name}   {}", places.dimmed()));
    }
    let padding = " ".repeat(column - width(group));
    format!("  {} → {}{padding}   {}", quoted(&change.base).red(), quoted(&change.value).green(), places.dimmed())
}

/// Where a group changes something: the app if it is one, else how many.
pub(super) fn places(group: &Group<'_>) -> String {
    let first = || shortened(&Value::Text(group.first_app().to_owned()), SHOWN);
    match (group.apps, group.changes.len()) {
        (1, 1) => first(),
        (1, rows) => format!("{} of {}", count(rows, "row"), first()),
        (apps, rows) if apps == rows => count(apps, "app"),
        (apps, rows) => format!("{} in {}", count(rows, "row"), count(apps, "app")),
    }
}

/// Characters that both values of a group take.
fn width(group: &Group<'_>) -> usize {
    quoted(&group.sample().base).chars().count() + quoted(&group.sample().value).chars().count()
}

/// Fields with how many rows, and a bar to compare them by.
fn print_stats(diff: &Diff, ui: Ui) -> Result<()> {
    let stats = diff.stats();
    let name = |stat: &Stat| match stat.field.as_str() {
        "+" => format!("new {}", stat.resource),
        "-" => format!("deleted {}", stat.resource),
        field => format!("{}.{field}", stat.resource),
    };
    let most = stats.iter().map(|stat| stat.rows).max().unwrap_or(1);
    let width = |text: &dyn Fn(&Stat) -> String| stats.iter().map(|stat| text(stat).chars().count()).max().unwrap_or_default();
    let counts = [&|stat: &Stat| count(stat.rows, "change") as String, &|stat: &Stat| count(stat.apps, "app"), &|stat: &Stat| {
        count(stat.accounts, "account")
    }] as [&dyn Fn(&Stat) -> String; 3];
    let widths = counts.map(width);
    let name_width = width(&name);
    for stat in &stats {
        let bar = "+".repeat((stat.rows * BAR).div_ceil(most.max(BAR)));
        let cells: Vec<String> = counts.iter().zip(widths).map(|(text, width)| format!("{:>width$}", text(stat))).collect();
        ui.print(&format!(" {:<name_width$} | {}  {}", name(stat), cells.join("  "), bar.green()))?;
    }
    let (apps, accounts) = (apps(diff.changes.iter()), accounts(diff.changes.iter()));
    ui.print(&format!(
        " {} in {} of {} of {}",
        count(diff.changes.len(), "change"),
        count(stats.len(), "field"),
        count(apps, "app"),
        count(accounts, "account")
    ))
}

fn print_sections(diff: &Diff, ui: Ui, by: By, words: bool, is_coloured: bool) -> Result<()> {
    for ((name, account), changes) in sections(diff, by) {
        let account = if account.is_empty() { String::new() } else { format!("  {}", text(&account).dimmed()) };
        ui.print(&format!("{}{account}", text(&name).bold().underline()))?;
        if by != By::App {
            print_groups(ui, &groups(changes.into_iter()), "  ", words, is_coloured)?;
            continue;
        }
        for change in changes {
            ui.print(&format!("  {}", row(change, words, is_coloured)))?;
        }
    }
    Ok(())
}

/// Changes by app and account, by locale, or by client.
pub(super) fn sections(diff: &Diff, by: By) -> BTreeMap<(String, String), Vec<&Change>> {
    let mut sections: BTreeMap<(String, String), Vec<&Change>> = BTreeMap::new();
    for change in &diff.changes {
        let key = match by {
            By::App => (change.app.clone(), change.account.clone()),
            By::Locale => (change.locale.clone().unwrap_or_else(|| "(no locale)".into()), String::new()),
            By::Client => (change.client.clone().unwrap_or_else(|| "(no client)".into()), String::new()),
        };
        sections.entry(key).or_default().push(change);
    }
    sections
}

/// One change of an app: its place and field, and the two values or, of long texts, the words that changed.
fn row(change: &Change, words: bool, is_coloured: bool) -> String {
    let place = change.place();
    let place = if place.is_empty() { String::new() } else { format!("{} ", text(&place)) };
    let heading = heading(change);
    if is_whole_row(change) {
        return format!("{place}{}", heading.bold());
    }
    let Change { base, value, .. } = change;
    let conflict = change.theirs.as_ref().map(|theirs| format!("  {} Apple has {}", "conflict:".red(), quoted(theirs))).unwrap_or_default();
    if words || is_long(base) || is_long(value) {
        return format!("{place}{}\n      {}{conflict}", heading.bold(), words::line(base, value, is_coloured));
    }
    format!("{place}{}: {} → {}{conflict}", heading.bold(), quoted(base).red(), quoted(value).green())
}

/// Whether a value is longer than a line shows.
pub(super) fn is_long(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.chars().count() > LONG)
}

/// A value in quotes; what is not there says so.
pub(crate) fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "(none)".into(),
        value => format!("'{}'", shortened(value, SHOWN)),
    }
}

fn text(text: &str) -> String {
    shown(&Value::Text(text.to_owned()))
}
