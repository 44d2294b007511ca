//! `fleet build`: what was uploaded, and which version gets it.

mod attach;
mod encryption;
mod expire;
mod list;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;

/// The sync that knows what was uploaded.
const SYNC: &str = "`fleet sync --only builds` reads what was uploaded since";

/// Builds: list them, attach them to versions, answer for their encryption, expire them
///
/// `fleet sync --only builds` mirrors them. What these commands change is staged, as with `fleet set`.
///
/// Example: `fleet build attach latest --client acme`, then `fleet diff`, `fleet push`
#[derive(Debug, Subcommand)]
pub(crate) enum BuildCommand {
    List(list::ListArgs),
    Attach(attach::AttachArgs),
    Encryption(encryption::EncryptionArgs),
    Expire(expire::ExpireArgs),
}

pub(crate) fn build(context: &Context, command: &BuildCommand) -> Result<u8> {
    match command {
        BuildCommand::List(args) => list::list(context, args),
        BuildCommand::Attach(args) => attach::attach(context, args),
        BuildCommand::Encryption(args) => encryption::encryption(context, args),
        BuildCommand::Expire(args) => expire::expire(context, args),
    }
}
