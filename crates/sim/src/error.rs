//! What can go wrong with the simulator itself, as opposed to what it refuses in Apple's name.

use std::io;
use std::path::PathBuf;

use crate::review::ReviewAction;

/// Why the simulator could not start, persist or be edited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// The port is taken or may not be bound.
    #[error("failed to listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for; 0 means any.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another simulator uses the state folder; it can be retried when that one has stopped.
    #[error("the simulator state `{path}` is in use by another process")]
    Locked {
        /// The state folder.
        path: PathBuf,
    },
    /// A file or folder could not be created or read.
    #[error("failed to read `{path}`")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("failed to write `{path}`")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The snapshot, or a line of the journal other than the last, does not make sense.
    #[error("`{path}` is corrupt: {reason}; delete the folder to start from a new world")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// A private key could not be made or understood.
    #[error("the private key of account `{account}` cannot be used: {reason}")]
    Key {
        /// The account's name.
        account: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of faults cannot be read, or asks for what cannot happen.
    #[error("impossible faults: {reason}")]
    Faults {
        /// Where and why.
        reason: String,
    },
    /// The options ask for a world that cannot be.
    #[error("impossible world: {reason}")]
    Options {
        /// What cannot be.
        reason: String,
    },
    /// The reviewer cannot do that now.
    #[error("the reviewer cannot {action} `{id}`: it is {state}")]
    Review {
        /// The version or submission.
        id: String,
        /// What the reviewer was to do.
        action: ReviewAction,
        /// The state that stands against it.
        state: String,
    },
    /// There is no such resource.
    #[error("the world holds no resource of type `{kind}` with id `{id}`")]
    UnknownResource {
        /// The JSON:API type.
        kind: String,
        /// The id.
        id: String,
    },
    /// The resource's type has no such attribute.
    #[error("resources of type `{kind}` have no attribute `{attribute}`")]
    UnknownAttribute {
        /// The JSON:API type.
        kind: String,
        /// The attribute.
        attribute: String,
    },
    /// The value is not one that the attribute can hold.
    #[error("attribute `{attribute}` of `{kind}` cannot hold {value}")]
    Value {
        /// The JSON:API type.
        kind: String,
        /// The attribute.
        attribute: String,
        /// The value, as JSON.
        value: String,
    },
}
