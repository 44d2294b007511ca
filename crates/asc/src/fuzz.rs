//! Foreign bytes: what Apple's answers and people's keys may be, and what must hold whatever they are.
//!
//! A function here takes any bytes and panics where a promise is broken. `cargo test` runs it over the files in
//! `fuzz/corpus`, `cargo fuzz` over what it makes up; docs/FUZZING.md lists them all.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that a promise is broken")]

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::Url;
use serde_json::Value;

use crate::{
    Document, Key, KeyError, MAX_URL_BYTES, Query, RateLimit, Refusal, Resource, UploadOperation, chunk_ids, origin, origin::Origin,
    segment,
};

/// A JSON:API document says what its JSON says, no more and no less, whatever unknown members come along.
pub fn document(bytes: &[u8]) {
    let Ok(document) = Document::parse(bytes) else { return };
    let Ok(mut json) = serde_json::from_slice::<Value>(bytes) else {
        assert!(bytes.trim_ascii().is_empty() || repeats_a_member(bytes), "a document that is no JSON: {document:?}");
        return;
    };
    let count = |value: &Value| match value {
        Value::Null => 0,
        Value::Array(list) => list.len(),
        _ => 1,
    };
    // An array of members in their order is a form that serde reads and Apple never sends.
    if json.is_object() {
        assert_eq!((document.data.len(), document.included.len()), (count(&json["data"]), count(&json["included"])));
        assert_eq!(document.next.as_deref(), json.pointer("/links/next").and_then(Value::as_str));
        assert_eq!(document.total, json.pointer("/meta/paging/total").and_then(Value::as_u64));
        json["neverHeardOf"] = Value::Array(vec![Value::Null]);
        assert_eq!(Document::parse(json.to_string().as_bytes()).ok(), Some(document.clone()), "a new member changes nothing");
    }
    document.data.iter().chain(&document.included).for_each(linkage);
}

/// Where a relationship is cut short, more was announced than came.
fn linkage(resource: &Resource) {
    for relationship in resource.relationships.values() {
        let received = relationship.identifiers().len() as u64;
        assert_eq!(relationship.is_truncated(), relationship.total.is_some_and(|total| total > received) && received_many(relationship));
    }
}

fn received_many(relationship: &crate::Relationship) -> bool {
    matches!(relationship.data, crate::Linkage::Many(_))
}

/// serde's derived structs refuse what `Value` takes and the reverse only where a member comes twice.
fn repeats_a_member(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// An answer that is no success is told in one line that drives no terminal, whatever its body is.
pub fn refusal(bytes: &[u8]) {
    let refusal = Refusal::new("PATCH", "/v1/apps/1", 409, bytes);
    let line = refusal.to_string();
    assert!(line.starts_with("Apple refused PATCH /v1/apps/1: 409"), "{line}");
    assert!(!line.contains(char::is_control), "{line:?}");
    assert!(refusal.text.as_ref().is_none_or(|text| text.chars().count() <= 201 && refusal.errors.is_empty()));
    for error in &refusal.errors {
        clean(error);
    }
}

fn clean(error: &crate::ApiError) {
    let crate::ApiError { id, status, code, title, detail, pointer, parameter, associated } = error;
    let texts = [id, status, detail, pointer, parameter].into_iter().flatten().chain([code, title]);
    for text in texts.chain(associated.iter().map(|(path, _)| path)) {
        assert!(!text.contains(char::is_control) && text.trim() == text, "{text:?}");
    }
    associated.iter().flat_map(|(_, errors)| errors).for_each(clean);
}

/// `X-Rate-Limit` never gives more than it says, and its lines mean the same in any order.
pub fn rate_limit(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines: Vec<&str> = text.lines().collect();
    let seen = RateLimit::parse(lines.iter().copied());
    assert_eq!(seen, RateLimit::parse(lines.iter().rev().copied()));
    for (allowance, tighter) in [(seen.hour, "user-hour-rem:0"), (seen.minute, "user-minute-rem:0")] {
        let Some(allowance) = allowance else { continue };
        assert!(allowance.limit > 0 && allowance.remaining <= allowance.limit, "{allowance:?}");
        let says = |number: u32| text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.parse() == Ok(number));
        assert!(says(allowance.limit) && says(allowance.remaining), "{allowance:?}");
        let told = RateLimit::parse(lines.iter().copied().chain([tighter]));
        let left = if tighter.contains("hour") { told.hour } else { told.minute };
        assert_eq!(left.map(|left| left.remaining), Some(0), "the tighter of two counts");
    }
}

/// A key that is taken signs and is never shown; mangled line ends change nothing; no error repeats the file.
pub fn key(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let read = |text: &str| Key::from_p8("2X9R4HXF34", None, text);
    for outcome in [read(text), Key::from_api_key_json(text)] {
        match outcome {
            Ok(key) => {
                key.check().expect("a key that is taken signs");
                assert!(format!("{key:?}").contains("[redacted]"));
                assert!(key.longest_life().is_none_or(|seconds| (1..=1200).contains(&seconds)));
            }
            Err(KeyError::WrongLabel { label }) => assert!(label.len() <= 32 && !label.contains(['\n', '+', '/', '='])),
            Err(_) => {}
        }
    }
    // What stands in an environment variable.
    if !text.contains('\\') {
        assert_eq!(read(text).map(drop), read(&text.replace('\n', "\\n")).map(drop));
    }
    // And what is between the dashes, so that the reader of the document inside is reached without luck.
    let inside = format!("-----BEGIN PRIVATE KEY-----{}-----END PRIVATE KEY-----", BASE64_STANDARD.encode(bytes));
    if let Ok(key) = read(&inside) {
        key.check().expect("a key that is taken signs");
    }
}

/// A link leads to the one host that sees tokens, over the same scheme, or nowhere.
pub fn link(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for base in [origin::APPLE, "http://127.0.0.1:8080"] {
        let Ok(origin) = Origin::new(base) else { panic!("a good base") };
        let home = Url::parse(base).expect("a good base");
        for url in [origin.follow(text), origin.url(text)].into_iter().flatten() {
            assert_eq!(url.origin(), home.origin(), "{url}");
            assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
            assert!(url.as_str().len() <= 4_096, "{url}");
            assert_eq!(origin.follow(url.as_str()).ok().as_ref(), Some(&url), "followed twice it is the same");
        }
    }
    // What somebody may write as the address of the API.
    if let (Ok(_), Ok(url)) = (Origin::new(text), Url::parse(text)) {
        assert!(url.scheme() == "https" || url.scheme() == "http" && origin::is_loopback(&url), "{url}");
        assert!(url.username().is_empty() && url.password().is_none() && url.path() == "/", "{url}");
    }
    parameter(text);
}

/// A value stays in its parameter and comes out of it as it went in; an id stays in its segment.
fn parameter(text: &str) {
    let query = Query::new("/v1/apps").filter("id", [text]).set("limit", "1").to_string();
    let url = Url::parse(origin::APPLE).and_then(|url| url.join(&query)).expect("a query is a link");
    let pairs: Vec<_> = url.query_pairs().collect();
    assert_eq!(pairs, [("filter[id]".into(), text.into()), ("limit".into(), "1".into())]);
    assert!(!segment(text).contains(['/', '?', '#', '&']));
    let ids: Vec<&str> = text.split(' ').collect();
    assert_eq!(chunk_ids(&ids, MAX_URL_BYTES / 100).concat(), ids);
}

/// The parts of an upload are the file, each byte once, and go nowhere but where they may.
///
/// The first two bytes are the length of the file; what follows is the reservation's list.
pub fn upload_operations(bytes: &[u8]) {
    let Some((length, json)) = bytes.split_first_chunk::<2>() else { return };
    let length = u64::from(u16::from_be_bytes(*length));
    let Ok(json) = serde_json::from_slice(json) else { return };
    let Ok(parts) = UploadOperation::parse(&json, length) else { return };
    let mut at = 0;
    for part in &parts {
        assert_eq!(part.offset(), at);
        assert!(part.length() > 0);
        at = part.end();
        let url = part.url();
        assert!(url.scheme() == "https" || origin::is_loopback(url), "{url}");
        assert!(url.username().is_empty() && url.password().is_none());
        for name in ["authorization", "cookie", "host", "content-length", "transfer-encoding"] {
            assert!(!part.headers().contains_key(name), "{name}");
        }
        assert!(url.path().len() < 12 || !format!("{part:?}").contains(url.path()), "the path is as good as a password");
    }
    assert_eq!(at, length);
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// The name of a target, and what it does.
    type Target = (&'static str, fn(&[u8]));

    /// Every file that was ever of interest goes through its target.
    #[test]
    fn the_corpus_holds() {
        let targets: &[Target] = &[
            ("document", super::document),
            ("refusal", super::refusal),
            ("rate_limit", super::rate_limit),
            ("key", super::key),
            ("link", super::link),
            ("upload_operations", super::upload_operations),
        ];
        for (name, target) in targets {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
            let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().collect();
            assert!(!files.is_empty(), "{}", folder.display());
            for file in files {
                target(&fs::read(file.path()).expect("a file"));
            }
        }
    }
}
