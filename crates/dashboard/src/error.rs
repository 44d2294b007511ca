//! Everything that can go wrong while pages are written.

use std::io;
use std::path::PathBuf;

use store::StoreError;
use thiserror::Error;

/// Why the pages could not be written.
#[derive(Debug, Error)]
pub enum DashboardError {
    /// The database did not answer one of our queries.
    #[error("failed to read the fleet for the report (query `{query}`)")]
    Query {
        /// Name of the query.
        query: &'static str,
        /// What the database said.
        source: StoreError,
    },
    /// The database could not be opened, or did not take what was to be staged.
    #[error("the database is of no use right now")]
    Database(#[source] StoreError),
    /// A page was not made to its end; a bug of ours.
    #[error("the page was not made to its end")]
    Ended,
    /// A folder of the report could not be made.
    #[error("failed to create the folder `{}`", path.display())]
    CreateFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A page could not be written. The page of an earlier report, if there was one, is untouched.
    #[error("failed to write the page `{}`", path.display())]
    WritePage {
        /// The page.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A page of an earlier report, about an app that is no longer there, could not be removed.
    #[error("failed to remove the outdated page `{}`", path.display())]
    RemovePage {
        /// The page, or the folder it was looked for in.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
