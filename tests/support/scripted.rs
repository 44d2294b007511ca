//! Refusals that the simulator does not know: a server between the program and the simulator that answers some requests
//! itself, as a test has written it down, and passes on the others.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::TestFleet;

/// An answer that is written down.
#[derive(Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: String,
    body: String,
}

impl Answer {
    /// Apple's error document with these errors.
    pub(crate) fn errors(status: u16, errors: &Value) -> Self {
        Self { status, headers: "Content-Type: application/json\r\n".into(), body: json!({ "errors": errors }).to_string() }
    }

    /// Apple's error document with one error.
    pub(crate) fn refusal(status: u16, code: &str, detail: &str) -> Self {
        Self::errors(status, &json!([error(status, code, detail)]))
    }

    /// Something that is no error document.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self { status, headers: "Content-Type: text/plain\r\n".into(), body: body.into() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.extend([name, ": ", value, "\r\n"]);
        self
    }
}

/// An error of an error document.
pub(crate) fn error(status: u16, code: &str, detail: &str) -> Value {
    json!({ "id": "e", "status": status.to_string(), "code": code, "title": "Apple's title", "detail": detail })
}

/// The server.
pub(crate) struct Scripted {
    rules: Arc<Rules>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Puts itself before the simulator of a fleet: all its accounts talk to this one from now on.
    pub(crate) fn before(fleet: &TestFleet) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let host = fleet.sim().url().trim_start_matches("http://").to_owned();
        let text = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
        fleet.write("fleet.toml", text.replace(fleet.sim().url(), &url));
        let scripted = Self { rules: Arc::default(), seen: Arc::default() };
        let (rules, seen) = (Arc::clone(&scripted.rules), Arc::clone(&scripted.seen));
        // It ends with the process of the tests.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (rules, seen, host) = (Arc::clone(&rules), Arc::clone(&seen), host.clone());
                thread::spawn(move || drop(serve(stream, &host, &rules, &seen)));
            }
        });
        scripted
    }

    /// Answers every request of this method whose path begins like this.
    pub(crate) fn answers(&self, method: &'static str, path: &str, answer: Answer) {
        self.rules.lock().unwrap().push((method, path.to_owned(), answer));
    }

    /// Passes everything on again.
    pub(crate) fn clear(&self) {
        self.rules.lock().unwrap().clear();
    }

    /// Writes that came, as method and path.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().filter(|line| !line.starts_with("GET ")).cloned().collect()
    }
}

/// Method, beginning of the path, answer.
type Rules = Mutex<Vec<(&'static str, String, Answer)>>;

fn serve(mut stream: TcpStream, host: &str, rules: &Rules, seen: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let header = |name: &str| head.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)));
    let length = header("content-length").and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let (method, path) = line.split_once(' ').unwrap();
    let rule = rules.lock().unwrap().iter().find(|(wanted, start, _)| *wanted == method && path.starts_with(start)).cloned();
    seen.lock().unwrap().push(line.clone());
    if let Some((.., Answer { status, headers, body })) = rule {
        write!(stream, "HTTP/1.1 {status} Scripted\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())?;
        return Ok(());
    }
    let mut server = TcpStream::connect(host)?;
    let kept = head.trim_end().lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head = kept.map(|line| format!("{line}\r\n")).collect::<String>() + "Connection: close\r\n\r\n";
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    std::io::copy(&mut server, &mut stream)?;
    Ok(())
}
