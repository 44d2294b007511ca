//! An account: a row of the store together with the client that holds its key.

/// One API key of one team. A change can only go out with the key its row came from.
#[derive(Clone)]
pub struct Account {
    /// Row in `accounts`.
    pub pk: i64,
    /// Name in `fleet.toml`.
    pub name: String,
    /// Client that signs with the account's key.
    pub client: asc::Client,
}
