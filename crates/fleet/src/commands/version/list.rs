//! `fleet version list`.

use std::collections::BTreeMap;

use store::{Table, Value};

use crate::build::Builds;
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::selection::AppArgs;
use crate::texts::platforms;
use crate::version::PlatformVersions;

/// List the versions on their way to the store, beside those that are in it
///
/// Also what is only staged, which has no state yet.
///
/// Example: `fleet version list --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only versions of this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
    /// Also apps and platforms that have nothing in preparation
    #[arg(long)]
    all: bool,
}

pub(crate) fn list(context: &Context, args: &ListArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let all = PlatformVersions::read(&reader, &args.apps, args.platform.as_deref())?;
    let builds = Builds::read(&reader, &args.apps)?;
    let numbers: BTreeMap<(&str, &str), &str> =
        builds.all.iter().map(|build| ((build.account.as_str(), build.id.as_str()), build.number.as_str())).collect();
    let row = |versions: &PlatformVersions| {
        let text = |text: Option<&str>| Value::from(text.map(ToOwned::to_owned));
        let next = versions.unreleased.as_ref();
        let build = next.and_then(|next| next.build.as_deref());
        vec![
            text(Some(&versions.app)),
            text(Some(&versions.platform)),
            text(versions.live().map(|live| live.number.as_str())),
            text(next.map(|next| next.number.as_str())),
            text(next.map(|next| next.state.as_deref().unwrap_or("staged"))),
            text(build.map(|id| numbers.get(&(versions.account.as_str(), id)).copied().unwrap_or(id))),
            text(next.and_then(|next| next.release_type.as_deref())),
            text(next.and_then(|next| next.release_date.as_deref())),
            Value::Integer(next.is_some_and(|next| next.is_staged).into()),
            text(Some(&versions.app_id)),
        ]
    };
    let columns = ["app", "platform", "live", "next", "state", "build", "release", "release_date", "staged", "app_id"];
    let rows = all.iter().filter(|versions| args.all || versions.unreleased.is_some()).map(row).collect();
    context.ui.paged().print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows })?;
    Ok(exit_code::DONE)
}
