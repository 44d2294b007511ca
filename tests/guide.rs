//! The guide: every command in it is run, every output is what the program prints, every link leads somewhere.
//!
//! A chapter names its world in a comment at its top (`<!-- world: apps=6 seed=7 accounts=acme,northwind -->`) and is played in
//! a fresh workspace. Blocks of `console` are typed into one shell; what they show is compared, with `...` for what is left
//! out. A block below `<!-- file: NAME -->` becomes that file, below `<!-- append: NAME -->` its end. Whatever else stands in
//! a block is marked `ignore` and says above it why it is `not run`. `UPDATE_GUIDE=1` writes what was printed into the pages,
//! also in place of `???`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp};
use regex::Regex;
use serde_json::{Value, json};
use sim::{Clock, Listing, Options, Simulator};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::markdown::{Block, Entry, Step, agree, anchors, entries, links, renewed};
use crate::support::{Console, picture, root, skip};

/// Blocks of the guide that nobody can run here, each with its reason: more of them must be meant.
const NOT_RUN: usize = 7;

/// The clients of the guide, as the example's `fleet.toml` has them.
const LEGAL_NAMES: [(&str, &str); 3] = [("acme", "ACME GmbH"), ("northwind", "Northwind Traders Inc."), ("umbra", "Umbra Studio Ltd.")];

/// Played by tests of their own, so that they are played at the same time.
macro_rules! chapters {
    ($($name:ident)*) => {
        const CHAPTERS: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                Story::of(&source().join(stringify!($name).replace('_', "-")).with_extension("md")).play();
            }
        )*
    };
}

chapters! {
    first_sync
    yearly_copyright
    age_ratings
    texts
    screenshots
    release_train
    prices
    reviews
    fastlane
    teams
    ci
    watching
    undo
    sql
    writing_checks
    reports
    budget
    troubleshooting
}

fn is_installed(tool: &str) -> bool {
    Command::new(tool).arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn source() -> PathBuf {
    root().join("docs/guide/src")
}

/// A command that was typed.
struct Played {
    step: Step,
    printed: Vec<String>,
    /// An exit code that nothing on the page asks for.
    surprise: Option<i32>,
}

/// A page that is played, in its world.
struct Story {
    page: PathBuf,
    text: String,
    home: TempDir,
    runtime: Runtime,
}

impl Story {
    fn of(page: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { page: page.to_owned(), text: fs::read_to_string(page).unwrap(), home: tempfile::tempdir().unwrap(), runtime }
    }

    /// The workspace, which pages call `~/fleet`.
    fn workspace(&self) -> PathBuf {
        self.home.path().canonicalize().unwrap().join("fleet")
    }

    fn play(&self) {
        if self.text.contains("\n$ sqlite3 ") && !is_installed("sqlite3") {
            assert!(std::env::var_os("APPFLEET_REQUIRE_SQLITE3").is_none(), "{}: there is no sqlite3", self.page.display());
            return skip("there is no sqlite3 shell");
        }
        let is_update = std::env::var_os("UPDATE_GUIDE").is_some();
        fs::create_dir_all(self.workspace()).unwrap();
        let mut terminal = Console::open(self.workspace().parent().unwrap(), &self.workspace());
        let mut changes = Vec::new();
        let mut wrong = Vec::new();
        for entry in entries(&self.text) {
            match entry {
                Entry::Comment(_, comment) => self.prepare(&comment, &mut terminal),
                Entry::Block(block) if block.info == "console" => {
                    for Played { step, printed, surprise } in self.session(&block, &mut terminal) {
                        let told = format!("{}:{}: `{}`", self.page.display(), step.place.start, step.command);
                        if let Some(code) = surprise {
                            wrong.push(format!("{told} ended with {code}, and no `echo $?` expects it:\n{}\n", printed.join("\n")));
                        }
                        let is_asked = step.shown == ["???"];
                        if step.shown.is_empty() || (!is_asked && agree(&step.shown, &printed)) {
                            continue;
                        }
                        if !is_update {
                            wrong.push(format!("{told} printed\n{}\n", printed.join("\n")));
                        }
                        changes.push((step.place, if is_asked { printed } else { renewed(&step.shown, &printed) }));
                    }
                }
                Entry::Block(block) => self.write(&block),
            }
        }
        if is_update {
            self.update(changes);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Types a session.
    fn session(&self, block: &Block, terminal: &mut Console) -> Vec<Played> {
        let mut played: Vec<Played> = Vec::new();
        for step in block.steps() {
            if let Some(before) = played.last_mut().filter(|_| step.command == "echo $?") {
                before.surprise = None;
            }
            let printed = terminal.run(&step.command).iter().map(|line| self.placed(line)).collect();
            played.push(Played { step, printed, surprise: (terminal.code != 0).then_some(terminal.code) });
        }
        played
    }

    /// A line with the folders that the page speaks of.
    fn placed(&self, line: &str) -> String {
        let home = self.home.path().canonicalize().unwrap();
        line.replace(home.to_str().unwrap(), "~").replace("panicked at", "PANICKED AT")
    }

    /// What a comment asks for.
    fn prepare(&self, comment: &str, terminal: &mut Console) {
        let Some((verb, rest)) = comment.split_once(": ") else { return };
        match verb {
            "world" => self.make_world(rest, terminal),
            "pictures" => self.draw(rest),
            "web" => self.edit_on_the_web(rest, terminal),
            "uploaded" => self.upload(rest, terminal),
            "later" => self.wait(rest),
            "setup" => {
                let printed = terminal.run(rest);
                assert_eq!(terminal.code, 0, "{rest}\n{}", printed.join("\n"));
            }
            _ => {}
        }
    }

    /// `apps=6 seed=7 accounts=acme,globex healthy synced`
    fn make_world(&self, words: &str, terminal: &mut Console) {
        let given: BTreeMap<&str, &str> = words.split_whitespace().map(|word| word.split_once('=').unwrap_or((word, ""))).collect();
        if given.contains_key("none") {
            return;
        }
        let number = |name: &str, default: usize| given.get(name).map_or(default, |text| text.parse().unwrap());
        let accounts: Vec<String> = given.get("accounts").unwrap_or(&"acme,northwind").split(',').map(str::to_owned).collect();
        let listing = Listing { locales: given.get("locales").map(|text| text.parse().unwrap()), ..Listing::default() };
        let options = Options {
            accounts: accounts.clone(),
            apps: number("apps", 12),
            seed: number("seed", 2026) as u64,
            problems: !given.contains_key("healthy"),
            listing: Listing { uniform: given.contains_key("uniform"), ..listing },
            state: Some(self.workspace().join(".fleet/simulator")),
            ..Options::default()
        };
        fs::create_dir_all(self.workspace().join(".fleet/simulator")).unwrap();
        self.runtime.block_on(async { Simulator::start(options).await.unwrap().stop().await });
        let mut text = format!("[simulator]\napps = {}\nseed = {}\n\n", number("apps", 12), number("seed", 2026));
        for account in accounts {
            let (_, name) = LEGAL_NAMES.iter().find(|(name, _)| *name == account).unwrap();
            write!(text, "[accounts.{account}]\n\n[clients.{account}]\nlegal_name = \"{name}\"\naccounts = [\"{account}\"]\n\n").unwrap();
        }
        fs::write(self.workspace().join("fleet.toml"), text).unwrap();
        if let Some(parts) = given.get("synced") {
            let command = if parts.is_empty() { "fleet sync".to_owned() } else { format!("fleet sync --{parts}") };
            let printed = terminal.run(&command);
            assert_eq!(terminal.code, 0, "{}", printed.join("\n"));
        }
    }

    /// `shots/en-US/1.png=1290x2796 …`
    fn draw(&self, words: &str) {
        for (index, word) in words.split_whitespace().enumerate() {
            let (name, size) = word.split_once('=').unwrap();
            let (width, height) = size.split_once('x').unwrap();
            let path = self.workspace().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let shade = 40 + 20 * u8::try_from(index).unwrap();
            fs::write(path, picture((width.parse().unwrap(), height.parse().unwrap()), shade)).unwrap();
        }
    }

    /// Somebody else changes something: `appStoreVersions {"copyright": "…"} SELECT id FROM versions WHERE …`
    fn edit_on_the_web(&self, words: &str, terminal: &mut Console) {
        let parts = Regex::new(r"^(\w+) (\{.*\}) (SELECT .*)$").unwrap().captures(words).unwrap();
        let attributes: Value = serde_json::from_str(&parts[2]).unwrap();
        let rows = self.rows(&parts[3], terminal);
        self.at_apple(|simulator| rows.iter().for_each(|row| simulator.edit(&parts[1], &row[0], attributes.clone()).unwrap()));
    }

    /// Xcode uploads builds of this version number: `2.4.0 SELECT app_id, platform FROM …`
    fn upload(&self, words: &str, terminal: &mut Console) {
        let (version, sql) = words.split_once(' ').unwrap();
        let rows = self.rows(sql, terminal);
        self.at_apple(|simulator| {
            for row in &rows {
                let train = json!({ "version": version, "platform": row[1] });
                let train = simulator.add("preReleaseVersions", train, &[("app", &row[0])]).unwrap();
                let build = json!({
                    "version": "240", "uploadedDate": "2026-01-31T08:00:00-08:00", "expirationDate": "2099-01-31T08:00:00-08:00",
                    "expired": false, "minOsVersion": "16.0", "processingState": "VALID", "buildAudienceType": "APP_STORE_ELIGIBLE",
                    "usesNonExemptEncryption": false
                });
                simulator.add("builds", build, &[("app", &row[0]), ("preReleaseVersion", &train)]).unwrap();
            }
        });
    }

    /// So many seconds pass at Apple: `60`
    fn wait(&self, seconds: &str) {
        let clock = Clock::fixed(Timestamp::now() + SignedDuration::from_secs(seconds.parse().unwrap()));
        let state = Some(self.workspace().join(".fleet/simulator"));
        self.runtime.block_on(async {
            let simulator = Simulator::start(Options { state, clock, ..Options::default() }).await.unwrap();
            // What is due happens when somebody looks.
            assert!(!simulator.resources("apps").is_empty());
            simulator.stop().await;
        });
    }

    /// The rows of a query, of which there are some.
    fn rows(&self, sql: &str, terminal: &mut Console) -> Vec<Vec<String>> {
        let printed = terminal.run(&format!("fleet query --format csv \"{sql}\""));
        assert!(terminal.code == 0 && printed.len() > 1, "{}: {sql}: {printed:?}", self.page.display());
        printed[1..].iter().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    /// Does something in the world between two commands.
    fn at_apple(&self, happens: impl FnOnce(&Simulator)) {
        let state = Some(self.workspace().join(".fleet/simulator"));
        self.runtime.block_on(async {
            let simulator = Simulator::start(Options { state, ..Options::default() }).await.unwrap();
            happens(&simulator);
            simulator.stop().await;
        });
    }

    /// Makes the file that a block is, if it is one.
    fn write(&self, block: &Block) {
        let Some((verb, name)) = block.note.as_deref().and_then(|note| note.split_once(": ")) else { return };
        let path = self.workspace().join(name);
        let text = block.lines.join("\n") + "\n";
        match verb {
            "file" => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            "append" => fs::write(&path, fs::read_to_string(&path).unwrap() + "\n" + &text).unwrap(),
            _ => {}
        }
    }

    /// Writes what was printed into the page.
    fn update(&self, changes: Vec<(std::ops::Range<usize>, Vec<String>)>) {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for (place, printed) in changes.into_iter().rev() {
            lines.splice(place, printed);
        }
        fs::write(&self.page, lines.join("\n") + "\n").unwrap();
    }
}

/// All pages of the guide by their names.
fn pages() -> BTreeMap<String, String> {
    let files = fs::read_dir(source()).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn every_chapter_with_commands_is_played() {
    let has_commands = |text: &str| entries(text).iter().any(|entry| matches!(entry, Entry::Block(block) if block.info == "console"));
    let pages = pages();
    let found: BTreeSet<String> = pages.iter().filter(|(_, text)| has_commands(text)).map(|(name, _)| name.replace('-', "_")).collect();
    assert_eq!(found, CHAPTERS.iter().map(|name| format!("{name}.md")).collect());
    for (name, text) in pages.iter().filter(|(_, text)| has_commands(text)) {
        assert!(text.starts_with("<!-- world: "), "{name} names its world at the top");
    }
}

/// Every block is run, is a file, or says why it is neither.
#[test]
fn every_block_is_run_or_says_why_not() {
    let mut not_run = 0;
    for (page, text) in pages() {
        for entry in entries(&text) {
            let Entry::Block(block) = entry else { continue };
            let note = block.note.as_deref().unwrap_or_default();
            let reason = note.strip_prefix("not run: ").filter(|reason| !reason.is_empty());
            let is_file = note.starts_with("file: ") || note.starts_with("append: ");
            let is_ignored = block.info.split(',').any(|word| word == "ignore");
            assert!(block.info == "console" || is_file || (is_ignored && reason.is_some()), "{page}:{} is not marked", block.line);
            not_run += usize::from(is_ignored);
        }
    }
    assert_eq!(not_run, NOT_RUN);
}

/// A page with what it includes.
fn whole(name: &str, text: &str) -> String {
    let include = Regex::new(r"\{\{#include ([^}]+)\}\}").unwrap();
    let read = |found: &regex::Captures<'_>| {
        let path = source().join(found[1].trim());
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {}: {error}", path.display()))
    };
    include.replace_all(text, read).into_owned()
}

#[test]
fn every_link_leads_somewhere() {
    let pages: BTreeMap<String, String> = pages().into_iter().map(|(name, text)| (name.clone(), whole(&name, &text))).collect();
    for (name, text) in &pages {
        for link in links(text) {
            if link.starts_with("https://") || link.starts_with("http://") {
                continue;
            }
            let (page, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = pages.get(if page.is_empty() { name.as_str() } else { page });
            let target = target.unwrap_or_else(|| panic!("{name}: {link} is no page of the guide"));
            assert!(anchor.is_empty() || anchors(target).contains(&anchor.to_owned()), "{name}: {link} is no heading");
        }
    }
}

#[test]
fn the_summary_lists_every_page_once() {
    let listed: Vec<String> = links(&pages()["SUMMARY.md"]);
    let unique: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len());
    let found: BTreeSet<String> = pages().into_keys().filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), found);
}

/// Pages that are no chapters, and list commands without their outputs.
const LISTS: [&str; 3] = ["README.md", "docs/SCREENSHOTS.md", "sql/checks/README.md"];

/// The commands that a page has in its consoles, without the remarks behind them. What stands for something else (`…`) is not
/// a command.
fn listed(page: &str) -> Vec<String> {
    let remark = Regex::new(r"\s+# .*$").unwrap();
    let blocks = entries(page).into_iter().filter_map(|entry| match entry {
        Entry::Block(block) if block.info == "console" => Some(block.lines),
        _ => None,
    });
    let lines: Vec<String> =
        blocks.flatten().filter_map(|line| Some(remark.replace(line.strip_prefix("$ fleet ")?, "").into_owned())).collect();
    lines.into_iter().filter(|line| !line.contains('…')).map(|line| format!("fleet {}", line.trim())).collect()
}

/// The commands of the other pages do what they say in a fleet that has what they speak of.
#[test]
fn the_commands_of_the_other_pages_are_done() {
    for name in LISTS {
        let story = Story::of(&root().join(name));
        fs::create_dir_all(story.workspace()).unwrap();
        let mut terminal = Console::open(story.workspace().parent().unwrap(), &story.workspace());
        story.draw("shots/en-US/1.png=1290x2796 shots/en-US/2.png=1290x2796 shots/en-US/3.png=2064x2752");
        story.make_world("apps=6 accounts=acme healthy uniform synced=all", &mut terminal);
        let toml = fs::read_to_string(story.workspace().join("fleet.toml")).unwrap();
        fs::write(story.workspace().join("fleet.toml"), toml + "[apps.\"*\"]\ntags = [\"retainer\"]\nvariables = { holder = \"ACME\" }\n")
            .unwrap();
        fs::create_dir_all(story.workspace().join("news")).unwrap();
        fs::write(story.workspace().join("news/default.txt"), "Faster.\n").unwrap();
        let commands = listed(&story.text);
        assert!(commands.len() > 3, "{name}");
        // The workspace is there already, tests do not ask the web, and tests/dashboard.rs ends what serves until it is ended.
        let is_done = |command: &&String| !["fleet init", "fleet dashboard"].contains(&command.as_str()) && !command.contains("--online");
        for command in commands.iter().filter(is_done) {
            let mut printed = terminal.run(command).join("\n");
            // A person says yes, and looks at the first apps of a push.
            if terminal.code == 2 && printed.contains("without a yes") {
                printed = terminal.run(&format!("{command} --yes")).join("\n");
            }
            if terminal.code == 2 && printed.contains("waits after its first apps") {
                printed = terminal.run(&format!("fleet push --continue --yes && {command} --yes")).join("\n");
            }
            assert!(matches!(terminal.code, 0 | 1 | 4), "{name}: {command} ended with {}:\n{printed}", terminal.code);
        }
    }
}

/// Commands within the text of the guide have the names and options of the program, and its queries can be answered.
#[test]
fn the_commands_within_the_text_are_understood() {
    let story = Story::of(&source().join("introduction.md"));
    fs::create_dir_all(story.workspace()).unwrap();
    let mut terminal = Console::open(story.workspace().parent().unwrap(), &story.workspace());
    story.make_world("apps=4 accounts=acme synced=all", &mut terminal);
    let code = Regex::new("`(fleet [a-z-][^`]*)`").unwrap();
    let mut said = BTreeSet::new();
    for (name, text) in pages().into_iter().filter(|(_, text)| !text.starts_with("{{#include")) {
        said.extend(code.captures_iter(&text.replace('\n', " ")).map(|found| (found[1].to_owned(), name.clone())));
    }
    assert!(said.len() > 50, "{}", said.len());
    for (command, name) in said {
        let words = command.replace(" WHERE …", "").replace('…', "1").replace("NUMBER", "1");
        let mut printed = terminal.run(&words.split(" && ").next().map(|first| format!("{first} --help")).unwrap());
        if terminal.code != 0 {
            // `--help` ends a command that is right so far; an option at its end may want a word.
            printed = terminal.run(&format!("{words} 1 --help"));
        }
        if terminal.code == 0 && words.starts_with("fleet query ") {
            printed = terminal.run(&words);
        }
        assert_eq!(terminal.code, 0, "{name}: `{command}`\n{}", printed.join("\n"));
    }
}
