//! The keychain of the system, an optional place for private keys: macOS's keychain, Windows' credentials, the secret
//! service of Linux. Built with the feature `keyring`; files and the environment need none.

#[cfg(feature = "keyring")]
pub(crate) use with::{read, store};
#[cfg(not(feature = "keyring"))]
pub(crate) use without::{read, store};

#[cfg(feature = "keyring")]
mod with {
    use keyring_core::{Entry, Error, get_default_store};
    use secrecy::SecretString;

    use crate::error::{FleetError, Result};

    /// Under which all keys are kept, each by its id.
    const SERVICE: &str = "appfleet";

    /// The private key of this id, as PEM.
    pub(crate) fn read(account: &str, key_id: &str) -> Result<SecretString> {
        entry(key_id)
            .and_then(|entry| entry.get_password().map(Into::into))
            .map_err(|error| failed(&format!("the key {key_id} of account `{account}`"), &error))
    }

    /// Keeps a private key under its id.
    pub(crate) fn store(key_id: &str, pem: &str) -> Result<()> {
        entry(key_id).and_then(|entry| entry.set_password(pem)).map_err(|error| failed(&format!("the key {key_id}"), &error))
    }

    fn entry(key_id: &str) -> keyring_core::Result<Entry> {
        // The first look chooses the store of this system.
        if get_default_store().is_none() && keyring::v1::Entry::store_status().is_err() {
            return Err(Error::NoDefaultStore);
        }
        Entry::new(SERVICE, key_id)
    }

    /// Says nothing of the secret, whatever the system says.
    fn failed(what: &str, error: &Error) -> FleetError {
        let message = match error {
            Error::NoDefaultStore => format!("no keychain answers here for {what}; on Linux it is the secret service of the session"),
            Error::NoEntry => format!("the keychain has not {what}"),
            Error::BadEncoding(_) => format!("the keychain holds no text for {what}"),
            error => format!("the keychain does not open for {what}: {error}"),
        };
        FleetError::input(message).hint("name the key's file with key_path instead of keychain; `fleet init --keychain` puts keys there")
    }

    #[cfg(test)]
    mod tests {
        use secrecy::ExposeSecret as _;

        use super::{read, store};

        /// Against the library's own store: a computer that only tests has no keychain, or a locked one.
        #[test]
        fn keys_are_kept_by_their_id() {
            keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
            assert_eq!(read("acme", "K1").unwrap_err().to_string(), "the keychain has not the key K1 of account `acme`");
            store("K1", "pem one").unwrap();
            store("K2", "pem two").unwrap();
            store("K1", "pem new").unwrap();
            assert_eq!((read("acme", "K1").unwrap().expose_secret(), read("acme", "K2").unwrap().expose_secret()), ("pem new", "pem two"));
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod without {
    use secrecy::SecretString;

    use crate::error::{FleetError, Result};

    /// There is none.
    pub(crate) fn read(account: &str, _key_id: &str) -> Result<SecretString> {
        Err(missing(&format!("the key of account `{account}` is in the keychain, and")))
    }

    /// There is none.
    pub(crate) fn store(_key_id: &str, _pem: &str) -> Result<()> {
        Err(missing("nothing was kept:"))
    }

    fn missing(what: &str) -> FleetError {
        FleetError::input(format!("{what} this fleet was built without the keychain"))
            .hint("build it with `cargo install --path crates/fleet --features keyring`; or name the key's file with key_path")
    }
}
