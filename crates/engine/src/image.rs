//! Images of the mirror, side by side into the folder beside the database.
//!
//! A file has its final name only once it is whole and was decoded, and its row is written after that. Whatever ends
//! the process in between leaves nothing but files in the folder of parts, which the next run empties.

use std::sync::Arc;

use asc::{DownloadError, Downloads};
use store::{ImageFile, Store, WantedImage};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::image_folder::{ImageFolder, KeepError};
use crate::sync::lock;
use crate::{Account, EngineError, Progress, Selection};

/// Images that are read or looked at side by side.
const IN_FLIGHT: usize = 8;
/// Images that are decoded side by side: their pixels fill more memory than their files.
const DECODING: usize = 2;
/// So many images in a row whose host is not there, and the others are not tried.
const HOPELESS: usize = 16;

/// Outcome of a download.
#[derive(Debug, Default)]
pub struct ImageReport {
    /// Images that were fetched.
    pub downloaded: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Images that were there.
    pub present: u64,
    /// Images that cannot be had.
    pub failed: Vec<ImageFailure>,
    /// Images that were not tried, because something stopped early.
    pub left: u64,
    /// Whether it was told to stop.
    pub is_interrupted: bool,
    /// Whether screenshots were ever mirrored: without them there is little to fetch.
    pub is_media_known: bool,
}

/// What a download would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImagePlan {
    /// Images that are there.
    pub present: u64,
    /// Images that are not.
    pub missing: u64,
}

/// An image that cannot be had.
#[derive(Debug)]
pub struct ImageFailure {
    /// Which it is.
    pub image: WantedImage,
    /// Why.
    pub error: ImageError,
}

/// Why an image cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// Its host does not give it.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// What came is no picture.
    #[error(transparent)]
    Picture(#[from] shots::ShotsError),
}

/// Counts what [`download_images`] would have to do. Sends nothing.
///
/// # Errors
/// Those of the store.
pub fn plan_images(store: &Store, accounts: &[Account], selection: &Selection) -> Result<ImagePlan, EngineError> {
    let (present, missing) = split(store, &pks(accounts), selection)?;
    Ok(ImagePlan { present, missing: missing.len() as u64 })
}

/// Downloads the images of the accounts' mirrored apps, as far as `selection` means them and they are not there.
///
/// An image that cannot be had is reported and stands in nobody's way.
///
/// # Errors
/// Those of the store and of the disk.
pub async fn download_images(
    store: &Store,
    accounts: &[Account],
    selection: &Selection,
    downloads: Downloads,
    progress: &dyn Progress,
) -> Result<ImageReport, EngineError> {
    // Two processes would fetch everything twice, and empty each other's folder of parts.
    let (_lock, _) = lock(store, progress).await?;
    let accounts = pks(accounts);
    let (present, missing) = split(store, &accounts, selection)?;
    let report = fetch(store, missing, downloads, progress).await?;
    Ok(ImageReport { present, is_media_known: store.is_media_known(&accounts)?, ..report })
}

/// Downloads images, all at once as far as their host bears it.
pub(crate) async fn fetch(
    store: &Store,
    missing: Vec<WantedImage>,
    downloads: Downloads,
    progress: &dyn Progress,
) -> Result<ImageReport, EngineError> {
    let mut report = ImageReport::default();
    if missing.is_empty() {
        return Ok(report);
    }
    progress.expect(missing.len() as u64);
    let fetcher = Arc::new(Fetcher {
        downloads,
        folder: ImageFolder::open(store.image_folder()).map_err(EngineError::Image)?,
        decoding: Arc::new(Semaphore::new(DECODING)),
    });
    let mut waiting = missing.into_iter().enumerate();
    let mut in_flight = JoinSet::new();
    let mut unreachable = 0;
    loop {
        while !report.is_interrupted
            && unreachable < HOPELESS
            && in_flight.len() < IN_FLIGHT
            && let Some((number, image)) = waiting.next()
        {
            in_flight.spawn(Arc::clone(&fetcher).fetch(number, image));
        }
        let Some(ended) = in_flight.join_next().await else { break };
        let (image, outcome) = ended.map_err(|_| EngineError::Interrupted)?;
        progress.advance(&image.bundle_id);
        unreachable = if matches!(&outcome, Err(Lost::Download(error)) if error.is_unreachable()) { unreachable + 1 } else { 0 };
        let error = match outcome {
            Ok(file) => {
                store.put_image(&image.source, &file)?;
                report.downloaded += 1;
                report.bytes += file.bytes;
                continue;
            }
            Err(Lost::Download(DownloadError::Stopped)) => {
                report.is_interrupted = true;
                report.left += 1;
                continue;
            }
            Err(Lost::Keep(KeepError::Disk(error))) => return Err(EngineError::Image(error)),
            Err(Lost::Keep(KeepError::Picture(error))) => error.into(),
            Err(Lost::Download(error)) => error.into(),
        };
        report.failed.push(ImageFailure { image, error });
    }
    report.left += waiting.count() as u64;
    // They ended in any order.
    let place = |image: &WantedImage| (image.bundle_id.clone(), image.locale.clone(), image.shown_as.clone(), image.file_name.clone());
    report.failed.sort_by_cached_key(|failure| place(&failure.image));
    Ok(report)
}

fn pks(accounts: &[Account]) -> Vec<i64> {
    accounts.iter().map(|account| account.pk).collect()
}

/// How many of the images are there, and those that are not.
fn split(store: &Store, accounts: &[i64], selection: &Selection) -> Result<(u64, Vec<WantedImage>), EngineError> {
    let apps = selection.wanted(store)?.apps;
    let folder = store.image_folder();
    let (mut present, mut missing) = (0, Vec::new());
    store.wanted_images(accounts, apps.as_deref(), |image| match &image.file {
        Some(file) if ImageFolder::holds(&folder, file) => present += 1,
        _ => missing.push(image),
    })?;
    Ok((present, missing))
}

/// What fetches one image after the other.
struct Fetcher {
    downloads: Downloads,
    folder: ImageFolder,
    decoding: Arc<Semaphore>,
}

/// Why an image is not there.
enum Lost {
    Download(DownloadError),
    Keep(KeepError),
}

impl Fetcher {
    async fn fetch(self: Arc<Self>, number: usize, image: WantedImage) -> (WantedImage, Result<ImageFile, Lost>) {
        let outcome = self.file(number, &image).await;
        (image, outcome)
    }

    async fn file(self: Arc<Self>, number: usize, image: &WantedImage) -> Result<ImageFile, Lost> {
        let bytes = self.downloads.get(&address(image)).await.map_err(Lost::Download)?;
        // Neither is ever closed or cancelled while the program runs on.
        let stopped = || Lost::Download(DownloadError::Stopped);
        let permit = Arc::clone(&self.decoding).acquire_owned().await.map_err(|_| stopped())?;
        let kept = tokio::task::spawn_blocking(move || {
            let kept = self.folder.keep(number, &bytes);
            drop(permit);
            kept
        });
        kept.await.map_err(|_| stopped())?.map_err(Lost::Keep)
    }
}

/// The template, filled in: whole, in its own size, in a format that loses nothing it has.
fn address(image: &WantedImage) -> String {
    // The host gives no more than there is, and keeps the shape (`bb`: fit into a box).
    const LARGEST: (u32, u32) = (4096, 4096);
    let (width, height) = image.size.unwrap_or(LARGEST);
    let places = [("{w}", width.to_string()), ("{h}", height.to_string()), ("{c}", "bb".to_owned()), ("{f}", image.format.clone())];
    places.iter().fold(image.template.clone(), |address, (place, value)| address.replace(place, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in() {
        let image = |template: &str, size| WantedImage {
            what: "screenshot".into(),
            account: String::new(),
            bundle_id: String::new(),
            locale: None,
            shown_as: None,
            file_name: None,
            source: String::new(),
            template: template.into(),
            size,
            format: "png".into(),
            file: None,
        };
        let size = Some((1290, 2796));
        assert_eq!(address(&image("https://x/a/{w}x{h}{c}.{f}", size)), "https://x/a/1290x2796bb.png");
        assert_eq!(address(&image("https://x/a/{w}x{h}bb.{f}", size)), "https://x/a/1290x2796bb.png");
        assert_eq!(address(&image("https://x/a.jpg", size)), "https://x/a.jpg");
        assert_eq!(address(&image("https://x/a/{w}x{h}{c}.{f}", None)), "https://x/a/4096x4096bb.png");
    }
}
