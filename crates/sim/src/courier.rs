//! Sends webhook deliveries, one after another, and writes down how they went.
//!
//! Nothing leaves the machine: a webhook that points elsewhere, or to TLS, is recorded as failed.
//! Apple's policy of sending again by itself is not published, so there is none here.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::service::{Service, lock};
use crate::webhooks::signature;
use crate::world::Change;

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often what is due may happen without a request, so that somebody who only listens hears of it.
const TICK: Duration = Duration::from_secs(1);

/// The most of a receiver's answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A delivery on its way.
struct Letter {
    url: String,
    body: String,
    signature: String,
}

/// A receiver's answer.
struct Answer {
    status: u16,
    body: String,
}

/// Sends everything that is put into the outbox, until nobody can put anything there any more.
pub(crate) async fn run(service: Arc<Service>, mut outbox: UnboundedReceiver<String>) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            id = outbox.recv() => match id {
                Some(id) => deliver(&service, &id).await,
                None => return,
            },
            _ = tick.tick() => {
                if let Err(error) = lock(&service.state).advance(service.clock.now()) {
                    tracing::error!(%error, "what is due could not be written down, and did not happen");
                }
            }
        }
    }
}

async fn deliver(service: &Service, id: &str) {
    let Some(letter) = letter(service, id) else { return };
    let sent = service.clock.now();
    let post = tokio::time::timeout(PATIENCE, post(&letter)).await;
    let answer = post.unwrap_or_else(|_| Err("The request timed out.".to_owned()));
    let mut state = lock(&service.state);
    // It may have been deleted in the meantime.
    let Some(mut delivery) = state.world.get("webhookDeliveries", id).cloned() else { return };
    delivery.set("sentDate", sent.to_string());
    let error = match answer {
        Ok(answer) => {
            delivery.set("response", json!({ "httpStatusCode": answer.status, "body": answer.body }));
            (!(200..300).contains(&answer.status)).then(|| format!("The receiver answered with status {}.", answer.status))
        }
        Err(error) => Some(error),
    };
    delivery.set("deliveryState", if error.is_none() { "SUCCEEDED" } else { "FAILED" });
    delivery.set("errorMessage", error);
    if let Err(error) = state.commit(vec![Change::Put(delivery)]) {
        tracing::error!(%error, "a delivery could not be written down");
    }
}

/// What is to be sent; none when the delivery or its webhook is gone.
fn letter(service: &Service, id: &str) -> Option<Letter> {
    let state = lock(&service.state);
    let delivery = state.world.get("webhookDeliveries", id)?;
    let secret = state.world.one(delivery, "webhook")?.hidden("secret").as_str()?;
    let body = state.world.one(delivery, "event")?.text("payload")?;
    let url = delivery.value("request")["url"].as_str()?;
    Some(Letter { url: url.to_owned(), body: body.to_owned(), signature: signature(secret, body) })
}

async fn post(letter: &Letter) -> Result<Answer, String> {
    let (authority, path) = target(&letter.url)?;
    let Letter { body, signature, .. } = letter;
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {authority}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         x-apple-signature: {signature}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let address = if authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        authority.to_owned()
    } else {
        format!("{authority}:80")
    };
    let failed = |error: std::io::Error| format!("The receiver could not be reached: {error}");
    let mut stream = TcpStream::connect(address).await.map_err(failed)?;
    stream.write_all(request.as_bytes()).await.map_err(failed)?;
    let mut bytes = Vec::new();
    loop {
        if let Some(answer) = answer(&bytes, false) {
            return Ok(answer);
        }
        let read = stream.read_buf(&mut bytes).await.map_err(failed)?;
        if read == 0 || bytes.len() >= LONGEST_ANSWER {
            return answer(&bytes, true).ok_or_else(|| "The receiver's answer is not HTTP.".to_owned());
        }
    }
}

/// Host with port, and path, of an address on this machine.
fn target(url: &str) -> Result<(&str, String), String> {
    let rest = url.strip_prefix("http://").ok_or("Deliveries are sent by plain HTTP only.")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !here || path.contains(char::is_control) {
        return Err("Deliveries are sent to this machine only.".to_owned());
    }
    let path = path.split('#').next().unwrap_or_default();
    Ok((authority, if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }))
}

/// The answer, as soon as it is complete; at the end, with what there is of it.
fn answer(bytes: &[u8], ended: bool) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let complete = status == 204 || length.is_some_and(|length| body.len() >= length);
    (complete || ended).then(|| Answer { status, body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_addressed() {
        assert_eq!(target("http://127.0.0.1:80/a?b#c"), Ok(("127.0.0.1:80", "/a?b".to_owned())));
        assert_eq!(target("http://[::1]:9"), Ok(("[::1]:9", "/".to_owned())));
        assert_eq!(target("http://localhost?x"), Ok(("localhost", "/?x".to_owned())));
        for url in ["https://127.0.0.1/", "http://example.com/", "http://127.0.0.1.example.com/", "http://10.0.0.1/", "ftp://x"] {
            assert!(target(url).is_err(), "{url}");
        }
    }

    #[test]
    fn an_answer_is_complete_by_its_length_or_its_end() {
        let whole = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false).unwrap();
        assert_eq!((whole.status, whole.body.as_str()), (200, "ok"));
        assert!(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", false).is_none());
        assert_eq!(answer(b"HTTP/1.1 500 No\r\n\r\nwhy", true).unwrap().body, "why");
        assert!(answer(b"nonsense", true).is_none());
    }
}
