//! A listing as the store would show it, with the room that is left.

use std::sync::LazyLock;

use owo_colors::OwoColorize as _;
use store::catalog::catalog;

use super::app::Record;
use crate::output::harmless;
use crate::wrap::{isolated, runs_right_to_left, width, wrapped};

/// The texts in the order of a store page; keywords are never shown to people.
const TEXTS: [(&str, &str); 9] = [
    ("name", "Name"),
    ("subtitle", "Subtitle"),
    ("promotional_text", "Promotional text"),
    ("whats_new", "What's new"),
    ("description", "Description"),
    ("keywords", "Keywords"),
    ("support_url", "Support URL"),
    ("marketing_url", "Marketing URL"),
    ("privacy_policy_url", "Privacy policy URL"),
];
/// Columns of the names of the texts, and of the room that is left.
const NAMES: usize = 22;
const ROOM: usize = 15;
/// The least columns for a text beside its name; where there are fewer, it stands below.
const LEAST: usize = 32;

/// Limits in characters by field.
static LIMITS: LazyLock<Vec<(&'static str, i64)>> = LazyLock::new(|| {
    let resources = ["app_info_localizations", "version_localizations"].into_iter().filter_map(|name| catalog().resource(name));
    let fields = resources.flat_map(|resource| &resource.fields);
    fields.filter_map(|field| Some((field.name.as_str(), i64::from(field.max?)))).collect()
});

/// The lines of a listing. `is_staged` says whether a field of it waits for a push, which a star tells.
pub(super) fn lines(listing: &Record, columns: usize, is_terminal: bool, is_staged: impl Fn(&str) -> bool) -> Vec<String> {
    let is_wide = columns >= NAMES + LEAST + ROOM;
    let room = if is_wide { columns - NAMES - ROOM } else { columns.saturating_sub(2).max(8) };
    let mut lines = Vec::new();
    for (field, title) in TEXTS {
        let left = left(listing, field);
        let note = left.map_or(String::new(), |left| if left < 0 { format!("{} too many", -left) } else { format!("{left} left") });
        let note_width = width(&note);
        let note = match left {
            Some(..0) => note.red().bold().to_string(),
            None => note,
            _ => note.dimmed().to_string(),
        };
        let text = listing.text(field);
        let texts = text.map_or_else(|| vec!["–".dimmed().to_string()], |text| paragraph_lines(text, room, is_terminal));
        let blanks = " ".repeat(NAMES.saturating_sub(width(title) + if is_staged(field) { 2 } else { 0 }));
        let name =
            if is_staged(field) { format!("{}{blanks}", format!("{title} *").yellow()) } else { format!("{}{blanks}", title.cyan()) };
        if is_wide {
            for (number, text) in texts.into_iter().enumerate() {
                if number > 0 {
                    lines.push(format!("{}{text}", " ".repeat(NAMES)).trim_end().to_owned());
                    continue;
                }
                let drawn = text_width(&text);
                let blanks = " ".repeat((room + ROOM).saturating_sub(drawn + note_width));
                lines.push(format!("{name}{text}{blanks}{note}").trim_end().to_owned());
            }
        } else {
            lines.push(format!("{name}{note}").trim_end().to_owned());
            lines.extend(texts.into_iter().map(|text| format!("  {text}").trim_end().to_owned()));
        }
    }
    lines
}

/// The lines of a text; what runs from right to left ends at the right, as the store shows it.
fn paragraph_lines(text: &str, room: usize, is_terminal: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        if paragraph.is_empty() {
            lines.push(String::new());
        }
        let is_reversed = runs_right_to_left(paragraph);
        for line in wrapped(&harmless(paragraph), room) {
            let drawn = match (is_terminal, is_reversed) {
                // The whole line runs like its paragraph, also where it begins with a foreign word (U+2067).
                (true, true) if !line.is_empty() => format!("\u{2067}{line}\u{2069}"),
                (true, _) => isolated(&line),
                (false, _) => line.clone(),
            };
            let before = if is_reversed { room.saturating_sub(width(&line)) } else { 0 };
            lines.push(format!("{}{drawn}", " ".repeat(before)));
        }
    }
    lines
}

/// Columns of a line that may be coloured.
fn text_width(line: &str) -> usize {
    width(&anstream::adapter::strip_str(line).to_string())
}

fn left(listing: &Record, field: &str) -> Option<i64> {
    let (_, limit) = LIMITS.iter().find(|(name, _)| *name == field)?;
    Some(limit - listing.integer(&format!("{field}_len")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::paragraph_lines;
    use crate::wrap::width;

    #[test]
    fn hebrew_ends_at_the_right() {
        assert_eq!(paragraph_lines("שלום", 10, false), ["      שלום"]);
        assert_eq!(paragraph_lines("שלום", 10, true), ["      \u{2067}שלום\u{2069}"]);
        assert_eq!(paragraph_lines("Acme שלום", 12, true), ["\u{2068}Acme שלום\u{2069}"]);
        assert_eq!(paragraph_lines("a\u{1b}[2J\u{202e}b", 12, true), ["a�[2J�b"]);
        let mixed = "هذا تطبيق Acme Notes للجميع ويعمل بدون اتصال";
        assert!(paragraph_lines(mixed, 16, true).iter().all(|line| width(line) == 16));
    }
}
