//! A diff as a comment of a pull request.
//!
//! Values are put into `<code>`, where no host makes links, mentions or pictures of them, with every sign that Markdown
//! or HTML might read as its own written as an entity.

use std::fmt::Write as _;

use store::Value;

use crate::diff::group::{Group, Stat, groups};
use crate::diff::terminal::{heading, is_long, is_whole_row, row_name, sections};
use crate::diff::words::{self, Kind};
use crate::diff::{Change, Diff, View, terminal};
use crate::output::{markdown_text, shortened};
use crate::sentence::count;

/// Characters of a value in a table.
const SHOWN: usize = 60;

/// The whole diff as Markdown.
pub(super) fn page(diff: &Diff, view: View) -> String {
    let title = diff.heading().unwrap_or_else(|| "Staged changes".into());
    let mut page = format!("## {}\n", markdown_text(&title));
    if diff.is_empty() {
        page.push_str("\nNothing is staged.\n");
        return page;
    }
    if !diff.problems.is_empty() {
        let _ = write!(page, "\n### ⚠️ {}\n\n", count(diff.problems.len(), "problem"));
        for problem in &diff.problems {
            let _ = writeln!(page, "- {}", markdown_text(&problem.to_string()));
        }
    }
    if diff.conflicts() > 0 {
        let _ = write!(page, "\n**Conflicts:** {} changed at Apple since it was staged.\n", count(diff.conflicts(), "field"));
    }
    if view.stat {
        stats(&mut page, &diff.stats());
    } else if let Some(by) = view.by {
        for ((name, account), changes) in sections(diff, by) {
            let account = if account.is_empty() { String::new() } else { format!(" ({})", markdown_text(&account)) };
            let _ = write!(page, "\n### {}{account}\n", markdown_text(&name));
            fields(&mut page, &groups(changes.into_iter()), "####", view.rows);
        }
    } else {
        fields(&mut page, &diff.groups(), "###", view.rows);
    }
    for (change, note) in diff.unsent() {
        let _ = write!(page, "\n- not sent: {} {}: {}", markdown_text(&change.app), markdown_text(&change.place()), markdown_text(note));
    }
    let _ = write!(page, "\n{}\n", diff.price());
    if let Some(part) = diff.part() {
        let _ = write!(page, "\n{part}\n");
    }
    let _ = write!(page, "\ndigest `{}`", diff.digest);
    page
}

fn stats(page: &mut String, stats: &[Stat]) {
    page.push_str("\n| field | rows | apps | accounts |\n| --- | ---: | ---: | ---: |\n");
    for Stat { resource, field, rows, apps, accounts } in stats {
        let _ = writeln!(page, "| {resource}.{field} | {rows} | {apps} | {accounts} |");
    }
}

/// A heading and a table for each field, with the long texts folded away below.
fn fields(page: &mut String, groups: &[Group<'_>], level: &str, with_rows: bool) {
    for field in groups.chunk_by(|left, right| heading(left.sample()) == heading(right.sample())) {
        let _ = write!(page, "\n{level} {}\n\n", heading(field[0].sample()));
        if is_whole_row(field[0].sample()) {
            for group in field {
                let name = row_name(group.sample()).map(|name| format!("{}: ", markdown_text(&name))).unwrap_or_default();
                let _ = writeln!(page, "- {name}{}", markdown_text(&places(group)));
            }
            continue;
        }
        page.push_str("| before | after | where |\n| --- | --- | --- |\n");
        for group in field {
            let Change { base, value, .. } = group.sample();
            let conflict = if group.conflicts() > 0 { format!(", **{} in conflict**", group.conflicts()) } else { String::new() };
            // Of two long texts the beginnings say little.
            let after = if is_long(base) && is_long(value) {
                format!("<code>{}</code>", entities(&words::line(base, value, false)))
            } else {
                code(value)
            };
            let _ = writeln!(page, "| {} | {after} | {}{conflict} |", code(base), markdown_text(&places(group)));
        }
        for group in field {
            let Change { base, value, .. } = group.sample();
            if is_long(base) || is_long(value) {
                let _ = write!(
                    page,
                    "\n<details><summary>{}</summary>\n\n<p>{}</p>\n\n</details>\n",
                    entities(&places(group)),
                    passages(base, value)
                );
            }
            if with_rows {
                let rows: String = group
                    .changes
                    .iter()
                    .map(|change| format!("<li>{}</li>", entities(format!("{} {}", change.app, change.place()).trim())))
                    .collect();
                let _ =
                    write!(page, "\n<details><summary>{}</summary>\n\n<ul>{rows}</ul>\n\n</details>\n", count(group.changes.len(), "row"));
            }
        }
    }
}

/// Where a group changes something; of a single row, which one.
fn places(group: &Group<'_>) -> String {
    match group.changes.as_slice() {
        [change] => format!("{} {}", change.app, change.place()).trim().to_owned(),
        _ => terminal::places(group),
    }
}

/// A value in a cell.
fn code(value: &Value) -> String {
    match value {
        Value::Null => "(none)".into(),
        value => format!("<code>{}</code>", entities(&shortened(value, SHOWN))),
    }
}

/// The words of a text that changed, all of it.
fn passages(old: &Value, new: &Value) -> String {
    let passage = |(kind, text): (Kind, String)| {
        let text = text.split('\n').map(entities).collect::<Vec<_>>().join("<br>");
        match kind {
            Kind::Same => text,
            Kind::Old => format!("<del>{text}</del>"),
            Kind::New => format!("<ins>{text}</ins>"),
        }
    };
    words::passages(old, new).into_iter().map(passage).collect()
}

/// Text that neither Markdown nor HTML can read as anything but text.
fn entities(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => safe.push('\u{fffd}'),
            // A comment behind the sign keeps a host from telling somebody, or linking an issue.
            '@' | '#' => {
                let _ = write!(safe, "&#{};<!-- -->", u32::from(letter));
            }
            letter if letter.is_ascii_punctuation() && !matches!(letter, '.' | ',' | ';' | '(' | ')' | '?' | '/' | '-' | '+' | '%') => {
                let _ = write!(safe, "&#{};", u32::from(letter));
            }
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use store::Value;

    use super::{code, entities, passages};

    #[test]
    fn nothing_foreign_becomes_markup() {
        let hostile = "<img src=x onerror=alert(1)> [a](https://evil.example) @everyone `x` | **b** \u{1b}[31m ![p](q)";
        let safe = code(&Value::Text(hostile.into()));
        let inside = safe.strip_prefix("<code>").unwrap().strip_suffix("</code>").unwrap();
        let inside = inside.replace("<!-- -->", "");
        assert!(!inside.contains(['<', '>', '[', ']', '@', '`', '|', '*', '!', '\u{1b}', ':']), "{inside}");
        assert_eq!(entities("a & b"), "a &#38; b");
        assert_eq!(code(&Value::Null), "(none)");
    }

    #[test]
    fn long_texts_show_which_words_changed() {
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(passages(&text("one\ntwo <b>"), &text("one\n2 <b>")), "one<br><del>two</del><ins>2</ins> &#60;b&#62;");
    }
}
