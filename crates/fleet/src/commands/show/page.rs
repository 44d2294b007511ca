//! An app as text, for a person.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use owo_colors::{OwoColorize as _, Style};
use store::Standing;

use super::Parts;
use super::app::{App, Record};
use super::listing;
use crate::diff::quoted;
use crate::error::Result;
use crate::grid::{Canvas, Cell, Grid};
use crate::hyperlink::linked;
use crate::output::{Ui, harmless, shown};
use crate::picture::{Protocol, sequence};
use crate::sentence::{ago, count, lasted};
use crate::state::{self, Drawn as _};
use crate::wrap::{fitted, isolated, width, wrapped};

/// Columns of a text that is easy to read.
const READABLE: usize = 100;
/// Versions, findings and states that are shown without `--all`.
const SHOWN: usize = 10;
/// Below so many columns a version tells its state and its age only.
const NARROW: usize = 60;
/// Lines of a row of screenshots, and the pixels of their height.
const HEIGHT: (u32, u32) = (14, 420);
/// Lines and pixels of an icon.
const ICON: (u32, u32) = (5, 160);

/// How and where an app is shown.
pub(super) struct Page<'a> {
    pub(super) ui: Ui,
    pub(super) canvas: Canvas,
    /// How pictures are drawn.
    pub(super) protocol: Option<Protocol>,
    /// Where they lie.
    pub(super) folder: &'a Path,
    pub(super) parts: &'a Parts,
}

impl Page<'_> {
    /// Prints all of it.
    pub(super) fn print(&self, app: &App) -> Result<()> {
        let now = Timestamp::now().as_second();
        self.print_header(app, now)?;
        self.print_versions(app, now)?;
        self.print_listings(app)?;
        self.print_changes(app)?;
        self.print_screenshots(app)?;
        self.print_findings(app)?;
        self.print_history(app)
    }

    fn print_header(&self, app: &App, now: i64) -> Result<()> {
        let about = &app.about;
        if let Some(icon) = about.text("icon") {
            self.draw(&[self.folder.join(icon)], ICON)?;
        }
        let name = self.own(&harmless(app.name())).bold().to_string();
        let name = match app.address().filter(|_| self.canvas.has_links) {
            Some(address) => linked(&name, &address),
            None => name,
        };
        let counted = |column: &str, noun: &str| about.integer(column).filter(|number| *number > 0).map(|number| count(number, noun));
        let troubles: Vec<String> = [counted("errors", "error"), counted("warnings", "warning")].into_iter().flatten().collect();
        let troubles = if troubles.is_empty() { String::new() } else { format!(" ({})", troubles.join(", ")) };
        let readiness = match about.text("readiness") {
            Some("ready") => format!("ready to be submitted{troubles}").green().to_string(),
            Some("blocked") => format!("blocked{troubles}").red().to_string(),
            Some(_) => "nothing to submit".dimmed().to_string(),
            None => "not checked yet".dimmed().to_string(),
        };
        let plain = anstream::adapter::strip_str(&format!("{} {readiness}", harmless(app.name()))).to_string();
        let gap = if width(&plain) < self.columns() { "  " } else { "\n" };
        self.ui.print(&format!("{name}{gap}{readiness}"))?;
        let tags: Vec<String> = about.text("tags").and_then(|tags| serde_json::from_str(tags).ok()).unwrap_or_default();
        let facts = [
            ("id", ""),
            ("bundle_id", ""),
            ("sku", "SKU "),
            ("client", "client "),
            ("account", "account "),
            ("primary_locale", "primary locale "),
        ];
        let facts = facts.iter().filter_map(|(column, word)| Some(format!("{word}{}", harmless(about.text(column)?))));
        let facts: Vec<String> = facts.chain(tags.iter().map(|tag| format!("#{}", harmless(tag)))).collect();
        self.print_wrapped(&facts.join(" · "))?;
        if let Some(address) = app.address() {
            let text = address.underline().to_string();
            self.ui.print(&if self.canvas.has_links { linked(&text, &address) } else { text })?;
        }
        let age = |column: &str| about.integer(column).map_or("never".into(), |at| ago(now - at));
        self.ui.print(&format!("states synced {}, texts {}", age("states_at"), age("texts_at")).dimmed().to_string())
    }

    fn print_versions(&self, app: &App, now: i64) -> Result<()> {
        self.heading("Versions", &count(app.versions.len() as u64, "version"))?;
        let is_shown = |version: &&Record| self.parts.all || standing(version) != Standing::Replaced;
        let mut rows = Vec::new();
        let mut platform = "";
        for version in app.versions.iter().filter(is_shown) {
            let own = version.text("platform").unwrap_or_default();
            let title = if own == platform { String::new() } else { platform_name(own) };
            platform = own;
            let age = match (version.integer("state_at"), version.integer("created_at")) {
                (Some(at), _) => format!("for {}", lasted(now - at)),
                (None, Some(at)) => format!("created {}", ago(now - at)),
                (None, None) => String::new(),
            };
            let build = version.text("build").map_or(String::new(), |build| format!("build {}", harmless(build)));
            let release = version.text("release_type").map_or(String::new(), |kind| kind.replace('_', " ").to_lowercase());
            let staged = if version.integer("staged").is_some_and(|staged| staged > 0) { "staged" } else { "" };
            rows.push(vec![
                Cell::new(title),
                Cell::styled(harmless(version.text("version_string").unwrap_or("?")), Style::new().bold()),
                Cell::styled(harmless(&state::words(version.text("state").unwrap_or_default())), standing(version).style()),
                Cell::new(age),
                Cell::new(build),
                Cell::styled(if standing(version) == Standing::Preparing { release } else { String::new() }, Style::new().dimmed()),
                Cell::styled(staged, Style::new().yellow()),
            ]);
        }
        let hidden = app.versions.len() - rows.len();
        if self.columns() < NARROW {
            for row in &mut rows {
                row.truncate(4);
            }
        }
        self.print_rows(rows)?;
        self.print_hidden(hidden, "replaced version")
    }

    /// The listings of the versions that people work on: of each platform the one in preparation, else the newest.
    fn print_listings(&self, app: &App) -> Result<()> {
        for version in self.current(app) {
            let id = version.text("id");
            let listings: Vec<&Record> = app.listings.iter().filter(|listing| listing.text("version_id") == id).collect();
            let is_shown = |listing: &&&Record| self.parts.all || !self.parts.locale.is_empty() || listing.is_true("is_primary");
            for listing in listings.iter().filter(is_shown) {
                let locale = listing.text("locale").unwrap_or_default();
                let star = if app.changes.is_empty() { "" } else { " · * is staged" };
                let primary = if listing.is_true("is_primary") { ", primary locale" } else { "" };
                self.heading("Listing", &format!("{}{primary} · {}{star}", harmless(locale), title(version)))?;
                let is_staged = |field: &str| {
                    app.changes.iter().any(|change| {
                        let same = |column: &str| change.text(column).is_none_or(|text| listing.text(column) == Some(text));
                        change.text("field") == Some(field)
                            && change.text("locale") == Some(locale)
                            && same("platform")
                            && same("version_string")
                    })
                };
                let lines = listing::lines(listing, self.columns(), self.canvas.is_terminal, is_staged);
                self.ui.print(&lines.join("\n"))?;
            }
            if !self.parts.all && self.parts.locale.is_empty() {
                let others: Vec<String> = listings
                    .iter()
                    .filter(|listing| !listing.is_true("is_primary"))
                    .filter_map(|l| l.text("locale"))
                    .map(harmless)
                    .collect();
                if !others.is_empty() {
                    self.print_dimmed(&format!("also in {}: --locale, or --all", others.join(", ")))?;
                }
            }
        }
        Ok(())
    }

    fn print_changes(&self, app: &App) -> Result<()> {
        if app.changes.is_empty() {
            return Ok(());
        }
        self.heading("Staged", &format!("{}: fleet diff --app {}", count(app.changes.len() as u64, "change"), id(app)))?;
        let row = |change: &Record| {
            let text = |column: &str| harmless(change.text(column).unwrap_or_default());
            let place = [
                change.text("platform").map(platform_name),
                change.text("version_string").map(harmless),
                change.text("locale").map(harmless),
            ];
            let what = match change.text("field") {
                Some("+") => "to be created".into(),
                Some("-") => "to be deleted".into(),
                _ => format!("{} → {}", quoted(change.value("base")), quoted(change.value("value"))),
            };
            let conflict =
                if change.is_true("conflict") { format!("conflict: Apple has {}", quoted(change.value("current"))) } else { String::new() };
            vec![
                Cell::new(place.into_iter().flatten().collect::<Vec<_>>().join(" ")),
                Cell::styled(
                    if ["+", "-"].contains(&text("field").as_str()) { text("resource") } else { text("field") },
                    Style::new().cyan(),
                ),
                Cell::styled(what, Style::new().yellow()),
                Cell::styled(conflict, Style::new().red()),
            ]
        };
        let most = if self.parts.all { usize::MAX } else { SHOWN };
        self.print_rows(app.changes.iter().take(most).map(row).collect())?;
        self.print_hidden(app.changes.len().saturating_sub(most), "more change")
    }

    fn print_screenshots(&self, app: &App) -> Result<()> {
        let mut is_hint_due = false;
        for version in self.current(app) {
            let is_shown = |picture: &&Record| {
                let primary = app.about.text("primary_locale");
                picture.text("version_id") == version.text("id")
                    && (self.parts.all || !self.parts.locale.is_empty() || picture.text("locale") == primary)
            };
            let mut sets: BTreeMap<(&str, &str), Vec<&Record>> = BTreeMap::new();
            for picture in app.pictures.iter().filter(is_shown) {
                let key = (picture.text("locale").unwrap_or_default(), picture.text("display_type").unwrap_or_default());
                sets.entry(key).or_default().push(picture);
            }
            if sets.is_empty() {
                continue;
            }
            self.heading("Screenshots", &title(version))?;
            for ((locale, display_type), pictures) in sets {
                let label = shots::DisplayType::named(display_type).map_or(display_type, |known| known.label());
                let noun = if pictures.iter().all(|picture| picture.text("kind") == Some("preview")) { "preview" } else { "screenshot" };
                self.ui.print(&format!("{}  {}  {}", harmless(label).cyan(), harmless(locale), count(pictures.len() as u64, noun)))?;
                let files: Vec<PathBuf> =
                    pictures.iter().filter_map(|picture| picture.text("image")).map(|image| self.folder.join(image)).collect();
                is_hint_due |= files.len() < pictures.len();
                if !self.draw(&files, HEIGHT)? {
                    self.print_files(&pictures)?;
                }
            }
        }
        if is_hint_due {
            self.print_dimmed("fleet sync --only media --images downloads what has no file yet")?;
        }
        Ok(())
    }

    fn print_files(&self, pictures: &[&Record]) -> Result<()> {
        let name = |picture: &Record| harmless(picture.text("file_name").unwrap_or("?"));
        let longest = pictures.iter().map(|picture| width(&name(picture))).max().unwrap_or_default();
        for picture in pictures {
            let size = match (picture.integer("width"), picture.integer("height")) {
                (Some(width), Some(height)) => format!("{width}×{height}"),
                _ => String::new(),
            };
            let state = picture.text("delivery_state").filter(|state| *state != "COMPLETE").map(harmless).unwrap_or_default();
            let blanks = " ".repeat(longest - width(&name(picture)));
            let line = format!("  {}{blanks}  {}", self.own(&name(picture)), size.dimmed());
            self.ui.print(format!("{line}  {}", state.red()).trim_end())?;
            // In a line of its own, so that it can be copied.
            if let Some(image) = picture.text("image") {
                let path = self.folder.join(image);
                let path = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(path);
                self.ui.print(&format!("    {}", harmless(&path.display().to_string()).dimmed()))?;
            }
        }
        Ok(())
    }

    fn print_findings(&self, app: &App) -> Result<()> {
        if app.about.text("readiness").is_none() {
            return Ok(());
        }
        // Equal troubles are one, however many fields have them.
        let mut groups: Vec<(&Record, Vec<&Record>)> = Vec::new();
        for finding in &app.findings {
            match groups.iter_mut().find(|(first, _)| first.text("check") == finding.text("check")) {
                Some((_, group)) => group.push(finding),
                None => groups.push((finding, vec![finding])),
            }
        }
        self.heading("Findings", if groups.is_empty() { "none" } else { "" })?;
        let most = if self.parts.all { usize::MAX } else { SHOWN };
        for (first, group) in groups.iter().take(most) {
            let level = first.text("level").unwrap_or_default();
            let mark = format!("{level:<8}").style(state::style_in("level", level)).to_string();
            // Equal sentences are one, with all their places.
            let mut said: Vec<(String, Vec<String>)> = Vec::new();
            for finding in group {
                let place = [
                    finding.text("platform").map(platform_name),
                    finding.text("version_string").map(harmless),
                    finding.text("locale").map(harmless),
                ];
                let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
                let message = harmless(finding.text("message").unwrap_or_default());
                match said.iter_mut().find(|(known, _)| *known == message) {
                    Some((_, places)) => places.push(place),
                    None => said.push((message, vec![place])),
                }
            }
            let sentence = |(message, mut places): (String, Vec<String>)| {
                places.retain(|place| !place.is_empty());
                let more = places.len().saturating_sub(if self.parts.all { usize::MAX } else { 4 });
                places.truncate(places.len() - more);
                if more > 0 {
                    places.push(format!("{more} more"));
                }
                if places.is_empty() { message } else { format!("{message} ({})", places.join(", ")) }
            };
            let mut messages: Vec<String> = said.into_iter().map(sentence).collect();
            let more = messages.len().saturating_sub(if self.parts.all { usize::MAX } else { 3 });
            messages.truncate(messages.len() - more);
            if more > 0 {
                messages.push(format!("{more} more"));
            }
            let fix = first.text("fix").unwrap_or_default();
            let check = first.text("check").unwrap_or_default();
            let fix = if group.iter().all(|finding| finding.text("fix") == Some(fix)) {
                harmless(fix)
            } else {
                format!("{}, and the like: fleet check --check {} --app {} --by app", harmless(fix), harmless(check), id(app))
            };
            let room = self.columns().saturating_sub(9);
            let mut lines = wrapped(&messages.join("; "), room);
            lines.extend(wrapped(&format!("→ {fix}"), room).into_iter().map(|line| line.dimmed().to_string()));
            self.ui.print(&format!("{mark} {}", lines.join(&format!("\n{}", " ".repeat(9)))))?;
        }
        self.print_hidden(groups.len().saturating_sub(most), "more finding")
    }

    fn print_history(&self, app: &App) -> Result<()> {
        let changed: Vec<&Record> = app.history.iter().filter(|row| row.text("old").is_some()).collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.heading("History", "")?;
        let most = if self.parts.all { usize::MAX } else { SHOWN };
        let row = |row: &&Record| {
            let at = row.integer("seen_at").and_then(|at| Timestamp::from_second(at).ok()).unwrap_or_default();
            let what = match row.text("platform") {
                Some(platform) => format!("{} {}", platform_name(platform), harmless(row.text("version_string").unwrap_or_default())),
                None => "app info".into(),
            };
            let state = |column: &str| {
                let state = row.text(column).unwrap_or_default();
                Cell::styled(harmless(&state::words(state)), Standing::of(state).style())
            };
            let at = at.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string();
            vec![Cell::styled(at, Style::new().dimmed()), Cell::new(what), state("old"), Cell::new("→"), state("new")]
        };
        self.print_rows(changed.iter().take(most).map(row).collect())?;
        self.print_hidden(changed.len().saturating_sub(most), "earlier change")
    }

    /// Of each platform the version in preparation, else the newest; every one that is not replaced with `--all` or if one is
    /// named.
    fn current<'a>(&self, app: &'a App) -> Vec<&'a Record> {
        if self.parts.version.is_some() {
            return app.versions.iter().collect();
        }
        let living = app.versions.iter().filter(|version| standing(version) != Standing::Replaced);
        if self.parts.all {
            return living.collect();
        }
        let mut current: Vec<&Record> = Vec::new();
        for version in living {
            match current.iter_mut().find(|known| known.text("platform") == version.text("platform")) {
                Some(known) if !known.is_true("editable") && version.is_true("editable") => *known = version,
                Some(_) => {}
                None => current.push(version),
            }
        }
        current
    }

    /// Draws pictures beside each other; false where they are not drawn.
    fn draw(&self, files: &[PathBuf], (lines, pixels): (u32, u32)) -> Result<bool> {
        let Some(protocol) = self.protocol.filter(|_| !files.is_empty()) else { return Ok(false) };
        let Ok((png, size)) = shots::strip(files, pixels) else { return Ok(false) };
        let columns = u32::try_from(self.canvas.width.unwrap_or(80)).unwrap_or(80);
        self.ui.print_raw(sequence(protocol, &png, size, lines, columns).as_bytes())?;
        Ok(true)
    }

    /// Columns of a text.
    fn columns(&self) -> usize {
        self.canvas.width.unwrap_or(READABLE).min(READABLE)
    }

    /// Foreign text within a line.
    fn own(&self, text: &str) -> String {
        if self.canvas.is_terminal { isolated(text) } else { text.to_owned() }
    }

    fn heading(&self, title: &str, note: &str) -> Result<()> {
        let room = self.columns().saturating_sub(title.len() + 2);
        let line = format!("\n{}  {}", title.to_uppercase().bold(), fitted(note, room).dimmed());
        self.ui.print(line.trim_end())
    }

    fn print_rows(&self, rows: Vec<Vec<Cell>>) -> Result<()> {
        let columns = rows.first().map_or(0, Vec::len);
        if columns == 0 {
            return Ok(());
        }
        // What no row has takes no room.
        let is_used: Vec<bool> = (0..columns).map(|index| rows.iter().any(|row| !row[index].text.is_empty())).collect();
        let used =
            |row: Vec<Cell>| row.into_iter().zip(&is_used).filter(|(_, is_used)| **is_used).map(|(cell, _)| cell).collect::<Vec<_>>();
        let rows: Vec<Vec<Cell>> = rows.into_iter().map(used).collect();
        let titles = vec![Cell::default(); rows.first().map_or(0, Vec::len)];
        self.ui.print(&Grid { titles, rows, right: Vec::new() }.draw(self.canvas))
    }

    fn print_wrapped(&self, text: &str) -> Result<()> {
        self.ui.print(&wrapped(text, self.columns()).join("\n"))
    }

    fn print_dimmed(&self, text: &str) -> Result<()> {
        let lines: Vec<String> = wrapped(text, self.columns()).iter().map(|line| line.dimmed().to_string()).collect();
        self.ui.print(&lines.join("\n"))
    }

    fn print_hidden(&self, number: usize, noun: &str) -> Result<()> {
        if number == 0 { Ok(()) } else { self.print_dimmed(&format!("--all shows {}", count(number as u64, noun))) }
    }
}

fn standing(version: &Record) -> Standing {
    Standing::of(version.text("state").unwrap_or_default())
}

/// `iOS 2.1`.
fn title(version: &Record) -> String {
    format!(
        "{} {}",
        platform_name(version.text("platform").unwrap_or_default()),
        harmless(version.text("version_string").unwrap_or_default())
    )
}

fn id(app: &App) -> String {
    shown(app.about.value(if app.about.text("bundle_id").is_some() { "bundle_id" } else { "id" }))
}

fn platform_name(platform: &str) -> String {
    match platform {
        "IOS" => "iOS".into(),
        "MAC_OS" => "macOS".into(),
        "TV_OS" => "tvOS".into(),
        "VISION_OS" => "visionOS".into(),
        other => harmless(other),
    }
}
