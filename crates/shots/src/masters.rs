//! Every file of a folder, with what it is, whose it is, and what it would be accepted as.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use crate::{
    candidates::display_types,
    error::ShotsError,
    folder::{self, DEFAULT_LOCALE, Owner},
    manifest::{self, Listed},
    mend::Mend,
    previews::{PreviewMaster, preview_types},
    probe::{Probe, probe},
    sizes::DisplayType,
    verdict::Verdict,
    video::{VideoProbe, probe_video},
};

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Masters {
    /// Pictures that can become screenshots, in the order of the store.
    pub masters: Vec<Master>,
    /// Videos that can become app previews, in the same order.
    pub previews: Vec<PreviewMaster>,
    /// Everything else: files nothing can be made of, and those that are left alone.
    pub refused: Vec<Refused>,
}

/// A picture that can become screenshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Master {
    /// Whose it is, as its folder or the manifest says: a bundle id, an Apple id or a name. None in
    /// a folder of one app.
    pub app: Option<String>,
    /// The locale it is for, as its folder is called; [`DEFAULT_LOCALE`] for all that have none.
    pub locale: String,
    /// The file, below the folder.
    pub path: PathBuf,
    /// What it is.
    pub probe: Probe,
    /// The display types that accept its size, once it is mended: several where neither its path
    /// nor the manifest tells, none where it has to be scaled.
    pub fits: Vec<DisplayType>,
    /// What has to be put right about it, whatever it becomes.
    pub mends: Vec<Mend>,
    /// What it is for, if the manifest says so.
    pub display_types: Vec<DisplayType>,
}

/// A file that becomes nothing.
#[derive(Debug)]
pub struct Refused {
    /// Whose it is, if it could be told.
    pub app: Option<String>,
    /// The locale it is for; none if it is misplaced.
    pub locale: Option<String>,
    /// The file, below the folder.
    pub path: PathBuf,
    /// What it is, if it could be read as a picture.
    pub probe: Option<Probe>,
    /// Why.
    pub verdict: Verdict,
}

/// Reads the folder of masters: by its manifest `shots.toml` if there is one, else by its layout,
/// which is fastlane's for one app or a folder for each of many.
///
/// Files are in natural order of their paths, or in the manifest's; that is the order they will
/// have in the store. Files that are neither image nor video by their extension, and hidden ones,
/// are not looked at.
///
/// # Errors
/// [`ShotsError::ReadFolder`] if a folder cannot be listed, [`ShotsError::Manifest`] for a manifest
/// that says something wrong. What is wrong with a file is no error.
pub fn read_masters(root: &Path) -> Result<Masters, ShotsError> {
    let files = folder::media(root)?;
    let mut masters = Masters::default();
    if let Some(listed) = manifest::read(root, &files)? {
        let named: HashSet<&PathBuf> = listed.iter().map(|file| &file.path).collect();
        let unlisted = files.iter().filter(|file| !named.contains(file)).map(|path| left_alone(path));
        let judged: Vec<_> = listed.par_iter().map(|file| judge(root, file)).collect();
        for file in judged {
            masters.add(file);
        }
        masters.refused.extend(unlisted);
    } else {
        let owners = folder::owners(&files);
        let judge = |(path, owner): (PathBuf, Option<Owner>)| match owner {
            Some(owner) => judge(root, &Listed { path, owner, display_types: Vec::new(), time_code: None }),
            None => misplaced(root, path),
        };
        let judged: Vec<_> = files.into_par_iter().zip(owners).map(judge).collect();
        for file in prefer_framed(judged) {
            masters.add(file);
        }
    }
    Ok(masters)
}

/// What a file turned out to be.
enum Judged {
    Master(Box<Master>),
    Preview(Box<PreviewMaster>),
    Refused(Box<Refused>),
}

impl Masters {
    fn add(&mut self, file: Judged) {
        match file {
            Judged::Master(master) => self.masters.push(*master),
            Judged::Preview(preview) => self.previews.push(*preview),
            Judged::Refused(refused) => self.refused.push(*refused),
        }
    }

    /// What one of many apps has for each of its locales: [`DEFAULT_LOCALE`] stands in where a
    /// locale has no file of its own, and locales the app does not have are left out.
    ///
    /// In a folder of one app everything is that app's, so `app` may be whatever it is.
    #[must_use]
    pub fn of_app(&self, app: &str, locales: &[&str]) -> Vec<Master> {
        let of_app: Vec<_> = self.masters.iter().filter(|master| master.app.as_deref().is_none_or(|of| of == app)).collect();
        let own: BTreeSet<&str> = of_app.iter().map(|master| &*master.locale).collect();
        let for_locale = |locale: &&str| {
            let source = if own.contains(locale) { *locale } else { DEFAULT_LOCALE };
            let locale = (*locale).to_owned();
            let masters = of_app.iter().filter(move |master| master.locale == source);
            masters.map(move |master| Master { locale: locale.clone(), ..(*master).clone() }).collect::<Vec<_>>()
        };
        locales.iter().flat_map(for_locale).collect()
    }
}

/// Looks at a file whose owner is known.
fn judge(root: &Path, file: &Listed) -> Judged {
    let Listed { path, owner, display_types: wanted, time_code } = file;
    let Owner { app, locale } = owner.clone();
    if folder::is_video(path) {
        let types = |probe: &VideoProbe| preview_types(probe, path, wanted);
        return match probe_video(&root.join(path)).and_then(|probe| Ok((types(&probe)?, probe))) {
            Ok((preview_types, probe)) => {
                let (path, time_code) = (path.clone(), time_code.clone());
                Judged::Preview(Box::new(PreviewMaster { app, locale, path, probe, preview_types, time_code }))
            }
            Err(error) => refused(app, Some(locale), path, None, Verdict::Refused(error)),
        };
    }
    let probe = match probe(&root.join(path)) {
        Ok(probe) => probe,
        Err(error) => return refused(app, Some(locale), path, None, Verdict::Refused(error)),
    };
    let mends = match Mend::of(&probe) {
        Ok(mends) => mends,
        Err(error) => return refused(app, Some(locale), path, Some(probe), Verdict::Refused(error)),
    };
    let fits = match wanted[..] {
        [] => display_types(probe.upright(), path),
        _ => wanted.iter().copied().filter(|display_type| display_type.accepts(probe.upright())).collect(),
    };
    Judged::Master(Box::new(Master { app, locale, path: path.clone(), probe, fits, mends, display_types: wanted.clone() }))
}

fn refused(app: Option<String>, locale: Option<String>, path: &Path, probe: Option<Probe>, verdict: Verdict) -> Judged {
    Judged::Refused(Box::new(Refused { app, locale, path: path.to_owned(), probe, verdict }))
}

fn left_alone(path: &Path) -> Refused {
    Refused { app: None, locale: None, path: path.to_owned(), probe: None, verdict: Verdict::Unlisted }
}

fn misplaced(root: &Path, path: PathBuf) -> Judged {
    let (probe, error) = match probe(&root.join(&path)) {
        Ok(probe) => (Some(probe), ShotsError::Misplaced),
        Err(_) if folder::is_video(&path) => (None, ShotsError::Misplaced),
        Err(error) => (None, error),
    };
    Judged::Refused(Box::new(Refused { app: None, locale: None, path, probe, verdict: Verdict::Refused(error) }))
}

/// Where a folder has screenshots in device frames, the bare ones are what the frames were made
/// from. There are no frames for watches, so theirs stay.
fn prefer_framed(files: Vec<Judged>) -> impl Iterator<Item = Judged> {
    let framed = files.iter().map(Judged::path).filter(|path| is_framed(path));
    let framed: HashSet<_> = framed.filter_map(Path::parent).map(Path::to_owned).collect();
    files.into_iter().map(move |file| {
        let has_framed = file.path().parent().is_some_and(|folder| framed.contains(folder));
        if !has_framed || is_framed(file.path()) {
            return file;
        }
        let unframed = |app, locale, path: &Path, probe| refused(app, locale, path, probe, Verdict::Unframed);
        match file {
            Judged::Master(master) if master.fits.iter().any(|display_type| display_type.is_watch()) => Judged::Master(master),
            Judged::Master(master) => unframed(master.app, Some(master.locale), &master.path, Some(master.probe)),
            Judged::Preview(preview) => Judged::Preview(preview),
            Judged::Refused(refused) => unframed(refused.app, refused.locale, &refused.path, refused.probe),
        }
    })
}

impl Judged {
    fn path(&self) -> &Path {
        match self {
            Self::Master(master) => &master.path,
            Self::Preview(preview) => &preview.path,
            Self::Refused(refused) => &refused.path,
        }
    }
}

fn is_framed(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy().to_lowercase().ends_with("_framed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{samples, size::Size};

    fn read(files: &[(&str, Vec<u8>)]) -> Masters {
        let root = samples::folder(files);
        read_masters(root.path()).unwrap()
    }

    fn phone() -> Vec<u8> {
        samples::png(Size::new(750, 1334))
    }

    #[test]
    fn many_apps_and_their_defaults() {
        let masters =
            read(&[("one/default/1.png", phone()), ("one/default/2.png", phone()), ("one/ja/1.png", phone()), ("two/ja/1.png", phone())]);
        assert!(masters.refused.is_empty(), "{:?}", masters.refused);
        let say = |app| {
            let masters = masters.of_app(app, &["de-DE", "ja"]);
            masters.iter().map(|m| format!("{} {}", m.locale, m.path.display())).collect::<Vec<_>>()
        };
        assert_eq!(say("one"), ["de-DE one/default/1.png", "de-DE one/default/2.png", "ja one/ja/1.png"]);
        assert_eq!(say("two"), ["ja two/ja/1.png"]);
        let single = read(&[("default/1.png", phone())]);
        assert_eq!(single.of_app("whatever", &["en-US"]).len(), 1);
    }

    #[test]
    fn a_manifest_decides_what_the_folder_does_not() {
        let manifest = b"[[shots]]\nfiles='b.png'\nlocale='ja'\n[[shots]]\nfiles='a.png'\nlocale='ja'\ndisplay_types=['APP_IPAD_PRO_129']";
        let pad = samples::hollow_png(Size::new(2048, 2732));
        let Masters { masters, refused, .. } =
            read(&[("shots.toml", manifest.to_vec()), ("a.png", pad), ("b.png", phone()), ("c.png", phone())]);
        let say = |m: &Master| format!("{} {:?}", m.path.display(), m.fits);
        assert_eq!(masters.iter().map(say).collect::<Vec<_>>(), ["b.png [APP_IPHONE_47]", "a.png [APP_IPAD_PRO_129]"]);
        let [unlisted] = &refused[..] else { panic!("{refused:?}") };
        assert_eq!((unlisted.path.to_str(), unlisted.verdict.to_string()), (Some("c.png"), Verdict::Unlisted.to_string()));
    }

    #[test]
    fn a_turned_picture_fits_as_it_is_shown() {
        let jpeg = samples::jpeg(Size::new(1334, 750));
        let masters = read(&[("ja/1.jpg", samples::with_segment(&jpeg, 0xE1, &samples::exif(6)))]);
        let [master] = &masters.masters[..] else { panic!("{masters:?}") };
        assert_eq!((master.probe.upright(), &*master.mends), (Size::new(750, 1334), &[Mend::Orientation][..]));
    }
}
