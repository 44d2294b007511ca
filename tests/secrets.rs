//! The canary: secrets that can be recognised are planted, everything is done with them that can be done, well and
//! badly, as loudly as possible; then every byte that was written anywhere is looked through.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::hostile::server::{Hostile, Reply};
use crate::support::{DISPLAY, Gallery, TestFleet};

/// Secrets that the environment and files hold.
const PASSWORD: &str = "Canary-passw0rd+one/&\u{fc}?";
const OTHER_PASSWORD: &str = "Canary-passw0rd-two-of-a-file";
const TYPED_PASSWORD: &str = "Canary-passw0rd-typed";
const HOOK: &str = "Canary-webhook-s3cret";
/// The secret part of addresses that files are sent to.
const SIGNATURE: &str = "Canary0signature0of0an0address";

/// As loud as it gets.
const LOUD: [(&str, &str); 5] =
    [("FLEET_LOG", "trace"), ("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full"), ("CANARY_PASSWORD", PASSWORD), ("CANARY_HOOK", HOOK)];

/// All forms in which a secret could be written.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex = |upper: bool| secret.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect::<String>();
    let percent = |keep: &dyn Fn(u8) -> bool| {
        secret.iter().map(|byte| if keep(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }).collect::<String>()
    };
    let mut forms = vec![secret.to_vec(), hex(false).into(), hex(true).into()];
    forms.push(percent(&|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)).into());
    forms.extend(std::str::from_utf8(secret).ok().map(|text| json!(text).to_string().trim_matches('"').as_bytes().to_vec()));
    // In base64 it depends on what stands before: three bytes become four letters, and those at the edges are shared.
    for before in 0..3 {
        let text = [&vec![0; before], secret].concat();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&text);
            let end = text.len() / 3 * 4;
            forms.push(encoded.as_bytes()[before.div_ceil(1).min(1) * 4..end].to_vec());
        }
    }
    forms
}

/// Bytes that are looked through for secrets.
struct Search(Vec<(String, Vec<u8>)>);

impl Search {
    fn of<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let forms = |(name, secret): (&str, &[u8])| {
            assert!(secret.len() >= 12, "{name} is too short to be told from chance");
            forms(secret).into_iter().map(move |form| (name.to_owned(), form)).collect::<Vec<_>>()
        };
        Self(secrets.into_iter().flat_map(forms).collect())
    }

    /// The names of the secrets that some bytes hold.
    fn found(&self, bytes: &[u8]) -> Vec<&str> {
        let finders = self.0.iter().filter(|(_, form)| contains(bytes, form));
        let mut names: Vec<&str> = finders.map(|(name, _)| name.as_str()).collect();
        names.dedup();
        names
    }
}

fn contains(bytes: &[u8], form: &[u8]) -> bool {
    let pattern: String = form.iter().map(|byte| format!(r"\x{byte:02x}")).collect();
    regex::bytes::Regex::new(&format!("(?-u){pattern}")).unwrap().is_match(bytes)
}

/// What is secret about a private key: its text, line by line, its bytes, and the number that it is.
fn parts_of_key(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(lines.clone().collect::<String>()).unwrap();
    // RFC 5915: the number is an octet string of 32 bytes.
    let at = der.windows(2).position(|bytes| bytes == [4, 32]).unwrap() + 2;
    let number = der[at..at + 32].to_vec();
    lines
        .map(|line| ("a line of the key", line.as_bytes().to_vec()))
        .chain([("the number of the key", number), ("the key", der.clone())])
        .collect()
}

#[expect(clippy::too_many_lines, reason = "one story, at the end of which everything is looked through")]
#[test]
fn nothing_that_is_written_holds_a_secret() {
    let gallery = Gallery::showing(0);
    let fleet = &gallery.fleet;
    let key = fs::read_to_string(fleet.path().join("acme.p8")).unwrap();
    fleet.write("password.txt", OTHER_PASSWORD);
    fleet.reconfigure("key_path = ", "webhook_secret = \"env:CANARY_HOOK\"\nkey_path = ");
    let server = Hostile::before(fleet);
    sign_addresses(&server);
    let mut written: Vec<(String, Vec<u8>)> = Vec::new();
    let mut run = |line: &str| {
        let output = fleet.command(&format!("-vv {line}")).envs(LOUD).output().unwrap();
        let code = output.status.code();
        assert!(code.is_some_and(|code| code <= 6), "{line}: {code:?}: {}", String::from_utf8_lossy(&output.stderr));
        written.push((format!("fleet {line}"), [output.stdout, output.stderr].concat()));
        code.unwrap()
    };

    // Well: everything is read, a password of each place is staged and sent, a picture goes out.
    run("doctor");
    run("sync --all");
    let id = fleet.value("SELECT min(id) FROM review_details WHERE editable AND state = 'PREPARE_FOR_SUBMISSION'");
    let id = id.as_str().unwrap().to_owned();
    let stage = |place: &str| {
        format!(
            "edit \"UPDATE review_details SET demo_account_required = 1, demo_account_name = 'demo', demo_account_password = '{place}' WHERE id = '{id}'\""
        )
    };
    assert_eq!(run(&stage("env:CANARY_PASSWORD")), 0);
    gallery.add(1, "");
    for line in ["diff --json", "diff --format table", "diff --format markdown", "push --dry-run --json", "changeset export canary.json"] {
        run(line);
    }
    run("push --yes --json");
    run("push --yes --format table");
    let sent = fleet
        .sim()
        .exchanges()
        .iter()
        .any(|exchange| exchange.request_body.as_ref().is_some_and(|body| body.to_string().contains("Canary-passw0rd+one")));
    assert!(sent, "the password has arrived");
    run(&stage("file:password.txt"));
    // A process dies in the middle of sending it, and another one goes on.
    server
        .attacks(|asked| if asked.method == "PATCH" { Reply::Raw(|_| Err(std::io::ErrorKind::BrokenPipe.into())) } else { Reply::Honest });
    run("push --yes");
    let mut dying = fleet.start("-vv push --yes");
    dying.runs_until(|| !server.lines().is_empty());
    dying.kill();
    sign_addresses(&server);
    run("push --yes");
    run("sync --all");
    for line in [
        "report",
        "export texts",
        "changeset list",
        "log --json",
        "undo 1",
        "unstage --all",
        "status",
        "check --json",
        "check --format html",
        "query \"SELECT * FROM review_details\"",
        "query --format csv \"SELECT * FROM steps\"",
        "show com.acme.budget --all",
        "shots pull pulled",
        "profile --help",
    ] {
        run(line);
    }

    // Badly: refused, typed where it does not belong, with keys that are none.
    run(&stage(TYPED_PASSWORD));
    run("diff --json");
    run("unstage --all");
    server.attacks(|_| {
        Reply::Whole(401, "Content-Type: application/json\r\n".into(), b"{\"errors\":[{\"code\":\"NOT_AUTHORIZED\"}]}".into())
    });
    run("doctor");
    run("sync");
    let tokens = server.tokens();
    assert!(!tokens.is_empty(), "tokens were sent");
    for broken in [
        key.replace("PRIVATE KEY", "EC PRIVATE KEY"),
        key[..key.len() / 2].to_owned(),
        key.replacen("MI", "?I", 1),
        key.replace("-----BEGIN PRIVATE KEY-----", ""),
    ] {
        fleet.write("acme.p8", &broken);
        run("doctor");
        run("sync");
    }
    fleet.write("acme.p8", json!({ "key_id": "K", "key": key, "issuer_id": "no" }).to_string());
    fleet.reconfigure("key_path = ", "api_key_path = ");
    run("sync");

    let mut secrets: Vec<(&str, Vec<u8>)> = parts_of_key(&key);
    for password in [PASSWORD, OTHER_PASSWORD, TYPED_PASSWORD] {
        secrets.push(("a password", password.into()));
    }
    secrets.push(("the secret of a webhook", HOOK.into()));
    secrets.push(("a signature", SIGNATURE.into()));
    for token in &tokens {
        secrets.push(("a token", token.as_bytes().to_vec()));
        secrets.push(("the signature of a token", token.rsplit('.').next().unwrap().as_bytes().to_vec()));
    }
    let search = Search::of(secrets.iter().map(|(name, secret)| (*name, secret.as_slice())));
    let planted = ["acme.p8", "password.txt"];
    let files = fleet.files().into_iter().filter(|(name, _)| !planted.contains(&Path::new(name).file_name().unwrap().to_str().unwrap()));
    let mut bytes = 0;
    for (name, content) in files.chain(written) {
        bytes += content.len();
        // What somebody types is in the command line, and so far theirs.
        let found = search.found(&content);
        assert!(found.is_empty(), "{name} holds {found:?}");
    }
    assert!(bytes > 1_000_000, "only {bytes} bytes were looked through");
    assert_private(&fleet.path().join(".fleet"));
    assert_private(&fleet.path().join("home/.local/state/appfleet"));
    assert_eq!(fleet.count(&format!("SELECT count(*) FROM screenshot_sets WHERE display_type = '{DISPLAY}' AND 0")), 0);
}

/// Every address that files are sent to gets a signature.
fn sign_addresses(server: &Hostile) {
    server.attacks(|asked| {
        if !asked.path.starts_with("/v1/appScreenshots") || asked.method == "DELETE" {
            return Reply::Honest;
        }
        let mut answer = asked.honest();
        for part in answer["data"]["attributes"]["uploadOperations"].as_array_mut().into_iter().flatten() {
            let url = part["url"].as_str().unwrap();
            let mark = if url.contains('?') { '&' } else { '?' };
            part["url"] = json!(format!("{url}{mark}X-Amz-Signature={SIGNATURE}"));
        }
        let status = if asked.method == "POST" { 201 } else { 200 };
        Reply::Whole(status, "Content-Type: application/json\r\n".into(), answer.to_string().into())
    });
}

/// Everything below a folder, and the folder, is for its owner only.
#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let told = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mode, wanted) = (told.permissions().mode() & 0o777, if told.is_dir() { 0o700 } else { 0o600 });
    assert_eq!(mode & !wanted, 0, "{} has the rights {mode:04o}", path.display());
    if told.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            assert_private(&entry.unwrap().path());
        }
    }
}

#[cfg(not(unix))]
fn assert_private(_path: &Path) {}

/// Rights do not depend on the habits of whoever starts the program.
#[cfg(unix)]
#[test]
fn files_are_private_whatever_the_umask() {
    let fleet = TestFleet::new();
    let line = format!("umask 000; exec '{}' sync --only states,media --images", env!("CARGO_BIN_EXE_fleet"));
    let mut command = std::process::Command::new("sh");
    let own = fleet.command("sync");
    command.args(["-c", &line]).current_dir(fleet.path()).env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_private(&fleet.path().join(".fleet"));
    assert_private(&fleet.path().join("home/.local"));
}

/// The search would find what it looks for, in whatever form it was written.
#[test]
fn a_secret_that_is_written_is_found() {
    let search = Search::of([("it", PASSWORD.as_bytes())]);
    for form in forms(PASSWORD.as_bytes()) {
        for around in [&b""[..], b"x", b"xy", b"\0\xff"] {
            assert_eq!(search.found(&[around, &form, around].concat()).first(), Some(&"it"), "{}", String::from_utf8_lossy(&form));
        }
    }
    for before in ["", "a", "ab"] {
        for engine in [&STANDARD, &URL_SAFE_NO_PAD] {
            let text = engine.encode(format!("{before}{PASSWORD} and so on"));
            assert_eq!(search.found(text.as_bytes()).first(), Some(&"it"), "{text}");
        }
    }
    assert_eq!(search.found(b"Canary-passw0rd"), [""; 0]);
}
