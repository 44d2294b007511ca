//! Tools for an assistant: it looks at the mirror, checks it and stages changes; a person reviews and pushes them.
//!
//! The protocol is the Model Context Protocol over standard input and output. What the commands of `fleet` do already is
//! done by them ([`Commands`]); queries and staging go straight to the store, which bounds the one and bars the other from
//! everything that would submit, release or end something.
//!
//! Deliberately absent: a push, a submission, a sync, anything with a key or a network.

mod answer;
mod changeset;
mod query;
mod tools;

use std::path::PathBuf;
use std::pin::Pin;

use rmcp::ServiceExt as _;

/// What a command of `fleet` printed.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// Whether it did what it was told; also when its answer is no.
    pub is_done: bool,
    /// Data, as JSON.
    pub stdout: String,
    /// Talk: sentences, hints, warnings.
    pub stderr: String,
}

/// A command that is under way; what went wrong before it could speak is a sentence.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Ran, String>> + Send + 'a>>;

/// The program around this crate.
pub trait Commands: Send + Sync + 'static {
    /// The file of the mirror.
    fn mirror(&self) -> PathBuf;

    /// Runs a command with these words in the workspace, for programs (`--json`).
    fn run(&self, words: Vec<String>) -> Running<'_>;
}

/// Answers an assistant on standard input and output until it hangs up.
///
/// # Errors
/// A sentence, when the other side does not speak the protocol.
pub async fn serve(commands: impl Commands) -> Result<(), String> {
    let server = tools::Tools::new(commands);
    match server.serve(rmcp::transport::stdio()).await {
        Ok(service) => service.waiting().await.map(drop).map_err(|error| error.to_string()),
        // It hung up before it had begun.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
