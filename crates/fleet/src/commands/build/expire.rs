//! `fleet build expire`.

use store::Value;

use crate::build::{Build, Builds, Wanted};
use crate::cli::Context;
use crate::confirmation::confirm;
use crate::error::Result;
use crate::moment;
use crate::output::harmless;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::count;

/// Stage the end of builds for testers; it cannot be undone
///
/// An expired build can be tested no more, and no version can get it any more. Builds of versions that are not in the
/// store yet are left out.
///
/// Example: `fleet build expire --before 90d --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct ExpireArgs {
    /// Builds that were uploaded before this: 90d, a date or a time
    #[arg(long, value_name = "AGE", value_parser = moment::since, required_unless_present = "build")]
    before: Option<i64>,
    /// Builds with this number
    #[arg(long, value_name = "NUMBER")]
    build: Option<String>,
    #[command(flatten)]
    apps: AppArgs,
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn expire(context: &Context, args: &ExpireArgs) -> Result<u8> {
    let builds = Builds::read(&context.workspace()?.reader()?, &args.apps)?;
    let wanted = args.build.clone().map(Wanted::Number);
    let is_old = |build: &Build| {
        let uploaded = build.uploaded.as_ref().and_then(|date| date.parse::<jiff::Timestamp>().ok());
        args.before.is_none_or(|before| uploaded.is_some_and(|uploaded| uploaded.as_second() < before))
    };
    let mut proposal = Proposal::default();
    let (mut number, mut needed) = (0_usize, 0_usize);
    for build in
        builds.all.iter().filter(|build| !build.is_expired && wanted.as_ref().is_none_or(|wanted| wanted.is(build)) && is_old(build))
    {
        let place = harmless(&format!("{} build {}", build.app, build.number));
        match &build.attached {
            Some((_, state)) if !matches!(state.as_deref(), Some("READY_FOR_DISTRIBUTION" | "REPLACED_WITH_NEW_VERSION")) => needed += 1,
            _ => {
                number += 1;
                proposal.set("builds", build.pk, "expired", Value::Integer(1), place);
            }
        }
    }
    if needed > 0 {
        context.ui.say(&format!("{} of versions on their way to the store left out", count(needed, "build")));
    }
    if number > 0 && !args.yes {
        confirm(context.ui, &format!("{} end for testers, which cannot be undone once it is pushed", count(number, "build")))?;
    }
    proposal.stage(context, SkipArgs::default())
}
