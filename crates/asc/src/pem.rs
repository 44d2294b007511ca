//! Just enough PEM to read a `.p8` file and to tell people what they gave us instead.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use secrecy::zeroize::Zeroizing;

use crate::KeyError;

/// The DER bytes of the `PRIVATE KEY` in `text`. Every copy is wiped when it is dropped.
///
/// A file may hold other blocks before it, such as the `EC PARAMETERS` that OpenSSL writes.
pub(crate) fn private_key(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    // Secrets pasted into environment variables often carry the two characters `\n`.
    let text = Zeroizing::new(text.replace("\\r", ""));
    let text = Zeroizing::new(text.replace("\\n", "\n"));
    let mut wrong = None;
    let mut rest = text.as_str();
    while let Some((label, body, after)) = next_block(rest) {
        if label == "PRIVATE KEY" {
            // As long as it can become, so that it never moves and leaves a copy behind.
            let mut packed = Zeroizing::new(String::with_capacity(body.len()));
            packed.extend(body.split_ascii_whitespace());
            let mut der = Zeroizing::new(Vec::with_capacity(packed.len()));
            return match BASE64_STANDARD.decode_vec(packed.as_bytes(), &mut der) {
                Ok(()) => Ok(der),
                Err(_) => Err(KeyError::BrokenBase64),
            };
        }
        wrong = Some(label);
        rest = after;
    }
    Err(match wrong {
        Some(label) => KeyError::WrongLabel { label: printable(label) },
        // It begins well and never ends.
        None if text.contains("-----BEGIN PRIVATE KEY-----") => KeyError::BrokenBase64,
        None => KeyError::NotPem,
    })
}

/// The label and the body of the first block, and what comes after it.
fn next_block(text: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, rest) = rest.split_once("-----END ")?;
    let (_, after) = rest.split_once("-----")?;
    Some((label, body, after))
}

/// A label is shown only when it looks like one: anything else might be key material.
fn printable(label: &str) -> String {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ';
    if label.len() <= 32 && label.chars().all(plain) { label.to_owned() } else { "something else".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::pem;

    #[test]
    fn reads_a_block_however_its_lines_were_mangled() {
        let der = [7_u8; 100];
        let text = pem("PRIVATE KEY", &der);
        for mangled in [
            text.clone(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\\n"),
            text.replace('\n', " "),
            format!("a note\n{text}\nanother"),
        ] {
            assert_eq!(private_key(&mangled), Ok(Zeroizing::new(der.to_vec())), "{mangled}");
        }
    }

    #[test]
    fn half_a_file_is_said_to_be_half_a_file() {
        let text = pem("PRIVATE KEY", &[7_u8; 100]);
        assert_eq!(private_key(&text[..text.len() / 2]), Err(KeyError::BrokenBase64));
    }

    #[test]
    fn skips_the_parameters_that_openssl_writes_first() {
        let text = pem("EC PARAMETERS", b"abc") + &pem("PRIVATE KEY", b"def");
        assert_eq!(private_key(&text), Ok(Zeroizing::new(b"def".to_vec())));
    }

    #[test]
    fn says_what_the_file_holds_instead() {
        for label in ["EC PRIVATE KEY", "RSA PRIVATE KEY", "CERTIFICATE", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY"] {
            assert_eq!(private_key(&pem(label, b"abc")), Err(KeyError::WrongLabel { label: label.to_owned() }));
        }
    }

    #[test]
    fn never_repeats_text_that_may_be_a_secret() {
        let text = "-----BEGIN MIGTAgEAsecret-----\nabc\n-----END MIGTAgEAsecret-----";
        let error = private_key(text).expect_err("no private key");
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn refuses_what_is_not_pem() {
        for text in ["", "MIGTAgEAMBMG", "-----BEGIN PRIVATE KEY"] {
            assert_eq!(private_key(text), Err(KeyError::NotPem), "{text}");
        }
        let broken = "-----BEGIN PRIVATE KEY-----\nab?d\n-----END PRIVATE KEY-----";
        assert_eq!(private_key(broken), Err(KeyError::BrokenBase64));
    }
}
