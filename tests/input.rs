//! Everything that can be wrong before a request is sent: which exit code, which words, which next command.

use insta::assert_snapshot;
use jiff::SignedDuration;
use sim::Clock;

use crate::support::{Counted, TestFleet, World};

#[test]
fn no_workspace() {
    let fleet = TestFleet::empty();
    assert_snapshot!(fleet.run("sync"), @r"
    error: there is no fleet.toml in `[workspace]` or above it
    hint: `fleet init` writes one that runs on the simulator, `fleet demo` shows what it can do
    [exit 2]
    ");
    assert_snapshot!(fleet.run("sync --workspace elsewhere"), @r"
    error: there is no fleet.toml in `[workspace]/elsewhere` or above it
    hint: `fleet init` writes one that runs on the simulator, `fleet demo` shows what it can do
    [exit 2]
    ");
}

#[test]
fn a_workspace_that_was_never_synced() {
    let fleet = TestFleet::new();
    assert_snapshot!(fleet.run("query 'SELECT 1'"), @r"
    error: there is no mirror at `[workspace]/.fleet/fleet.db` yet
    hint: `fleet sync` makes it
    [exit 2]
    ");
    assert_snapshot!(fleet.run("push --yes"), @r"
    error: there is no mirror at `[workspace]/.fleet/fleet.db` yet
    hint: `fleet sync` makes it
    [exit 2]
    ");
}

#[test]
fn mistakes_in_fleet_toml() {
    let fleet = TestFleet::empty();
    let run = |text: &str| {
        fleet.write("fleet.toml", text);
        fleet.run("sync")
    };
    assert_snapshot!(run("[accounts.acme]\nkey_ID = \"X\"\n"), @r"
    error: `[workspace]/fleet.toml` is not right
      fleet.toml:2:1: there is no `key_ID` in [accounts.acme]; did you mean `key_id`?
          key_ID …
          ^^^^^^
    hint: `fleet init --print` shows a file with every key explained
    [exit 2]
    ");
    assert_snapshot!(run("[accounts.acme\n"), @r"
    error: `[workspace]/fleet.toml` is not right
      fleet.toml:1:15: unclosed table, expected `]`
          [accounts.acme
                        ^
    hint: `fleet init --print` shows a file with every key explained
    [exit 2]
    ");
    let all = "[budget]\nreserve = \"10\"\n\n[accounts.acme]\nwebhook_secret = \"hunter2\"\n\n[clients.acme]\naccounts = [\"acne\"]\napps = [\"com.[acme\"]\n";
    assert_snapshot!(run(all), @r#"
    error: `[workspace]/fleet.toml` is not right: 4 mistakes
      fleet.toml:2:11: `reserve` of [budget] takes a whole number from 0 to 100, not text
          reserve = "10"
                    ^^^^
      fleet.toml:5:18: `webhook_secret` of [accounts.acme]: secrets do not belong into fleet.toml: write "env:NAME" for a variable or "file:PATH" for a file
          webhook_secret = …
                           ^
      fleet.toml:8:13: client `acme` names the account `acne`, but there is no [accounts.acne]; did you mean `acme`?
          accounts = ["acne"]
                      ^^^^^^
      fleet.toml:9:9: `apps` of [clients.acme]: `com.[acme` has a `[` that is never closed, and fits nothing
          apps = ["com.[acme"]
                  ^^^^^^^^^^^
    hint: `fleet init --print` shows a file with every key explained
    [exit 2]
    "#);
}

#[test]
fn no_key() {
    let fleet = TestFleet::new();
    let key_id = fleet.sim().accounts()[0].key_id.clone();
    fleet.reconfigure("key_path = \"acme.p8\"", "key_path = \"elsewhere.p8\"");
    assert_snapshot!(fleet.run("sync"), @r"
    error: failed to read the key of account `acme`, `[workspace]/elsewhere.p8`
      caused by: No such file or directory (os error 2)
    hint: set key_id, issuer_id and key_path of the account in fleet.toml, or export ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH
    [exit 3]
    ");
    fleet.reconfigure("key_path = \"elsewhere.p8\"\n", "");
    assert_snapshot!(fleet.run("sync").to_string().replace(&key_id, "[key]"), @r"
    error: account `acme` has no private key: AuthKey_[key].p8 is in none of the usual folders
    hint: set key_id, issuer_id and key_path of the account in fleet.toml, or export ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH
    [exit 3]
    ");
    fleet.write("fleet.toml", "[accounts.acme]\n");
    assert_snapshot!(fleet.run("sync"), @r"
    error: no API key is configured
    hint: set key_id, issuer_id and key_path of the account in fleet.toml, or export ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH
    [exit 3]
    ");
}

#[test]
fn a_malformed_key() {
    let fleet = TestFleet::new();
    let pem = fleet.sim().accounts()[0].private_key_pem.clone();
    let run = |text: &str| {
        fleet.write("acme.p8", text);
        let ran = fleet.run("sync");
        let secret = pem.lines().nth(1).unwrap();
        assert!(!ran.stderr.contains(&secret[..16]), "no key is ever shown: {ran}");
        ran
    };
    assert_snapshot!(run(""), @r"
    error: the key of account `acme` cannot be used
      caused by: the private key is not PEM text: expected a file that starts with -----BEGIN PRIVATE KEY----- as downloaded from App Store Connect
    hint: use the AuthKey_….p8 file as it was downloaded from App Store Connect > Users and Access > Integrations
    [exit 3]
    ");
    assert_snapshot!(run("not a key"), @r"
    error: the key of account `acme` cannot be used
      caused by: the private key is not PEM text: expected a file that starts with -----BEGIN PRIVATE KEY----- as downloaded from App Store Connect
    hint: use the AuthKey_….p8 file as it was downloaded from App Store Connect > Users and Access > Integrations
    [exit 3]
    ");
    assert_snapshot!(run(&pem[..pem.len() / 2]), @r"
    error: the key of account `acme` cannot be used
      caused by: the private key's base64 text is broken: was the file cut short or edited?
    hint: use the AuthKey_….p8 file as it was downloaded from App Store Connect > Users and Access > Integrations
    [exit 3]
    ");
    assert_snapshot!(run(&pem.replacen("MIG", "MIX", 1)), @r"
    error: the key of account `acme` cannot be used
      caused by: the private key is not a valid PKCS#8 document: was the file cut short or edited?
    hint: use the AuthKey_….p8 file as it was downloaded from App Store Connect > Users and Access > Integrations
    [exit 3]
    ");
}

#[test]
fn a_wrong_issuer() {
    let fleet = World::new(&["acme"], 1).start();
    let issuer = fleet.sim().accounts()[0].issuer_id.clone();
    fleet.reconfigure(&issuer, "00000000-0000-4000-8000-000000000000");
    assert_snapshot!(fleet.run("sync --format table"), @r"
    0 apps, 2 requests: no account could be read; [budget] left this hour
    warning: account acme stopped: Apple refused GET /v1/apps: 401 NOT_AUTHORIZED: Provide a properly configured and signed bearer token, and make sure that it has not expired. Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens
    hint: Apple does not know this key: check key_id and issuer_id of the account in fleet.toml, and that the key was not revoked
    [exit 3]
    ");
    fleet.reconfigure("00000000-0000-4000-8000-000000000000", "no-uuid");
    assert_snapshot!(fleet.run("sync --format table"), @r"
    error: the key of account `acme` cannot be used
      caused by: the issuer id is not a UUID such as [uuid]: it stands above the list of keys in App Store Connect, under Users and Access, Integrations (an individual key has none)
    hint: copy key_id and issuer_id from App Store Connect > Users and Access > Integrations into fleet.toml
    [exit 3]
    ");
}

/// Tokens are dated. The first refusal tells Apple's time, by which the next token is dated.
#[test]
fn a_clock_that_is_an_hour_off() {
    for hours in [1, -1] {
        let clock = Clock::system();
        clock.advance(SignedDuration::from_hours(hours));
        let fleet = World::new(&["acme"], 1).clock(clock).start();
        let ran = fleet.run("sync --format table");
        let statuses: Vec<u16> = fleet.sim().exchanges().iter().map(|exchange| exchange.status).collect();
        assert_eq!((ran.code, statuses), (0, vec![401, 200, 200, 200]), "{hours} h: {ran}");
    }
}

#[test]
fn an_unknown_account() {
    let fleet = TestFleet::new();
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("sync --account acmee"), @r"
        error: there is no account named `acmee`
        hint: did you mean `acme`?
        [exit 2]
        ");
    });
    assert_eq!(counted, Counted::NOTHING);
}

/// A token is worth as much as the key for twenty minutes.
#[test]
fn no_token_goes_out_in_the_clear() {
    let fleet = TestFleet::new();
    fleet.reconfigure(fleet.sim().url(), "http://api.example");
    assert_snapshot!(fleet.run("sync"), @r"
    error: account `acme` cannot be used
      caused by: the base URL must be https, except on this computer: http://api.example
    hint: use https:// in base_url; http:// is for 127.0.0.1 only
    [exit 2]
    ");
}

#[test]
fn nobody_listens() {
    let fleet = TestFleet::new();
    fleet.reconfigure(fleet.sim().url(), "http://127.0.0.1:1");
    assert_snapshot!(fleet.run("sync --account acme --format table"), @r"
    0 apps, 0 requests: no account could be read; [budget] left this hour
    warning: account acme stopped: failed to connect for GET /v1/apps: error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)
    hint: check the network; the same command continues where it stopped
    [exit 3]
    ");
}

#[test]
fn mistakes_in_sql() {
    let fleet = TestFleet::synced();
    let query = |sql: &str| fleet.run(&format!("query \"{sql}\""));
    let edit = |sql: &str| fleet.run(&format!("edit \"{sql}\""));
    assert_snapshot!(query("SELEC 1"), @r#"
    error: near "SELEC": syntax error
    [exit 2]
    "#);
    assert_snapshot!(query("SELECT copyrigth FROM versions"), @r"
    error: no such column: copyrigth
    hint: did you mean `copyright`?
    [exit 2]
    ");
    assert_snapshot!(query("SELECT 1 FROM version"), @r"
    error: no such table: version
    hint: did you mean `versions`?
    [exit 2]
    ");
    assert_snapshot!(query("SELECT 1; SELECT 2"), @r"
    error: one statement at a time
    [exit 2]
    ");
    assert_snapshot!(query("UPDATE versions SET copyright = 'x' WHERE editable"), @r"
    error: fleet query only reads
    hint: `fleet edit` stages changes
    [exit 2]
    ");
    assert_snapshot!(query("ATTACH 'x.db' AS x"), @r"
    error: fleet query only reads
    hint: `fleet edit` stages changes
    [exit 2]
    ");
    assert_snapshot!(query("SELECT load_extension('x')"), @r"
    error: not authorized to use function: load_extension
    [exit 2]
    ");
    assert_snapshot!(edit("UPDATE versions SET copyrigth = 'x'"), @r"
    error: no such column: copyrigth
    hint: did you mean `copyright`?
    [exit 2]
    ");
    assert_snapshot!(edit("SELECT 1"), @r"
    error: a SELECT stages nothing
    hint: `fleet query` shows rows
    [exit 2]
    ");
    assert_snapshot!(edit("PRAGMA writable_schema = 1"), @r#"
    error: this SQL may not do that: PRAGMA writable_schema
    hint: SQL may read everything and write to the views: `fleet query "SELECT DISTINCT resource FROM fields"` names them
    [exit 2]
    "#);
    assert_snapshot!(edit("UPDATE versions SET copyright = 'x' WHERE editable; CREATE TABLE x(a)"), @r#"
    error: this SQL may not do that: write to `sqlite_master`
    hint: SQL may read everything and write to the views: `fleet query "SELECT DISTINCT resource FROM fields"` names them
    [exit 2]
    "#);
    assert_snapshot!(edit("BEGIN; COMMIT; DELETE FROM apps_mirror"), @r#"
    error: this SQL may not do that: begin or end a transaction; it runs in one of its own
    hint: SQL may read everything and write to the views: `fleet query "SELECT DISTINCT resource FROM fields"` names them
    [exit 2]
    "#);
    assert_eq!(fleet.value("SELECT count(*) FROM staged"), 0);
}

#[test]
fn sql_that_is_no_statement() {
    let fleet = TestFleet::synced();
    for sql in ["", ";", "/* a comment */"] {
        assert_eq!(fleet.run(&format!("query \"{sql}\"")).code, 2, "{sql}");
    }
}

#[test]
fn mistakes_on_the_command_line() {
    let fleet = TestFleet::synced();
    assert_snapshot!(fleet.run("set copyrigth=x"), @r"
    error: no field that can be edited is called `copyrigth`
    hint: did you mean `copyright`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("set copyright=x --view version"), @r"
    error: there is no view `version`
    hint: did you mean `versions`?
    [exit 2]
    ");
    assert_snapshot!(fleet.run("set copyright='{nobody}' --where editable"), @r#"
    error: `{nobody}` is neither a column of versions nor a variable of an app
    hint: use {year}, {legal_name}, {client}, {app}, any column of the view or a variable of fleet.toml; {{ is a brace
    [exit 2]
    "#);
    assert_eq!(fleet.run("set 'copyright={year' --where editable").code, 2);
    assert_snapshot!(fleet.run("undo"), @r"
    error: nothing has been pushed from this workspace yet
    [exit 2]
    ");
    assert_snapshot!(fleet.run("undo 7"), @r"
    error: there is no changeset 7
    hint: `fleet log` lists the changesets
    [exit 2]
    ");
    assert_eq!(fleet.run("unstage").code, 2);
    assert_eq!(fleet.run("pusj").code, 2);
}

/// What was mirrored and staged with the key of one team does not go out with that of another.
#[test]
fn a_key_of_another_team() {
    let fleet = TestFleet::synced();
    fleet.ok("set 'copyright=2027 X' --where \"editable AND client = 'umbra'\"");
    let [umbra, acme] = ["umbra", "acme"].map(|name| fleet.sim().accounts().iter().find(|account| account.name == name).unwrap().clone());
    for (from, to) in [(&umbra.key_id, &acme.key_id), (&umbra.issuer_id, &acme.issuer_id)] {
        let text = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
        let (before, of_umbra) = text.split_once("[accounts.umbra]").unwrap();
        fleet.write("fleet.toml", format!("{before}[accounts.umbra]{}", of_umbra.replace(from.as_str(), to)));
    }
    fleet.reconfigure("umbra.p8", "acme.p8");
    let counted = fleet.counting(|fleet| {
        assert_snapshot!(fleet.run("push --yes"), @r"
        error: account `umbra` has the issuer [uuid] now, but its apps were read with the issuer [uuid]: that is another team
        hint: nothing was sent; put the former key back, or give the other team an account of its own name in fleet.toml
        [exit 2]
        ");
        assert_eq!(fleet.run("sync").code, 2);
    });
    assert_eq!(counted, Counted::NOTHING);
    assert_ne!(fleet.value("SELECT count(*) FROM staged"), 0);
}
