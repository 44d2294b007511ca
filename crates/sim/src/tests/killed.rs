//! An answered write is never lost, however suddenly the simulator ends.
//!
//! The test runs itself once more as the process that is killed: `serve_until_killed` does
//! nothing unless its variable names a folder.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use serde_json::{Value, json};

use super::options;
use crate::clock::Clock;
use crate::simulator::{Options, Simulator};

const FOLDER: &str = "APPFLEET_SIM_KILLED_FOLDER";
const ROUNDS: u64 = 24;

fn kept(folder: &Path) -> Options {
    Options { state: Some(folder.to_owned()), apps: 3, hourly_limit: 1_000_000, clock: Clock::system(), ..options() }
}

#[test]
fn serve_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let simulator = runtime.block_on(Simulator::start(kept(Path::new(&folder)))).unwrap();
    let draft = simulator
        .resources("appStoreVersions")
        .into_iter()
        .find(|version| version["attributes"]["appVersionState"] == "PREPARE_FOR_SUBMISSION");
    let id = draft.unwrap()["id"].as_str().unwrap().to_owned();
    let said = json!({
        "address": simulator.url().strip_prefix("http://"),
        "tokens": simulator.accounts().iter().map(|account| simulator.token(&account.name).unwrap()).collect::<Vec<_>>(),
        "version": id,
    });
    writeln!(std::io::stdout(), "\nserving {said}").unwrap();
    std::thread::park();
}

/// The process that serves the folder, and what it said.
fn serve(folder: &Path) -> (Child, Value) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::killed::serve_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.find_map(|line| line.unwrap().strip_prefix("serving ").map(str::to_owned)).expect("it serves");
    // The rest of its words go nowhere; the pipe stays open until it is dead.
    std::thread::spawn(move || lines.for_each(drop));
    (child, serde_json::from_str(&said).unwrap())
}

/// Sends one request on a connection of its own: the status, none when no whole answer came.
fn send(said: &Value, method: &str, target: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(said["address"].as_str()?).ok()?;
    let token = said["token"].as_str()?;
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse::<usize>().ok()?;
    (body.len() == promised).then(|| (status, body.to_owned()))
}

#[test]
fn an_answered_write_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(9);
    // What was answered last, and what was sent after it without an answer.
    let (mut answered, mut sent) = (None::<u64>, None::<u64>);
    let mut counter = 0;
    let mut survived = 0;
    for _ in 0..ROUNDS {
        let (mut child, mut said) = serve(folder.path());
        let tokens = said["tokens"].as_array().unwrap().clone();
        let version = said["version"].as_str().unwrap().to_owned();
        let target = format!("/v1/appStoreVersions/{version}");
        // The account whose version it is.
        let good = tokens.into_iter().find(|token| {
            said["token"] = token.clone();
            send(&said, "GET", &target, "").is_some_and(|(status, _)| status == 200)
        });
        said["token"] = good.expect("one of the accounts sees the version");
        let (_, body) = send(&said, "GET", &target, "").unwrap();
        let read: Value = serde_json::from_str(&body).unwrap();
        let copyright = read["data"]["attributes"]["copyright"].as_str().unwrap_or_default().to_owned();
        if let Some(last) = answered {
            let allowed = [Some(last), sent].map(|number| number.map(|number| format!("write {number}")).unwrap_or_default());
            assert!(allowed.contains(&copyright), "answered {last}, sent {sent:?}, found {copyright}");
            survived += 1;
        }
        let (tell, told) = mpsc::channel();
        let first = counter + 1;
        let stream = {
            let said = said.clone();
            std::thread::spawn(move || {
                for number in first.. {
                    let body = json!({ "data": { "type": "appStoreVersions", "id": said["version"], "attributes": { "copyright": format!("write {number}") } } });
                    match send(&said, "PATCH", &target, &body.to_string()) {
                        Some((200, _)) => tell.send(number).unwrap_or_default(),
                        _ => return number,
                    }
                }
                unreachable!("the stream ends with the process")
            })
        };
        // Killed somewhere in the middle of what follows the n-th answer.
        for _ in 0..random.usize(1..30) {
            answered = Some(told.recv().unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let cut_off = stream.join().unwrap();
        answered = told.try_iter().last().or(answered);
        (sent, counter) = (Some(cut_off), cut_off);
    }
    assert_eq!(survived, ROUNDS - 1);
}
