//! Answers that are endless, packed, slow, or no answers.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use super::server::Reply;
use super::{mirrored, refuses, refuses_with};

const SYNC: &str = "sync --only states";

/// Time for one exchange, in seconds: nobody waits for the usual minute here.
const HASTE: &[(&str, &str)] = &[("FLEET_TIMEOUT", "1")];

#[test]
fn a_body_has_an_end() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 1 << 20], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk)?;
            }
        })
    });
    refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is larger than");
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 1 << 13])?;
            }
        })
    });
    refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is larger than");
    assert_eq!(hostile.lines().len(), 1, "it is not asked for again");
}

#[test]
fn a_bomb_does_not_unfold() {
    let (fleet, hostile) = mirrored();
    // A thousand bytes for one, without end.
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")?;
            let mut packed = GzEncoder::new(stream, Compression::best());
            loop {
                packed.write_all(&[b' '; 1 << 13])?;
            }
        })
    });
    refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is larger than");
    // Packed twice: nobody unpacks the second time, whatever the header says.
    for encoding in ["gzip", "gzip, gzip"] {
        hostile.attacks(move |_| {
            let pack = |bytes: &[u8]| {
                let mut packed = GzEncoder::new(Vec::new(), Compression::best());
                packed.write_all(bytes).unwrap();
                packed.finish().unwrap()
            };
            Reply::Whole(200, format!("Content-Encoding: {encoding}\r\n"), pack(&pack(&vec![b' '; 64 << 20])))
        });
        refuses(&fleet, SYNC, 3, "is not a JSON:API document");
    }
    hostile.attacks(|_| Reply::Whole(200, "Content-Encoding: gzip\r\n".into(), b"\x1f\x8b\x08nonsense".into()));
    refuses_with(&fleet, "doctor --json", HASTE, 1, "");
}

#[test]
fn who_is_slow_is_given_up() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                std::thread::park_timeout(std::time::Duration::from_millis(50));
            }
        })
    });
    refuses_with(&fleet, SYNC, HASTE, 3, "no complete answer to GET /v1/apps");
    let ran = super::withstands(&fleet, SYNC, &[("FLEET_TIMEOUT", "soon")]);
    assert!(ran.code == 2 && ran.stderr.contains("FLEET_TIMEOUT is no number of seconds"), "{ran}");
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
            loop {
                stream.write_all(b"X-Slow: 1\r\n")?;
                std::thread::park_timeout(std::time::Duration::from_millis(50));
            }
        })
    });
    refuses_with(&fleet, "doctor --format table", HASTE, 1, "");
}

#[test]
fn a_flood_of_beginnings_is_given_up() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            loop {
                stream.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")?;
            }
        })
    });
    refuses_with(&fleet, SYNC, HASTE, 3, "no complete answer to GET /v1/apps");
}

#[test]
fn a_hundred_thousand_headers_are_no_answer() {
    let (fleet, hostile) = mirrored();
    hostile.attacks(|_| {
        Reply::Raw(|stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
            (0..100_000).try_for_each(|number| write!(stream, "X-{number}: {number}\r\n"))?;
            stream.write_all(b"Content-Length: 2\r\n\r\n{}")
        })
    });
    refuses_with(&fleet, SYNC, HASTE, 3, "no complete answer to GET /v1/apps");
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    let (fleet, hostile) = mirrored();
    let page = "<html><body><h1>Sign in to continue</h1></body></html>";
    for (body, kind) in [
        (page.as_bytes().to_vec(), "text/html"),
        (page.as_bytes().to_vec(), "application/json"),
        (b"\xff\xfe{\"data\":[]}".to_vec(), "application/json"),
        (b"{\"data\":[{\"type\":\"apps\",\"id\":\"\xff\xfe\"}]}".to_vec(), "application/json"),
        (b"{\"data\":[]".to_vec(), "application/json"),
        (b"NaN".to_vec(), "application/json"),
        (b"{}".to_vec(), "application/json"),
        (Vec::new(), "application/json"),
        (b"\0\0\0\0".to_vec(), "application/octet-stream"),
    ] {
        hostile.attacks(move |_| Reply::Whole(200, format!("Content-Type: {kind}\r\n"), body.clone()));
        refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is not a JSON:API document");
    }
    // Where there is nothing, nothing has gone either. The body that comes all the same is nobody's.
    hostile.attacks(|_| Reply::Whole(204, String::new(), page.into()));
    refuses(&fleet, SYNC, 3, "the answer to GET /v1/apps is not a JSON:API document: it has no `data`");
}

#[test]
fn a_refusal_of_any_length_is_one_sentence() {
    let (fleet, hostile) = mirrored();
    let long = "x\u{1b}[2J\u{202e}".repeat(1 << 20);
    for body in [
        long.clone(),
        serde_json::json!({ "errors": [{ "status": "403", "code": long, "title": long, "detail": long }] }).to_string(),
        format!("{{\"errors\":[{}]}}", vec![r#"{"code":"A","detail":"b"}"#; 1_000_000].join(",")),
        format!("{{\"errors\":{}", "[{\"meta\":{\"associatedErrors\":".repeat(1000)),
    ] {
        hostile.attacks(move |_| Reply::Whole(403, "Content-Type: application/json\r\n".into(), body.clone().into()));
        refuses(&fleet, SYNC, 3, "Apple refused GET /v1/apps: 403");
    }
}
