//! The dashboard: who gets in, what its forms do, and how it looks to a browser.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Started, TestFleet, World, root, skip};

/// A dashboard that runs, and the cookie of a browser that was let in.
struct Served {
    process: Started,
    url: String,
    host: String,
    cookie: String,
}

/// What was answered.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Served {
    fn start(fleet: &TestFleet) -> Self {
        let mut process = fleet.start("dashboard --port 0 --format ndjson");
        let mut line = String::new();
        BufReader::new(process.stdout()).read_line(&mut line).unwrap();
        let url = serde_json::from_str::<Value>(&line).unwrap()["url"].as_str().unwrap().to_owned();
        let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let served = Self { host: host.to_owned(), url: url.clone(), process, cookie: String::new() };
        let entered = served.send("GET", &format!("/{path}"), &[], "");
        assert_eq!((entered.status, entered.header("location")), (303, Some("/")));
        let cookie = entered.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        Self { cookie: cookie.split(';').next().unwrap().to_owned(), ..served }
    }

    /// Sends a request as it is; a `host` among the headers takes the place of the right one.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let own = [("host", self.host.as_str())];
        let is_own = !headers.iter().any(|(name, _)| *name == "host");
        let headers: String =
            headers.iter().chain(own.iter().filter(|_| is_own)).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n{headers}", body.len());
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        // Pictures are no text.
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Loads a page as the browser that was let in.
    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("cookie", &self.cookie), ("sec-fetch-site", "same-origin")], "")
    }

    /// The head of what is answered to the browser that was let in.
    fn head_of(&self, path: &str) -> String {
        self.get(path).head
    }

    /// Sends a form as one of the pages would.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(&format!("http://{}", self.host), path, fields)
    }

    fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let headers = [("cookie", self.cookie.as_str()), ("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, &body.join("&"))
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The value of a hidden field of a form.
    fn field(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A row of a listing whose texts can be edited.
fn editable(fleet: &TestFleet) -> Value {
    let sql = "SELECT pk, app_id, locale, subtitle, promotional_text FROM listings WHERE editable AND info_editable AND NOT staged ORDER BY pk LIMIT 1";
    fleet.rows(sql).remove(0)
}

#[test]
fn only_whoever_started_it_gets_in() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    let cookie = ("cookie", served.cookie.as_str());
    let port = served.host.split_once(':').unwrap().1;

    // A name on the net that leads here.
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1"] {
        let refused = served.send("GET", "/", &[("host", host), cookie], "");
        assert_eq!((refused.status, refused.body.contains("Acme")), (421, false), "{host}");
    }
    assert_eq!(served.send("GET", "/", &[("host", &format!("localhost:{port}")), cookie], "").status, 200);
    assert_eq!(served.send("GET", &format!("http://evil.example:{port}/"), &[cookie], "").status, 421);

    // Somebody else on this computer, and another page.
    for headers in [
        vec![],
        vec![("cookie", "fleet-1=x")],
        vec![cookie, ("sec-fetch-site", "cross-site")],
        vec![cookie, ("sec-fetch-site", "same-site")],
    ] {
        for path in ["/", "/staged.html", "/edit/1", "/?key=guessed", "/no-such-page"] {
            let refused = served.send("GET", path, &headers, "");
            assert_eq!((refused.status, refused.body.contains("Acme")), (403, false), "{path} {headers:?}");
        }
    }

    let page = served.get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    for (name, value) in [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("cache-control", "no-store")] {
        assert_eq!(page.header(name), Some(value));
    }
    assert!(page.header("server-timing").unwrap().starts_with("total;dur="));
    let key = served.url.split_once("key=").unwrap().1;
    assert!(!page.body.contains(key), "the key stands on no page");
    assert!(!page.body.contains("<script") && !page.body.contains("://fonts."));
}

#[test]
fn a_form_of_another_page_changes_nothing() {
    let fleet = TestFleet::synced();
    fleet.edit("UPDATE versions SET copyright = '2031 X' WHERE editable");
    let served = Served::start(&fleet);
    let listing = editable(&fleet);
    let path = format!("/edit/{}", listing["pk"]);
    let page = served.get(&path);
    let (token, was) = (page.field("token"), page.field("was-promotional_text"));
    let change: &[(&str, &str)] = &[("promotional_text", "stolen"), ("was-promotional_text", &was)];
    let with_token: Vec<_> = change.iter().copied().chain([("token", token.as_str())]).collect();
    let group = served.get("/staged.html").body.split_once("name=\"group\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let staged = fleet.count("SELECT count(*) FROM changes");

    assert_eq!(served.post(&path, change).status, 403, "no token");
    assert_eq!(served.post(&path, &[change, &[("token", "guessed")]].concat()).status, 403, "another token");
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", &format!("https://{}", served.host)] {
        assert_eq!(served.post_from(origin, &path, &with_token).status, 403, "{origin}");
        assert_eq!(served.post_from(origin, "/unstage", &[("token", &token), ("group", &group)]).status, 403, "{origin}");
    }
    let origin = format!("http://{}", served.host);
    let no_form = [("cookie", served.cookie.as_str()), ("origin", &origin), ("content-type", "text/plain")];
    assert_eq!(served.send("POST", &path, &no_form, &format!("token={token}&promotional_text=x")).status, 415);
    assert_eq!(served.get("/unstage").status, 405);
    assert_eq!(served.post("/", &with_token).status, 405);
    assert_eq!(served.post(&path, &[("token", &token), ("description", &"x".repeat(1 << 19))]).status, 413);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), staged);

    // And its own does.
    assert_eq!(served.post(&path, &with_token).status, 303);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), staged + 1);
    let all = served.post("/unstage", &[("token", &token), ("group", &group)]);
    assert!(all.header("location").unwrap().starts_with("./staged.html?unstaged="), "{}", all.head);
    assert!(fleet.count("SELECT count(*) FROM changes WHERE field = 'copyright'") < staged);
}

#[test]
fn what_is_staged_in_a_form_is_staged_as_by_any_other_door() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    let listing = editable(&fleet);
    let pk = listing["pk"].as_i64().unwrap();
    let path = format!("/edit/{pk}");
    let form = |page: &Answer, name: &str, value: &str| {
        let was = page.field(&format!("was-{name}"));
        [("token".to_owned(), page.field("token")), (name.to_owned(), value.to_owned()), (format!("was-{name}"), was)]
    };
    let post = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        served.post(&path, &fields)
    };

    // Line breaks are those of the web's forms on their way, and ours in the file.
    let page = served.get(&path);
    let done = post(&form(&page, "promotional_text", "one\r\ntwo & <b>"));
    assert_eq!(done.header("location"), Some(format!("./{pk}?staged=1&unstaged=0").as_str()));
    let staged = fleet.rows("SELECT resource, field, value, base FROM changes");
    assert_eq!(
        staged,
        [
            json!({ "resource": "version_localizations", "field": "promotional_text", "value": "one\ntwo & <b>", "base": listing["promotional_text"] })
        ]
    );
    assert!(served.get(&path).body.contains("one\ntwo &amp; &lt;b&gt;</textarea>"));

    // The form as it came stages nothing; back to what Apple has is unstaged.
    let page = served.get(&path);
    assert!(post(&form(&page, "promotional_text", "one\r\ntwo & <b>")).header("location").unwrap().ends_with("?same=1"));
    let back = listing["promotional_text"].as_str().unwrap_or_default();
    assert!(post(&form(&page, "promotional_text", back)).header("location").unwrap().ends_with("?staged=0&unstaged=1"));
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), 0);

    // Somebody else was quicker: their words are shown, what was typed is kept, nothing is staged over theirs.
    let page = served.get(&path);
    fleet.edit(&format!("UPDATE listings SET subtitle = 'theirs' WHERE pk = {pk}"));
    let late = post(&form(&page, "subtitle", "mine"));
    assert_eq!(late.status, 422);
    assert!(late.body.contains("it is now “theirs”") && late.body.contains("value=\"mine\""), "{}", late.body);
    assert_eq!(fleet.value("SELECT value FROM changes"), "theirs");
    assert_eq!(post(&form(&late, "subtitle", "mine")).status, 303, "the second time it is meant");
    assert_eq!(fleet.value("SELECT value FROM changes"), "mine");

    // Too long for Apple can be staged, and is told before a push.
    let page = served.get(&path);
    assert_eq!(post(&form(&page, "subtitle", &"x".repeat(31))).status, 303);
    assert!(served.get(&path).body.contains("1 too many"));
    assert!(served.get("/staged.html").body.contains("Apple would refuse this"));

    // What cannot be edited in its state is no field, and sent all the same it stages nothing.
    let live = fleet.value("SELECT pk FROM listings WHERE state = 'READY_FOR_DISTRIBUTION' LIMIT 1");
    let page = served.get(&format!("/edit/{live}"));
    assert!(page.body.contains("cannot be edited in this state") && !page.body.contains("name=\"description\""));
    let before = fleet.count("SELECT count(*) FROM changes");
    served.post(&format!("/edit/{live}"), &[("token", &page.field("token")), ("description", "x"), ("was-description", "x")]);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), before);
}

#[test]
fn filters_are_sql_that_reads_and_does_nothing_else() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    let rows = |page: &Answer| page.body.matches("<th scope=\"row\">").count();
    let all = served.get("/");
    assert_eq!(rows(&all), 12);

    let asked = served.get("/filter?client=acme&state=live&name=&page=2");
    let address = asked.header("location").unwrap().strip_prefix('.').unwrap();
    assert_eq!(asked.status, 303);
    assert!(address.contains("where=client+%3D+%27acme%27+AND+id+IN+") && !address.contains("page="), "{address}");
    let wanted = fleet.count("SELECT count(DISTINCT app_id) FROM versions WHERE client = 'acme' AND state = 'READY_FOR_DISTRIBUTION'");
    assert_eq!(rows(&served.get(address)), wanted);

    for hostile in [
        "1); DELETE FROM staged; --",
        "1) UNION SELECT load_extension('x'), 1 --",
        "pk IN (SELECT pk FROM nowhere)",
        "'unclosed",
        "1; ATTACH 'x' AS y",
        "writefile('x', 'y')",
        "<script>alert(1)</script>",
    ] {
        let page = served.get(&format!("/?where={}", encoded(hostile)));
        assert_eq!((page.status, page.body.contains("id=\"mistake\"")), (422, true), "{hostile}");
        let kept = hostile.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        assert!(page.body.contains(&format!("value=\"{kept}\"")), "{hostile}: what was typed is kept");
    }
    assert_eq!(rows(&served.get("/?page=99&sort=-name")), 12);
    assert_eq!(rows(&served.get("/?where=0")), 0);
    assert_eq!(served.get("/?where=%FF").status, 422);
}

#[test]
fn what_is_not_there_is_not_found() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    for path in [
        "/no-such-page",
        "/apps/1.html",
        "/apps/..%2F..%2Ffleet.toml",
        "/edit/999999",
        "/listings/1.html",
        "/clients/x.html",
        "/icons/x.jpg",
        "/icons/..%2F..%2Ffleet.db",
        "/../fleet.toml",
        "/.fleet/fleet.db",
    ] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    assert_eq!(served.get("/edit/x").status, 400);
    assert_eq!(served.get("/staged.html?group=gone").status, 303);
    assert_eq!(served.get("/findings.html").status, 200);
    let app = served.get("/").body.split_once("apps/").unwrap().1.split('"').next().unwrap().to_owned();
    assert_eq!(served.get(&format!("/apps/{app}")).status, 200);
}

#[test]
fn pages_show_what_others_do_meanwhile() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    assert!(served.get("/staged.html").body.contains("Nothing is staged"));
    fleet.edit("UPDATE versions SET copyright = '2031 Elsewhere' WHERE editable");
    assert!(served.get("/staged.html").body.contains("2031"));
    let token = served.get("/staged.html").field("token");

    // Pages and forms go on while a sync writes.
    let mut sync = fleet.start("sync --full");
    let mut loads = 0;
    while sync.is_running() || loads == 0 {
        let page = served.get("/");
        assert_eq!((page.status, page.body.matches("<th scope=\"row\">").count()), (200, 12));
        assert_eq!(served.get("/staged.html").status, 200);
        loads += 1;
    }
    assert_eq!(sync.wait().code, 0);
    let row = fleet.rows("SELECT resource, pk, field FROM changes LIMIT 1").remove(0);
    let name = format!("{}/{}/{}", row["resource"].as_str().unwrap(), row["pk"], row["field"].as_str().unwrap());
    let before = fleet.count("SELECT count(*) FROM changes");
    assert_eq!(served.post("/unstage", &[("token", &token), ("row", &name)]).status, 303);
    assert_eq!(fleet.count("SELECT count(*) FROM changes"), before - 1);
}

#[test]
fn an_app_shows_what_the_report_shows_of_it() {
    let fleet = TestFleet::synced();
    fleet.ok("sync --only media --images");
    fleet.ok("report --output report");
    let served = Served::start(&fleet);
    let mut pictures = 0;
    for folder in ["apps", "listings"] {
        for entry in fs::read_dir(fleet.path().join("report").join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let live = served.get(&format!("/{folder}/{name}"));
            let written = fs::read_to_string(entry.path()).unwrap();
            let cells =
                |page: &str, of: &str| page.split(of).skip(1).map(|rest| rest.split("</").next().unwrap().to_owned()).collect::<Vec<_>>();
            for of in ["<table class=\"matrix\">", "<th scope=\"row\">", "<img "] {
                assert_eq!(cells(&live.body, of), cells(&written, of), "{folder}/{name}: {of}");
            }
            for picture in cells(&live.body, " src=\"../").iter().take(2) {
                let path = format!("/{}", picture.split('"').next().unwrap());
                let head = served.head_of(&path);
                assert!(head.contains("200 OK") && head.contains("image/jpeg") && head.contains("immutable"), "{path}: {head}");
                pictures += 1;
            }
        }
    }
    assert!(pictures > 10, "{pictures}");
    let client = served.get("/clients/acme.html");
    assert_eq!((client.status, client.header("location")), (303, Some("../?client=acme&where=client+%3D+%27acme%27")));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it() {
    let fleet = TestFleet::synced();
    let served = Served::start(&fleet);
    // A browser keeps its connection open.
    let idle = TcpStream::connect(&served.host).unwrap();
    served.process.signal("INT");
    let ran = served.process.wait();
    assert_eq!(ran.code, 0, "{ran}");
    drop(idle);
    let ran = TestFleet::empty().run("dashboard");
    assert_eq!(ran.code, 2, "{ran}");
}

/// A program of this computer.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = || std::env::split_paths(&path);
    names.iter().find_map(|name| places().map(|place| place.join(name)).find(|program| program.is_file()))
}

/// Installs what the walk needs, in the folder of what is built, and returns where its script is.
fn install(npm: &Path) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    fs::create_dir_all(&folder).unwrap();
    let copy = |name: &str| {
        let (from, to) = (root().join("tests/browser").join(name), folder.join(name));
        let is_same = fs::read(&to).is_ok_and(|known| known == fs::read(&from).unwrap());
        fs::copy(from, to).unwrap();
        is_same
    };
    let is_locked = copy("package-lock.json");
    for name in ["package.json", "walk.mjs"] {
        copy(name);
    }
    if !is_locked || !folder.join("node_modules/axe-core/axe.min.js").is_file() {
        let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        let output = Command::new(npm).args(options).current_dir(&folder).output().map_err(|error| error.to_string())?;
        if !output.status.success() {
            // The next run shall try again.
            fs::remove_file(folder.join("package-lock.json")).unwrap();
            return Err(format!("npm ci failed: {}", String::from_utf8_lossy(&output.stderr)));
        }
    }
    Ok(folder.join("walk.mjs"))
}

/// Report and dashboard in a browser: `tests/browser/walk.mjs` says what is looked at.
#[test]
fn a_browser_finds_nothing_wrong() {
    let missing = |what: &str| {
        let is_required = std::env::var("APPFLEET_REQUIRE_BROWSER").is_ok_and(|value| value == "1");
        assert!(!is_required, "the browser test cannot run: {what}");
        skip(&format!("THE BROWSER TEST, which looks at report and dashboard: {what}"));
    };
    let (Some(node), Some(npm)) = (program(&["node"]), program(&["npm"])) else { return missing("there is no node or npm") };
    let Some(chromium) = program(&["chromium", "chromium-browser", "google-chrome"]) else { return missing("there is no Chromium") };
    let script = match install(&npm) {
        Ok(script) => script,
        Err(why) => return missing(&why),
    };

    let fleet = World::new(&["acme", "northwind", "umbra"], 9).start();
    fleet.ok("sync");
    fleet.edit("UPDATE versions SET copyright = '2031 ' || legal_name WHERE editable");
    fleet.ok("report --output report");
    let served = Served::start(&fleet);
    let screenshots = script.with_file_name("screenshots");
    let options = json!({
        "report": fleet.path().join("report"), "url": served.url, "fleet": env!("CARGO_BIN_EXE_fleet"), "workspace": fleet.path(),
        "chromium": chromium, "screenshots": screenshots,
    });
    let output = Command::new(node).arg(script).arg(options.to_string()).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("nothing is wrong"), "{said}");
}
