//! ES256 on ring, for the JWT library, which brings no cryptography of its own.
//!
//! Absent on purpose: every other algorithm. Apple accepts ES256 only (Apple, Generating Tokens
//! for API Requests), and one cryptography library in the program is enough.

use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    crypto::{CryptoProvider, JwtSigner, KeyUtils},
    errors::ErrorKind,
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde::Serialize;

use crate::KeyError;

/// Checks a PKCS#8 document and keeps it as a signing key, which wipes itself when dropped.
pub(crate) fn private_key(pkcs8: &[u8]) -> Result<EncodingKey, KeyError> {
    match EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new()) {
        Ok(_) => Ok(EncodingKey::from_ec_der(pkcs8)),
        // The reason is public only as text.
        Err(rejected) => Err(match rejected.to_string().as_str() {
            "WrongAlgorithm" => KeyError::NotP256,
            _ if lacks_public_part(pkcs8) => KeyError::NoPublicKey,
            _ => KeyError::Invalid,
        }),
    }
}

/// ring insists on the optional public part of a key but reports its absence as bad encoding.
///
/// So this looks at a document that was refused: is it whole, and is there no `[1]` with a bit
/// string of 65 bytes in it (RFC 5915, section 3)?
fn lacks_public_part(pkcs8: &[u8]) -> bool {
    let whole = match pkcs8 {
        [0x30, length, rest @ ..] if *length < 0x80 => usize::from(*length) == rest.len(),
        [0x30, 0x81, length, rest @ ..] => usize::from(*length) == rest.len(),
        _ => false,
    };
    whole && !pkcs8.windows(5).any(|bytes| bytes == b"\xa1\x44\x03\x42\x00")
}

/// A signed JWT with the header that Apple asks for: `alg`, `kid` and `typ`.
pub(crate) fn jwt(key_id: &str, claims: &impl Serialize, key: &EncodingKey) -> Result<String, KeyError> {
    // The first call wins; later ones find the same provider in place.
    let _ = PROVIDER.install_default();
    let header = Header { kid: Some(key_id.to_owned()), ..Header::new(Algorithm::ES256) };
    jsonwebtoken::encode(&header, claims, key).map_err(|_| KeyError::Sign)
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::ES256 => Ok(Box::new(Signer::new(key)?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    // A client never verifies tokens, but the library asks for the function all the same.
    verifier_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    key_utils: KeyUtils::new_unimplemented(),
};

struct Signer(EcdsaKeyPair, SystemRandom);

impl Signer {
    fn new(key: &EncodingKey) -> Result<Self, ErrorKind> {
        let random = SystemRandom::new();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_bytes(), &random)
            .map(|pair| Self(pair, random))
            .map_err(|_| ErrorKind::InvalidEcdsaKey)
    }
}

impl signature::Signer<Vec<u8>> for Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let signature = self.0.sign(&self.1, message).map_err(|_| signature::Error::new())?;
        Ok(signature.as_ref().to_vec())
    }
}

impl JwtSigner for Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}
