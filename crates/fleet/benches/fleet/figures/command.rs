//! Whole commands on a filled mirror, as somebody waits for them: starts, completions, pages, and the memory they take.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use crate::figures::timed;
use crate::process::{Cost, fleet, milliseconds, run, run_to};
use crate::report::{Bar, Row};
use crate::world::World;

/// How often a command that takes milliseconds is run.
const STARTS: usize = 25;

/// All figures of a filled mirror.
pub(crate) fn measure(world: &World) -> Vec<Row> {
    let apps = world.apps;
    let size = Some(apps);
    let mut rows = vec![
        starts(world, "fleet --version", &["--version"], Bar::Smaller),
        starts(world, "fleet status", &["status"], if apps <= 100 { Bar::Most(30.0) } else { Bar::Smaller }),
        completion(world),
    ];
    let command = |words: &[&str]| run_to(&mut fleet(world.path(), words), &[0, 1]);
    let memory = |name: &str, cost: &Cost| {
        Row::new(&format!("most memory of {name}"), size, "MB", vec![cost.peak], Bar::Smaller).note("VmHWM of the real process")
    };
    rows.push(memory("fleet status", &command(&["status", "--json"])));
    let check = command(&["check", "--json"]);
    rows.push(Row::new("fleet check", size, "ms", vec![check.wall * 1e3], Bar::Smaller).note("the whole process"));
    rows.push(memory("fleet check", &check));
    // A page an app and a page a listing: what 1,000 apps take is told, ten times as many take ten times as long.
    if apps <= 1_000 {
        let report = run(&mut fleet(world.path(), &["report", "--output", "pages", "--json"]));
        let name = "fleet report, every page of the fleet";
        rows.push(Row::new(name, size, "ms", vec![report.wall * 1e3], Bar::Smaller).note("the whole process"));
        rows.push(memory("fleet report", &report));
    }
    rows.extend(pages(world));
    rows
}

/// The time from the start of a process to its end.
fn starts(world: &World, name: &str, words: &[&str], bar: Bar) -> Row {
    let samples: Vec<f64> = (0..=STARTS).map(|_| milliseconds(&mut fleet(world.path(), words))).skip(1).collect();
    let row = Row::new(name, Some(world.apps), "ms", samples, bar);
    let slow = row.p95();
    row.note(format!("warm, the whole process; p95 {slow:.1} ms"))
}

/// What somebody waits for who presses Tab behind `--app`, with the names of all apps to choose from.
fn completion(world: &World) -> Row {
    let words = ["--", "fleet", "set", "--app", "Rec"];
    let command = || {
        let mut command = fleet(world.path(), &words);
        command.env("FLEET_COMPLETE", "bash").env("FLEET_COMPLETE_WORD", "3");
        command
    };
    let offered = run(&mut command()).output.iter().filter(|byte| matches!(byte, b'\n' | b'\x0b')).count();
    let samples = (0..STARTS).map(|_| milliseconds(&mut command())).collect();
    let bar = if world.apps <= 1_000 { Bar::Most(50.0) } else { Bar::Smaller };
    Row::new("complete the name of an app", Some(world.apps), "ms", samples, bar)
        .note(format!("bash, the whole process; {offered} offered"))
}

/// Pages of the dashboard, from the request to the last byte.
fn pages(world: &World) -> Vec<Row> {
    let mut words = fleet(world.path(), &["dashboard", "--port", "0", "--format", "ndjson"]);
    let mut process = words.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the dashboard starts");
    let mut line = String::new();
    BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
    let answer: serde_json::Value = serde_json::from_str(&line).expect("its address as JSON");
    let (host, path) = answer["url"].as_str().and_then(|url| url.strip_prefix("http://")?.split_once('/')).expect("an address");
    let entered = get(host, &format!("/{path}"), "");
    let cookie = entered.lines().find_map(|line| line.to_lowercase().starts_with("set-cookie: ").then(|| line[12..].to_owned()));
    let cookie = cookie.and_then(|cookie| Some(cookie.split(';').next()?.to_owned())).expect("a cookie");
    let fleet_page = get(host, "/", &cookie);
    let links = fleet_page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let app_page = links.map(|link| link.trim_start_matches(['.', '/'])).find(|link| link.starts_with("apps/"));
    let app_page = app_page.map(|link| format!("/{link}"));
    let mut rows = Vec::new();
    for (name, page) in [("dashboard: the fleet", Some("/".to_owned())), ("dashboard: one app", app_page)] {
        let page = page.expect("the fleet has links to its apps");
        let first = get(host, &page, &cookie);
        assert!(first.starts_with("HTTP/1.1 200"), "{page}: {}", first.lines().next().unwrap_or_default());
        let samples = (0..10).map(|_| timed(|| get(host, &page, &cookie)).0).collect();
        let kilobytes = first.len() / 1_000;
        rows.push(Row::new(name, Some(world.apps), "ms", samples, Bar::Smaller).note(format!("warm; {kilobytes} kB")));
    }
    process.kill().expect("it ends");
    process.wait().expect("it has ended");
    rows
}

/// What the server answers, head and body.
fn get(host: &str, path: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("the dashboard listens");
    let head =
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("it is asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}
