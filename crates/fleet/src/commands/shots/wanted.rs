//! What a folder of masters wants of the apps that are meant, compared with what they show.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use engine::{SetPlan, WantedFile, compare};
use shots::{DisplayType, Family, Masters, PreviewType, Refused, Rendition, plan_previews, plan_renditions, read_masters};
use store::{MediaPlace, MediaRow, Store};

use crate::cli::Context;
use crate::commands::shots::recipe::RecipeArgs;
use crate::error::{FleetError, Result};
use crate::locale;
use crate::selection::AppArgs;
use crate::sentence::count;

/// Views of files that sets hold, with the most that one takes (Apple, Upload app previews and screenshots).
const SCREENSHOTS: (&str, usize) = ("screenshots", 10);
const PREVIEWS: (&str, usize) = ("previews", 3);

/// Which masters, and for which apps
#[derive(Debug, clap::Args)]
pub(crate) struct WantedArgs {
    /// The folder of masters
    folder: PathBuf,
    /// Only these locales
    #[arg(long, value_name = "LOCALE")]
    locale: Vec<String>,
    /// Remove what the same sets show and the folder does not have; sets of which it has nothing stay
    #[arg(long)]
    prune: bool,
    #[command(flatten)]
    recipe: RecipeArgs,
    #[command(flatten)]
    apps: AppArgs,
}

/// What becomes of every set that is meant.
pub(crate) struct Planned {
    pub(crate) sets: Vec<PlannedSet>,
    /// Files that become nothing.
    pub(crate) refused: Vec<Refused>,
    /// What else a person should know, each once.
    pub(crate) notes: BTreeSet<String>,
    /// Where the files are, by their checksums.
    pub(crate) files: HashMap<String, Ready>,
}

/// One set: a display type of a locale of a version.
pub(crate) struct PlannedSet {
    pub(crate) place: MediaPlace,
    /// `screenshots` or `previews`.
    pub(crate) view: &'static str,
    /// Display type or preview type.
    pub(crate) shown_as: String,
    pub(crate) most: usize,
    /// Whether there is such a set.
    pub(crate) exists: bool,
    pub(crate) plan: SetPlan,
}

/// A file that can be uploaded.
pub(crate) struct Ready {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) size: (u32, u32),
    pub(crate) fits: Vec<String>,
}

/// What is wanted of one locale: files by view and display type.
type WantedSets = BTreeMap<(&'static str, usize, String), Vec<WantedFile>>;

impl WantedArgs {
    /// Plans every set that is meant. Pictures that have to be made are made.
    pub(crate) fn plan(&self, context: &Context, store: &Store) -> Result<Planned> {
        if !store.unfinished()?.is_empty() {
            return Err(FleetError::input("a push is not finished, and what it left would be taken for rubbish")
                .hint("`fleet push` goes on with it"));
        }
        let Masters { masters, previews, refused } = read_masters(&self.folder)?;
        let masters = Masters { masters, previews, refused: Vec::new() };
        let places = self.places(context, store, &masters)?;
        let mut planned = Planned { sets: Vec::new(), refused, notes: BTreeSet::new(), files: HashMap::new() };

        // Everything is planned first and made in one go: what several apps show is made once.
        let mut wanted: Vec<Group<'_>> = Vec::new();
        for places in places.chunk_by(|left, right| (left.app, &left.platform) == (right.app, &right.platform)) {
            wanted.extend(self.of_version(&masters, places, &mut planned));
        }
        let renditions: Vec<Rendition> = wanted.iter().flat_map(|group| group.renditions.iter().cloned()).collect();
        let mut made = self.recipe.make(context, &self.folder, &renditions)?.into_iter();
        for Group { places, renditions, previews } in wanted {
            let mut sets: BTreeMap<String, WantedSets> = BTreeMap::new();
            for rendition in renditions {
                let Some(file) = made.next() else { continue };
                let key = (SCREENSHOTS.0, SCREENSHOTS.1, rendition.display_type.name().to_owned());
                let wanted = WantedFile { checksum: file.md5.clone(), file_name: rendition.file_name, time_code: None };
                sets.entry(rendition.locale).or_default().entry(key).or_default().push(wanted);
                let fits = DisplayType::all().filter(|known| known.accepts(file.size)).map(|known| known.name().to_owned());
                let size = (file.size.width, file.size.height);
                planned.files.entry(file.md5).or_insert_with(|| Ready { path: file.path, bytes: file.bytes, size, fits: fits.collect() });
            }
            for (locale, (key, wanted), ready) in previews {
                planned.files.entry(wanted.checksum.clone()).or_insert(ready);
                sets.entry(locale).or_default().entry(key).or_default().push(wanted);
            }
            for place in places {
                if let Some(wanted) = sets.remove(&place.locale) {
                    self.compare(store, place, &wanted, &mut planned)?;
                }
            }
        }
        Ok(planned)
    }

    /// Where the masters of a folder can go.
    fn places(&self, context: &Context, store: &Store, masters: &Masters) -> Result<Vec<MediaPlace>> {
        self.apps.check(&context.workspace()?.reader()?)?;
        let (condition, parameters) = self.apps.condition().unwrap_or_else(|| ("1".into(), Vec::new()));
        let places = store.media_places(&condition, &parameters)?;
        let apps: BTreeSet<i64> = places.iter().map(|place| place.app).collect();
        if apps.is_empty() {
            return Err(FleetError::input("no app that is meant has a version whose screenshots can be changed")
                .hint("`fleet query \"SELECT app, platform, version_string, state FROM versions\"` shows their states"));
        }
        let is_of_one =
            masters.masters.iter().map(|master| &master.app).chain(masters.previews.iter().map(|master| &master.app)).all(Option::is_none);
        if is_of_one && apps.len() > 1 && self.apps.condition().is_none() {
            let message = format!("the folder does not say for which of {} it is", count(apps.len() as u64, "app"));
            return Err(
                FleetError::input(message).hint("name them with --app, --client, --tag or --where '1', or give each a folder of its own")
            );
        }
        Ok(places)
    }

    /// What the masters become for the locales of one version.
    fn of_version<'a>(&self, masters: &Masters, places: &'a [MediaPlace], planned: &mut Planned) -> Option<Group<'a>> {
        let place = places.first()?;
        let is_app = |app: &Option<String>| {
            app.as_ref()
                .is_none_or(|name| [&place.app_id, &place.bundle_id, &place.name].iter().any(|known| known.eq_ignore_ascii_case(name)))
        };
        let mut of_app = Masters {
            masters: masters.masters.iter().filter(|master| is_app(&master.app)).cloned().collect(),
            previews: masters.previews.iter().filter(|master| is_app(&master.app)).cloned().collect(),
            refused: Vec::new(),
        };
        let known = || places.iter().map(|place| place.locale.as_str());
        let mut missing: BTreeSet<String> = BTreeSet::new();
        let mut canonical = |name: &mut String| {
            if name != shots::DEFAULT_LOCALE {
                match locale::canonical(name, known()) {
                    Ok(locale) if known().any(|known| known == locale) => *name = locale,
                    Ok(locale) => drop(missing.insert(locale)),
                    Err(sentence) => drop(planned.notes.insert(sentence)),
                }
            }
        };
        of_app.masters.iter_mut().for_each(|master| canonical(&mut master.locale));
        of_app.previews.iter_mut().for_each(|master| canonical(&mut master.locale));
        for master in &mut of_app.masters {
            master.app = None;
        }
        for master in &mut of_app.previews {
            master.app = None;
        }
        for locale in missing {
            let MediaPlace { name, platform, version, .. } = place;
            planned.notes.insert(format!("{name} {platform} {version} has no {locale}; INSERT INTO listings adds a locale"));
        }
        let wanted: Vec<&str> =
            known().filter(|locale| self.locale.is_empty() || self.locale.iter().any(|name| name.eq_ignore_ascii_case(locale))).collect();
        let types: Vec<DisplayType> = self.recipe.types.iter().copied().filter(|known| is_of(known.family(), &place.platform)).collect();
        if types.is_empty() && !self.recipe.types.is_empty() {
            return None;
        }
        let pictures = plan_renditions(&of_app.of_app("", &wanted), &types, &self.recipe.recipe());
        planned.refuse(pictures.refused);
        let renditions =
            pictures.renditions.into_iter().filter(|rendition| is_of(rendition.display_type.family(), &place.platform)).collect();
        let preview_types: Vec<PreviewType> = types.iter().filter_map(|known| known.preview_type()).collect();
        let (films, refused) = plan_previews(&of_app.previews_of_app("", &wanted), &preview_types);
        planned.refuse(refused);
        let mut previews = Vec::new();
        for film in films.into_iter().filter(|film| is_of(family(film.preview_type), &place.platform)) {
            match self.film(&film) {
                Ok(found) => previews.push(found),
                Err(sentence) => drop(planned.notes.insert(sentence)),
            }
        }
        Some(Group { places, renditions, previews })
    }

    /// A film is uploaded as it is.
    fn film(&self, film: &shots::PreviewRendition) -> Result<Film, String> {
        let path = self.folder.join(&film.master);
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", film.master.display());
        let (checksum, bytes) = engine::checksum(&path).map_err(|error| failed(&error))?;
        let size = shots::probe_video(&path).map_err(|error| failed(&error))?.size;
        let fits = PreviewType::all().filter(|known| known.accepts(size)).map(|known| known.name().to_owned()).collect();
        let wanted = WantedFile { checksum, file_name: film.file_name.clone(), time_code: film.time_code.clone() };
        let key = (PREVIEWS.0, PREVIEWS.1, film.preview_type.name().to_owned());
        Ok((film.locale.clone(), (key, wanted), Ready { path, bytes, size: (size.width, size.height), fits }))
    }

    fn compare(&self, store: &Store, place: &MediaPlace, wanted: &WantedSets, planned: &mut Planned) -> Result<()> {
        if !place.is_known {
            return Err(FleetError::input(format!("what {} shows in {} is not mirrored", place.name, place.locale))
                .hint(format!("`fleet sync --only media --app {}` reads it", place.app_id)));
        }
        for (view, most) in [SCREENSHOTS, PREVIEWS] {
            let mut there: BTreeMap<String, Vec<MediaRow>> = store.media_rows(view, &place.localization)?;
            let of_view = wanted.iter().filter(|((known, ..), _)| *known == view);
            for ((_, _, shown_as), files) in of_view {
                let rows = there.remove(shown_as).unwrap_or_default();
                let plan = compare(files, &rows, self.prune);
                planned.add(place, (view, most), shown_as.clone(), &rows, plan);
            }
            // What the folder does not speak of is left alone, but for what nothing came of.
            for (shown_as, rows) in there {
                let plan = compare(&[], &rows, false);
                if !plan.is_done() {
                    planned.add(place, (view, most), shown_as, &rows, plan);
                }
            }
        }
        Ok(())
    }
}

/// What the masters become for one version.
struct Group<'a> {
    places: &'a [MediaPlace],
    renditions: Vec<Rendition>,
    previews: Vec<Film>,
}

/// A locale, its set with the file, and where the file is.
type Film = (String, ((&'static str, usize, String), WantedFile), Ready);

impl Planned {
    fn add(&mut self, place: &MediaPlace, (view, most): (&'static str, usize), shown_as: String, rows: &[MediaRow], plan: SetPlan) {
        self.sets.push(PlannedSet { place: place.clone(), view, shown_as, most, exists: !rows.is_empty(), plan });
    }

    /// The same file is refused for every app; it is told once.
    fn refuse(&mut self, refused: Vec<Refused>) {
        for file in refused {
            if !self.refused.iter().any(|known| known.path == file.path && known.verdict.to_string() == file.verdict.to_string()) {
                self.refused.push(file);
            }
        }
    }
}

/// Whether devices of a kind run apps of a platform.
fn is_of(family: Family, platform: &str) -> bool {
    let of = match family {
        Family::Mac => "MAC_OS",
        Family::Tv => "TV_OS",
        Family::Vision => "VISION_OS",
        Family::Phone | Family::Pad | Family::Watch | Family::MessagesPhone | Family::MessagesPad => "IOS",
    };
    platform == of
}

fn family(preview_type: PreviewType) -> Family {
    DisplayType::named(&format!("APP_{}", preview_type.name())).map_or(Family::Phone, DisplayType::family)
}
