//! App Store Connect API keys: reading them, and saying what is wrong with the ones that are not.
//!
//! Absent on purpose: where keys are kept. Files, folders and environment variables are the
//! caller's business; this module is given text. No error ever repeats a byte of that text.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jsonwebtoken::EncodingKey;
use secrecy::zeroize::Zeroizing;
use serde_json::Value;

use crate::{pem, sign};

/// An API key: who signs, and what to sign with.
///
/// A team key has an issuer id. An individual key has none, and its rights are those of its user
/// (Apple, Generating Tokens for API Requests). `Debug` shows no part of the private key, and the
/// bytes are wiped from memory when the last clone is dropped.
#[derive(Clone)]
pub struct Key {
    id: String,
    issuer_id: Option<String>,
    private: EncodingKey,
    longest_life: Option<i64>,
}

/// What is wrong with a key, in words that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text has no `-----BEGIN …-----` and `-----END …-----` lines.
    #[error(
        "the private key is not PEM text: expected a file that starts with -----BEGIN PRIVATE KEY----- as downloaded from App Store Connect"
    )]
    NotPem,
    /// The text is PEM, but holds something else.
    #[error(
        "the private key file holds {label:?}, not a PKCS#8 \"PRIVATE KEY\": use the AuthKey_….p8 file as downloaded from App Store Connect"
    )]
    WrongLabel {
        /// The label between `BEGIN` and the dashes.
        label: String,
    },
    /// The text between the PEM lines is not base64.
    #[error("the private key's base64 text is broken: was the file cut short or edited?")]
    BrokenBase64,
    /// The key is for another algorithm or curve.
    #[error("the private key is not an elliptic curve P-256 key, the only kind App Store Connect issues")]
    NotP256,
    /// The PKCS#8 document lacks its optional public part, which is needed to sign.
    #[error("the private key lacks its public part: use the AuthKey_….p8 file exactly as downloaded from App Store Connect")]
    NoPublicKey,
    /// The decoded bytes are not a PKCS#8 private key.
    #[error("the private key is not a valid PKCS#8 document: was the file cut short or edited?")]
    Invalid,
    /// The key id is empty.
    #[error("the key id is empty: it is the ten characters in the name AuthKey_….p8")]
    EmptyKeyId,
    /// The issuer id is not a UUID.
    #[error(
        "the issuer id is not a UUID such as 57246542-96fe-1a63-e053-0824d011072a: it stands above the list of keys in App Store Connect, under Users and Access, Integrations (an individual key has none)"
    )]
    IssuerNotUuid,
    /// An `api_key.json` that does not parse.
    #[error("the API key file is not JSON (line {line}, column {column})")]
    NotJson {
        /// Line of the first mistake, counted from 1.
        line: usize,
        /// Column of the first mistake, counted from 1.
        column: usize,
    },
    /// An `api_key.json` without something it needs.
    #[error("the API key file has no {field:?}")]
    MissingField {
        /// Name of the JSON member.
        field: &'static str,
    },
    /// An `api_key.json` with a member of the wrong JSON type or an impossible value.
    #[error("the API key file's {field:?} is not {expected}")]
    WrongField {
        /// Name of the JSON member.
        field: &'static str,
        /// What it should have been.
        expected: &'static str,
    },
    /// A key of the Apple Developer Enterprise Program, which has another API.
    #[error("the key is an Enterprise Program key (\"in_house\": true): App Store Connect does not accept it")]
    InHouse,
    /// Signing failed, although the key was sound when it was read.
    #[error("the private key could not sign a token")]
    Sign,
}

impl Key {
    /// Reads the text of a `.p8` file, a PKCS#8 P-256 private key in PEM.
    ///
    /// Line breaks may be missing or written as `\n`, as happens in environment variables.
    pub fn from_p8(key_id: &str, issuer_id: Option<&str>, pem: &str) -> Result<Self, KeyError> {
        let id = key_id.trim();
        if id.is_empty() {
            return Err(KeyError::EmptyKeyId);
        }
        let issuer_id = issuer_id.map(str::trim).filter(|text| !text.is_empty());
        if issuer_id.is_some_and(|text| !is_uuid(text)) {
            return Err(KeyError::IssuerNotUuid);
        }
        Ok(Self {
            id: id.to_owned(),
            issuer_id: issuer_id.map(str::to_owned),
            private: sign::private_key(&pem::private_key(pem)?)?,
            longest_life: None,
        })
    }

    /// Reads fastlane's `api_key.json`: `key_id`, `key`, and optionally `issuer_id`,
    /// `is_key_content_base64`, `duration` (seconds, at most 1200) and `in_house`.
    pub fn from_api_key_json(text: &str) -> Result<Self, KeyError> {
        let mut json: Value =
            serde_json::from_str(text).map_err(|error| KeyError::NotJson { line: error.line(), column: error.column() })?;
        if boolean(&json, "in_house")? {
            return Err(KeyError::InHouse);
        }
        string(&json, "key")?.ok_or(KeyError::MissingField { field: "key" })?;
        // Taken out of the JSON, which would not wipe it.
        let content = match json.get_mut("key").map(Value::take) {
            Some(Value::String(content)) => Zeroizing::new(content),
            _ => return Err(KeyError::MissingField { field: "key" }),
        };
        let key_id = string(&json, "key_id")?.ok_or(KeyError::MissingField { field: "key_id" })?;
        let issuer_id = string(&json, "issuer_id")?;
        let longest_life = duration(&json)?;
        let key = if boolean(&json, "is_key_content_base64")? {
            Self::from_p8(key_id, issuer_id, &decode_content(&content)?)?
        } else {
            Self::from_p8(key_id, issuer_id, &content)?
        };
        Ok(Self { longest_life, ..key })
    }

    /// Signs something, to see that the key can.
    pub fn check(&self) -> Result<(), KeyError> {
        sign::jwt(&self.id, &serde_json::json!({}), &self.private).map(drop)
    }

    /// The key id, for example `2X9R4HXF34`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The issuer id of a team key; `None` for an individual key.
    pub fn issuer_id(&self) -> Option<&str> {
        self.issuer_id.as_deref()
    }

    /// The private key, for the signer.
    pub(crate) fn private(&self) -> &EncodingKey {
        &self.private
    }

    /// The longest life of a token that the owner of the key allows, in seconds.
    pub(crate) fn longest_life(&self) -> Option<i64> {
        self.longest_life
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("issuer_id", &self.issuer_id)
            .field("private", &"[redacted]")
            .finish_non_exhaustive()
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

fn string<'a>(json: &'a Value, field: &'static str) -> Result<Option<&'a str>, KeyError> {
    match json.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(KeyError::WrongField { field, expected: "a string" }),
    }
}

fn boolean(json: &Value, field: &'static str) -> Result<bool, KeyError> {
    match json.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(KeyError::WrongField { field, expected: "true or false" }),
    }
}

/// Apple refuses tokens that live longer than 20 minutes (Generating Tokens for API Requests).
fn duration(json: &Value) -> Result<Option<i64>, KeyError> {
    match json.get("duration") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_i64()
            .filter(|seconds| (1..=1200).contains(seconds))
            .map(Some)
            .ok_or(KeyError::WrongField { field: "duration", expected: "a number of seconds from 1 to 1200" }),
    }
}

fn decode_content(content: &str) -> Result<Zeroizing<String>, KeyError> {
    let mut packed = Zeroizing::new(String::with_capacity(content.len()));
    packed.extend(content.split_ascii_whitespace());
    let bytes = BASE64_STANDARD.decode(packed.as_bytes()).map_err(|_| KeyError::BrokenBase64)?;
    // The bytes become the text, or are wiped by the error.
    String::from_utf8(bytes).map(Zeroizing::new).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        KeyError::NotPem
    })
}

#[cfg(test)]
mod tests {
    use ring::{rand::SystemRandom, signature};
    use serde_json::json;

    use super::*;
    use crate::scripted::{ISSUER, TestResult, pem, pkcs8};

    fn p8() -> String {
        pem("PRIVATE KEY", &pkcs8())
    }

    #[test]
    fn reads_team_and_individual_keys() -> TestResult {
        let team = Key::from_p8(" 2X9R4HXF34\n", Some(ISSUER), &p8())?;
        assert_eq!((team.id(), team.issuer_id()), ("2X9R4HXF34", Some(ISSUER)));
        let individual = Key::from_p8("2X9R4HXF34", None, &p8())?;
        assert_eq!(individual.issuer_id(), None);
        assert_eq!(Key::from_p8("2X9R4HXF34", Some(" "), &p8())?.issuer_id(), None);
        Ok(())
    }

    #[test]
    fn refuses_ids_that_cannot_be_right() {
        assert_eq!(Key::from_p8(" ", Some(ISSUER), &p8()).map(drop), Err(KeyError::EmptyKeyId));
        for issuer in [
            "2X9R4HXF34",
            "57246542-96fe-1a63-e053-0824d011072",
            "57246542-96fe-1a63-e053_0824d011072a",
            "é7246542-96fe-1a63-e053-0824d01107a",
        ] {
            assert_eq!(Key::from_p8("K", Some(issuer), &p8()).map(drop), Err(KeyError::IssuerNotUuid), "{issuer}");
        }
    }

    #[test]
    fn refuses_keys_that_apple_does_not_issue() {
        let read = |der: &[u8]| Key::from_p8("K", None, &pem("PRIVATE KEY", der)).map(drop);
        let random = SystemRandom::new();
        let p384 = signature::EcdsaKeyPair::generate_pkcs8(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &random).expect("ring makes a key");
        assert_eq!(read(p384.as_ref()), Err(KeyError::NotP256));
        let ed25519 = signature::Ed25519KeyPair::generate_pkcs8(&random).expect("ring makes a key");
        assert_eq!(read(ed25519.as_ref()), Err(KeyError::NotP256));
        assert_eq!(read(b"not a key"), Err(KeyError::Invalid));
        assert_eq!(read(&pkcs8()[..60]), Err(KeyError::Invalid));
        assert_eq!(read(&without_public_part(&pkcs8())), Err(KeyError::NoPublicKey));
    }

    /// PKCS#8 for P-256 with the private number only, written out byte by byte: version 0, the
    /// two object identifiers, and an `ECPrivateKey` whose optional public part is left out.
    fn without_public_part(pkcs8: &[u8]) -> Vec<u8> {
        let start = b"\x30\x41\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x27\x30\x25\x02\x01\x01\x04\x20";
        // ring writes the 32 bytes of the number at a fixed place.
        [start.as_slice(), &pkcs8[36..68]].concat()
    }

    #[test]
    fn reads_fastlane_files_plain_and_base64() -> TestResult {
        let p8 = p8();
        let plain = json!({"key_id": "2X9R4HXF34", "issuer_id": ISSUER, "key": p8, "duration": 1200, "in_house": false});
        let key = Key::from_api_key_json(&plain.to_string())?;
        assert_eq!((key.id(), key.issuer_id(), key.longest_life()), ("2X9R4HXF34", Some(ISSUER), Some(1200)));
        let encoded = json!({"key_id": "K", "key": BASE64_STANDARD.encode(&p8), "is_key_content_base64": true, "issuer_id": null});
        assert_eq!(Key::from_api_key_json(&encoded.to_string())?.issuer_id(), None);
        Ok(())
    }

    #[test]
    fn says_what_is_wrong_with_a_fastlane_file() {
        let good = json!({"key_id": "K", "key": p8()});
        let with = |field: &str, value: Value| {
            let mut json = good.clone();
            json[field] = value;
            Key::from_api_key_json(&json.to_string()).map(drop)
        };
        assert_eq!(with("in_house", json!(false)), Ok(()));
        assert_eq!(with("in_house", json!(true)), Err(KeyError::InHouse));
        assert_eq!(with("key", json!(null)), Err(KeyError::MissingField { field: "key" }));
        assert_eq!(with("key_id", json!(null)), Err(KeyError::MissingField { field: "key_id" }));
        assert_eq!(with("key_id", json!("")), Err(KeyError::EmptyKeyId));
        assert_eq!(with("key_id", json!(7)), Err(KeyError::WrongField { field: "key_id", expected: "a string" }));
        assert_eq!(with("is_key_content_base64", json!(true)), Err(KeyError::BrokenBase64));
        assert_eq!(with("issuer_id", json!("x")), Err(KeyError::IssuerNotUuid));
        for duration in [json!(0), json!(1201), json!("500"), json!(-5)] {
            assert!(matches!(with("duration", duration), Err(KeyError::WrongField { field: "duration", .. })));
        }
        let broken = Key::from_api_key_json("{\n\"key\": }").map(drop);
        assert_eq!(broken, Err(KeyError::NotJson { line: 2, column: 8 }));
    }

    #[test]
    fn debug_shows_no_key_material() -> TestResult {
        let p8 = p8();
        let shown = format!("{:?}", Key::from_p8("2X9R4HXF34", Some(ISSUER), &p8)?);
        let secret = p8.lines().nth(1).expect("a line of base64");
        assert!(shown.contains("2X9R4HXF34") && shown.contains("[redacted]"), "{shown}");
        assert!(!shown.contains(&secret[..16]), "{shown}");
        Ok(())
    }
}
