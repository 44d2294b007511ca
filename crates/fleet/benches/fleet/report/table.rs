//! The table that is printed and kept in docs/BENCHMARKS.md: a line a figure, a column a size.

use std::fmt::Write as _;

use super::{Bar, Row};

/// The rows as a table of Markdown: those with the same name are one line, and each size of fleet is a column.
pub(crate) fn markdown(rows: &[Row], columns: &[usize]) -> String {
    let mut table = String::from("| What | Unit |");
    for apps in columns {
        let _ = write!(table, " {} apps |", thousands(*apps));
    }
    table.push_str(" Bar | Met? | How |\n| --- | --- |");
    table.push_str(&" ---: |".repeat(columns.len()));
    table.push_str(" --- | --- | --- |\n");
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    for name in names {
        let line: Vec<&Row> = rows.iter().filter(|row| row.name == name).collect();
        let _ = write!(table, "| {name} | {} |", line[0].unit);
        for (place, apps) in columns.iter().enumerate() {
            // What has nothing to do with a fleet stands in the first column.
            let is_here = |row: &&&Row| row.size.map_or(place == 0, |size| size == *apps);
            let _ = write!(table, " {} |", line.iter().find(is_here).map_or_else(String::new, |row| cell(row)));
        }
        let _ = writeln!(table, " {} | {} | {} |", bars(&line), verdict(&line), how(&line));
    }
    table
}

/// The median, and between what the samples lie.
fn cell(row: &Row) -> String {
    if row.samples.len() == 1 || row.min().total_cmp(&row.max()).is_eq() {
        return digits(row.median());
    }
    format!("{} ({}..{})", digits(row.median()), digits(row.min()), digits(row.max()))
}

/// The bars of all sizes, once where they are the same.
fn bars(line: &[&Row]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for row in line {
        let text = match row.bar {
            Bar::Most(bar) => format!("≤ {}", digits(bar)),
            Bar::Least(bar) => format!("≥ {}", digits(bar)),
            Bar::Exactly(bar) => format!("= {}", digits(bar)),
            Bar::Smaller | Bar::Larger => "–".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" / ")
}

fn verdict(line: &[&Row]) -> &'static str {
    let mut met = line.iter().filter_map(|row| row.is_met()).peekable();
    match met.peek() {
        None => "–",
        Some(_) => {
            if met.all(|met| met) {
                "yes"
            } else {
                "**no**"
            }
        }
    }
}

/// How often it was run, and the notes, each once.
fn how(line: &[&Row]) -> String {
    let (least, most) = (line.iter().map(|row| row.samples.len()).min(), line.iter().map(|row| row.samples.len()).max());
    let runs = match (least.unwrap_or(0), most.unwrap_or(0)) {
        (1, 1) => "once".to_owned(),
        (least, most) if least == most => format!("{most} runs"),
        (least, most) => format!("{least} to {most} runs"),
    };
    let mut parts = vec![runs];
    for row in line {
        if !row.note.is_empty() && !parts.contains(&row.note) {
            parts.push(row.note.clone());
        }
    }
    parts.join("; ")
}

/// As many digits as mean something: three, and all of a whole number.
fn digits(value: f64) -> String {
    let size = value.abs();
    if size >= 1_000.0 {
        let text = format!("{value:.0}");
        return text.parse().map_or(text, thousands);
    }
    let text = if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// 10000 as 10,000.
fn thousands(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
