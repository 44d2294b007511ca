//! How long a world takes to start, what it weighs, and how many small reads it serves a second.
//!
//! `cargo run --release -p appfleet-sim --example load -- [APPS] [LOCALES] [SECONDS] [CONNECTIONS]`

#![expect(clippy::print_stdout, reason = "it is a measuring tool: its figures are its output")]

use std::io;
use std::time::{Duration, Instant};

use appfleet_sim::{Listing, Options, Simulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Two threads for the simulator and its clients together.
const THREADS: u8 = 2;

fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|argument| argument.parse::<usize>().map_err(io::Error::other));
    let mut next = |default| numbers.next().unwrap_or(Ok(default));
    let (apps, locales, seconds, connections) = (next(1000)?, next(20)?, next(5)?, next(8)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(usize::from(THREADS)).enable_all().build()?;
    runtime.block_on(measure(apps, locales, Duration::from_secs(seconds as u64), connections))
}

async fn measure(apps: usize, locales: usize, during: Duration, connections: usize) -> io::Result<()> {
    let started = Instant::now();
    let listing = Listing { locales: Some(locales), sets: 3, screenshots: 5, share: 100, ..Listing::default() };
    let options = Options { apps, listing, hourly_limit: u32::MAX, ..Options::default() };
    let simulator = Simulator::start(options).await.map_err(io::Error::other)?;
    println!("start   {apps} apps x {locales} locales in {:.2} s, {} MB", started.elapsed().as_secs_f64(), resident());

    let token = simulator.token("acme").ok_or_else(|| io::Error::other("no account acme"))?;
    let id = first_app(&simulator, &token).await?;
    for (what, target) in [
        ("app", format!("/v1/apps/{id}")),
        (
            "versions",
            format!("/v1/apps/{id}/appStoreVersions?limit=200&include=appStoreVersionLocalizations&limit[appStoreVersionLocalizations]=50"),
        ),
        ("heartbeat", "/v1/apps?limit=200&include=appStoreVersions,appInfos&limit[appStoreVersions]=50&limit[appInfos]=50".to_owned()),
        ("builds", "/v1/builds?limit=200&sort=-uploadedDate".to_owned()),
    ] {
        let until = Instant::now() + during;
        let asked = Instant::now();
        let clients: Vec<_> =
            (0..connections).map(|_| tokio::spawn(ask(simulator.url().to_owned(), token.clone(), target.clone(), until))).collect();
        let before = processor();
        let (mut answers, mut bytes) = (0, 0);
        for client in clients {
            let (more, longer) = client.await.map_err(io::Error::other)??;
            answers += more;
            bytes += longer;
        }
        let each = asked.elapsed().as_secs_f64();
        // What a machine without other work would have served, the clients' own work included.
        let alone = f64::from(answers) / (processor() - before).max(0.01) * f64::from(THREADS);
        let rate = f64::from(answers) / each;
        let size = bytes / answers.max(1) as usize;
        println!("{what:<10} {rate:>6.0} GET/s, {alone:>6.0} by processor time, {size} bytes each, {} MB", resident());
    }
    Ok(())
}

/// The id of an app that the token sees.
async fn first_app(simulator: &Simulator, token: &str) -> io::Result<String> {
    let mut client = Client::connect(simulator.url(), token).await?;
    let body = client.get("/v1/apps?limit=1&fields[apps]=name").await?;
    let text = String::from_utf8_lossy(&body).into_owned();
    let id = text.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    id.map(str::to_owned).ok_or_else(|| io::Error::other("there is no app"))
}

/// Asks again and again on one connection: (answers, bytes of their bodies).
async fn ask(url: String, token: String, target: String, until: Instant) -> io::Result<(u32, usize)> {
    let mut client = Client::connect(&url, &token).await?;
    let (mut answers, mut bytes) = (0, 0);
    while Instant::now() < until {
        bytes += client.get(&target).await?.len();
        answers += 1;
    }
    Ok((answers, bytes))
}

/// A connection that is kept alive, and nothing more of HTTP than this needs.
struct Client {
    stream: TcpStream,
    token: String,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(url: &str, token: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(url.trim_start_matches("http://")).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, token: token.to_owned(), buffer: Vec::new() })
    }

    /// The body of a 200.
    async fn get(&mut self, target: &str) -> io::Result<Vec<u8>> {
        let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n", self.token);
        self.stream.write_all(request.as_bytes()).await?;
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse::<usize>().ok());
        let (true, Some(length)) = (text.starts_with("http/1.1 200"), length) else { return Err(io::Error::other(text)) };
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        let body = self.buffer[head..head + length].to_vec();
        self.buffer.drain(..head + length);
        Ok(body)
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

/// Megabytes of memory that the process has, as Linux counts them.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

/// Seconds that processors have worked for this process, as Linux counts them in hundredths.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().skip(11).take(2)).into_iter().flatten();
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
