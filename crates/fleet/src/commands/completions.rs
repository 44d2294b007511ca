//! `fleet completions`.

use crate::cli::Context;
use crate::completion::Shell;
use crate::error::Result;
use crate::exit_code;

/// Write the script that lets a shell complete commands, options, and the names in your mirror
///
/// Apps, clients, tags, accounts, checks, views, columns and locales come from the mirror of the folder you are in, at
/// once and without a network. Put one of these lines where your shell begins:
///
///   `~/.bashrc`: eval "$(fleet completions bash)"
///
///   `~/.zshrc`, after compinit: source <(fleet completions zsh)
///
///   `~/.config/fish/config.fish`: fleet completions fish | source
///
///   `$PROFILE` of PowerShell: fleet completions powershell | Out-String | Invoke-Expression
///
///   `rc.elv` of Elvish: eval (fleet completions elvish | slurp)
///
/// Example: `fleet completions bash`
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// Your shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn completions(context: &Context, args: &CompletionsArgs) -> Result<u8> {
    context.ui.print(&args.shell.script()?)?;
    Ok(exit_code::DONE)
}
