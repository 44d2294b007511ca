//! A whole folder of screenshots, judged file by file: what App Store Connect would do with each.
//!
//! Deliberately absent: what is already at App Store Connect, and any change to a file. The judge is
//! [`read_masters`]; this is its judgement as a list in the order of the files.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use crate::{
    candidates::nearest,
    error::ShotsError,
    masters::{Master, Refused, read_masters},
    natural,
    previews::{PreviewMaster, plan_previews},
    probe::Probe,
    verdict::Verdict,
};

/// How many screenshots a set, one display type of one locale, holds at most
/// (Apple, Upload app previews and screenshots).
pub const MAX_SCREENSHOTS: usize = 10;

/// One file of the folder and what becomes of it.
#[derive(Debug)]
pub struct Finding {
    /// Whose it is, in a folder of many apps.
    pub app: Option<String>,
    /// The file's path below the folder that was checked.
    pub path: PathBuf,
    /// The locale it is for, as its folder is called; none if it is misplaced.
    pub locale: Option<String>,
    /// What the file is, if it could be read as an image.
    pub probe: Option<Probe>,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Judges every image and video of a folder of masters as it is, without scaling anything.
///
/// Findings are in natural order of their paths. The eleventh and later screenshots of a set are
/// refused.
///
/// # Errors
/// Those of [`read_masters`]. What is wrong with a file is its verdict and no error.
pub fn check_folder(root: &Path) -> Result<Vec<Finding>, ShotsError> {
    let masters = read_masters(root)?;
    let mut findings: Vec<_> = masters.masters.into_iter().map(Finding::from).collect();
    limit_sets(&mut findings);
    let (_, too_many) = plan_previews(&masters.previews, &[]);
    let beyond: HashSet<_> = too_many.iter().map(|refused| refused.path.clone()).collect();
    let previews = masters.previews.into_iter().filter(|preview| !beyond.contains(&preview.path));
    findings.extend(previews.map(Finding::from));
    findings.extend(too_many.into_iter().map(Finding::from));
    findings.extend(masters.refused.into_iter().map(Finding::from));
    findings.sort_by(|a, b| natural::compare(&a.path, &b.path));
    Ok(findings)
}

impl From<Master> for Finding {
    fn from(master: Master) -> Self {
        let verdict = master.verdict();
        let Master { app, locale, path, probe, .. } = master;
        Self { app, path, locale: Some(locale), probe: Some(probe), verdict }
    }
}

impl From<PreviewMaster> for Finding {
    fn from(PreviewMaster { app, locale, path, preview_types, .. }: PreviewMaster) -> Self {
        Self { app, path, locale: Some(locale), probe: None, verdict: Verdict::Preview(preview_types) }
    }
}

impl From<Refused> for Finding {
    fn from(Refused { app, locale, path, probe, verdict }: Refused) -> Self {
        Self { app, path, locale, probe, verdict }
    }
}

impl Master {
    /// What becomes of it if nothing is scaled.
    pub fn verdict(&self) -> Verdict {
        match self.fits[..] {
            [] => {
                let size = self.probe.upright();
                let (display_type, accepted) = nearest(size, &self.path);
                Verdict::Refused(ShotsError::WrongSize { size, accepted, display_type })
            }
            [display_type] if self.mends.is_empty() => Verdict::Accepted(display_type),
            [display_type] => Verdict::NeedsMending(display_type, self.mends.clone()),
            ref several => Verdict::Ambiguous(several.to_vec()),
        }
    }
}

/// Refuses what is left over when a set is full, in the order of the findings.
fn limit_sets(findings: &mut [Finding]) {
    let mut sets: HashMap<_, usize> = HashMap::new();
    for finding in findings {
        if let Some(display_type) = finding.verdict.display_type() {
            let position = sets.entry((finding.app.clone(), finding.locale.clone(), display_type)).or_default();
            *position += 1;
            if *position > MAX_SCREENSHOTS {
                let position = *position;
                finding.verdict = Verdict::Refused(ShotsError::SetFull { display_type, position });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use png::{BitDepth, ColorType};
    use tempfile::TempDir;

    use super::*;
    use crate::{samples, size::Size, sizes::DisplayType};

    /// A folder with these files, checked: a line for each file.
    fn check(files: &[(&str, Vec<u8>)]) -> Vec<String> {
        let root = samples::folder(files);
        let line = |f: Finding| format!("{}: {}", f.path.display(), f.verdict);
        check_folder(root.path()).unwrap().into_iter().map(line).collect()
    }

    fn watch() -> Vec<u8> {
        samples::png(Size::new(416, 496))
    }

    #[test]
    fn every_accepted_size_is_accepted_as_a_file() {
        for display_type in DisplayType::all() {
            let folder = if display_type.is_imessage() { "iMessage/en-US" } else { "en-US" };
            for size in display_type.sizes() {
                let path = format!("{folder}/{display_type}.png");
                let lines = check(&[(&path, samples::hollow_png(size))]);
                assert_eq!(lines, [format!("{path}: accepted as {display_type}")], "{size}");
            }
        }
    }

    #[test]
    fn each_file_gets_its_sentence() {
        let phone = Size::new(640, 1136);
        let alpha = samples::png_of(phone, ColorType::Rgba, BitDepth::Eight, &vec![0; 640 * 1136 * 4]);
        let gray = samples::png_of(phone, ColorType::Grayscale, BitDepth::Sixteen, &vec![0; 640 * 1136 * 2]);
        let mut cut = samples::jpeg(phone);
        cut.pop();
        let lines = check(&[
            ("de-DE/1.png", samples::png(phone)),
            ("de-DE/2.jpg", samples::jpeg(phone.turned())),
            ("de-DE/3.png", alpha),
            ("de-DE/4.png", samples::png(Size::new(700, 1300))),
            ("de-DE/5.jpg", cut),
            ("de-DE/6.png", Vec::new()),
            ("de-DE/7.png", b"a text".to_vec()),
            ("de-DE/8.png", samples::jpeg(phone)),
            ("de-DE/9.png", gray),
            ("de-DE/10.jpeg", samples::hollow_jpeg(640, 1136, 4)),
            ("de-DE/11.webp", b"RIFF\x10\0\0\0WEBPVP8 and so on".to_vec()),
            ("de-DE/12.png", samples::hollow_png(Size::new(2048, 2732))),
        ]);
        assert_eq!(
            lines,
            [
                "de-DE/1.png: accepted as APP_IPHONE_40",
                "de-DE/2.jpg: accepted as APP_IPHONE_40",
                "de-DE/3.png: needs mending: it has an alpha channel; else it is APP_IPHONE_40",
                "de-DE/4.png: refused: 700×1300 is not an accepted size; the nearest is \
                 750×1334 (APP_IPHONE_47)",
                "de-DE/5.jpg: refused: the JPEG image is cut off: the file ends before the image \
                 does",
                "de-DE/6.png: refused: the file is empty",
                "de-DE/7.png: refused: the content is neither a PNG nor a JPEG image",
                "de-DE/8.png: needs mending: its name does not say JPEG; else it is APP_IPHONE_40",
                "de-DE/9.png: needs mending: it has 16 bits a channel, it is grey; else it is \
                 APP_IPHONE_40",
                "de-DE/10.jpeg: refused: the colours are CMYK, and only RGB is accepted: export the \
                 picture as RGB",
                "de-DE/11.webp: refused: the content is a WebP image, and only PNG and JPEG are \
                 accepted",
                "de-DE/12.png: ambiguous: put one of APP_IPAD_PRO_3GEN_129, APP_IPAD_PRO_129 into \
                 the file name",
            ]
        );
    }

    #[test]
    fn folders_tell_locale_and_kind() {
        let tv = || samples::png(Size::new(1920, 1080));
        let lines = check(&[
            ("README.txt", b"not looked at".to_vec()),
            ("en-US/.hidden.png", b"not looked at".to_vec()),
            ("1.png", watch()),
            ("appleTV/en-US/1.png", tv()),
            ("en-US/1.png", watch()),
            ("en-US/phones/1.png", watch()),
            ("iMessage/en-US/1.png", samples::png(Size::new(750, 1334))),
            ("iMessage/en-US/2.png", tv()),
        ]);
        let misplaced = "refused: the file is not directly in a locale's folder: `<locale>/`, \
                         `appleTV/<locale>/` or `iMessage/<locale>/`, or these below a folder for \
                         each app";
        assert_eq!(
            lines,
            [
                &*format!("1.png: {misplaced}"),
                "appleTV/en-US/1.png: accepted as APP_APPLE_TV",
                "en-US/1.png: accepted as APP_WATCH_SERIES_10",
                &*format!("en-US/phones/1.png: {misplaced}"),
                "iMessage/en-US/1.png: accepted as IMESSAGE_APP_IPHONE_47",
                "iMessage/en-US/2.png: refused: 1920×1080 is not an accepted size; the nearest \
                 is 2340×1080 (IMESSAGE_APP_IPHONE_58)",
            ]
        );
    }

    #[test]
    fn the_eleventh_of_a_set_is_refused_in_natural_order() {
        let tv = || samples::png(Size::new(1920, 1080));
        let mut files: Vec<_> = (1..=11).map(|n| (format!("en-US/{n}.png"), watch())).collect();
        files.push(("de-DE/1.png".to_owned(), watch()));
        files.extend((1..=6).map(|n| (format!("fr-FR/{n}.png"), tv())));
        files.extend((1..=5).map(|n| (format!("appleTV/fr-FR/{n}.png"), tv())));
        let files: Vec<_> = files.iter().map(|(path, bytes)| (&**path, bytes.clone())).collect();
        let lines = check(&files);
        let refused: Vec<_> = lines.iter().filter(|line| line.contains("refused")).collect();
        assert_eq!(
            refused,
            [
                "en-US/11.png: refused: it is number 11 of APP_WATCH_SERIES_10, and a set holds 10",
                "fr-FR/6.png: refused: it is number 11 of APP_APPLE_TV, and a set holds 10",
            ]
        );
    }

    #[test]
    fn framed_screenshots_stand_in_for_bare_ones() {
        let phone = || samples::png(Size::new(750, 1334));
        let lines =
            check(&[("de-DE/1.png", phone()), ("en-US/1.png", phone()), ("en-US/1_framed.png", phone()), ("en-US/watch.png", watch())]);
        assert_eq!(
            lines,
            [
                "de-DE/1.png: accepted as APP_IPHONE_47",
                "en-US/1.png: left alone: the folder has framed screenshots",
                "en-US/1_framed.png: accepted as APP_IPHONE_47",
                "en-US/watch.png: accepted as APP_WATCH_SERIES_10",
            ]
        );
    }

    #[test]
    fn findings_carry_probe_and_locale() {
        let root = TempDir::new().unwrap();
        fs::create_dir_all(root.path().join("appleTV/ja")).unwrap();
        fs::write(root.path().join("appleTV/ja/1.png"), samples::png(Size::new(1920, 1080))).unwrap();
        let [finding] = &check_folder(root.path()).unwrap()[..] else { panic!("one file") };
        assert_eq!(finding.locale.as_deref(), Some("ja"));
        assert_eq!(finding.probe.as_ref().unwrap().size, Size::new(1920, 1080));
        assert!(!finding.verdict.is_problem());
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let root = TempDir::new().unwrap();
        let error = check_folder(&root.path().join("screenshots")).unwrap_err();
        assert!(matches!(error, ShotsError::ReadFolder { .. }));
        assert!(check_folder(root.path()).unwrap().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_circle_of_links_ends_and_a_linked_locale_is_read() {
        use std::os::unix::fs::symlink;
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("en-US")).unwrap();
        fs::write(root.path().join("en-US/1.png"), watch()).unwrap();
        symlink("en-US", root.path().join("en-GB")).unwrap();
        symlink("..", root.path().join("en-US/loop")).unwrap();
        let findings = check_folder(root.path()).unwrap();
        let accepted = findings.iter().filter(|finding| !finding.verdict.is_problem());
        let locales: Vec<_> = accepted.map(|finding| finding.locale.as_deref()).collect();
        assert_eq!(locales, [Some("en-GB"), Some("en-US")]);
    }
}
