//! Feeling at home in a shell: completions, man pages, versions, exit codes, and words that were nearly right.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use sim::{Effect, Fault, When};

use crate::support::{Ran, TestFleet, World, root, skip, sqlite3};

/// The folder of the program, in front of everything else a shell looks in.
fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_fleet")).parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

/// What a shell prints that runs this script in the workspace; none where it is not installed.
fn shell(fleet: &TestFleet, words: &[&str], script: &str) -> Option<String> {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg("-c").arg(script).current_dir(fleet.path()).stdin(Stdio::null());
    command.env_clear().env("PATH", path()).env("HOME", fleet.path()).env("LANG", "C.UTF-8");
    let Ok(output) = command.output() else {
        skip(&format!("there is no {}", words[0]));
        return None;
    };
    let ran = Ran::new(output, &fleet.path().to_string_lossy());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{script}\n{ran}");
    Some(ran.stdout)
}

/// What Bash would offer for these words, the last of which is being typed.
fn bash(fleet: &TestFleet, words: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let script = format!(
        "compopt() {{ :; }}; eval \"$(fleet completions bash)\"; COMP_WORDS=({}); COMP_CWORD={}; _fleet; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let said = shell(fleet, &["bash", "--noprofile", "--norc"], &script).unwrap();
    said.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// An app whose name would do something if a shell read it.
const HOSTILE: &str = "Evil $(touch x) `touch y`;'\"";

fn fleet_with_a_hostile_app() -> TestFleet {
    let fleet = World::new(&["acme"], 6).start();
    fleet.append("fleet.toml", "[apps.\"*\"]\ntags = [\"kids\"]\n[campaigns.yearly]\nquery = \"SELECT app_id FROM apps\"\n");
    fleet.ok("sync");
    // An app is named by its primary locale.
    let names = fleet.rows("SELECT id FROM app_info_localizations WHERE (app_id, name, locale) IN (SELECT id, name, primary_locale FROM apps ORDER BY id LIMIT 1)");
    for name in names {
        fleet.foreign_edit("appInfoLocalizations", name["id"].as_str().unwrap(), serde_json::json!({ "name": HOSTILE }));
    }
    fleet.ok("sync --full");
    assert_eq!(fleet.count("SELECT count(*) FROM apps WHERE name LIKE 'Evil%'"), 1);
    fleet
}

#[test]
fn bash_knows_the_names_of_the_mirror() {
    let fleet = fleet_with_a_hostile_app();
    let offered = |words: &str| bash(&fleet, &words.split(' ').collect::<Vec<_>>()).join(" ");
    assert_eq!(offered("fleet st"), "status");
    assert_eq!(offered("fleet version li"), "list");
    assert_eq!(offered("fleet query --form"), "--format");
    assert_eq!(offered("fleet query --format js"), "json");
    assert_eq!(offered("fleet set --client "), "acme");
    assert_eq!(offered("fleet set --tag k"), "kids");
    assert_eq!(offered("fleet sync --account a"), "acme");
    assert_eq!(offered("fleet status --campaign y"), "yearly");
    assert_eq!(offered("fleet set --profile ga"), "game");
    assert_eq!(offered("fleet check --check copyright_"), "copyright_missing copyright_year");
    assert_eq!(offered("fleet submit --finding copyright_y"), "copyright_year");
    assert_eq!(offered("fleet unstage --resource version_"), "version_localizations");
    assert_eq!(offered("fleet set copyr"), "copyright=");
    assert_eq!(offered("fleet diff --locale en-U"), "en-US");
    assert_eq!(offered("fleet set --where edita"), "editable");
    assert_eq!(
        bash(&fleet, &["fleet", "query", "\"SELECT app FROM revie"]).join(","),
        "SELECT app FROM review_attachments,SELECT app FROM review_details,SELECT app FROM review_times"
    );
    assert_eq!(
        bash(&fleet, &["fleet", "query", "\"SELECT copyr FROM versions WHERE edita"]).join(","),
        "SELECT copyr FROM versions WHERE editable"
    );

    let bundle_ids = fleet.rows("SELECT bundle_id FROM apps ORDER BY 1");
    let bundle_ids: Vec<&str> = bundle_ids.iter().map(|row| row["bundle_id"].as_str().unwrap()).collect();
    assert_eq!(bash(&fleet, &["fleet", "set", "--app", "com."]), bundle_ids);
    // Bash cuts at the sign.
    assert_eq!(bash(&fleet, &["fleet", "set", "--app", "=", "com."]), bundle_ids);
    assert_eq!(bash(&fleet, &["fleet", "set", "--app", "="]).len(), bundle_ids.len());
}

#[test]
fn a_name_is_one_harmless_word_in_every_shell() {
    let fleet = fleet_with_a_hostile_app();
    // Each way to begin the word, and the same word when the shell reads what was offered.
    for (typed, begin, end) in [("Evi", "", ""), ("\"Evi", "\"", "\""), ("'Evi", "'", "'"), ("Evil\\ $", "", "")] {
        let offered = bash(&fleet, &["fleet", "set", "--app", typed.trim_end_matches('$')]);
        assert_eq!(offered.len(), 1, "{typed}: {offered:?}");
        let read = shell(&fleet, &["bash"], &format!("printf %s {begin}{}{end}", offered[0])).unwrap();
        assert_eq!(read, HOSTILE, "{typed}");
    }
    // The last step of zsh's own is shown instead of done: what is quoted when it is put on the line.
    let zsh = "compdef() { :; }; _describe() { print -rl -- ${(P)3}; }; source <(fleet completions zsh); \
               words=(fleet set --app 'Evil\\ '); CURRENT=4; _clap_dynamic_completer_fleet";
    if let Some(offered) = shell(&fleet, &["zsh", "-f"], zsh) {
        assert!(offered.starts_with(HOSTILE), "{offered}");
    }
    let fish = "fleet completions fish | source; complete -C 'fleet set --app Evi'";
    if let Some(offered) = shell(&fleet, &["fish", "--no-config"], fish) {
        assert!(offered.starts_with(HOSTILE), "{offered}");
    }
    assert!(!fleet.path().join("x").exists() && !fleet.path().join("y").exists());
}

/// Whoever presses Tab asks for a word and not for an explanation; nor is anything made, migrated or repaired.
#[test]
fn a_broken_workspace_completes_nothing_and_says_nothing() {
    let fleet = TestFleet::empty();
    let nothing = |fleet: &TestFleet| {
        let files = fleet.files();
        for words in [["fleet", "set", "--app", ""], ["fleet", "sync", "--account", ""], ["fleet", "query", "--workspace", "/nowhere"]] {
            assert_eq!(bash(fleet, &words), [""; 0], "{words:?}");
        }
        assert_eq!(bash(fleet, &["fleet", "stat"]), ["status"], "commands are known everywhere");
        assert!(fleet.files() == files, "something was written");
    };
    nothing(&fleet);
    fleet.write("fleet.toml", "[accounts.acme\n");
    nothing(&fleet);
    fleet.write("fleet.toml", "");
    fleet.write(".fleet/fleet.db", "not a database at all, but long enough to look at: ".repeat(100));
    nothing(&fleet);
}

#[test]
fn every_command_has_a_man_page() {
    let fleet = TestFleet::empty();
    fleet.ok("man pages --quiet");
    let pages: BTreeSet<String> =
        fs::read_dir(fleet.path().join("pages")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let commands = fs::read_to_string(root().join("docs/CLI.md")).unwrap();
    for command in commands.lines().filter_map(|line| line.strip_prefix("## ")) {
        assert!(pages.contains(&format!("{}.1", command.replace(' ', "-"))), "{command}: {pages:?}");
    }
    let page = fs::read_to_string(fleet.path().join("pages/fleet-set.1")).unwrap();
    assert!(page.contains(".TH fleet\\-set 1") || page.contains(".TH fleet-set 1"), "{page}");
    assert!(page.contains("Example:") && page.contains("docs/SCHEMA.md"), "{page}");
    assert!(fleet.ok("man").stdout.contains("Exit codes"), "the page of fleet itself has the table");
    // What is written twice is the same: packages are reproducible.
    fleet.ok("man again --quiet");
    for page in &pages {
        assert_eq!(fs::read(fleet.path().join("pages").join(page)).unwrap(), fs::read(fleet.path().join("again").join(page)).unwrap());
    }
}

#[test]
fn the_version_says_what_reports_of_bugs_need() {
    let fleet = TestFleet::empty();
    assert_eq!(fleet.ok("-V").stdout.trim(), format!("fleet {}", env!("CARGO_PKG_VERSION")), "a debug build names no commit");
    let long = fleet.ok("--version").stdout;
    assert!(long.starts_with(&format!("fleet {}\nSQLite 3.", env!("CARGO_PKG_VERSION"))) && long.contains("database format 5"), "{long}");
}

/// Runs the build script of the program, compiled alone, where nothing is, in a clone, and in somebody else's clone.
#[test]
fn a_release_is_named_by_its_commit_and_by_no_clock() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script");
    let compiled = Command::new("rustc").args(["--edition", "2024", "-o"]).arg(&script).arg(root().join("crates/fleet/build.rs")).output();
    let Ok(compiled) = compiled else { return skip("there is no rustc") };
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let version = |at: &Path, profile: &str, told: Option<&str>| {
        let mut command = Command::new(&script);
        command.current_dir(at).env("CARGO_MANIFEST_DIR", at).env("PROFILE", profile).env("CARGO_PKG_VERSION", "1.2.3");
        command.env_remove("APPFLEET_COMMIT").envs(told.map(|told| ("APPFLEET_COMMIT", told)));
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        said.lines().find_map(|line| line.strip_prefix("cargo:rustc-env=FLEET_VERSION=")).unwrap().to_owned()
    };
    let crate_folder = folder.path().join("clone/crates/fleet");
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]).args(words);
        command.current_dir(folder.path().join("clone")).env("GIT_COMMITTER_DATE", "2026-11-23T00:00:00Z");
        assert!(command.output().unwrap().status.success(), "{words:?}");
    };
    fs::create_dir_all(&crate_folder).unwrap();
    assert_eq!(version(&crate_folder, "release", None), "1.2.3", "an archive");
    assert_eq!(version(&crate_folder, "release", Some("abc 2026-01-01")), "1.2.3 (abc 2026-01-01)", "an archive, and who knows more");
    git(&["init", "-q"]);
    git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    let named = version(&crate_folder, "release", None);
    let commit = named.strip_prefix("1.2.3 (").and_then(|named| named.strip_suffix(" 2026-11-23)")).unwrap_or_else(|| panic!("{named}"));
    assert!(commit.len() >= 9 && commit.chars().all(|letter| letter.is_ascii_hexdigit()), "{named}");
    assert_eq!(version(&crate_folder, "release", None), named, "and again");
    assert_eq!(version(&crate_folder, "debug", None), "1.2.3");
    let inner = folder.path().join("clone/unpacked/crates/fleet");
    fs::create_dir_all(&inner).unwrap();
    assert_eq!(version(&inner, "release", None), "1.2.3", "an archive in somebody else's clone");
}

/// Every code of the table, from a command that ends with it.
#[test]
fn every_exit_code_is_reached() {
    let fleet = TestFleet::synced();
    let mut reached = BTreeSet::new();
    let mut ends = |code: i32, ran: &Ran| {
        assert_eq!(ran.code, code, "{ran}");
        reached.insert(code);
    };
    ends(0, &fleet.run("status"));
    ends(1, &fleet.run("check"));
    ends(2, &fleet.run("stats"));
    // Somebody else was quicker.
    fleet.edit("UPDATE versions SET copyright = 'ours' WHERE editable");
    let version = fleet.value("SELECT id FROM versions WHERE editable LIMIT 1");
    fleet.foreign_edit("appStoreVersions", version.as_str().unwrap(), serde_json::json!({ "copyright": "theirs" }));
    ends(4, &fleet.run("push --yes"));
    fs::remove_file(fleet.path().join("acme.p8")).unwrap();
    ends(3, &fleet.run("sync"));
    fleet.write(".fleet/fleet.db", "not a database at all, but long enough to look at: ".repeat(100));
    ends(6, &fleet.run("status"));

    let poor = World::new(&["acme"], 30).hourly_limit(20).start();
    ends(5, &poor.run("sync"));
    let slow =
        World::new(&["acme"], 12).faults(vec![Fault { method: None, route: None, when: When::Always, effect: Effect::Delay(300) }]).start();
    let mut sync = slow.start("sync");
    assert!(sync.runs_until(|| slow.sim().request_count() > 2));
    sync.signal("INT");
    ends(130, &sync.wait());
    reached.insert(bug().unwrap_or(70));

    let listed: BTreeSet<i32> = fs::read_to_string(root().join("docs/EXIT_CODES.md"))
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(listed, reached);
}

/// The exit code of a statement of ours that the database refuses, because somebody has changed the schema.
fn bug() -> Option<i32> {
    let fleet = TestFleet::synced();
    sqlite3(&fleet.database(), "DROP TABLE sync_runs")?;
    // The harness takes this code for what it is.
    let mut command = Command::new(env!("CARGO_BIN_EXE_fleet"));
    command.args(["sync", "--quiet"]).current_dir(fleet.path()).env("HOME", fleet.path()).env_remove("FLEET_WORKSPACE");
    command.output().unwrap().status.code()
}

/// Words that were nearly right, and what is said of them.
#[test]
fn did_you_mean() {
    let fleet = fleet_with_a_hostile_app();
    fleet.ok("check --list");
    for (line, meant) in [
        ("stauts", "status"),
        ("query --jsn 'SELECT 1'", "--json"),
        ("set copyrigt=x", "`copyright`"),
        ("set copyright=x --client acmee", "`acme`"),
        ("set copyright=x --tag kid", "`kids`"),
        ("set copyright=x --finding copyright_yer", "`copyright_year`"),
        ("check --finding copyright_yer", "`copyright_year`"),
        ("check --check copyright_yer", "`copyright_year`"),
        ("check --level eror", "error"),
        ("check --platform MACOS", "MAC_OS"),
        ("set keywords=x --locale en-USA", "`en-US`"),
        ("set copyright=x --view version", "`versions`"),
        ("set --profile gam", "`game`"),
        ("sync --account acmee", "`acme`"),
        ("sync --only txts", "texts"),
        ("status --campaign yearli", "`yearly`"),
        ("query 'SELECT * FROM version'", "`versions`"),
        ("query 'SELECT copyrite FROM versions'", "`copyright`"),
        ("diff --field copyrigt", "`copyright`"),
        ("unstage --resource version", "`versions`"),
        ("copy --from en-US --to de-DEE --in keywords", "`de-DE`"),
    ] {
        let ran = fleet.run(line);
        assert!(ran.code == 2 && ran.stderr.contains(meant), "{line}\n{ran}");
    }
    assert_snapshot!(fleet.run("set keywords=x --locale jp"), @r#"
    error: no locale in the mirror is called `jp`
    hint: `fleet query "SELECT DISTINCT locale FROM version_localizations"` lists them
    [exit 2]
    "#);
}

/// What the package's manifest lists is there, or is made by the script beside it.
#[test]
fn a_package_has_everything_it_lists() {
    let folder = tempfile::tempdir().unwrap();
    let script =
        Command::new("sh").arg(root().join("packaging/prepare")).arg(env!("CARGO_BIN_EXE_fleet")).arg(folder.path()).output().unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    let manifest = crate::architecture::table("crates/fleet/Cargo.toml");
    let deb = &manifest["package"]["metadata"]["deb"];
    let asset = |asset: &toml::Value| asset[0].as_str().unwrap().to_owned();
    let listed: Vec<String> =
        deb["assets"].as_array().unwrap().iter().map(asset).chain([deb["license-file"][0].as_str().unwrap().to_owned()]).collect();
    for path in listed.iter().filter(|path| *path != "target/release/fleet") {
        let place = match path.strip_prefix("../../target/package/") {
            Some(made) => folder.path().join(made),
            None => root().join("crates/fleet").join(path),
        };
        let (folder, name) = (place.parent().unwrap(), place.file_name().unwrap().to_str().unwrap());
        let (start, end) = name.split_once('*').unwrap_or((name, ""));
        let is_there = |found: String| found.starts_with(start) && found.ends_with(end);
        let mut found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(found.any(is_there), "{path}");
    }
}
