//! A server that means harm, in place of App Store Connect; and a host that must never hear of anything.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::support::TestFleet;

/// A request as it came.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    head: String,
    body: Vec<u8>,
    /// The simulator, which would have answered well.
    behind: String,
}

/// What is answered.
pub(crate) enum Reply {
    /// What the simulator says.
    Honest,
    /// A whole answer with this status, these headers (each with its line end) and this body.
    Whole(u16, String, Vec<u8>),
    /// Whatever is written, until the other side has had enough.
    Raw(fn(&mut TcpStream) -> io::Result<()>),
}

impl Reply {
    /// A document with the status 200.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, "Content-Type: application/json\r\n".into(), body.into())
    }

    /// A status and a header, without a body.
    pub(crate) fn header(status: u16, name: &str, value: &str) -> Self {
        Self::Whole(status, format!("{name}: {value}\r\n"), Vec::new())
    }
}

impl Asked {
    pub(crate) fn is(&self, method: &str, start: &str) -> bool {
        self.method == method && self.path.starts_with(start)
    }

    /// The JSON that the simulator answers.
    pub(crate) fn honest(&self) -> Value {
        let mut answer = Vec::new();
        self.pass_on(&mut answer).unwrap();
        let start = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        serde_json::from_slice(&answer[start + 4..]).unwrap()
    }

    fn pass_on(&self, answer: &mut impl Write) -> io::Result<()> {
        let mut server = TcpStream::connect(&self.behind)?;
        let is_kept = |line: &&str| !["connection:", "accept-encoding:"].iter().any(|name| line.to_ascii_lowercase().starts_with(name));
        let kept: String = self.head.trim_end().lines().filter(is_kept).map(|line| format!("{line}\r\n")).collect();
        server.write_all(format!("{kept}Connection: close\r\n\r\n").as_bytes())?;
        server.write_all(&self.body)?;
        io::copy(&mut server, answer).map(drop)
    }

    fn read(stream: &TcpStream, behind: &str) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return Ok(None);
            }
        }
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        let mut words = head.split(' ').map(ToOwned::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        Ok(Some(Self { method, path, head, body, behind: behind.to_owned() }))
    }
}

type Attack = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// The server. It ends with the process of the tests.
pub(crate) struct Hostile {
    attack: Arc<Mutex<Attack>>,
    lines: Arc<Mutex<Vec<String>>>,
    tokens: Arc<Mutex<BTreeSet<String>>>,
    pub(crate) url: String,
}

impl Hostile {
    /// Puts itself before the simulator of a fleet: all its accounts talk to this one from now on.
    pub(crate) fn before(fleet: &TestFleet) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let text = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
        fleet.write("fleet.toml", text.replace(fleet.sim().url(), &url));
        let behind = fleet.sim().url().trim_start_matches("http://").to_owned();
        let attack: Arc<Mutex<Attack>> = Arc::new(Mutex::new(Arc::new(|_: &Asked| Reply::Honest)));
        let hostile = Self { attack, lines: Arc::default(), tokens: Arc::default(), url };
        let (attack, lines, tokens) = (Arc::clone(&hostile.attack), Arc::clone(&hostile.lines), Arc::clone(&hostile.tokens));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (attack, lines, tokens, behind) = (Arc::clone(&attack), Arc::clone(&lines), Arc::clone(&tokens), behind.clone());
                thread::spawn(move || drop(serve(stream, &behind, &attack, &lines, &tokens)));
            }
        });
        hostile
    }

    /// What it does from now on.
    pub(crate) fn attacks(&self, attack: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        *self.attack.lock().unwrap() = Arc::new(attack);
        self.lines.lock().unwrap().clear();
    }

    /// Every token that was ever shown to it.
    pub(crate) fn tokens(&self) -> BTreeSet<String> {
        self.tokens.lock().unwrap().clone()
    }

    /// Requests since then, as method and path.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    behind: &str,
    attack: &Mutex<Attack>,
    lines: &Mutex<Vec<String>>,
    tokens: &Mutex<BTreeSet<String>>,
) -> io::Result<()> {
    let Some(asked) = Asked::read(&stream, behind)? else { return Ok(()) };
    let token = asked.head.lines().find_map(|line| line.split_once(": Bearer ").map(|(_, token)| token.trim().to_owned()));
    tokens.lock().unwrap().extend(token);
    lines.lock().unwrap().push(format!("{} {}", asked.method, asked.path));
    let attack = Arc::clone(&*attack.lock().unwrap());
    match attack(&asked) {
        Reply::Honest => asked.pass_on(&mut stream),
        Reply::Raw(write) => write(&mut stream),
        Reply::Whole(status, headers, body) => {
            let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
            write!(stream, "HTTP/1.1 {status} Hostile\r\nConnection: close\r\n{length}{headers}\r\n")?;
            stream.write_all(&body)
        }
    }
}

/// A host that is not App Store Connect. Whatever comes is written down and answered with an empty success.
pub(crate) struct Foreign {
    heard: Arc<Mutex<Vec<String>>>,
    pub(crate) url: String,
}

impl Foreign {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let foreign = Self { heard: Arc::default(), url };
        let heard = Arc::clone(&foreign.heard);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                heard.lock().unwrap().push("somebody connected".into());
                let asked = Asked::read(&stream, "").ok().flatten();
                heard.lock().unwrap().extend(asked.map(|asked| asked.head));
                drop(stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            }
        });
        foreign
    }

    /// Everything that came.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}
