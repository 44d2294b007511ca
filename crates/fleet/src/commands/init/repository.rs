//! A repository with a fastlane folder, as far as it can be read without running Ruby.
//!
//! Read are calls with plain texts, and variables that `.env` or the environment has. Everything else is noted with its
//! line, and never with its text: it may hold a secret.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::keys::{FoundKey, Issuer, Place, in_json};

/// What a repository says.
#[derive(Debug, Default)]
pub(super) struct Repository {
    /// The folder that holds `fastlane`.
    pub(super) folder: PathBuf,
    /// The bundle id of its app.
    pub(super) app: Option<String>,
    /// The name of the team.
    pub(super) team: Option<String>,
    /// Whom the copyright names, without the year.
    pub(super) holder: Option<String>,
    /// What to give to `fleet import fastlane`, if there are texts.
    pub(super) tree: Option<PathBuf>,
    /// The folder of the screenshots, if there are any.
    pub(super) screenshots: Option<PathBuf>,
    /// Keys that it names.
    pub(super) keys: Vec<FoundKey>,
    /// `Appfile:3: …`
    pub(super) unread: Vec<String>,
}

/// The repositories of a folder: the one in it, those a folder below, or those of the folders in it.
pub(super) fn find(folder: &Path) -> Vec<Repository> {
    let here = repositories(folder);
    if !here.is_empty() {
        return here;
    }
    let mut below: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    below.sort();
    below.iter().filter(|path| path.is_dir()).flat_map(|path| repositories(path)).collect()
}

/// Apps for several systems keep fastlane in the folder of each.
fn repositories(folder: &Path) -> Vec<Repository> {
    let folders = [folder.to_owned(), folder.join("ios"), folder.join("macos")];
    folders.into_iter().filter(|folder| is_one(&folder.join("fastlane"))).map(read).collect()
}

fn is_one(fastlane: &Path) -> bool {
    ["Appfile", "Deliverfile", "Fastfile", "metadata"].iter().any(|name| fastlane.join(name).exists())
}

fn read(folder: PathBuf) -> Repository {
    let fastlane = folder.join("fastlane");
    let mut repository = Repository { tree: Some(folder.clone()).filter(|_| fastlane.join("metadata").is_dir()), ..Repository::default() };
    let variables = variables(&[fastlane.join(".env.default"), fastlane.join(".env"), folder.join(".env.default"), folder.join(".env")]);
    for name in ["Appfile", "Deliverfile", "Fastfile"] {
        let path = fastlane.join(name);
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if name == "Fastfile" {
            read_key(&text, &path, &folder, &variables, &mut repository);
        } else {
            read_calls(&text, &path, &folder, &variables, &mut repository);
        }
    }
    repository.keys.extend(in_json(&fastlane.join("api_key.json")));
    repository.screenshots = repository.screenshots.take().or(Some(fastlane.join("screenshots")).filter(|path| path.is_dir()));
    let copyright = repository.tree.iter().flat_map(|tree| [tree.join("fastlane/metadata/copyright.txt"), tree.join("copyright.txt")]);
    repository.holder = copyright.filter_map(|path| fs::read_to_string(path).ok()).find_map(|text| holder(&text));
    repository.folder = folder;
    repository
}

/// Reads the calls of an Appfile or Deliverfile that we want to know of.
fn read_calls(text: &str, path: &Path, folder: &Path, variables: &BTreeMap<String, String>, repository: &mut Repository) {
    let mut depth = 0_usize;
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line))) {
        let mut note = |why: &str| repository.unread.push(format!("{}:{number}: {why}", path.display()));
        let Some((call, rest)) = call(&line) else {
            depth = depth.saturating_sub(usize::from(line == "end"));
            continue;
        };
        let is_wanted =
            matches!(call, "app_identifier" | "team_name" | "itc_team_name" | "api_key_path" | "metadata_path" | "screenshots_path");
        if line.ends_with(" do") || line.ends_with('|') {
            depth += 1;
        } else if is_wanted && depth > 0 {
            note(&format!("`{call}` is for some lanes only, and was not read"));
        } else if is_wanted {
            let Some(value) = plain(rest, variables) else {
                note(&format!("`{call}` is not a plain text, and was not read"));
                continue;
            };
            match call {
                "app_identifier" if !is_bundle_id(&value) => note("`app_identifier` is not a bundle id, and was not read"),
                "app_identifier" => repository.app = repository.app.take().or(Some(value)),
                "api_key_path" => repository.keys.extend(in_json(&folder.join(value))),
                "metadata_path" => repository.tree = Some(folder.join(value)).filter(|path| path.is_dir()),
                "screenshots_path" => repository.screenshots = Some(folder.join(value)).filter(|path| path.is_dir()),
                _ => repository.team = repository.team.take().or(Some(value)),
            }
        }
    }
}

/// Reads `app_store_connect_api_key(key_id: "…", issuer_id: "…", key_filepath: "…")` of a Fastfile.
fn read_key(text: &str, path: &Path, folder: &Path, variables: &BTreeMap<String, String>, repository: &mut Repository) {
    let text: String = text.lines().map(|line| without_comment(line) + "\n").collect();
    for (at, _) in text.match_indices("app_store_connect_api_key") {
        let rest = &text[at + "app_store_connect_api_key".len()..];
        // Without arguments it takes the environment, which is looked at anyway.
        let Some(arguments) =
            rest.trim_start_matches([' ', '(', '\n']).get(..).filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        else {
            continue;
        };
        let arguments = arguments.split([')', '}']).next().unwrap_or_default();
        let argument = |name: &str| {
            let (_, value) = arguments.split_once(&format!("{name}:"))?;
            Some(value.split([',', '\n']).next().unwrap_or_default().trim())
        };
        let value = |name: &str| argument(name).and_then(|value| plain(value, variables));
        let line = text[..at].matches('\n').count() + 1;
        let Some(key_id) = value("key_id") else {
            if argument("key_id").is_some() {
                repository.unread.push(format!(
                    "{}:{line}: the key_id of `app_store_connect_api_key` is not a plain text, and was not read",
                    path.display()
                ));
            }
            continue;
        };
        let issuer = match (argument("issuer_id"), value("issuer_id")) {
            (_, Some(issuer)) => Issuer::Team(issuer),
            (None, _) => Issuer::Individual,
            (Some(_), None) => Issuer::Unknown,
        };
        // Actions run in the folder that holds `fastlane`; people write paths for either.
        let file = value("key_filepath")
            .and_then(|file| [folder.join(&file), folder.join("fastlane").join(&file)].into_iter().find(|path| path.is_file()));
        let place = file.map_or(Place::Nowhere, Place::File);
        repository.keys.push(FoundKey { name: None, key_id, issuer, place, told_by: format!("{}:{line}", path.display()) });
    }
}

/// A line that calls something: its name and what follows.
fn call(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    (!name.is_empty() && name != "end").then_some((name, rest))
}

/// Letters, digits, hyphens and periods (Apple, `CFBundleIdentifier`); underscores are in some that are older than that.
fn is_bundle_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_'))
}

/// The text that an argument stands for: a literal, or a variable of the environment.
fn plain(argument: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let argument = argument.trim();
    let argument = argument.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(argument).trim();
    let named = argument
        .strip_prefix("ENV.fetch(")
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| argument.strip_prefix("ENV[")?.strip_suffix(']'));
    if let Some(name) = named.and_then(literal) {
        return std::env::var(name).ok().or_else(|| variables.get(name).cloned()).filter(|value| !value.is_empty());
    }
    literal(argument).map(ToOwned::to_owned)
}

/// The text between quotes, unless Ruby would put something in.
fn literal(text: &str) -> Option<&str> {
    let inner = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?;
    (!inner.is_empty() && !inner.contains(['"', '\'', '\\']) && !inner.contains("#{")).then_some(inner)
}

/// The line without blanks around it, and without the comment that ends it.
fn without_comment(line: &str) -> String {
    let line = line.trim();
    if line.starts_with('#') {
        return String::new();
    }
    // A `#` in a text is none of a comment; `#{` is Ruby.
    match line.rfind(" # ").filter(|at| !line[at + 3..].contains(['"', '\''])) {
        Some(at) => line[..at].trim_end().to_owned(),
        None => line.to_owned(),
    }
}

/// What `.env` files set; later files win.
fn variables(paths: &[PathBuf]) -> BTreeMap<String, String> {
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect::<Vec<_>>().join("\n");
    let pair = |line: &str| {
        let (name, value) = line.trim().trim_start_matches("export ").split_once('=')?;
        Some((name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
    };
    texts.lines().filter(|line| !line.trim().starts_with('#')).filter_map(pair).collect()
}

/// Whom a copyright names: `ACME GmbH` of `© 2024-2026 ACME GmbH`.
fn holder(text: &str) -> Option<String> {
    let year = Regex::new(r"(?i)^\s*(?:©|\(c\)|copyright)*\s*(?:©|\(c\))?\s*(?:\d{4}\s*(?:[-–]\s*\d{4})?)?\s*,?\s*(?:by\s+)?").ok()?;
    let holder = year.replace(text.lines().next()?, "").trim().to_owned();
    (holder.chars().any(char::is_alphabetic) && !holder.contains(['{', '<'])).then_some(holder)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{find, holder, plain};
    use crate::keys::{Issuer, Place};

    #[test]
    fn only_plain_texts_are_read() {
        let variables = BTreeMap::from([("APP_ID".to_owned(), "com.acme.notes".to_owned())]);
        let read = |text: &str| plain(text, &variables);
        for text in ["\"com.acme.notes\"", "('com.acme.notes')", "( \"com.acme.notes\" )", "ENV['APP_ID']", "ENV.fetch(\"APP_ID\")"] {
            assert_eq!(read(text).as_deref(), Some("com.acme.notes"), "{text}");
        }
        for text in
            ["\"com.#{name}\"", "[\"a\", \"b\"]", "ENV['APPFLEET_TEST_IS_NOT_SET']", "identifier", "\"a\" + \"b\"", "", "\"a\" if x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn holders() {
        for (text, expected) in [
            ("© 2026 ACME GmbH\n", Some("ACME GmbH")),
            ("2024-2026, ACME GmbH", Some("ACME GmbH")),
            ("Copyright (c) 2026 by ACME GmbH", Some("ACME GmbH")),
            ("ACME GmbH", Some("ACME GmbH")),
            ("2026", None),
            ("", None),
            ("© {year} X", None),
        ] {
            assert_eq!(holder(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_repository_is_read_without_ruby() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(
            "notes/fastlane/Appfile",
            "app_identifier(\"com.acme.notes\") # ours\n\nteam_name \"ACME\"\nfor_lane :beta do\n  app_identifier \"com.acme.beta\"\nend\n",
        );
        write(
            "notes/fastlane/Fastfile",
            "lane :release do\n  app_store_connect_api_key(\n    key_id: \"K1\",\n    issuer_id: 'I1',\n    key_filepath: \"../keys/AuthKey_K1.p8\"\n  )\n  deliver\nend\nlane :x do\n  app_store_connect_api_key(key_id: secret_id, key_content: \"hunter2\")\nend\n",
        );
        write("keys/AuthKey_K1.p8", "");
        write("notes/fastlane/metadata/copyright.txt", "2025 ACME GmbH");
        write("flutter/ios/fastlane/Deliverfile", "app_identifier ENV[\"APP\"]\nmetadata_path \"./store\"\nprice_tier 0\n");
        write("flutter/ios/fastlane/.env", "export APP=\"com.acme.flutter\"\n");
        write("flutter/ios/store/en-US/name.txt", "Flutter");
        write("no/README.md", "");
        write("blank/fastlane/Appfile", "app_identifier 'com acme'\n");
        let found = find(folder.path());
        let [blank, flutter, notes] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(blank.app, None);
        assert!(blank.unread[0].ends_with("Appfile:1: `app_identifier` is not a bundle id, and was not read"), "{:?}", blank.unread);
        assert_eq!(
            (flutter.app.as_deref(), flutter.tree.clone()),
            (Some("com.acme.flutter"), Some(folder.path().join("flutter/ios/./store")))
        );
        assert_eq!(
            (notes.app.as_deref(), notes.team.as_deref(), notes.holder.as_deref()),
            (Some("com.acme.notes"), Some("ACME"), Some("ACME GmbH"))
        );
        assert_eq!((notes.keys[0].key_id.as_str(), &notes.keys[0].issuer), ("K1", &Issuer::Team("I1".into())));
        assert_eq!(notes.keys[0].place, Place::File(folder.path().join("notes/../keys/AuthKey_K1.p8")));
        let unread: Vec<&str> = notes.unread.iter().map(|note| note.rsplit('/').next().unwrap()).collect();
        assert_eq!(
            unread,
            [
                "Appfile:5: `app_identifier` is for some lanes only, and was not read",
                "Fastfile:10: the key_id of `app_store_connect_api_key` is not a plain text, and was not read"
            ]
        );
    }
}
