//! `fleet mcp`.

use crate::cli::Context;
use crate::error::Result;

/// Give an assistant tools to query, check and stage, and none to push
///
/// Speaks the Model Context Protocol on standard input and output; a program that has an assistant starts it, such as
/// `claude mcp add fleet -- fleet mcp --workspace ~/apps`. What it stages is a changeset of its own that says so; you review
/// it with `fleet diff` and send it with `fleet push`. It has no network and no key.
///
/// Part of programs that are built with it: `cargo install --path crates/fleet --locked --features mcp`.
///
/// Example: `fleet mcp --workspace ~/apps`
#[derive(Debug, clap::Args)]
pub(crate) struct McpArgs {}

#[cfg(not(feature = "mcp"))]
#[expect(clippy::unused_async, reason = "with the feature it waits for the assistant")]
pub(crate) async fn mcp(_: &Context, McpArgs {}: &McpArgs) -> Result<u8> {
    Err(crate::error::FleetError::input("this fleet was built without the MCP server")
        .hint("cargo install --path crates/fleet --locked --features mcp"))
}

#[cfg(feature = "mcp")]
pub(crate) async fn mcp(context: &Context, McpArgs {}: &McpArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    // What fleet.toml says of clients and apps is in the file before anybody asks; and a workspace that cannot be used
    // says so here, where a person sees it.
    drop(workspace.reader()?);
    let commands = itself::Program { root: workspace.root().to_owned(), mirror: workspace.database() };
    mcp::serve(commands).await.map_err(crate::error::FleetError::input)?;
    Ok(crate::exit_code::DONE)
}

#[cfg(feature = "mcp")]
mod itself {
    //! The commands are run as a person would run them: in a process of their own, which can be ended, and whose output is
    //! not that of the conversation.

    use std::path::PathBuf;
    use std::process::Stdio;
    use std::time::Duration;

    use mcp::{Commands, Ran, Running};

    use crate::exit_code;

    /// As long as an assistant waits.
    const PATIENCE: Duration = Duration::from_secs(60);

    pub(super) struct Program {
        pub(super) root: PathBuf,
        pub(super) mirror: PathBuf,
    }

    impl Commands for Program {
        fn mirror(&self) -> PathBuf {
            self.mirror.clone()
        }

        fn run(&self, words: Vec<String>) -> Running<'_> {
            Box::pin(async move {
                let program = std::env::current_exe().map_err(|error| error.to_string())?;
                let mut command = tokio::process::Command::new(program);
                command.args(&words).arg("--json").arg("--workspace").arg(&self.root).stdin(Stdio::null()).kill_on_drop(true);
                let ended = tokio::time::timeout(PATIENCE, command.output()).await;
                let output = ended.map_err(|_| "this takes longer than a minute; ask for fewer apps".to_owned())?;
                let output = output.map_err(|error| error.to_string())?;
                let code = output.status.code();
                Ok(Ran {
                    is_done: [exit_code::DONE, exit_code::FOUND].map(|done| Some(i32::from(done))).contains(&code),
                    stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
                    stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
                })
            })
        }
    }
}
