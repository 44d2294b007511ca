//! App previews: the types App Store Connect has, the sizes they accept as data, and what is
//! refused. Nothing is transcoded here.
//!
//! Names are the 16 values of `PreviewType` (`OpenAPI` 4.4.1), sizes and limits those of Apple, App
//! preview specifications.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
};

use crate::{
    candidates::is_for_imessage,
    error::ShotsError,
    masters::{Masters, Refused},
    size::Size,
    sizes::DisplayType,
    verdict::Verdict,
    video::VideoProbe,
};

/// How many previews a set holds at most.
pub const MAX_PREVIEWS: usize = 3;

/// The largest preview in bytes.
pub const MAX_PREVIEW_BYTES: u64 = 500_000_000;

/// The shortest and the longest preview in milliseconds.
const DURATION: (u64, u64) = (15_000, 30_000);

/// The most frames a second. NTSC's 29.97 is below it; rounding within a file may reach a little beyond.
const MAX_RATE: f64 = 30.01;

/// H.264, and `ProRes` 422 HQ.
const CODECS: [&str; 3] = ["avc1", "avc3", "apch"];

/// A preview type: the kind of device a set of app previews is shown for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PreviewType(u8);

type Sizes = &'static [(u32, u32)];

const PHONE: Sizes = &[(886, 1920), (1920, 886)];
const HD: Sizes = &[(1080, 1920), (1920, 1080)];
const PAD: Sizes = &[(1200, 1600), (1600, 1200)];
const SMALL_PAD: Sizes = &[(900, 1200), (1200, 900)];

const TABLE: [(&str, Sizes); 16] = [
    ("IPHONE_67", PHONE),
    ("IPHONE_65", PHONE),
    ("IPHONE_61", PHONE),
    ("IPHONE_58", PHONE),
    ("IPHONE_55", HD),
    ("IPHONE_47", &[(750, 1334), (1334, 750)]),
    ("IPHONE_40", HD),
    // The API has the type, and Apple lists no size for it.
    ("IPHONE_35", &[]),
    ("IPAD_PRO_3GEN_129", PAD),
    ("IPAD_PRO_3GEN_11", PAD),
    ("IPAD_PRO_129", &[(1200, 1600), (1600, 1200), (900, 1200), (1200, 900)]),
    ("IPAD_105", PAD),
    ("IPAD_97", SMALL_PAD),
    ("DESKTOP", &[(1920, 1080)]),
    ("APPLE_TV", &[(1920, 1080)]),
    ("APPLE_VISION_PRO", &[(3840, 2160)]),
];

impl PreviewType {
    /// All 16 preview types, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(TABLE.len())
    }

    /// The preview type Apple calls `name`, for example `IPHONE_67`.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|preview_type| preview_type.name() == name)
    }

    /// Apple's name for it, the value of `previewType`.
    pub fn name(self) -> &'static str {
        TABLE[usize::from(self.0)].0
    }

    /// What people call it, for example `iPhone 6.9"`.
    pub fn label(self) -> &'static str {
        let shots = DisplayType::all().find(|display_type| display_type.preview_type() == Some(self));
        shots.map_or(self.name(), DisplayType::label)
    }

    /// Every size it accepts, in pixels.
    pub fn sizes(self) -> impl Iterator<Item = Size> {
        TABLE[usize::from(self.0)].1.iter().map(|&(width, height)| Size::new(width, height))
    }

    /// Whether a video of this size is taken as it is.
    pub fn accepts(self, size: Size) -> bool {
        self.sizes().any(|accepted| accepted == size)
    }
}

impl DisplayType {
    /// The preview type of the same device; watches and iMessage apps have no previews.
    pub fn preview_type(self) -> Option<PreviewType> {
        self.name().strip_prefix("APP_").and_then(PreviewType::named)
    }
}

impl fmt::Display for PreviewType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for PreviewType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A video that can become an app preview.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewMaster {
    /// Whose it is, as with a [`Master`](crate::Master).
    pub app: Option<String>,
    /// The locale it is for.
    pub locale: String,
    /// The file, below the folder.
    pub path: PathBuf,
    /// What it is.
    pub probe: VideoProbe,
    /// The preview types that accept it, the newest device first; never none.
    pub preview_types: Vec<PreviewType>,
    /// The frame of its poster, as `HH:MM:SS:FF`, if the manifest says so.
    pub time_code: Option<String>,
}

/// The preview types that accept a video in this place.
pub(crate) fn preview_types(probe: &VideoProbe, path: &Path, listed: &[DisplayType]) -> Result<Vec<PreviewType>, ShotsError> {
    let milliseconds = u64::try_from(probe.duration.as_millis()).unwrap_or(u64::MAX);
    if probe.bytes > MAX_PREVIEW_BYTES {
        return Err(ShotsError::PreviewBytes { bytes: probe.bytes });
    }
    if !(DURATION.0..=DURATION.1).contains(&milliseconds) {
        return Err(ShotsError::PreviewDuration { duration: probe.duration });
    }
    if probe.frame_rate > MAX_RATE {
        return Err(ShotsError::PreviewRate { frame_rate: probe.frame_rate });
    }
    if !CODECS.contains(&&*probe.codec) {
        return Err(ShotsError::PreviewCodec { codec: probe.codec.clone() });
    }
    if is_for_imessage(path) {
        return Err(ShotsError::PreviewOfImessage);
    }
    let allowed = allowed(path, listed);
    let types: Vec<_> = allowed.iter().copied().filter(|preview_type| preview_type.accepts(probe.size)).collect();
    if types.is_empty() {
        let sizes = allowed.iter().flat_map(|preview_type| preview_type.sizes());
        let accepted = sizes.min_by_key(|accepted| accepted.distance(probe.size)).unwrap_or(probe.size);
        return Err(ShotsError::PreviewSize { size: probe.size, accepted });
    }
    Ok(types)
}

/// The types a video in this place can have: those of the manifest, or the one its path names.
fn allowed(path: &Path, listed: &[DisplayType]) -> Vec<PreviewType> {
    let listed: Vec<_> = listed.iter().filter_map(|display_type| display_type.preview_type()).collect();
    if !listed.is_empty() {
        return listed;
    }
    let folders = path.parent().into_iter().flatten();
    if folders.into_iter().any(|folder| folder.eq_ignore_ascii_case("appleTV")) {
        return PreviewType::named("APPLE_TV").into_iter().collect();
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().to_uppercase();
    // The longest, as `IPAD_PRO_129` would never be one of `IPAD_PRO_3GEN_129`, but may be one day.
    let named = PreviewType::all().filter(|preview_type| name.contains(preview_type.name()));
    match named.max_by_key(|preview_type| preview_type.name().len()) {
        Some(named) => vec![named],
        None => PreviewType::all().collect(),
    }
}

/// An app preview that shall exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRendition {
    /// Whose it is.
    pub app: Option<String>,
    /// The locale it is for.
    pub locale: String,
    /// The set it belongs to.
    pub preview_type: PreviewType,
    /// Its place in the set, from 1.
    pub position: u32,
    /// The video, below the folder of masters; it is uploaded as it is.
    pub master: PathBuf,
    /// What it is called where it is uploaded to.
    pub file_name: String,
    /// What App Store Connect wants to know about the format.
    pub mime_type: &'static str,
    /// The frame of its poster, as `HH:MM:SS:FF`; Apple takes one at 5 seconds if there is none.
    pub time_code: Option<String>,
}

/// Decides which video becomes which preview.
///
/// A type that is wanted takes every video that it accepts. If nothing is wanted, each video becomes
/// a preview of the newest device it fits, and Apple shows it on the others of its family.
pub fn plan_previews(previews: &[PreviewMaster], wanted: &[PreviewType]) -> (Vec<PreviewRendition>, Vec<Refused>) {
    let (mut planned, mut refused) = (Vec::new(), Vec::new());
    let mut sets: HashMap<_, usize> = HashMap::new();
    for master in previews {
        let types: BTreeSet<_> = match wanted {
            [] => master.preview_types.first().copied().into_iter().collect(),
            _ => master.preview_types.iter().copied().filter(|preview_type| wanted.contains(preview_type)).collect(),
        };
        for preview_type in types {
            let position = sets.entry((&master.app, &master.locale, preview_type)).or_default();
            *position += 1;
            if *position > MAX_PREVIEWS {
                refused.push(Refused {
                    app: master.app.clone(),
                    locale: Some(master.locale.clone()),
                    path: master.path.clone(),
                    probe: None,
                    verdict: Verdict::Refused(ShotsError::PreviewsFull { preview_type, position: *position }),
                });
                continue;
            }
            planned.push(PreviewRendition {
                app: master.app.clone(),
                locale: master.locale.clone(),
                preview_type,
                position: u32::try_from(*position).unwrap_or(u32::MAX),
                master: master.path.clone(),
                file_name: master.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                mime_type: mime_type(&master.path),
                time_code: master.time_code.clone(),
            });
        }
    }
    (planned, refused)
}

impl Masters {
    /// What one of many apps has for each of its locales, as [`Masters::of_app`] for pictures.
    #[must_use]
    pub fn previews_of_app(&self, app: &str, locales: &[&str]) -> Vec<PreviewMaster> {
        let of_app: Vec<_> = self.previews.iter().filter(|master| master.app.as_deref().is_none_or(|of| of == app)).collect();
        let own: BTreeSet<&str> = of_app.iter().map(|master| &*master.locale).collect();
        let for_locale = |locale: &&str| {
            let source = if own.contains(locale) { *locale } else { crate::DEFAULT_LOCALE };
            let locale = (*locale).to_owned();
            let masters = of_app.iter().filter(move |master| master.locale == source);
            masters.map(move |master| PreviewMaster { locale: locale.clone(), ..(*master).clone() }).collect::<Vec<_>>()
        };
        locales.iter().flat_map(for_locale).collect()
    }
}

fn mime_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
        Some("mov") => "video/quicktime",
        Some("m4v") => "video/x-m4v",
        _ => "video/mp4",
    }
}

/// Whether this is `HH:MM:SS:FF`.
pub(crate) fn is_time_code(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    parts.len() == 4 && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        masters::read_masters,
        samples::{self, Video},
    };

    fn fate(path: &str, video: Video) -> String {
        let root = samples::folder(&[(path, video.bytes())]);
        let masters = read_masters(root.path()).unwrap();
        match (&masters.previews[..], &masters.refused[..]) {
            ([preview], []) => format!("{:?}", preview.preview_types),
            ([], [refused]) => refused.verdict.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_table_is_the_apis() {
        let names: BTreeSet<_> = PreviewType::all().map(PreviewType::name).collect();
        assert_eq!(names.len(), 16);
        for preview_type in PreviewType::all() {
            assert_eq!(PreviewType::named(preview_type.name()), Some(preview_type));
            assert_ne!(preview_type.label(), preview_type.name(), "each is the preview of a display type");
        }
        assert_eq!(DisplayType::all().filter_map(DisplayType::preview_type).count(), 16);
        assert_eq!(DisplayType::named("IMESSAGE_APP_IPHONE_67").unwrap().preview_type(), None);
    }

    #[test]
    fn size_path_and_limits_decide() {
        let video = Video::default();
        assert_eq!(fate("ja/1.mp4", video), "[IPHONE_67, IPHONE_65, IPHONE_61, IPHONE_58]");
        assert_eq!(fate("ja/1_IPHONE_61_1.mp4", video), "[IPHONE_61]");
        let hd = Video { size: (1920, 1080), ..video };
        assert_eq!(fate("ja/1.mov", hd), "[IPHONE_55, IPHONE_40, DESKTOP, APPLE_TV]");
        assert_eq!(fate("appleTV/ja/1.mov", hd), "[APPLE_TV]");
        assert_eq!(
            fate("ja/1.m4v", Video { size: (1290, 2796), ..video }),
            "refused: 1290×2796 is not a size of app previews; the nearest is 1080×1920"
        );
        assert_eq!(fate("ja/1.m4v", Video { seconds: 14, ..video }), "refused: it lasts 14.00 s, and an app preview lasts 15 to 30 s");
        assert_eq!(
            fate("ja/1.m4v", Video { rate: 60, ..video }),
            "refused: it has 60.0 frames a second, and an app preview has at most 30"
        );
        assert_eq!(
            fate("ja/1.m4v", Video { codec: *b"hvc1", ..video }),
            "refused: the video codec is `hvc1`, and only H.264 and ProRes 422 HQ are accepted"
        );
        assert_eq!(fate("iMessage/ja/1.mp4", video), "refused: iMessage apps have no app previews");
        let large = VideoProbe { bytes: MAX_PREVIEW_BYTES + 1, ..samples::video_probe(Size::new(886, 1920), Duration::from_secs(20)) };
        let error = preview_types(&large, Path::new("1.mov"), &[]).unwrap_err();
        assert_eq!(error.to_string(), "it has 501 MB, and an app preview has at most 500");
    }

    #[test]
    fn a_set_holds_three() {
        let files: Vec<_> = (1..=4).map(|n| (format!("ja/{n}.mov"), Video::default().bytes())).collect();
        let root = samples::folder(&files);
        let masters = read_masters(root.path()).unwrap();
        let (planned, refused) = plan_previews(&masters.previews_of_app("any", &["ja"]), &[]);
        let say = |p: &PreviewRendition| format!("{} {} {}", p.position, p.preview_type, p.mime_type);
        assert_eq!(planned.iter().map(say).collect::<Vec<_>>(), [1, 2, 3].map(|n| format!("{n} IPHONE_67 video/quicktime")));
        let [fourth] = &refused[..] else { panic!("{refused:?}") };
        assert_eq!(fourth.verdict.to_string(), "refused: it is number 4 of IPHONE_67, and a set holds 3 app previews");
        let wanted = ["IPHONE_58", "DESKTOP"].map(|name| PreviewType::named(name).unwrap());
        assert_eq!(plan_previews(&masters.previews[..1], &wanted).0[0].preview_type, wanted[0]);
    }

    #[test]
    fn a_time_code_has_frames() {
        assert!(is_time_code("00:00:05:01"));
        for wrong in ["00:05", "0:00:05:01", "00:00:05:0x", "00:00:05:01:00"] {
            assert!(!is_time_code(wrong), "{wrong}");
        }
    }
}
