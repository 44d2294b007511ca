//! `fleet dashboard`.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use dashboard::{Dashboard, Source};
use serde_json::json;

use crate::cli::Context;
use crate::commands::report;
use crate::error::{FleetError, Result};
use crate::exit_code;

/// Show the fleet in a browser, and stage changes there
///
/// Serves pages on 127.0.0.1 until Ctrl-C: the fleet with filters in SQL, every app and listing, and what is staged, with
/// forms that stage and take back. They read the mirror with every load, so that a sync shows at once. Nothing is sent to
/// Apple: `fleet push` does that. The address that is printed holds the key of the session; whoever has it gets in.
///
/// Example: `fleet dashboard --open`
#[derive(Debug, clap::Args)]
pub(crate) struct DashboardArgs {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 4242)]
    port: u16,
    /// Open it in the browser
    #[arg(long)]
    open: bool,
}

pub(crate) async fn dashboard(context: &Context, args: &DashboardArgs) -> Result<u8> {
    let ui = context.ui;
    let workspace = context.workspace()?;
    // Before anybody is told that it runs.
    let stop = context.interruptions();
    // Brings the file up to date, and what fleet.toml says of clients into it.
    drop(workspace.existing_store()?);
    let source = Source {
        database: workspace.database(),
        thumbnails: workspace.database().with_file_name("thumbnails"),
        background: report::background(ui, &workspace, &workspace.reader()?)?,
        make_thumbnails: report::make_thumbnails,
        now: || jiff::Timestamp::now().as_second(),
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let dashboard = Dashboard::start(source, args.port);
    let dashboard = dashboard.await.map_err(|source| FleetError::Listen { address, source })?;
    let url = dashboard.url();
    if ui.is_for_people() {
        ui.print(&url)?;
    } else {
        ui.print_json(&json!({ "url": url }))?;
    }
    ui.say("serving on this computer only; Ctrl-C ends it");
    if args.open && !open(&url) {
        ui.warn("no browser could be started; open the address above");
    }
    stop.stopped().await;
    dashboard.stop().await;
    Ok(exit_code::DONE)
}

/// Starts the browser of whoever works here, without waiting for it.
fn open(url: &str) -> bool {
    let [program, first] = if cfg!(target_os = "macos") {
        ["open", ""]
    } else if cfg!(windows) {
        ["rundll32", "url.dll,FileProtocolHandler"]
    } else {
        ["xdg-open", ""]
    };
    let mut command = Command::new(program);
    command.args(Some(first).filter(|first| !first.is_empty())).arg(url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
