//! Everything that can go wrong with the file or with somebody's SQL.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// An account has the key of another team than its mirror was read with.
    #[error("account `{account}` has the issuer {now} now, but its apps were read with the issuer {known}: that is another team")]
    OtherTeam {
        /// Name of the account.
        account: String,
        /// Issuer of the key that its apps were read with.
        known: String,
        /// Issuer of the key that it has now.
        now: String,
    },
    /// The folder of the file, or a file beside it, could not be made.
    #[error("failed to create `{}`", path.display())]
    Create {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no file yet.
    #[error("there is no mirror at `{}` yet", .0.display())]
    Missing(PathBuf),
    /// The file exists but cannot be opened.
    #[error("failed to open the database `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file is not an Appfleet database.
    #[error("`{}` is not an Appfleet database", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a newer version of the program.
    #[error("`{}` was written by a newer fleet (format {found}, this one knows {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its `user_version`.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The file is damaged.
    #[error("the database is damaged")]
    Corrupt(#[source] rusqlite::Error),
    /// What was saved of a damaged file does not make a sound one; the damaged one is left as it was.
    #[error("what can be read of the damaged file makes no sound one ({0}); it is left as it was")]
    Unsound(String),
    /// The disk is full.
    #[error("the disk is full; nothing of the last step was kept")]
    DiskFull(#[source] rusqlite::Error),
    /// The system failed to read or write the file.
    #[error("the database file cannot be read or written")]
    Io(#[source] rusqlite::Error),
    /// The file or its folder cannot be written.
    #[error("the database cannot be written")]
    ReadOnly(#[source] rusqlite::Error),
    /// Another process holds the file for longer than we wait.
    #[error("another process is writing to the database")]
    Busy(#[source] rusqlite::Error),
    /// Somebody's SQL did not do: SQLite's or a trigger's sentence.
    #[error("{message}")]
    Sql {
        /// The sentence.
        message: String,
    },
    /// Somebody's SQL wanted more than it may.
    #[error("this SQL may not do that: {0}")]
    NotAllowed(String),
    /// A damaged file is not taken from under another process.
    #[error("another fleet process is at work in this workspace")]
    AtWork,
    /// The file is empty or gone, but the log beside it is not.
    #[error("`{}` is empty or gone, but its log, which holds what was last written, is not", .0.display())]
    Beheaded(PathBuf),
    /// Another process is pushing from this file.
    #[error("another push from this workspace is under way")]
    PushUnderWay,
    /// There is nothing staged.
    #[error("nothing is staged")]
    NothingStaged,
    /// Staged values that Apple would refuse.
    #[error("Apple would refuse {} staged {}", .0.len(), if .0.len() == 1 { "value" } else { "values" })]
    Invalid(Vec<crate::Problem>),
    /// Changes of a file that have no place in this mirror; one sentence each.
    #[error("the file does not fit this mirror; nothing was staged")]
    Unfit(Vec<String>),
    /// No such changeset.
    #[error("there is no changeset {0}")]
    NoChangeset(i64),
    /// A value of the journal is not what this program writes.
    #[error("the journal holds something unreadable")]
    Journal(#[source] serde_json::Error),
    /// Anything else SQLite refused; a bug of ours if it happens.
    #[error("the database refused a statement")]
    Statement(#[source] rusqlite::Error),
}

/// `SQLITE_IOERR_WRITE`, `_FSYNC`, `_TRUNCATE`, `_SHMSIZE`.
const FAILED_WRITES: [i32; 4] = [778, 1034, 1546, 4874];

fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |failure| failure.extended_code)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error),
            Some(ErrorCode::DiskFull) => Self::DiskFull(error),
            // A write that fails below SQLite is a full disk too, to all appearances; SQLite has rolled back.
            Some(ErrorCode::SystemIoFailure) if FAILED_WRITES.contains(&extended_code(&error)) => Self::DiskFull(error),
            Some(ErrorCode::SystemIoFailure) => Self::Io(error),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(error),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(error),
            _ => Self::Statement(error),
        }
    }
}

impl StoreError {
    /// The error of a statement that a person wrote: SQLite's sentence is the message.
    pub(crate) fn of_user_sql(error: rusqlite::Error) -> Self {
        let refused = matches!(error.sqlite_error_code(), Some(ErrorCode::AuthorizationForStatementDenied));
        match &error {
            rusqlite::Error::SqlInputError { msg, .. } if !refused => Self::Sql { message: msg.clone() },
            rusqlite::Error::SqliteFailure(_, Some(message))
                if refused || message.contains("prohibited") || message == "not authorized" =>
            {
                Self::NotAllowed(message.clone())
            }
            rusqlite::Error::SqlInputError { msg, .. } => Self::NotAllowed(msg.clone()),
            rusqlite::Error::SqliteFailure(failure, Some(message))
                if matches!(
                    failure.code,
                    ErrorCode::ConstraintViolation | ErrorCode::Unknown | ErrorCode::TypeMismatch | ErrorCode::TooBig
                ) =>
            {
                Self::Sql { message: message.clone() }
            }
            rusqlite::Error::MultipleStatement => Self::Sql { message: "one statement at a time".into() },
            _ => Self::from(error),
        }
    }
}
