//! What shall exist: for each app, locale and display type, which master becomes which screenshot.
//!
//! A master of an accepted size is taken as it is, or mended at that size. A display type that is
//! wanted and has no master gets the masters of another type of its family, scaled. Nothing is
//! guessed: what could be meant in two ways is refused with a sentence.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::PathBuf,
};

use crate::{
    check::MAX_SCREENSHOTS,
    error::ShotsError,
    family::Family,
    masters::{Master, Refused},
    mend::{self, Mend},
    recipe::{Mode, Recipe},
    size::Size,
    sizes::DisplayType,
    verdict::Verdict,
};

/// A screenshot that shall exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Whose it is, as with its master.
    pub app: Option<String>,
    /// The locale it is for.
    pub locale: String,
    /// The set it belongs to.
    pub display_type: DisplayType,
    /// Its place in the set, from 1.
    pub position: u32,
    /// What it is made from, below the folder of masters.
    pub master: PathBuf,
    /// What it is called where it is uploaded to: its extension is that of its content.
    pub file_name: String,
    /// Its size in pixels, which the display type accepts.
    pub size: Size,
    /// How it is made.
    pub made: Made,
}

/// How a screenshot is made from its master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is the master.
    AsIs,
    /// At the master's size, with these things put right.
    Mended(Vec<Mend>),
    /// From a master of another size, whatever else had to be put right about it.
    Scaled {
        /// The size of the master in pixels, as shown.
        from: Size,
        /// How it meets the screen.
        mode: Mode,
        /// How much of the master is cut, in thousandths of its pixels.
        cut: u16,
    },
}

impl Made {
    /// Whether there are new pixels, and not only a new name.
    pub fn touches_pixels(&self) -> bool {
        match self {
            Self::AsIs => false,
            Self::Mended(mends) => mends.iter().any(|mend| !matches!(mend, Mend::Extension(_))),
            Self::Scaled { .. } => true,
        }
    }
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsIs => f.write_str("as is"),
            Self::Mended(mends) => write!(f, "mended: {}", mend::list(mends)),
            Self::Scaled { from, mode, cut: 0 } => write!(f, "scaled from {from} ({mode})"),
            Self::Scaled { from, mode, cut } => {
                write!(f, "scaled from {from} ({mode}, {}.{} % cut)", cut / 10, cut % 10)
            }
        }
    }
}

/// What shall exist, and what cannot.
#[derive(Debug, Default)]
pub struct Renditions {
    /// By app and locale in the order of the masters, then by display type in the order wanted.
    pub renditions: Vec<Rendition>,
    /// Masters nothing was made of that was wanted, and what is beyond the tenth of a set.
    pub refused: Vec<Refused>,
}

/// [`plan_renditions`] for who wants all or nothing.
///
/// # Errors
/// What was refused, if anything was.
pub fn renditions(masters: &[Master], wanted: &[DisplayType], recipe: &Recipe) -> Result<Vec<Rendition>, Vec<Refused>> {
    let Renditions { renditions, refused } = plan_renditions(masters, wanted, recipe);
    if refused.is_empty() { Ok(renditions) } else { Err(refused) }
}

/// Decides for each app and locale which master becomes which screenshot.
///
/// A display type that is wanted takes the masters that are its own, by their size, their path or
/// the manifest. If it has none, it takes those of the type of its family that is nearest: not
/// smaller if possible, of the most similar shape, then of the nearest size; and if the family has
/// none, masters of no accepted size whose shape is like its own. If nothing is wanted, every
/// master becomes what it is. Masters of other types than those wanted are only used as sources.
pub fn plan_renditions(masters: &[Master], wanted: &[DisplayType], recipe: &Recipe) -> Renditions {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = HashMap::new();
    for master in masters {
        let at = *known.entry((&master.app, &master.locale)).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Group::default());
        }
        groups[at].add(master, wanted);
    }
    let mut planned = Renditions::default();
    for group in groups {
        group.plan(wanted, *recipe, &mut planned);
    }
    planned
}

/// The masters of one locale of one app.
#[derive(Default)]
struct Group<'a> {
    sets: BTreeMap<DisplayType, Vec<&'a Master>>,
    /// Of no accepted size.
    loose: Vec<&'a Master>,
    ambiguous: Vec<(&'a Master, Vec<DisplayType>)>,
}

impl<'a> Group<'a> {
    fn add(&mut self, master: &'a Master, wanted: &[DisplayType]) {
        let own: Vec<_> = match &master.display_types[..] {
            [] => master.fits.clone(),
            listed => {
                for &display_type in listed {
                    self.sets.entry(display_type).or_default().push(master);
                }
                return;
            }
        };
        // Where only one of several is wanted, there is nothing to guess.
        let meant: Vec<_> = own.iter().copied().filter(|display_type| wanted.contains(display_type)).collect();
        match (&own[..], &meant[..]) {
            ([], _) => self.loose.push(master),
            ([one], _) | (_, [one]) => self.sets.entry(*one).or_default().push(master),
            _ => self.ambiguous.push((master, own)),
        }
    }

    fn plan(self, wanted: &[DisplayType], recipe: Recipe, planned: &mut Renditions) {
        let mut used = BTreeSet::new();
        let own: Vec<_> = self.sets.keys().copied().collect();
        let wanted = if wanted.is_empty() { &own } else { wanted };
        let families = self.families_of_loose(wanted);
        for &display_type in wanted {
            let of_family: Vec<_> = match self.sources(display_type) {
                Some(set) => set.clone(),
                None => self.loose.iter().copied().filter(|m| families[&m.path][..] == [display_type.family()]).collect(),
            };
            for (at, master) in of_family.iter().enumerate() {
                used.insert(&master.path);
                let position = at + 1;
                if position > MAX_SCREENSHOTS {
                    planned.refused.push(refused(master, Verdict::Refused(ShotsError::SetFull { display_type, position })));
                } else {
                    planned.renditions.push(rendition(master, display_type, position, recipe));
                }
            }
        }
        for master in self.loose.into_iter().filter(|master| !used.contains(&master.path)) {
            planned.refused.push(refused(master, master.verdict()));
        }
        for (master, several) in self.ambiguous {
            planned.refused.push(refused(master, Verdict::Ambiguous(several)));
        }
    }

    /// The masters for a display type: its own, or those of the nearest type of its family.
    fn sources(&self, display_type: DisplayType) -> Option<&Vec<&'a Master>> {
        let of_family = || {
            let others = self.sets.iter().filter(|(other, _)| other.family() == display_type.family());
            others.min_by_key(|(_, set)| set.first().map(|master| nearness(display_type, master.probe.upright())))
        };
        self.sets.get(&display_type).or_else(|| of_family().map(|(_, set)| set))
    }

    /// The families of wanted types that each loose master has the shape of.
    fn families_of_loose(&self, wanted: &[DisplayType]) -> HashMap<PathBuf, Vec<Family>> {
        let like = |master: &Master| {
            let size = master.probe.upright();
            let alike = |display_type: &DisplayType| {
                display_type.is_imessage() == crate::candidates::is_for_imessage(&master.path)
                    && display_type.sizes().any(|accepted| shape_difference(accepted, size) <= ALIKE)
            };
            let families: BTreeSet<_> = wanted.iter().copied().filter(alike).map(DisplayType::family).collect();
            families.into_iter().collect()
        };
        self.loose.iter().map(|master| (master.path.clone(), like(master))).collect()
    }
}

/// Shapes that differ by less are taken for the same kind of device, in thousandths.
const ALIKE: u64 = 30;

/// How much the shapes of two sizes differ, in thousandths of the larger one.
fn shape_difference(a: Size, b: Size) -> u64 {
    let [across, down] = [(a.width, b.height), (b.width, a.height)].map(|(w, h)| u64::from(w) * u64::from(h));
    across.abs_diff(down) * 1000 / across.max(down).max(1)
}

fn area(size: Size) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}

/// The size of a display type that a picture is scaled to: turned as the picture is, of the most
/// similar shape, and the largest that does not enlarge it.
fn target(display_type: DisplayType, from: Size) -> Size {
    let is_wide = |size: Size| size.width > size.height;
    let key = |size: &Size| {
        let enlarges = area(*size) > area(from);
        let by_size = if enlarges { area(*size) } else { u64::MAX - area(*size) };
        (is_wide(*size) != is_wide(from), shape_difference(*size, from) / 10, enlarges, by_size)
    };
    display_type.sizes().min_by_key(key).unwrap_or(from)
}

/// What orders the sources of a display type, the nearest first.
fn nearness(display_type: DisplayType, from: Size) -> (bool, u64, u64) {
    let to = target(display_type, from);
    (area(from) < area(to), shape_difference(from, to) / 10, area(from).abs_diff(area(to)))
}

fn rendition(master: &Master, display_type: DisplayType, position: usize, recipe: Recipe) -> Rendition {
    let from = master.probe.upright();
    let size = if display_type.accepts(from) { from } else { target(display_type, from) };
    let made = if size != from {
        let [_, _, width, height] = recipe.place(from, size).crop;
        Made::Scaled { from, mode: recipe.mode, cut: thousandths_cut(width * height, from) }
    } else if master.mends.is_empty() {
        Made::AsIs
    } else {
        Made::Mended(master.mends.clone())
    };
    let name = master.path.file_name().unwrap_or_default();
    let extension = if made.touches_pixels() { recipe.format.extension() } else { master.probe.format.extensions()[0] };
    let file_name = match made {
        Made::AsIs => PathBuf::from(name),
        _ => PathBuf::from(name).with_extension(extension),
    };
    Rendition {
        app: master.app.clone(),
        locale: master.locale.clone(),
        display_type,
        position: u32::try_from(position).unwrap_or(u32::MAX),
        master: master.path.clone(),
        file_name: file_name.to_string_lossy().into_owned(),
        size,
        made,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
fn thousandths_cut(seen: f64, from: Size) -> u16 {
    let all = f64::from(from.width) * f64::from(from.height);
    ((1.0 - seen / all).clamp(0.0, 1.0) * 1000.0).round() as u16
}

fn refused(master: &Master, verdict: Verdict) -> Refused {
    Refused {
        app: master.app.clone(),
        locale: Some(master.locale.clone()),
        path: master.path.clone(),
        probe: Some(master.probe.clone()),
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{masters::read_masters, samples};

    fn plan(files: &[(&str, (u32, u32))], wanted: &[&str]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(path, (w, h))| (*path, samples::hollow_png(Size::new(*w, *h)))).collect();
        let root = samples::folder(&files);
        let masters = read_masters(root.path()).unwrap().masters;
        let wanted: Vec<_> = wanted.iter().map(|name| DisplayType::named(name).unwrap()).collect();
        let Renditions { renditions, refused } = plan_renditions(&masters, &wanted, &Recipe::default());
        let say = |r: Rendition| {
            assert!(r.display_type.accepts(r.size));
            let of = r.app.map(|app| format!("{app} ")).unwrap_or_default();
            format!("{of}{} {} {}. {} {}: {}", r.locale, r.display_type, r.position, r.file_name, r.size, r.made)
        };
        let refused = refused.into_iter().map(|r| format!("{}: {}", r.path.display(), r.verdict));
        renditions.into_iter().map(say).chain(refused).collect()
    }

    const PHONE: (u32, u32) = (1320, 2868);

    #[test]
    fn what_nobody_chose_becomes_what_it_is() {
        assert_eq!(
            plan(&[("ja/10.png", PHONE), ("ja/2.png", PHONE), ("ja/3.png", (750, 1334))], &[]),
            [
                "ja APP_IPHONE_67 1. 2.png 1320×2868: as is",
                "ja APP_IPHONE_67 2. 10.png 1320×2868: as is",
                "ja APP_IPHONE_47 1. 3.png 750×1334: as is",
            ]
        );
    }

    #[test]
    fn what_is_missing_is_made_from_the_nearest_of_its_family() {
        let files = [("ja/1.png", PHONE), ("ja/2.png", (2868, 1320)), ("ja/pad.png", (2064, 2752))];
        let wanted = ["APP_IPHONE_67", "APP_IPHONE_65", "APP_IPHONE_47", "APP_IPAD_105", "APP_DESKTOP"];
        assert_eq!(
            plan(&files, &wanted),
            [
                "ja APP_IPHONE_67 1. 1.png 1320×2868: as is",
                "ja APP_IPHONE_67 2. 2.png 2868×1320: as is",
                "ja APP_IPHONE_65 1. 1.png 1284×2778: scaled from 1320×2868 (fill, 0.4 % cut)",
                "ja APP_IPHONE_65 2. 2.png 2778×1284: scaled from 2868×1320 (fill, 0.4 % cut)",
                "ja APP_IPHONE_47 1. 1.png 750×1334: scaled from 1320×2868 (fill, 18.1 % cut)",
                "ja APP_IPHONE_47 2. 2.png 1334×750: scaled from 2868×1320 (fill, 18.1 % cut)",
                "ja APP_IPAD_105 1. pad.png 1668×2224: scaled from 2064×2752 (fill)",
            ]
        );
        // The shape decides before the size does, and a larger source before both.
        let files = [("ja/1.png", PHONE), ("ja/2.png", (1242, 2208)), ("ja/3.png", (640, 1136))];
        let made = plan(&files, &["APP_IPHONE_47"]);
        assert_eq!(made, ["ja APP_IPHONE_47 1. 2.png 750×1334: scaled from 1242×2208 (fill)"]);
    }

    #[test]
    fn apps_and_locales_do_not_mix() {
        let files = [("one/ja/1.png", PHONE), ("one/de-DE/1.png", PHONE), ("two/ja/1.png", (750, 1334))];
        assert_eq!(
            plan(&files, &["APP_IPHONE_67"]),
            [
                "one de-DE APP_IPHONE_67 1. 1.png 1320×2868: as is",
                "one ja APP_IPHONE_67 1. 1.png 1320×2868: as is",
                "two ja APP_IPHONE_67 1. 1.png 1290×2796: scaled from 750×1334 (fill, 17.9 % cut)",
            ]
        );
    }

    #[test]
    fn a_master_of_no_accepted_size_is_used_where_its_shape_tells_for_what() {
        let loose = ("ja/1.png", (3000, 6500));
        assert_eq!(
            plan(&[loose], &["APP_IPHONE_67", "APP_IPAD_105"]),
            ["ja APP_IPHONE_67 1. 1.png 1320×2868: scaled from 3000×6500 (fill, 0.3 % cut)"]
        );
        let wrong = "ja/1.png: refused: 3000×6500 is not an accepted size; the nearest is 2064×2752 (APP_IPAD_PRO_3GEN_129)";
        assert_eq!(plan(&[loose], &[]), [wrong]);
        let own = plan(&[loose, ("ja/2.png", PHONE)], &["APP_IPHONE_67"]);
        assert_eq!(own, ["ja APP_IPHONE_67 1. 2.png 1320×2868: as is", wrong]);
        let screens = plan(&[("ja/1.png", (2560, 1440))], &["APP_APPLE_TV", "APP_APPLE_VISION_PRO"]);
        assert_eq!(screens, ["ja/1.png: refused: 2560×1440 is not an accepted size; the nearest is 2560×1600 (APP_DESKTOP)"]);
    }

    #[test]
    fn what_is_ambiguous_is_told_by_what_is_wanted_or_refused() {
        let pad = [("ja/1.png", (2048, 2732))];
        let ambiguous = "ja/1.png: ambiguous: put one of APP_IPAD_PRO_3GEN_129, APP_IPAD_PRO_129 into the file name";
        assert_eq!(plan(&pad, &[]), [ambiguous]);
        assert_eq!(plan(&pad, &["APP_IPAD_PRO_129", "APP_IPAD_PRO_3GEN_129"]), [ambiguous]);
        assert_eq!(plan(&pad, &["APP_IPAD_PRO_129"]), ["ja APP_IPAD_PRO_129 1. 1.png 2048×2732: as is"]);
    }

    #[test]
    fn the_eleventh_is_refused() {
        let names: Vec<_> = (1..=11).map(|n| format!("ja/{n}.png")).collect();
        let files: Vec<_> = names.iter().map(|name| (&**name, PHONE)).collect();
        let lines = plan(&files, &["APP_IPHONE_67", "APP_IPHONE_65"]);
        assert_eq!(lines.len(), 22);
        assert_eq!(lines[20], "ja/11.png: refused: it is number 11 of APP_IPHONE_67, and a set holds 10");
        assert_eq!(lines[21], "ja/11.png: refused: it is number 11 of APP_IPHONE_65, and a set holds 10");
    }

    #[test]
    fn all_or_nothing_is_a_choice() {
        let root = samples::folder(&[("ja/1.png", samples::hollow_png(Size::new(1, 1)))]);
        let masters = read_masters(root.path()).unwrap().masters;
        assert_eq!(renditions(&masters, &[], &Recipe::default()).unwrap_err().len(), 1);
    }

    #[test]
    fn a_name_says_what_the_content_is() {
        let jpeg = samples::jpeg(Size::new(750, 1334));
        let files =
            [("ja/a.png", jpeg.clone()), ("ja/b.JPG", jpeg.clone()), ("ja/c.jpg", samples::with_segment(&jpeg, 0xE1, &samples::exif(3)))];
        let root = samples::folder(&files);
        let masters = read_masters(root.path()).unwrap().masters;
        let names = renditions(&masters, &[], &Recipe::default()).unwrap().into_iter().map(|r| (r.file_name, r.made.touches_pixels()));
        let expected = [("a.jpg", false), ("b.JPG", false), ("c.png", true)].map(|(name, touched)| (name.to_owned(), touched));
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
}
