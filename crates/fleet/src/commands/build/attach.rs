//! `fleet build attach`.

use store::Value;

use crate::build::{Builds, Wanted};
use crate::cli::Context;
use crate::error::Result;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::count;
use crate::skipped::Skipped;
use crate::texts::platforms;
use crate::version::PlatformVersions;

use super::SYNC;

/// Stage a build for every version in preparation
///
/// A version gets the build of its own number and platform that was uploaded last, if it is processed and has not
/// expired; or the one with the number that is given. Versions that get none are named, and the exit code is 4.
///
/// Example: `fleet build attach latest --client acme --platform IOS`
#[derive(Debug, clap::Args)]
pub(crate) struct AttachArgs {
    /// latest, or the number of a build
    #[arg(value_name = "BUILD")]
    build: Wanted,
    #[command(flatten)]
    apps: AppArgs,
    /// Only versions of this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
}

pub(crate) fn attach(context: &Context, args: &AttachArgs) -> Result<u8> {
    let reader = context.workspace()?.reader()?;
    let builds = Builds::read(&reader, &args.apps)?;
    let mut proposal = Proposal::default();
    let mut skipped = Skipped::default();
    let mut without = 0;
    for versions in PlatformVersions::read(&reader, &args.apps, args.platform.as_deref())? {
        let Some(version) = &versions.unreleased else {
            without += 1;
            continue;
        };
        let place = format!("{} {}", versions.place(), version.number);
        if !version.is_open() {
            skipped.add(&place, format!("it is {}, and its build is fixed", version.state.as_deref().unwrap_or_default()));
            continue;
        }
        match builds.choose(&args.build, (&versions.account, &versions.app_id), &versions.platform, &version.number) {
            Ok(build) => proposal.set("versions", version.pk, "build", Value::Text(build.id.clone()), place),
            Err(why) => skipped.add(&place, why),
        }
    }
    if without > 0 {
        context.ui.say(&format!("{} without a version in preparation; fleet version new makes one", count(without, "platform")));
    }
    skipped.tell(context.ui, SYNC);
    proposal.stage(context, SkipArgs::default())?;
    Ok(skipped.exit_code())
}
