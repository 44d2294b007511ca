//! `fleet version new`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde_json::{Map, Value as Json, json};
use store::catalog::{Field, catalog};
use store::{Reader, literal};

use super::rendering::{Rendered, Rendering};
use crate::build::{Builds, Wanted};
use crate::cli::Context;
use crate::commands::edit;
use crate::error::{FleetError, Result};
use crate::exit_code;
use crate::locale;
use crate::moment;
use crate::output::{Ui, harmless};
use crate::proposal::SkipArgs;
use crate::selection::AppArgs;
use crate::sentence::{self, count};
use crate::skipped::Skipped;
use crate::template;
use crate::texts::platforms;
use crate::version::{self, PlatformVersions, Version};

/// Stage a new version of many apps, with texts and build
///
/// Of every platform that an app has, or of `--platform`. Apple takes one version in preparation: where there is one, it
/// gets the new number instead. Apple copies the texts of the version before; `--whats-new` and `--texts` say what is new,
/// and `--set` any other field of `versions` (such as copyright) or `version_localizations` (such as `promotional_text`, for all
/// locales). Texts are templates as in `fleet set`, and `@FILE` is the template in a file.
///
/// A version that Apple would refuse stages nothing, and is named.
///
/// Example: `fleet version new 2.4.0 --client acme --whats-new 'Bug fixes.' --copyright '{year} {legal_name}' --build latest`
#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    /// The number, such as 2.4.0
    #[arg(value_name = "VERSION")]
    number: String,
    #[command(flatten)]
    apps: AppArgs,
    /// Only this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platforms(), ignore_case = true)]
    platform: Option<String>,
    /// Who holds the rights, such as `{year} {legal_name}`
    #[arg(long, value_name = "TEMPLATE")]
    copyright: Option<String>,
    /// When it is released once it is approved: manual, automatic, or not before a moment such as 2027-01-31T09:00
    #[arg(long, value_name = "WHEN")]
    release: Option<Release>,
    /// What is new, in all locales: a text, or @FILE
    #[arg(long, value_name = "TEMPLATE")]
    whats_new: Option<String>,
    /// What is new, from a folder of LOCALE.txt files; default.txt is for the locales that have no file of their own
    #[arg(long, value_name = "FOLDER", conflicts_with = "whats_new")]
    texts: Option<PathBuf>,
    /// Any other field, such as `promotional_text=Now with widgets`
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    sets: Vec<String>,
    /// The build: latest (of this version), or the number of one
    #[arg(long, value_name = "BUILD")]
    build: Option<Wanted>,
    #[command(flatten)]
    skip: SkipArgs,
}

/// When an approved version is released.
#[derive(Debug, Clone)]
enum Release {
    Manual,
    Automatic,
    /// Not before this moment.
    Scheduled(String),
}

impl FromStr for Release {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "manual" => Ok(Self::Manual),
            "automatic" => Ok(Self::Automatic),
            _ => moment::to_come(text).map(Self::Scheduled).map_err(|why| format!("{why}; or manual, or automatic")),
        }
    }
}

impl Release {
    /// The fields that say so.
    fn fields(&self) -> Vec<(&'static str, Json)> {
        match self {
            Self::Manual => vec![("release_type", json!("MANUAL"))],
            Self::Automatic => vec![("release_type", json!("AFTER_APPROVAL"))],
            Self::Scheduled(moment) => vec![("release_type", json!("SCHEDULED")), ("earliest_release_date", json!(moment))],
        }
    }
}

/// A field, its template, and the locales that it is for; `None`: all.
type Text = (String, String, Option<Vec<String>>);

/// What is said of fields: of versions, and of their localizations.
#[derive(Debug, Default)]
struct Said {
    version: Vec<(String, String)>,
    texts: Vec<Text>,
}

pub(crate) fn new(context: &Context, args: &NewArgs) -> Result<u8> {
    version::numbers(&args.number).map_err(FleetError::input)?;
    let reader = context.workspace()?.reader()?;
    let said = Said::of(args, &reader)?;
    let mut left_out = Skipped::default();
    let mut meant = Vec::new();
    let all = PlatformVersions::read(&reader, &args.apps, args.platform.as_deref())?;
    for versions in &all {
        match refusal(versions, &args.number) {
            Some(why) => left_out.add(&versions.place(), why),
            None => meant.push(versions),
        }
    }
    let builds = Builds::read(&reader, &args.apps)?;
    let mut plan = Plan { number: &args.number, meant, versions: BTreeMap::new(), texts: BTreeMap::new() };
    for versions in &plan.meant {
        let mut fields: Map<String, Json> =
            args.release.iter().flat_map(Release::fields).map(|(name, value)| (name.to_owned(), value)).collect();
        if let Some(wanted) = &args.build {
            match builds.choose(wanted, (&versions.account, &versions.app_id), &versions.platform, &args.number) {
                Ok(build) => drop(fields.insert("build".into(), json!(build.id))),
                Err(why) => left_out.add(&format!("{} build", versions.place()), why),
            }
        }
        plan.versions.insert(base(versions).id.clone(), fields);
    }
    if !left_out.is_empty() && !args.skip.skip_invalid {
        return Err(left_out.error().hint(format!(
            "leave them out with --where, stage the rest with --skip-invalid{}",
            if args.build.is_some() { ", or look for newer builds with `fleet sync --only builds`" } else { "" }
        )));
    }
    plan.render(&reader, &said)?;
    let others = plan.other_builds(&builds);
    let first = plan.drop_first_news();
    drop(reader);
    plan.tell(context.ui);
    if first > 0 {
        context.ui.say(&format!("{} of a first version, of which Apple takes no news", count(first, "text")));
    }
    if others > 0 {
        context.ui.warn(&format!(
            "{} a build of another number, with which Apple takes no version for review: fleet build attach latest",
            if others == 1 { "1 version keeps".to_owned() } else { format!("{others} versions keep") }
        ));
    }
    left_out.tell(context.ui, "");
    let mut store = context.workspace()?.existing_store()?;
    let staging = if plan.meant.is_empty() { store::Staging::default() } else { store.stage(&plan.sql(&said))? };
    edit::print_staging(context.ui, staging)?;
    edit::warn_problems(context.ui, &store)?;
    Ok(if left_out.is_empty() { exit_code::DONE } else { exit_code::PARTIAL })
}

/// Why Apple would not take the number.
fn refusal(versions: &PlatformVersions, number: &str) -> Option<String> {
    if let Some(next) = versions.unreleased.as_ref().filter(|next| !next.is_open()) {
        let state = next.state.as_deref().unwrap_or_default();
        return Some(format!("{} is {state}, and Apple takes one version at a time; release or cancel it first", next.number));
    }
    if let Some(other) = versions.released.iter().find(|other| other.number == number) {
        return Some(format!("{} was used before", other.number));
    }
    let live = versions.live().or(versions.released.first())?;
    (!version::is_after(number, &live.number)).then(|| format!("{number} is not after {}, which is in the store", live.number))
}

/// The version whose rows the new one's are like: itself, or the one that Apple copies.
fn base(versions: &PlatformVersions) -> &Version {
    // Every platform that was read has one.
    #[expect(clippy::expect_used, reason = "a PlatformVersions is made from a version")]
    versions.unreleased.as_ref().or(versions.released.first()).expect("there is a version")
}

impl Said {
    fn of(args: &NewArgs, reader: &Reader) -> Result<Self> {
        let mut said = Self::default();
        if let Some(copyright) = &args.copyright {
            said.version.push(("copyright".into(), template::typed(copyright)?));
        }
        if let Some(text) = &args.whats_new {
            said.texts.push(("whats_new".into(), template::typed(text)?, None));
        }
        if let Some(folder) = &args.texts {
            said.texts.extend(of_folder(folder, reader)?);
        }
        for word in &args.sets {
            let (name, value) = word.split_once('=').ok_or_else(|| FleetError::input(format!("`{word}` is not FIELD=VALUE")))?;
            let (name, value) = (name.trim(), template::typed(value)?);
            match name {
                "version_string" | "build" => {
                    return Err(
                        FleetError::input(format!("`{name}` has a place of its own on the command line")).hint("fleet version new --help")
                    );
                }
                _ if is_field("versions", name) => said.version.push((name.to_owned(), value)),
                _ if is_field("version_localizations", name) => said.texts.push((name.to_owned(), value, None)),
                _ => {
                    let known = ["versions", "version_localizations"].into_iter().filter_map(|name| catalog().resource(name));
                    let known =
                        known.flat_map(|resource| &resource.fields).filter(|field| field.is_updatable()).map(|field| field.name.as_str());
                    let hint = sentence::did_you_mean(name, known)
                        .unwrap_or_else(|| "texts of the app, such as its name, are set with fleet set".into());
                    return Err(FleetError::input(format!("a version has no field `{name}` that can be edited")).hint(hint));
                }
            }
        }
        Ok(said)
    }
}

fn is_field(resource: &str, name: &str) -> bool {
    catalog().resource(resource).and_then(|resource| resource.field(name)).is_some_and(Field::is_updatable)
}

/// The files of a folder of `<locale>.txt`, each with the locales it is for.
fn of_folder(folder: &Path, reader: &Reader) -> Result<Vec<Text>> {
    let failed = |source| FleetError::Read { path: folder.into(), source };
    let had = reader.query("SELECT DISTINCT locale FROM version_localizations", &[])?;
    let had: Vec<&str> = had.rows.iter().filter_map(|row| row[0].as_text()).collect();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut default = None;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let (Some(name), true) = (path.file_stem().and_then(|name| name.to_str()), path.extension().is_some_and(|end| end == "txt")) else {
            continue;
        };
        let text = template::of_file(&path)?;
        if name == "default" {
            default = Some(text);
        } else {
            let locale =
                locale::canonical(name, had.iter().copied()).map_err(|why| FleetError::input(format!("{}: {why}", path.display())))?;
            files.insert(locale, text);
        }
    }
    if files.is_empty() && default.is_none() {
        return Err(
            FleetError::input(format!("`{}` holds no <locale>.txt", folder.display())).hint("such as de-DE.txt, or default.txt for all")
        );
    }
    let others = had.iter().filter(|locale| !files.contains_key(**locale)).map(ToString::to_string).collect();
    let default = default.map(|text| ("whats_new".to_owned(), text, Some(others)));
    Ok(files.into_iter().map(|(locale, text)| ("whats_new".into(), text, Some(vec![locale]))).chain(default).collect())
}

/// What is staged.
struct Plan<'a> {
    number: &'a str,
    meant: Vec<&'a PlatformVersions>,
    /// Fields of versions, by the id of the version they are like.
    versions: BTreeMap<String, Map<String, Json>>,
    /// Fields of their localizations, by that id and locale.
    texts: BTreeMap<(String, String), Map<String, Json>>,
}

impl Plan<'_> {
    fn render(&mut self, reader: &Reader, said: &Said) -> Result<()> {
        let ids: Vec<&str> = self.meant.iter().map(|versions| base(versions).id.as_str()).collect();
        let rendering = Rendering::new(reader, "versions", &ids, self.number)?;
        for (field, template) in &said.version {
            for Rendered { version, value, .. } in rendering.render(template, None)? {
                self.versions.entry(version).or_default().insert(field.clone(), json!(value));
            }
        }
        let rendering = Rendering::new(reader, "version_localizations", &ids, self.number)?;
        for (field, template, locales) in &said.texts {
            let locales: Option<Vec<&str>> = locales.as_ref().map(|locales| locales.iter().map(String::as_str).collect());
            for Rendered { version, locale, value } in rendering.render(template, locales.as_deref())? {
                self.texts.entry((version, locale)).or_default().insert(field.clone(), json!(value));
            }
        }
        Ok(())
    }

    /// Apple takes no news of the first version of a platform. Returns how many there were.
    fn drop_first_news(&mut self) -> usize {
        let first: BTreeSet<&String> =
            self.meant.iter().filter(|versions| versions.released.is_empty()).map(|versions| &base(versions).id).collect();
        let texts = self.texts.iter_mut().filter(|((version, _), _)| first.contains(version));
        texts.filter_map(|(_, fields)| fields.remove("whats_new")).count()
    }

    /// How many versions keep a build that is known to be of another one.
    fn other_builds(&self, builds: &Builds) -> usize {
        let has_other = |versions: &&&PlatformVersions| {
            let Some(next) = versions.unreleased.as_ref() else { return false };
            let is_given = self.versions.get(&next.id).is_some_and(|fields| fields.contains_key("build"));
            let build = builds.all.iter().find(|build| build.account == versions.account && Some(&build.id) == next.build.as_ref());
            !is_given && build.and_then(|build| build.version.as_deref()).is_some_and(|version| version != self.number)
        };
        self.meant.iter().filter(has_other).count()
    }

    /// Says what becomes of each app.
    fn tell(&self, ui: Ui) {
        const SHOWN: usize = 20;
        for versions in self.meant.iter().take(SHOWN) {
            let number = self.number;
            let what = match &versions.unreleased {
                Some(next) if next.number == number => format!("{number} is in preparation already"),
                Some(next) => format!("{} is in preparation and becomes {number}", next.number),
                None => format!("{number} is new after {}", base(versions).number),
            };
            ui.say(&format!("{}: {}", versions.place(), harmless(&what)));
        }
        if self.meant.len() > SHOWN {
            ui.say(&format!("and {} more", self.meant.len() - SHOWN));
        }
    }

    /// All of it as SQL over the views, so that it is staged together or not at all.
    fn sql(&self, said: &Said) -> String {
        let mut fields: BTreeSet<&str> = self.versions.values().flat_map(Map::keys).map(String::as_str).collect();
        let mut versions = Vec::new();
        let mut texts = Vec::new();
        for one in &self.meant {
            let id = &base(one).id;
            let mut place =
                json!({ "app_id": one.app_id, "account": one.account, "platform": one.platform, "version_string": self.number });
            for ((_, locale), fields) in self.texts.range((id.clone(), String::new())..).take_while(|((version, _), _)| version == id) {
                let mut row = place.clone();
                merge(&mut row, fields);
                row["locale"] = json!(locale);
                row["version_id"] = json!(one.unreleased.as_ref().map(|next| &next.id));
                texts.push(row);
            }
            place["pk"] = json!(one.unreleased.as_ref().map(|next| next.pk));
            if let Some(fields) = self.versions.get(id) {
                merge(&mut place, fields);
            }
            versions.push(place);
        }
        let versions = literal(&json!(versions).to_string());
        let columns: String = fields.iter().map(|name| format!(", {name}")).collect();
        let values: String = fields.iter().map(|name| format!(", json_extract(value, '$.{name}')")).collect();
        let mut sql = include_str!("../../../../../sql/queries/make_versions.sql")
            .replace("{columns}", &columns)
            .replace("{values}", &values)
            .replace("{versions}", &versions);
        fields.insert("version_string");
        sql += &include_str!("../../../../../sql/queries/change_versions.sql")
            .replace("{sets}", &sets("versions", fields.into_iter()))
            .replace("{versions}", &versions);
        let names: BTreeSet<&str> = said.texts.iter().map(|(name, ..)| name.as_str()).collect();
        if !texts.is_empty() {
            sql += &include_str!("../../../../../sql/queries/change_version_texts.sql")
                .replace("{sets}", &sets("version_localizations", names.into_iter()))
                .replace("{texts}", &literal(&json!(texts).to_string()));
        }
        sql
    }
}

fn merge(row: &mut Json, fields: &Map<String, Json>) {
    for (name, value) in fields {
        row[name] = value.clone();
    }
}

/// What is said of a field, or what it is where nothing is said.
fn sets<'n>(view: &str, names: impl Iterator<Item = &'n str>) -> String {
    let set = |name: &str| {
        format!("{name} = CASE WHEN json_type(said, '$.{name}') IS NULL THEN {view}.{name} ELSE json_extract(said, '$.{name}') END")
    };
    names.map(set).collect::<Vec<_>>().join(", ")
}
