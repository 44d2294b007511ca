//! `fleet show`.

mod app;
mod listing;
mod page;

use serde_json::{Value as Json, json};
use store::{Reader, Value};

use crate::cli::Context;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::output::Format;
use crate::picture::{self, Images};
use crate::selection::AppArgs;
use app::App;
use page::Page;

/// Show an app, without a network: versions, listing, what is staged, screenshots, findings, history
///
/// The listing is that of the primary locale and of the version in preparation, as the store would show it once what is
/// staged is pushed, with the characters that are left; `--locale` names others, `--all` shows all. Everything comes from
/// the mirror. `--json` is one object, `{"apps": […]}`, with every locale and version unless some are named.
///
/// Example: `fleet show com.acme.notes --locale ja`
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// Id, bundle id or name of an app, a GLOB pattern of one, or a part of a name
    #[arg(value_name = "APP")]
    named: Vec<String>,
    #[command(flatten)]
    apps: AppArgs,
    #[command(flatten)]
    parts: Parts,
    /// When screenshots are drawn, in terminals that can (kitty, Ghostty, `iTerm2`, `WezTerm`, mintty); else their files are
    /// named. `fleet sync --images` downloads them
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    images: Images,
}

/// What of an app is shown
#[derive(Debug, clap::Args)]
struct Parts {
    /// The listing in these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// Only these platforms
    #[arg(long, value_name = "PLATFORM", ignore_case = true, value_parser = ["IOS", "MAC_OS", "TV_OS", "VISION_OS"])]
    platform: Vec<String>,
    /// Only versions of this number
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Every locale, every version, every finding and the whole history
    #[arg(long)]
    all: bool,
}

impl Parts {
    fn has_platform(&self, platform: Option<&str>) -> bool {
        self.platform.is_empty() || platform.is_none_or(|platform| self.platform.iter().any(|wanted| wanted.eq_ignore_ascii_case(platform)))
    }

    fn has_version(&self, version: Option<&str>) -> bool {
        self.version.is_none() || version.is_none() || self.version.as_deref() == version
    }

    fn has_locale(&self, locale: Option<&str>) -> bool {
        self.locale.is_empty() || locale.is_none_or(|locale| self.locale.iter().any(|wanted| wanted.eq_ignore_ascii_case(locale)))
    }
}

pub(crate) fn show(context: &Context, args: &ShowArgs) -> Result<u8> {
    let workspace = context.workspace()?;
    let reader = workspace.reader()?;
    let keys = chosen(&reader, args)?;
    let ui = context.ui;
    match ui.format() {
        Format::Json | Format::Ndjson => {
            let apps = keys.iter().map(|key| Ok(App::read(&reader, key, &args.parts)?.as_json())).collect::<Result<Vec<Json>>>()?;
            if apps.iter().all(|app| app["versions"].as_array().is_none_or(Vec::is_empty)) {
                must_have_version(args)?;
            }
            if ui.format() == Format::Ndjson {
                apps.iter().try_for_each(|app| ui.paged().print_json(app))?;
            } else {
                ui.paged().print_json(&json!({ "apps": apps }))?;
            }
        }
        Format::Table => {
            let protocol = picture::protocol(args.images);
            // No pager lets pictures through.
            let ui = if protocol.is_some() { ui } else { ui.paged() };
            let folder = workspace.root().join(".fleet/images");
            let page = Page { ui, canvas: ui.canvas(), protocol, folder: &folder, parts: &args.parts };
            for (index, key) in keys.iter().enumerate() {
                let app = App::read(&reader, key, &args.parts)?;
                if app.versions.is_empty() {
                    must_have_version(args)?;
                }
                if index > 0 {
                    ui.print("")?;
                }
                page.print(&app)?;
            }
        }
        Format::Csv | Format::Markdown | Format::Junit | Format::Html => {
            return Err(FleetError::input("`fleet show` writes text and JSON")
                .hint("use --json, or `fleet query` for a table of what is wanted, or `fleet report` for pages"));
        }
    }
    Ok(exit_code::DONE)
}

/// A version that no app has was mistyped.
fn must_have_version(args: &ShowArgs) -> Result<()> {
    match &args.parts.version {
        Some(version) => Err(FleetError::input(format!("no version {version} is mirrored of what is chosen"))
            .hint("`fleet show APP` without --version lists the versions")),
        None => Ok(()),
    }
}

/// Accounts and ids of the apps that are meant, by name.
fn chosen(reader: &Reader, args: &ShowArgs) -> Result<Vec<(String, String)>> {
    let mut apps = args.apps.clone();
    for name in &args.named {
        apps.app.extend(meant(reader, name)?);
    }
    apps.check(reader)?;
    if let Some(locale) = args.parts.locale.iter().find(|locale| !is_locale(reader, locale)) {
        crate::selection::must_match(reader, "version_localizations", "locale = ?1", "locale", locale)?;
    }
    let (condition, parameters) = apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
    let rows = reader
        .query(&format!("SELECT account, id FROM apps WHERE {condition} ORDER BY name COLLATE NOCASE, account, id"), &parameters)?
        .rows;
    // A fleet of one app needs no name.
    if rows.len() > 1 && apps.condition().is_none() {
        return Err(FleetError::input("which app?")
            .hint("`fleet show com.acme.notes` shows one, `fleet show 'com.acme.*'` several, `fleet status` all"));
    }
    if rows.is_empty() {
        return Err(FleetError::input("no app is chosen").hint("`fleet query \"SELECT id, bundle_id, name, client FROM apps\"` lists them"));
    }
    Ok(rows.iter().map(|row| (row[0].to_string(), row[1].to_string())).collect())
}

fn is_locale(reader: &Reader, locale: &str) -> bool {
    let known = reader.query("SELECT 1 FROM listings WHERE locale = ?1 COLLATE NOCASE LIMIT 1", &[Value::Text(locale.into())]);
    known.is_ok_and(|known| !known.rows.is_empty())
}

/// What a person has typed as the words of `--app`: itself where it is an id, a bundle id, a name or a pattern; else the
/// ids of the apps whose name or bundle id has it somewhere.
fn meant(reader: &Reader, name: &str) -> Result<Vec<String>> {
    let exact = "SELECT 1 FROM apps WHERE id = ?1 OR bundle_id GLOB ?1 OR name GLOB ?1 LIMIT 1";
    let text = Value::Text(name.into());
    if !reader.query(exact, std::slice::from_ref(&text))?.rows.is_empty() {
        return Ok(vec![name.into()]);
    }
    let part = "SELECT id FROM apps WHERE instr(lower(name), lower(?1)) OR instr(lower(bundle_id), lower(?1))";
    let found = reader.query(part, &[text])?.rows;
    // Whatever matches nothing is told by the name that was typed.
    Ok(if found.is_empty() { vec![name.into()] } else { found.iter().map(|row| row[0].to_string()).collect() })
}
