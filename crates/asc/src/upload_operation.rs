//! Where the parts of a file go: what a reservation says of them, checked before anything is sent.

use std::fmt;

use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::Value;

use crate::{UploadError, elsewhere::host, origin::is_loopback};

/// Most parts of one file; the stores behind such addresses take no more.
const MOST_PARTS: usize = 10_000;

/// Largest part, in bytes; larger than any file that Apple takes (500 MB).
const LARGEST_PART: u64 = 512 << 20;

/// Headers that no part may set: the account's secrets, and what the connection decides itself.
const OURS: [&str; 10] =
    ["authorization", "connection", "cookie", "host", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"];

/// One part of a file and where it goes: one of the `uploadOperations` that Apple answers to a
/// reservation (`UploadOperation` in `OpenAPI` 4.4.1).
///
/// The address is as good as a password for as long as it lasts, so nothing but its host is ever shown.
#[derive(Clone)]
pub struct UploadOperation {
    url: Url,
    offset: u64,
    length: u64,
    headers: HeaderMap,
}

impl UploadOperation {
    /// Reads the `uploadOperations` of a file of `file_bytes` bytes, in the order of the parts.
    ///
    /// They are taken only if following them can do what they are for: each a `PUT` over https, or
    /// over http to this computer, without headers that are not theirs to set; all together the
    /// whole file, each byte once. Otherwise [`UploadError::NoOperations`],
    /// [`UploadError::Operation`] or [`UploadError::Address`].
    pub fn parse(operations: &Value, file_bytes: u64) -> Result<Vec<Self>, UploadError> {
        let parts = match operations {
            Value::Null => return Err(UploadError::NoOperations),
            Value::Array(parts) if parts.is_empty() => return Err(UploadError::NoOperations),
            Value::Array(parts) if parts.len() > MOST_PARTS => return Err(UploadError::Operation("there are too many parts")),
            Value::Array(parts) => parts,
            _ => return Err(UploadError::Operation("the parts are no list")),
        };
        let mut parts = parts.iter().map(Self::one).collect::<Result<Vec<_>, _>>()?;
        parts.sort_by_key(|part| part.offset);
        let mut covered = 0;
        for part in &parts {
            if part.offset != covered {
                return Err(UploadError::Operation(if part.offset < covered {
                    "two parts overlap"
                } else {
                    "no part has some of the bytes"
                }));
            }
            covered = part.end();
        }
        match covered {
            _ if covered == file_bytes => Ok(parts),
            _ if covered < file_bytes => Err(UploadError::Operation("no part has the end of the file")),
            _ => Err(UploadError::Operation("a part lies beyond the end of the file")),
        }
    }

    /// Where it goes.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Its first byte in the file, counted from 0.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Its length in bytes, at least 1 and at most 512 MiB.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Its end in the file, in bytes.
    pub(crate) fn end(&self) -> u64 {
        self.offset + self.length
    }

    /// What is sent with it.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    fn one(operation: &Value) -> Result<Self, UploadError> {
        if operation["method"] != "PUT" {
            return Err(UploadError::Operation("its method is not PUT"));
        }
        let url = operation["url"].as_str().and_then(|url| Url::parse(url).ok()).filter(is_safe).ok_or(UploadError::Address)?;
        let number = |name: &str| operation[name].as_u64().ok_or(UploadError::Operation("its offset or length is no number of bytes"));
        let (offset, length) = (number("offset")?, number("length")?);
        if !(1..=LARGEST_PART).contains(&length) || offset.checked_add(length).is_none() {
            return Err(UploadError::Operation("its offset or length is absurd"));
        }
        Ok(Self { url, offset, length, headers: headers(&operation["requestHeaders"], length)? })
    }
}

impl fmt::Debug for UploadOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, offset, length, .. } = self;
        f.debug_struct("UploadOperation").field("host", &host(url)).field("offset", offset).field("length", length).finish_non_exhaustive()
    }
}

/// Whether bytes may be sent there. A user's name in an address would become an `Authorization`.
fn is_safe(url: &Url) -> bool {
    let is_private = url.scheme() == "https" || url.scheme() == "http" && is_loopback(url);
    is_private && url.username().is_empty() && url.password().is_none()
}

fn headers(list: &Value, length: u64) -> Result<HeaderMap, UploadError> {
    const BAD: UploadError = UploadError::Operation("one of its headers is none");
    let list = match list {
        Value::Null => &[],
        Value::Array(list) => list.as_slice(),
        _ => return Err(BAD),
    };
    let mut headers = HeaderMap::new();
    for header in list {
        let name = header["name"].as_str().and_then(|name| name.parse::<HeaderName>().ok()).ok_or(BAD)?;
        let value = header["value"].as_str().and_then(|value| HeaderValue::from_str(value).ok()).ok_or(BAD)?;
        if OURS.contains(&name.as_str()) {
            return Err(UploadError::Operation("one of its headers is not for it to set"));
        }
        if name == "content-length" {
            // It is sent anyway, so all it can do is to be wrong.
            if value.as_bytes() != length.to_string().as_bytes() {
                return Err(UploadError::Operation("its length and the header of that name differ"));
            }
            continue;
        }
        headers.append(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A part of that offset and length.
    fn part(offset: u64, length: u64) -> Value {
        json!({ "method": "PUT", "url": "https://store.example/a?X-Signature=secret", "offset": offset, "length": length,
            "requestHeaders": [{ "name": "Content-Type", "value": "image/png" }] })
    }

    /// What is said against a file of ten bytes with one part in which `name` is something else.
    fn said(name: &str, value: Value) -> String {
        let mut part = part(0, 10);
        part[name] = value;
        UploadOperation::parse(&json!([part]), 10).expect_err("it must be refused").to_string()
    }

    #[test]
    fn parts_are_read_in_their_order() -> Result<(), UploadError> {
        let parts = UploadOperation::parse(&json!([part(4, 4), part(8, 2), part(0, 4)]), 10)?;
        assert_eq!(parts.iter().map(|part| (part.offset, part.length, part.end())).collect::<Vec<_>>(), [(0, 4, 4), (4, 4, 8), (8, 2, 10)]);
        assert_eq!(parts[0].headers()["content-type"], "image/png");
        let bare = json!([{ "method": "PUT", "url": "http://127.0.0.1:1/a", "offset": 0, "length": 10, "requestHeaders": null }]);
        assert!(UploadOperation::parse(&bare, 10)?[0].headers().is_empty());
        let mut counted = part(0, 10);
        counted["requestHeaders"] = json!([{ "name": "Content-Length", "value": "10" }]);
        assert!(UploadOperation::parse(&json!([counted]), 10)?[0].headers().is_empty(), "it is sent anyway");
        Ok(())
    }

    #[test]
    fn nothing_of_an_address_is_shown_but_its_host() -> Result<(), UploadError> {
        let parts = UploadOperation::parse(&json!([part(0, 10)]), 10)?;
        assert_eq!(format!("{parts:?}"), r#"[UploadOperation { host: "store.example", offset: 0, length: 10, .. }]"#);
        Ok(())
    }

    #[test]
    fn parts_that_are_not_the_file_are_refused() {
        for none in [Value::Null, json!([])] {
            assert!(matches!(UploadOperation::parse(&none, 10), Err(UploadError::NoOperations)), "{none}");
        }
        for (parts, expected) in [
            (json!({}), "the parts are no list"),
            (json!([part(0, 6), part(5, 5)]), "two parts overlap"),
            (json!([part(0, 10), part(0, 10)]), "two parts overlap"),
            (json!([part(0, 4), part(6, 4)]), "no part has some of the bytes"),
            (json!([part(1, 9)]), "no part has some of the bytes"),
            (json!([part(0, 9)]), "no part has the end of the file"),
            (json!([part(0, 11)]), "a part lies beyond the end of the file"),
            (json!([part(0, 0)]), "its offset or length is absurd"),
            (json!([part(0, u64::MAX)]), "its offset or length is absurd"),
            (json!([part(u64::MAX, 1)]), "its offset or length is absurd"),
            (Value::Array(vec![part(0, 1); MOST_PARTS + 1]), "there are too many parts"),
        ] {
            let error = UploadOperation::parse(&parts, 10).expect_err("it must be refused").to_string();
            assert_eq!(error, format!("the file cannot be sent as Apple asks: {expected}"));
        }
    }

    #[test]
    fn requests_that_are_not_a_part_of_a_file_are_refused() {
        for method in [json!("POST"), json!("put"), Value::Null] {
            assert!(said("method", method).ends_with("its method is not PUT"));
        }
        for length in [json!(-1), json!("10"), json!(1.5), Value::Null] {
            assert!(said("length", length).ends_with("its offset or length is no number of bytes"));
        }
        for (name, value) in [("a b", "x"), ("", "x"), ("x", "a\r\nb")] {
            assert!(said("requestHeaders", json!([{ "name": name, "value": value }])).ends_with("one of its headers is none"), "{name}");
        }
        for name in ["Authorization", "COOKIE", "Host", "Transfer-Encoding", "Proxy-Authorization"] {
            assert!(said("requestHeaders", json!([{ "name": name, "value": "x" }])).ends_with("not for it to set"), "{name}");
        }
        assert!(said("requestHeaders", json!([{ "name": "content-length", "value": "9" }])).ends_with("differ"));
        assert!(said("requestHeaders", json!("x")).ends_with("one of its headers is none"));
    }

    #[test]
    fn bytes_leave_this_computer_over_https_only() {
        for bad in [
            "http://store.example/a",
            "http://10.0.0.1/a",
            "http://127.0.0.1.example.com/a",
            "https://user:secret@store.example/a",
            "https://user@store.example/a",
            "ftp://store.example/a",
            "file:///etc/passwd",
            "/__/blobs/a",
            "",
        ] {
            let error = said("url", json!(bad));
            assert_eq!(error, "the address for it is neither https nor on this computer", "{bad}");
        }
    }
}
