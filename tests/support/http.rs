//! The plainest HTTP client: what curl would see.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// Sends one GET and returns the status and the body.
pub(crate) fn get(url: &str, token: &str) -> (u16, Value) {
    send("GET", url, token, None)
}

/// Sends one request and returns the status and the body, null if there is none.
pub(crate) fn send(method: &str, url: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "the body would be in chunks: {head}");
    let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}")) };
    (status, body)
}
