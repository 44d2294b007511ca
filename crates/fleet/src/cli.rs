//! The command line: what can be typed, and what happens around every command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use owo_colors::OwoColorize as _;
use tracing_subscriber::EnvFilter;

use crate::commands::{self, Command};
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::interrupt::Interrupt;
use crate::output::{Format, Ui};
use crate::workspace::Workspace;

/// Manage many App Store Connect apps at once
///
/// `fleet sync` mirrors your apps into a local SQLite file, `fleet query` looks at them, `fleet set` and `fleet edit`
/// stage changes over all of them, `fleet diff` shows the changes, and `fleet push` sends them with the fewest requests.
///
/// New here? `fleet demo` tells the whole story on a simulator, without a key and without a network.
#[derive(Debug, Parser)]
#[command(name = "fleet", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes:
  0  done                                     4  done in part: conflicts, refusals, an account stopped
  1  the answer is no                         5  the request budget of the hour is spent
  2  the command line, SQL or fleet.toml      6  the database or another file cannot be used
  3  no key, or Apple refused                70  a bug of ours
                                            130  interrupted; the same command continues";

/// What the help of every command calls the options of all commands.
const GLOBAL: &str = "Options of every command";

/// Options of every command
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Work in this folder (or the nearest one above it) that has a fleet.toml
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "FOLDER", env = "FLEET_WORKSPACE", default_value = ".")]
    pub(crate) workspace: PathBuf,
    /// How data is written: a table on a terminal, JSON in a pipe
    #[arg(long, global = true, help_heading = GLOBAL, value_enum)]
    pub(crate) format: Option<Format>,
    /// The same as --format json
    #[arg(long, global = true, help_heading = GLOBAL, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Say only what goes wrong
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub(crate) quiet: bool,
    /// Log requests (-v) or everything (-vv) to stderr
    #[arg(long, short, global = true, help_heading = GLOBAL, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// What a command works with.
pub(crate) struct Context {
    pub(crate) ui: Ui,
    folder: PathBuf,
    interrupt: Interrupt,
}

impl Context {
    /// The workspace of the folder the command was started in or told.
    pub(crate) fn workspace(&self) -> Result<Workspace> {
        Workspace::find(&self.folder, self.ui, self.interrupt.clone())
    }

    /// That folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// What is turned by Ctrl-C from now on, instead of ending the process at once.
    pub(crate) fn interruptions(&self) -> asc::Stop {
        self.interrupt.listen(self.ui);
        self.interrupt.stop().clone()
    }

    /// A context elsewhere, for commands that run others.
    pub(crate) fn within(&self, ui: Ui, folder: PathBuf) -> Self {
        Self { ui, folder, interrupt: self.interrupt.clone() }
    }
}

/// Runs the program and returns its exit code.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let global = cli.global;
    start_log(global.verbose);
    let format = global.format.or(global.json.then_some(Format::Json));
    let context = Context { ui: Ui::new(format, global.quiet), folder: global.workspace, interrupt: Interrupt::default() };
    let outcome = run(&context, cli.command);
    match outcome {
        // What was finished in spite of the interruption is done.
        Ok(code) if code != exit_code::DONE && context.interrupt.is_wished() => ExitCode::from(exit_code::INTERRUPTED),
        Ok(code) => ExitCode::from(code),
        Err(error) if error.is_broken_pipe() => ExitCode::from(exit_code::DONE),
        Err(error) => {
            print_error(&error);
            ExitCode::from(if context.interrupt.is_wished() { exit_code::INTERRUPTED } else { error.exit_code() })
        }
    }
}

/// The command line as a value, for the generated reference.
#[cfg(test)]
pub(crate) fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

fn run(context: &Context, command: Command) -> Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(commands::run(context, command))
}

fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "warn,appfleet_asc=debug,appfleet_engine=debug",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_env("FLEET_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

fn print_error(error: &FleetError) {
    let mut lines = vec![format!("{} {error}", "error:".red().bold())];
    lines.extend(error.details().into_iter().map(|detail| format!("  {detail}")));
    lines.extend(error.causes().into_iter().map(|cause| format!("  caused by: {cause}")));
    lines.extend(error.next_step().map(|step| format!("{} {step}", "hint:".cyan().bold())));
    for line in lines {
        drop(std::io::Write::write_fmt(&mut anstream::stderr(), format_args!("{line}\n")));
    }
}
