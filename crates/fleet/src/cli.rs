//! The command line: what can be typed, and what happens around every command.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use owo_colors::OwoColorize as _;
use tracing_subscriber::EnvFilter;

use crate::about;
use crate::commands::{self, Command};
use crate::completion;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::interrupt::Interrupt;
use crate::output::{Format, Ui, harmless_lines};
use crate::pager;
use crate::workspace::Workspace;

/// Manage many App Store Connect apps at once
///
/// `fleet sync` mirrors your apps into a local SQLite file, `fleet query` looks at them, `fleet set` and `fleet edit`
/// stage changes over all of them, `fleet diff` shows the changes, and `fleet push` sends them with the fewest requests.
///
/// New here? `fleet demo` tells the whole story on a simulator, without a key and without a network.
#[derive(Debug, Parser)]
#[command(name = "fleet", version = about::VERSION, long_version = about::long_version(), propagate_version = true)]
#[command(max_term_width = 100, after_help = exit_code::help())]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

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
    /// Never start a pager. Long lists go through `$FLEET_PAGER`, `$PAGER` or less when stdout is a terminal
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub(crate) no_pager: bool,
    /// Log requests to stderr: method, path, status, time, budget left (-v); or everything (-vv). Never keys or tokens
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
    if completion::answered() {
        return ExitCode::from(exit_code::DONE);
    }
    let cli = Cli::from_arg_matches(&command().get_matches_from(words())).unwrap_or_else(|error| error.exit());
    let global = cli.global;
    start_log(global.verbose);
    let format = global.format.or(global.json.then_some(Format::Json));
    let ui = Ui::new(format, global.quiet).with_pager(!global.no_pager).with_log(global.verbose > 0);
    let context = Context { ui, folder: global.workspace, interrupt: Interrupt::default() };
    end_on_panic();
    let outcome = run(&context, cli.command);
    pager::finish();
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

/// Lets a panic of any thread end the program: what was written down before is whole, and what would come after it is not.
fn end_on_panic() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        Ui::new(None, false).warn("this is a bug of fleet, please report it with the lines above; what was written down before is kept");
        #[expect(clippy::exit, reason = "the exit code tells a bug from everything else")]
        std::process::exit(exit_code::BUG.into());
    }));
}

/// The command line as a value. The help of every command ends with where more is written.
pub(crate) fn command() -> clap::Command {
    fn pointing(command: clap::Command, page: &str) -> clap::Command {
        let page = page.to_owned();
        command.after_help(about::after_help(&page)).mut_subcommands(move |command| pointing(command, &page))
    }
    Cli::command().mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        pointing(command, &name)
    })
}

/// The words of the command line. SQL may begin with a comment, and no option begins with two dashes and a blank: a line
/// end before it keeps it from being taken for one.
fn words() -> impl Iterator<Item = OsString> {
    std::env::args_os().map(|word| {
        if !word.to_string_lossy().starts_with("-- ") {
            return word;
        }
        let mut set_off = OsString::from("\n");
        set_off.push(word);
        set_off
    })
}

/// How long what still runs may go on once a command has come to its end.
const LAST_WORDS: Duration = Duration::from_secs(1);

fn run(context: &Context, command: Command) -> Result<u8> {
    // After every turn of a task it looks at the clock: a server that floods a connection makes each turn long, and by
    // default sixty of them would pass before a timeout is seen.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).event_interval(1).enable_all().build()?;
    let outcome = runtime.block_on(commands::run(context, command));
    // Whatever had to be finished is finished. A connection that a server floods must not keep the process.
    runtime.shutdown_timeout(LAST_WORDS);
    outcome
}

fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "warn,appfleet_asc=debug,appfleet_engine=debug",
        _ => "debug",
    };
    let is_coloured = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let filter = EnvFilter::try_from_env("FLEET_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(is_coloured).with_target(false).init();
}

fn print_error(error: &FleetError) {
    let mut lines = vec![format!("{} {}", "error:".red().bold(), harmless_lines(&error.to_string()))];
    lines.extend(error.details().into_iter().map(|detail| format!("  {detail}")));
    lines.extend(error.causes().into_iter().map(|cause| format!("  caused by: {}", harmless_lines(&cause))));
    lines.extend(error.next_step().map(|step| format!("{} {}", "hint:".cyan().bold(), harmless_lines(&step))));
    for line in lines {
        drop(std::io::Write::write_fmt(&mut anstream::stderr(), format_args!("{line}\n")));
    }
}
