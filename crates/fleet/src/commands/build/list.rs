//! `fleet build list`.

use store::{Table, Value};

use crate::build::{Build, Builds};
use crate::cli::Context;
use crate::error::Result;
use crate::exit_code;
use crate::selection::AppArgs;
use crate::texts::platforms;

use super::SYNC;

/// List builds, the newest first
///
/// With their version, state and answer about encryption, and the version that has them. Builds of which the mirror has
/// only seen that a version has them are listed, too.
///
/// Example: `fleet build list --client acme --platform IOS`
#[derive(Debug, clap::Args)]
#[command(disable_version_flag = true)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    apps: AppArgs,
    /// Only builds for this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
    /// Only builds of this version
    // Not called `version`: that is the name of the flag that every command has.
    #[arg(long = "version", value_name = "NUMBER")]
    version_string: Option<String>,
}

pub(crate) fn list(context: &Context, args: &ListArgs) -> Result<u8> {
    let builds = Builds::read(&context.workspace()?.reader()?, &args.apps)?;
    let is_meant = |build: &&Build| {
        let is = |wanted: &Option<String>, own: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
        };
        is(&args.platform, &build.platform) && is(&args.version_string, &build.version)
    };
    let columns =
        ["app", "platform", "version", "number", "uploaded", "state", "expired", "encryption", "attached_to", "attached_state", "id"];
    let rows: Vec<_> = builds.all.iter().filter(is_meant).map(|build| row(build, context.ui.is_for_people())).collect();
    if rows.is_empty() {
        context.ui.say(SYNC);
    }
    context.ui.paged().print_table(&Table { columns: columns.map(ToOwned::to_owned).into(), rows })?;
    Ok(exit_code::DONE)
}

fn row(build: &Build, is_for_people: bool) -> Vec<Value> {
    let text = |text: &Option<String>| Value::from(text.clone());
    let encryption = match build.uses_encryption {
        Some(false) => Some("exempt"),
        Some(true) if build.has_declaration => Some("declared"),
        Some(true) => Some("uses"),
        None => None,
    };
    let (attached, state) = build.attached.clone().unzip();
    // Apple writes its own time zone; people read the minute.
    let uploaded = match &build.uploaded {
        Some(date) if is_for_people => Some(date.chars().take(16).collect::<String>().replace('T', " ")),
        date => date.clone(),
    };
    let expired = match (build.is_expired, is_for_people) {
        (is_expired, false) => Value::Integer(is_expired.into()),
        (true, true) => Value::Text("yes".into()),
        (false, true) => Value::Null,
    };
    vec![
        Value::Text(build.app.clone()),
        text(&build.platform),
        text(&build.version),
        Value::Text(build.number.clone()),
        uploaded.into(),
        text(&build.state),
        expired,
        encryption.map(ToOwned::to_owned).into(),
        attached.into(),
        state.flatten().into(),
        Value::Text(build.id.clone()),
    ]
}
