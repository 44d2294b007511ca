//! `fleet import`: what others have written in files becomes staged changes.

mod csv;
mod ratings;
mod tree;

use clap::Subcommand;

use crate::cli::Context;
use crate::error::Result;
use crate::texts::Tree;

/// Stage what files say: fastlane's tree, asc's tree, a spreadsheet, age ratings
///
/// Nothing is sent. What equals the app is not staged, and what no file mentions stays as it is; `fleet diff` shows the
/// difference. One problem stages nothing, and all problems are listed with their places; `--skip-invalid` stages the rest.
///
/// Example: `fleet import csv keywords.csv`
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Stage the texts of fastlane's `metadata` folder, of one app or of many
    ///
    /// PATH is the `metadata` folder of one app (or a folder that has `metadata` or `fastlane/metadata` in it), with
    /// `--app`; or a folder with a folder per app, each named by bundle id, Apple id or name of the app, or with an
    /// `Appfile` that has `app_identifier`. Without a PATH, the trees are those that `fleet init --from-fastlane` has named
    /// in fleet.toml.
    ///
    /// Texts go to the version that can be edited; without one, promotional texts go to the one in the store. A missing
    /// or empty file changes nothing, neither a text nor a category nor the demo account. `default` is for the locales
    /// that an app has and that lack a file. `demo_password.txt` is named in the database and never copied into it.
    ///
    /// Example: `fleet import fastlane ~/apps --client acme`
    #[command(disable_version_flag = true)]
    Fastlane(tree::TreeArgs),
    /// Stage the texts of the `metadata` folder of the asc tool, of one app or of many
    ///
    /// `app-info/<locale>.json` and `version/<number>/<locale>.json`, in the layouts of `fleet import fastlane`. `null`
    /// clears a text; a key that is missing or empty changes nothing; an unknown key is a mistake. Of `version` only the
    /// folder of the version that can be edited is read.
    ///
    /// Example: `fleet import asc ./metadata --app com.acme.notes`
    #[command(disable_version_flag = true)]
    Asc(tree::TreeArgs),
    /// Stage the cells of a spreadsheet that differ
    ///
    /// Export with `fleet query --format csv "SELECT id, app, locale, keywords FROM listings" > f.csv`, edit it, import
    /// it. Rows are found by the column `id` (with `account`, where two accounts have it) or `pk`. Only columns that can be
    /// edited may differ from what the view shows now; `synced_at`, `staged` and lengths are not compared.
    ///
    /// An empty cell is NULL: it changes nothing where there is no text, and clears the field where there is one. With
    /// `--null WORD` that word clears a field, and an empty cell sets an empty text. The `'` that `fleet query` puts in
    /// front of text that looks like a formula is taken away again. Commas, semicolons and tabs separate, as Excel likes;
    /// the file is UTF-8 or Excel's Unicode text.
    ///
    /// A cell that somebody else changed since the export is staged back, so import soon and look at `fleet diff`.
    ///
    /// Example: `fleet import csv keywords.csv`
    Csv(csv::CsvArgs),
    /// Stage the answers of fastlane's `rating_config.json` for the apps chosen
    ///
    /// FILE is one JSON object with the names of Apple's API, such as `{"gambling": false, "contests": "NONE"}`, for all
    /// apps chosen whose age rating can be edited; `null` clears an answer, a missing one stays. A folder holds a file for
    /// each app, `<bundle id>.json`, as `fleet export ratings` writes it.
    ///
    /// Example: `fleet import ratings rating_config.json --client acme`
    Ratings(ratings::RatingsArgs),
}

pub(crate) fn import(context: &Context, command: &ImportCommand) -> Result<u8> {
    match command {
        ImportCommand::Fastlane(args) => tree::import(context, Tree::Fastlane, args),
        ImportCommand::Asc(args) => tree::import(context, Tree::Asc, args),
        ImportCommand::Csv(args) => csv::import(context, args),
        ImportCommand::Ratings(args) => ratings::import(context, args),
    }
}
