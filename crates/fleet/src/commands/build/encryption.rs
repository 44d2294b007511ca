//! `fleet build encryption`.

use clap::ValueEnum;
use store::Value;

use crate::build::{Builds, Wanted};
use crate::cli::Context;
use crate::error::Result;
use crate::output::harmless;
use crate::proposal::{Proposal, SkipArgs};
use crate::selection::AppArgs;
use crate::sentence::count;

/// Stage the answer about encryption for builds that have none
///
/// Apple takes the answer of a build once, and asks for it before a review. `exempt` says that it uses no encryption but
/// such as Apple exempts (HTTPS, the system's own). `uses` says that it uses other encryption; it then needs a declaration
/// that Apple has approved, too: `fleet edit "UPDATE builds SET encryption_declaration = …"`. `ITSAppUsesNonExemptEncryption` in
/// the app's Info.plist answers for good.
///
/// Example: `fleet build encryption exempt --client acme`
#[derive(Debug, clap::Args)]
pub(crate) struct EncryptionArgs {
    #[arg(value_enum)]
    answer: Answer,
    #[command(flatten)]
    apps: AppArgs,
    /// Only builds with this number
    #[arg(long, value_name = "NUMBER")]
    build: Option<String>,
}

/// What a build does
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// It uses no encryption, or only such as is exempt
    Exempt,
    /// It uses encryption that is not exempt
    Uses,
}

pub(crate) fn encryption(context: &Context, args: &EncryptionArgs) -> Result<u8> {
    let builds = Builds::read(&context.workspace()?.reader()?, &args.apps)?;
    let wanted = args.build.clone().map(Wanted::Number);
    let answer = i64::from(args.answer == Answer::Uses);
    let mut proposal = Proposal::default();
    let mut fixed = 0;
    for build in builds.all.iter().filter(|build| wanted.as_ref().is_none_or(|wanted| wanted.is(build)) && !build.is_expired) {
        match build.uses_encryption {
            Some(uses) if i64::from(uses) == answer => {}
            // What is staged can be taken back; what Apple has it keeps.
            Some(_) if build.is_answered => fixed += 1,
            _ => proposal.set(
                "builds",
                build.pk,
                "uses_non_exempt_encryption",
                Value::Integer(answer),
                harmless(&format!("{} build {}", build.app, build.number)),
            ),
        }
    }
    if fixed > 0 {
        context.ui.warn(&format!("{} answered otherwise already, and Apple takes no second answer", count(fixed, "build")));
    }
    let code = proposal.stage(context, SkipArgs::default())?;
    if args.answer == Answer::Uses {
        context.ui.say("each of them needs a declaration, too: fleet query \"SELECT id, app, state FROM encryption_declarations\"");
    }
    Ok(code)
}
