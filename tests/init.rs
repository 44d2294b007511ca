//! `fleet init`: keys that are found, accounts that are added, fastlane repositories that are adopted.

use std::fs;
use std::path::PathBuf;

use insta::assert_snapshot;

use crate::support::{Counted, TestFleet, World, root};

const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";

/// A folder without a workspace, and a server whose keys can be put where people have them.
struct Newcomer {
    fleet: TestFleet,
    key_id: String,
    issuer_id: String,
    pem: String,
}

impl Newcomer {
    fn new() -> Self {
        let fleet = World::new(&["acme"], 6).start();
        let account = fleet.sim().accounts()[0].clone();
        fs::remove_file(fleet.path().join("fleet.toml")).unwrap();
        fs::remove_file(fleet.path().join("acme.p8")).unwrap();
        Self { fleet, key_id: account.key_id, issuer_id: account.issuer_id, pem: account.private_key_pem }
    }

    /// Puts the key into a folder, by its usual name.
    fn key_in(&self, folder: &str) -> PathBuf {
        let name = format!("{folder}/AuthKey_{}.p8", self.key_id);
        self.fleet.write(&name, &self.pem);
        let path = self.fleet.path().join(name);
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    fn file(&self) -> String {
        fs::read_to_string(self.fleet.path().join("fleet.toml")).unwrap()
    }

    /// The tables of the file, without comments.
    fn tables(&self) -> String {
        let text = self.file().replace(&*self.fleet.path().to_string_lossy(), "[workspace]").replace(&self.key_id, "[key]");
        let text = text.replace(&self.issuer_id, "[issuer]").replace(self.fleet.sim().url(), "[url]");
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.filter(|line| !line.starts_with("[budget]") && !line.starts_with("reserve")).collect::<Vec<_>>().join("\n")
    }

    fn redacted(&self, text: &str) -> String {
        text.replace(&self.key_id, "[key]").replace(&self.issuer_id, "[issuer]").replace(self.fleet.sim().url(), "[url]")
    }
}

#[test]
fn without_a_key_it_is_the_simulators_example() {
    let fleet = TestFleet::empty();
    assert_snapshot!(fleet.ok("init"), @"wrote ./fleet.toml: without a key it runs on the simulator; next: fleet sync");
    let example = fs::read_to_string(root().join("fleet.toml")).unwrap();
    assert_eq!(fs::read_to_string(fleet.path().join("fleet.toml")).unwrap(), example);
    assert_snapshot!(fleet.run("init"), @r"
    error: `./fleet.toml` already exists
    hint: `fleet init --add` adds the keys to it that it does not have; `fleet init --print` shows the example
    [exit 2]
    ");
    assert_eq!(fleet.ok("init --print").stdout.trim_end(), example.trim_end());
}

#[test]
fn a_key_of_a_usual_folder_lacks_its_issuer() {
    for folder in ["private_keys", "home/private_keys", "home/.private_keys", "home/.appstoreconnect/private_keys"] {
        let newcomer = Newcomer::new();
        newcomer.key_in(folder);
        let said = newcomer.redacted(&newcomer.fleet.ok("init").to_string());
        let text = newcomer.file();
        let line = text.lines().position(|line| line.contains("# missing: ")).unwrap() + 1;
        assert_eq!(
            said,
            format!(
                "wrote ./fleet.toml: 1 account; next: fleet doctor\nwarning: fleet.toml:{line}: missing: the issuer id of account default, unless the key is an individual one"
            )
        );
        assert_eq!(newcomer.tables(), "[accounts.default]\nkey_id = \"[key]\"");
        newcomer.fleet.reconfigure("# issuer_id = \"…\"", &format!("issuer_id = \"{}\"", newcomer.issuer_id));
        newcomer.fleet.reconfigure("[accounts.default]", &format!("[accounts.default]\nbase_url = \"{}\"", newcomer.fleet.sim().url()));
        newcomer.fleet.ok("doctor --json");
    }
}

#[test]
fn the_environment_and_the_folder_tell_of_one_key() {
    let newcomer = Newcomer::new();
    newcomer.key_in("home/.private_keys");
    let (key_id, issuer_id) = (newcomer.key_id.as_str(), newcomer.issuer_id.as_str());
    for [key, issuer] in [
        ["ASC_KEY_ID", "ASC_ISSUER_ID"],
        ["APP_STORE_CONNECT_API_KEY_KEY_ID", "APP_STORE_CONNECT_API_KEY_ISSUER_ID"],
        ["APP_STORE_CONNECT_KEY_IDENTIFIER", "APP_STORE_CONNECT_ISSUER_ID"],
    ] {
        let ran = newcomer.fleet.run_with("init", &[(key, key_id), (issuer, issuer_id)]);
        assert_eq!(ran.to_string(), "wrote ./fleet.toml: 1 account; next: fleet doctor");
        assert_eq!(newcomer.tables(), "[accounts.default]\nkey_id = \"[key]\"\nissuer_id = \"[issuer]\"");
        fs::remove_file(newcomer.fleet.path().join("fleet.toml")).unwrap();
    }
}

#[test]
fn keys_of_other_tools_become_accounts() {
    let newcomer = Newcomer::new();
    let path = newcomer.key_in("home/keys");
    let profiles = serde_json::json!({ "keys": [
        { "name": "work", "key_id": newcomer.key_id, "issuer_id": newcomer.issuer_id, "private_key_path": path },
        { "name": "lost", "key_id": "LOST", "issuer_id": ISSUER, "private_key_path": "" },
    ]});
    newcomer.fleet.write("home/.asc/config.json", profiles.to_string());
    newcomer.fleet.write("api_key.json", serde_json::json!({ "key_id": "JSON", "issuer_id": ISSUER, "key": newcomer.pem }).to_string());
    newcomer.fleet.write("private_keys/AuthKey_HALF.p8", "-----BEGIN PRIVATE KEY-----");
    let ran = newcomer.fleet.ok("init");
    assert_snapshot!(ran, @r"
    warning: the key HALF is left out: `./private_keys/AuthKey_HALF.p8`: the private key's base64 text is broken: was the file cut short or edited?
    warning: the key LOST is left out: [workspace]/home/.asc/config.json names it, and no file is here
    wrote ./fleet.toml: 2 accounts; next: fleet doctor
    ");
    assert_snapshot!(newcomer.tables(), @r#"
    [accounts.work]
    key_id = "[key]"
    issuer_id = "[issuer]"
    key_path = "home/keys/AuthKey_[key].p8"
    [accounts.json]
    api_key_path = "api_key.json"
    "#);
    assert!(!newcomer.file().contains("PRIVATE KEY"), "no key is copied");
    newcomer.fleet.ok("doctor --offline");
}

#[test]
fn two_keys_of_a_team_are_one_account() {
    let newcomer = Newcomer::new();
    for key_id in ["A1", "B2"] {
        newcomer.fleet.write(
            &format!("home/{key_id}.json"),
            serde_json::json!({ "key_id": key_id, "issuer_id": ISSUER, "key": newcomer.pem }).to_string(),
        );
    }
    fs::rename(newcomer.fleet.path().join("home/B2.json"), newcomer.fleet.path().join("api_key.json")).unwrap();
    let first = newcomer.fleet.path().join("home/A1.json");
    let ran = newcomer.fleet.run_with("init", &[("APP_STORE_CONNECT_API_KEY_PATH", first.to_str().unwrap())]);
    assert_snapshot!(ran, @r"
    warning: the key B2 is left out: it is of the same team as A1, and two accounts of a team would show every app twice
    wrote ./fleet.toml: 1 account; next: fleet doctor
    ");
}

#[test]
fn everything_can_be_said_on_the_command_line() {
    let newcomer = Newcomer::new();
    let path = newcomer.key_in("elsewhere");
    let Newcomer { fleet, key_id, issuer_id, .. } = &newcomer;
    let line = format!(
        "init --account acme --key-id {key_id} --issuer-id {issuer_id} --key-path {} --base-url {}",
        path.display(),
        fleet.sim().url()
    );
    assert_snapshot!(fleet.ok(&line), @"wrote ./fleet.toml: 1 account; next: fleet doctor");
    assert_snapshot!(newcomer.tables(), @r#"
    [accounts.acme]
    key_id = "[key]"
    issuer_id = "[issuer]"
    key_path = "elsewhere/AuthKey_[key].p8"
    base_url = "[url]"
    "#);
    assert_eq!(fleet.counting(|fleet| drop(fleet.ok("doctor"))), Counted::reads(1));
    let wrong = format!("init --print --account acme --key-path {} --issuer-id nobody", path.display());
    assert_eq!(fleet.run(&wrong).code, 3, "an issuer id is a UUID");
    assert_snapshot!(fleet.run("init --print --account acme --key-path nowhere/AuthKey_X.p8"), @r"
    error: failed to read the key of account `acme`, `nowhere/AuthKey_X.p8`
      caused by: No such file or directory (os error 2)
    hint: set key_id, issuer_id and key_path of the account in fleet.toml, or export ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH
    [exit 3]
    ");
}

#[test]
fn an_account_is_added_without_touching_the_rest() {
    let newcomer = Newcomer::new();
    newcomer.key_in("home/private_keys");
    let before = "# ours\n[budget]\nreserve = 25 # for the night\n\n[accounts.umbra] # the first\nkey_id = 'UMBRA'\n\n# whose apps\n[clients.umbra]\naccounts = ['umbra']\n";
    newcomer.fleet.write("fleet.toml", before);
    let line = format!("init --add --account acme --key-id {} --issuer-id {}", newcomer.key_id, newcomer.issuer_id);
    assert_snapshot!(newcomer.fleet.ok(&line), @"added 1 account to ./fleet.toml; next: fleet doctor");
    let file = newcomer.file();
    for line in before.lines() {
        assert!(file.contains(line), "{line} is gone from {file}");
    }
    let at = |text: &str| file.find(text).unwrap_or_else(|| panic!("no {text} in {file}"));
    assert!(at("[accounts.umbra]") < at("[accounts.acme]") && at("[accounts.acme]") < at("# whose apps"), "{file}");
    assert_snapshot!(newcomer.fleet.run(&line), @r"
    error: there is an account `acme` already
    hint: choose another name with --account
    [exit 2]
    ");
    assert_snapshot!(newcomer.fleet.run("init --add"), @r"
    error: nothing was found that fleet.toml does not have
    hint: name a key: fleet init --add --account NAME --key-id ID --issuer-id ID --key-path FILE
    [exit 2]
    ");
    assert_eq!(newcomer.file(), file);
}

#[test]
fn a_repository_is_added_without_touching_the_rest() {
    let newcomer = Newcomer::new();
    let repository = |app: &str, holder: &str| {
        newcomer.fleet.write(&format!("code/{app}/fastlane/Appfile"), format!("app_identifier '{app}'\n"));
        newcomer.fleet.write(&format!("code/{app}/fastlane/metadata/copyright.txt"), format!("2026 {holder}\n"));
    };
    repository("com.acme.notes", "ACME GmbH");
    newcomer.fleet.ok("init --from-fastlane code");
    let before = newcomer.file();
    repository("com.acme.chess", "ACME GmbH");
    repository("com.umbra.maps", "Umbra Ltd.");
    assert_snapshot!(newcomer.fleet.ok("init --add --from-fastlane code"), @r"
    read 3 fastlane repositories
    warning: there is a client acme already; add to its apps by hand: com.acme.chess
    added 1 client, 2 apps to ./fleet.toml; next: fleet doctor
    warning: fleet.toml:43: missing: a key; these lines tell how to name one
    ");
    assert!(newcomer.file().starts_with(before.trim_end()), "{}", newcomer.file());
    assert_eq!(newcomer.fleet.run("init --add --from-fastlane code").code, 2, "there is nothing new");
}

#[test]
fn the_simulator_stays_until_it_is_removed() {
    let newcomer = Newcomer::new();
    newcomer.fleet.ok("init --simulator");
    newcomer.key_in("private_keys");
    let ran = newcomer.fleet.ok("init --add").to_string();
    assert!(ran.contains("while [simulator] is here, nothing goes to Apple"), "{ran}");
}

/// On a terminal somebody is asked, until the answer can be right.
#[test]
fn on_a_terminal_somebody_is_asked() {
    let newcomer = Newcomer::new();
    newcomer.key_in("private_keys");
    let typed = format!("acme\nnonsense\n{}\n", newcomer.issuer_id);
    let Some(ran) = newcomer.fleet.on_terminal("init", &typed, &[]) else { return };
    assert_eq!(ran.code, 0, "{ran}");
    for words in ["found 1 key", "account name?", "issuer id of its team?", "the issuer id is not a UUID", "1 account; next: fleet doctor"]
    {
        assert!(ran.stdout.contains(words), "{words}: {ran}");
    }
    assert_eq!(newcomer.tables(), "[accounts.acme]\nkey_id = \"[key]\"\nissuer_id = \"[issuer]\"");
    fs::remove_file(newcomer.fleet.path().join("fleet.toml")).unwrap();
    let ran = newcomer.fleet.on_terminal("init", "", &[("CI", "true")]).unwrap();
    assert!(ran.stdout.contains("missing: the issuer id") && !ran.stdout.contains('?'), "CI is never asked: {ran}");
}

/// The default build has no keychain, and says how to get one.
#[cfg(not(feature = "keyring"))]
#[test]
fn the_keychain_is_a_feature() {
    let newcomer = Newcomer::new();
    newcomer.key_in("private_keys");
    assert_snapshot!(newcomer.fleet.run("init --keychain"), @r"
    error: nothing was kept: this fleet was built without the keychain
    hint: build it with `cargo install --path crates/fleet --features keyring`; or name the key's file with key_path
    [exit 2]
    ");
    assert!(!newcomer.fleet.path().join("fleet.toml").exists());
    newcomer.fleet.write("fleet.toml", "[accounts.acme]\nkey_id = 'K'\nkeychain = true\n");
    assert_snapshot!(newcomer.fleet.run("sync"), @r"
    error: the key of account `acme` is in the keychain, and this fleet was built without the keychain
    hint: build it with `cargo install --path crates/fleet --features keyring`; or name the key's file with key_path
    [exit 2]
    ");
}

/// docs/ADOPTING.md, as it is typed: a computer with fastlane repositories and a key, and five commands.
#[test]
fn five_commands_from_fastlane_to_readiness() {
    let newcomer = Newcomer::new();
    let Newcomer { fleet, key_id, issuer_id, .. } = &newcomer;
    newcomer.key_in("home/.appstoreconnect/private_keys");
    // Repositories as people have them, with what their apps say in the store.
    let reference = TestFleet::beside(fleet);
    reference.write("acme.p8", &newcomer.pem);
    reference
        .ok(&format!("init --account acme --key-id {key_id} --issuer-id {issuer_id} --key-path acme.p8 --base-url {}", fleet.sim().url()));
    reference.ok("sync -q");
    reference.ok("export fastlane trees --platform IOS");
    let mut apps: Vec<String> =
        fs::read_dir(reference.path().join("trees")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    apps.sort();
    assert!(apps.len() >= 4, "{apps:?}");
    let code = fleet.path().join("home/code");
    for (index, app) in apps.iter().enumerate() {
        let repository = format!("home/code/{app}/fastlane");
        fs::create_dir_all(fleet.path().join(&repository)).unwrap();
        fs::rename(reference.path().join("trees").join(app), fleet.path().join(&repository).join("metadata")).unwrap();
        fleet.write(&format!("{repository}/metadata/copyright.txt"), "© 2025 ACME GmbH\n");
        fleet.write(
            &format!("{repository}/Appfile"),
            match index {
                0 => "app_identifier(ENV[\"APP_IDENTIFIER\"])\napple_id(\"dev@acme.example\")\n".to_owned(),
                _ => format!("app_identifier(\"{app}\") # The bundle identifier of your app\napple_id(\"dev@acme.example\")\n"),
            },
        );
    }
    fleet.write(&format!("home/code/{}/fastlane/.env", apps[0]), format!("APP_IDENTIFIER={}\n", apps[0]));
    fleet.write(&format!("home/code/{}/fastlane/Fastfile", apps[1]), format!("lane :release do\n  app_store_connect_api_key(\n    key_id: \"{key_id}\",\n    issuer_id: \"{issuer_id}\"\n  )\n  deliver(force: true)\nend\n"));
    fleet.write("home/code/white-label/fastlane/Appfile", "app_identifier \"com.acme.#{ENV['BRAND']}\"\n");
    fleet.write("home/code/retired/fastlane/Appfile", "app_identifier 'com.acme.retired'\n");
    fleet.write("home/code/retired/fastlane/metadata/en-US/name.txt", "Retired");
    fleet.write("home/code/website/index.html", "");

    let page = fs::read_to_string(root().join("docs/ADOPTING.md")).unwrap();
    let (_, section) = page.split_once("\n## Five commands\n").unwrap();
    let typed: Vec<&str> = section.split("\n## ").next().unwrap().lines().filter_map(|line| line.strip_prefix("$ fleet ")).collect();
    let [init, doctor, sync, import, check] = typed.as_slice() else { panic!("{typed:?}") };

    let mut folders: Vec<String> = fs::read_dir(&code).unwrap().map(|entry| entry.unwrap().path().to_string_lossy().into_owned()).collect();
    folders.sort();
    let ran = fleet.ok(&format!("{} --base-url {}", init.replace("~/code/*", &folders.join(" ")), fleet.sim().url()));
    assert_snapshot!(newcomer.redacted(&ran.to_string()), @r"
    read 6 fastlane repositories; nothing of fastlane in 1 folder
    warning: [workspace]/home/code/white-label/fastlane/Appfile:1: `app_identifier` is not a plain text, and was not read
    warning: [workspace]/home/code/white-label: no app_identifier could be read
    wrote ./fleet.toml: 1 account, 1 client, 6 apps, 6 fastlane trees; next: fleet doctor
    ");
    let tables = newcomer.tables();
    assert!(
        tables.starts_with(
            "[accounts.default]\nkey_id = \"[key]\"\nissuer_id = \"[issuer]\"\nbase_url = \"[url]\"\n[clients.acme]\nlegal_name = \"ACME GmbH\"\napps = ["
        ),
        "{tables}"
    );
    let table = format!("[apps.\"{0}\"]\ntags = [\"fastlane\"]\nfastlane = \"home/code/{0}\"", apps[0]);
    assert!(tables.contains(&table), "{tables}");

    fleet.ok(doctor);
    fleet.ok(sync);
    let ran = fleet.run(import);
    assert_eq!(ran.code, 4, "done in part: {ran}");
    assert!(ran.stderr.contains("Acme Chess IOS 1.0 is READY_FOR_DISTRIBUTION"), "what is live is left as it is: {ran}");
    let read = format!(
        "reading {} fastlane trees of fleet.toml\nnot read, for no account has it or the options leave it out: com.acme.retired\n",
        apps.len()
    );
    assert!(ran.stderr.starts_with(&read), "{ran}");
    assert_eq!(fleet.rows("SELECT DISTINCT field, value FROM changes").len(), 1, "the trees say what the apps have, but the copyright");
    let ran = fleet.run(&format!("{check} --format table"));
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains(" apps ready to be submitted, ") && !ran.stdout.contains("never read"), "{ran}");
    assert_eq!(fleet.count("SELECT count(DISTINCT app) FROM tags WHERE tag = 'fastlane'"), apps.len());
    assert_eq!(fleet.count("SELECT count(*) FROM apps WHERE legal_name = 'ACME GmbH'"), apps.len());
}

/// A folder that is given to `import` without having been adopted, and what is said when there is none at all.
#[test]
fn import_without_a_path_needs_trees_in_fleet_toml() {
    let fleet = World::new(&["acme"], 3).start();
    fleet.ok("sync");
    let ran = fleet.run("import fastlane");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.starts_with("error: fleet.toml names no fastlane tree, and the command line no folder\n"), "{ran}");
    fleet.append("fleet.toml", "[apps.\"com.acme.nobody\"]\nfastlane = \"x\"\n");
    assert!(fleet.run("import fastlane").stderr.starts_with("error: none of the apps chosen has a fastlane tree in fleet.toml\n"));
}
