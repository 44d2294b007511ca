//! What a person reads when a command fails: what failed, why, and the next command to run.

use std::error::Error as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use engine::EngineError;
use store::{StoreError, Value};
use thiserror::Error;

use crate::config::Told;
use crate::exit_code;
use crate::output::shown;
use crate::sentence;

/// Why a command failed.
#[derive(Debug, Error)]
pub(crate) enum FleetError {
    #[error("there is no fleet.toml in `{}` or above it", .0.display())]
    NoFleetFile(PathBuf),
    #[error("failed to read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("failed to write `{}`", path.display())]
    Write { path: PathBuf, source: std::io::Error },
    #[error("`{}` already exists", .0.display())]
    Exists(PathBuf),
    #[error("`{}` is not right{}", path.display(), if mistakes.len() > 1 { format!(": {} mistakes", mistakes.len()) } else { String::new() })]
    Config { path: PathBuf, mistakes: Vec<Told> },
    #[error("there is no account named `{0}`")]
    NoAccount(String),
    #[error("no API key is configured")]
    NoKey,
    #[error("account `{account}` has no private key: AuthKey_{key_id}.p8 is in none of the usual folders")]
    KeyNotFound { account: String, key_id: String },
    #[error("failed to read the key of account `{account}`, `{}`", path.display())]
    ReadKey { account: String, path: PathBuf, source: std::io::Error },
    #[error("the key of account `{account}` cannot be used")]
    Key { account: String, source: asc::KeyError },
    #[error("{message}")]
    Input { message: String, hint: Option<String> },
    #[error(transparent)]
    Store(StoreError),
    #[error("`{}` cannot be used", path.display())]
    Database { path: PathBuf, source: StoreError },
    #[error(transparent)]
    Engine(EngineError),
    #[error("account `{account}` cannot be used")]
    Apple { account: String, source: Box<asc::Error> },
    #[error(transparent)]
    Simulator(#[from] sim::SimError),
    #[error("the report cannot be written")]
    Report(#[from] dashboard::DashboardError),
    #[error("failed to listen at {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Shots(#[from] shots::ShotsError),
    #[error("failed to write the output")]
    Output(#[from] std::io::Error),
}

pub(crate) type Result<T, E = FleetError> = std::result::Result<T, E>;

impl FleetError {
    /// A mistake in what the user typed.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into(), hint: None }
    }

    /// Adds the next command to run.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Input { message, .. } => Self::Input { message, hint: Some(hint.into()) },
            other => other,
        }
    }

    /// The next thing to do, in one sentence.
    pub(crate) fn next_step(&self) -> Option<String> {
        match self {
            Self::NoFleetFile(_) => Some("`fleet init` writes one that runs on the simulator, `fleet demo` shows what it can do".into()),
            Self::Config { .. } => Some("`fleet init --print` shows a file with every key explained".into()),
            Self::NoAccount(_) => Some("the accounts are the [accounts.*] tables of fleet.toml".into()),
            Self::NoKey | Self::KeyNotFound { .. } | Self::ReadKey { .. } => Some(
                "set key_id, issuer_id and key_path of the account in fleet.toml, or export ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH".into(),
            ),
            Self::Key { source, .. } => Some(key_hint(source).into()),
            Self::Input { hint, .. } => hint.clone(),
            Self::Listen { .. } => Some("another program may listen there; port 0 takes any free one".into()),
            Self::Store(error) | Self::Engine(EngineError::Store(error)) => store_hint(error),
            Self::Database { source, .. } => store_hint(source),
            Self::Engine(EngineError::Image(_)) => Some("free some space, or check the rights of the folder .fleet/images; the same command goes on".into()),
            Self::Engine(EngineError::Digest { .. }) => Some("`fleet diff` shows what is staged now".into()),
            Self::Engine(EngineError::NoKey { .. }) => Some("add the account to fleet.toml again; a change only goes out with the key it came with".into()),
            Self::Apple { source, .. } => sentence::hint(source),
            Self::Simulator(sim::SimError::Locked { .. }) => Some("another fleet process uses this workspace's simulator; wait for it, or run `fleet sim` there".into()),
            Self::Simulator(sim::SimError::UnknownResource { .. }) => {
                Some("`fleet query \"SELECT id, app, version_string, state FROM versions\"` lists the versions".into())
            }
            Self::Shots(shots::ShotsError::ReadFolder { .. }) => Some("`fleet shots check --help` shows what a folder of screenshots looks like".into()),
            _ => None,
        }
    }

    /// The exit code of the command.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::NoFleetFile(_)
            | Self::Read { .. }
            | Self::Exists(_)
            | Self::Config { .. }
            | Self::NoAccount(_)
            | Self::Input { .. }
            | Self::Listen { .. }
            | Self::Shots(_)
            | Self::Engine(EngineError::Digest { .. } | EngineError::NoKey { .. }) => exit_code::INPUT,
            Self::Apple { source, .. } if matches!(**source, asc::Error::BudgetExhausted { .. }) => exit_code::BUDGET,
            Self::Apple { source, .. } if matches!(**source, asc::Error::InsecureBaseUrl { .. } | asc::Error::InvalidBaseUrl) => {
                exit_code::INPUT
            }
            Self::Engine(EngineError::Interrupted) => exit_code::INTERRUPTED,
            Self::NoKey | Self::KeyNotFound { .. } | Self::ReadKey { .. } | Self::Key { .. } | Self::Apple { .. } => exit_code::REFUSED,
            Self::Store(error) | Self::Engine(EngineError::Store(error)) => store_exit_code(error),
            Self::Engine(EngineError::Image(_))
            | Self::Database { .. }
            | Self::Write { .. }
            | Self::Simulator(_)
            | Self::Report(_)
            | Self::Output(_) => exit_code::FILE,
        }
    }

    /// Whether the reader of our output has gone, which is no error.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// What the message sums up, one line each.
    pub(crate) fn details(&self) -> Vec<String> {
        let lines = match self {
            Self::Config { mistakes, .. } => mistakes.iter().flat_map(Told::lines).collect(),
            Self::Store(error) | Self::Engine(EngineError::Store(error)) | Self::Database { source: error, .. } => match error {
                StoreError::Invalid(problems) => problems.iter().map(ToString::to_string).collect(),
                StoreError::Unfit(sentences) => sentences.clone(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        lines.into_iter().map(|line| shown(&Value::Text(line))).collect()
    }

    /// The causes below the message, outermost first.
    pub(crate) fn causes(&self) -> Vec<String> {
        let mut causes: Vec<String> = Vec::new();
        let mut source = self.source();
        while let Some(error) = source {
            let cause = error.to_string();
            // SQLite's errors repeat themselves as their own source, with a number in front.
            if causes.last().is_none_or(|last| !cause.ends_with(last.as_str())) {
                causes.push(cause);
            }
            source = error.source();
        }
        causes
    }
}

impl From<StoreError> for FleetError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<EngineError> for FleetError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

fn key_hint(error: &asc::KeyError) -> &'static str {
    match error {
        asc::KeyError::EmptyKeyId | asc::KeyError::IssuerNotUuid => {
            "copy key_id and issuer_id from App Store Connect > Users and Access > Integrations into fleet.toml"
        }
        _ => "use the AuthKey_….p8 file as it was downloaded from App Store Connect > Users and Access > Integrations",
    }
}

fn store_hint(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::Missing(_) => "`fleet sync` makes it".into(),
        StoreError::Foreign(path) => format!("move `{}` away; `fleet sync` makes a new mirror", path.display()),
        StoreError::Newer { .. } => "update fleet; the file was not touched".into(),
        StoreError::Corrupt(_) => "`fleet doctor --repair` saves what can be read of .fleet/fleet.db, and keeps the damaged file".into(),
        StoreError::Beheaded(_) => "put the file back, or `fleet doctor --repair` saves what its log holds".into(),
        StoreError::Unsound(_) => "move .fleet/fleet.db away and `fleet sync`; what was staged is lost then".into(),
        StoreError::AtWork => "wait for it, or end it, and try again".into(),
        StoreError::DiskFull(_) => "free some space and run the same command again; nothing that was in the file is lost".into(),
        StoreError::Io(_) | StoreError::ReadOnly(_) | StoreError::Open { .. } | StoreError::Create { .. } => {
            "check the rights of the folder .fleet".into()
        }
        StoreError::Busy(_) => "wait for the other command and try again".into(),
        StoreError::PushUnderWay => "wait for it; what you stage meanwhile goes with the next push".into(),
        StoreError::NotAllowed(_) => {
            "SQL may read everything and write to the views: `fleet query \"SELECT DISTINCT resource FROM fields\"` names them".into()
        }
        StoreError::Sql { message } => return sql_hint(message),
        StoreError::NothingStaged => "stage something first, such as: fleet set 'copyright={year} {legal_name}' --where editable".into(),
        StoreError::Invalid(_) => "correct them with `fleet edit`, or drop them with `fleet unstage`; nothing was sent".into(),
        StoreError::Unfit(_) => "`fleet sync` brings the mirror up to date; the accounts are those of fleet.toml".into(),
        StoreError::OtherTeam { .. } => {
            "nothing was sent; put the former key back, or give the other team an account of its own name in fleet.toml".into()
        }
        StoreError::NoChangeset(_) => "`fleet log` lists the changesets".into(),
        StoreError::Journal(_) | StoreError::Statement(_) => return None,
    })
}

fn sql_hint(message: &str) -> Option<String> {
    if let Some(column) = message.strip_prefix("no such column: ") {
        let column = column.rsplit('.').next().unwrap_or(column);
        let known = store::catalog::catalog().resources.iter().flat_map(|resource| &resource.fields).map(|field| field.name.as_str());
        if known.clone().any(|name| name == column) || column == "app" {
            return Some(format!("this view has no `{column}`; docs/SCHEMA.md lists the columns of each"));
        }
        return Some(
            sentence::did_you_mean(column, known.chain(["editable", "client", "legal_name", "app", "app_id", "bundle_id", "account"]))
                .unwrap_or_else(|| "`fleet query \"SELECT resource, name FROM fields\"` lists the columns".into()),
        );
    }
    if let Some(table) = message.strip_prefix("no such table: ") {
        let known = store::catalog::catalog().views.iter().map(|view| view.name.as_str());
        return Some(sentence::did_you_mean(table, known.chain(["changes", "conflicts", "accounts", "fields"]))
            .unwrap_or_else(|| "the views are: apps, app_infos, app_info_localizations, age_ratings, versions, version_localizations, listings, builds, changes".into()));
    }
    if message == "a SELECT stages nothing" {
        return Some("`fleet query` shows rows".into());
    }
    if message.contains("cannot UPSERT a view") {
        return Some("INSERT only rows that do not exist, UPDATE the others".into());
    }
    None
}

fn store_exit_code(error: &StoreError) -> u8 {
    match error {
        StoreError::Sql { .. }
        | StoreError::NotAllowed(_)
        | StoreError::NothingStaged
        | StoreError::PushUnderWay
        | StoreError::AtWork
        | StoreError::Invalid(_)
        | StoreError::Unfit(_)
        | StoreError::NoChangeset(_)
        | StoreError::OtherTeam { .. }
        | StoreError::Missing(_) => exit_code::INPUT,
        StoreError::Statement(_) | StoreError::Journal(_) => exit_code::BUG,
        _ => exit_code::FILE,
    }
}
