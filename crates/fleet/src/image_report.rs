//! `fleet sync --images`: its part of the command, in words and as JSON.

use asc::Downloads;
use engine::{Account, ImageFailure, ImageReport, Selection, download_images, plan_images};
use serde_json::{Value, json};
use store::Store;

use crate::connection::Connection;
use crate::error::Result;
use crate::output::Ui;
use crate::progress::Bar;
use crate::sentence::count;

/// Failures that are told one by one; JSON has all.
const TOLD: usize = 20;

/// Says what would be downloaded.
pub(crate) fn announce(ui: Ui, store: &Store, accounts: &[Account], selection: &Selection) -> Result<()> {
    let plan = plan_images(store, accounts, selection)?;
    ui.say(&format!(
        "{} to download and {} there already, by what is mirrored now; they cost no requests",
        count(plan.missing, "image"),
        plan.present
    ));
    Ok(())
}

/// Downloads the images, with a bar of its own.
pub(crate) async fn download(ui: Ui, store: &Store, connection: &Connection, selection: &Selection) -> Result<ImageReport> {
    let bar = Bar::of(ui, "images", "images");
    let downloads = Downloads::new(connection.stop.clone());
    let report = download_images(store, &connection.accounts, selection, downloads, &*bar).await;
    bar.finish();
    Ok(report?)
}

/// The line on stdout, for people.
pub(crate) fn line(report: &ImageReport) -> String {
    let ImageReport { downloaded, bytes, present, failed, .. } = report;
    let news = if *downloaded > 0 { format!("{downloaded} downloaded ({})", size(*bytes)) } else { "nothing to download".into() };
    let failed = if failed.is_empty() { String::new() } else { format!(", {} failed", failed.len()) };
    format!("images: {news}, {present} there already{failed}")
}

/// The same for programs.
pub(crate) fn as_json(report: &ImageReport) -> Value {
    let failures: Vec<Value> = report
        .failed
        .iter()
        .map(|ImageFailure { image, error }| {
            json!({
                "account": image.account, "bundle_id": image.bundle_id, "image": image.what, "locale": image.locale,
                "set": image.shown_as, "file_name": image.file_name, "error": asc::chain(error),
            })
        })
        .collect();
    json!({
        "downloaded": report.downloaded, "present": report.present, "failed": report.failed.len(), "bytes": report.bytes,
        "left": report.left, "interrupted": report.is_interrupted, "failures": failures,
    })
}

/// What went wrong, and what to do next.
pub(crate) fn warn(ui: Ui, report: &ImageReport) {
    for failure in report.failed.iter().take(TOLD) {
        ui.warn(&sentence_of(failure));
    }
    if report.failed.len() > TOLD {
        ui.warn(&format!("{} more could not be read; --json names them all", count(report.failed.len() - TOLD, "image")));
    }
    if !report.is_media_known {
        ui.say(&format!("no screenshots are mirrored yet: {}", "fleet sync --only media --images"));
    }
    if report.left > 0 {
        let why = if report.is_interrupted { "interrupted" } else { "the image host cannot be reached" };
        ui.warn(&format!("{why}; {} left: the same command goes on from here", count(report.left, "image")));
    }
}

/// `the screenshot 01.png of com.acme.notes (de-DE, APP_IPHONE_67) could not be read: …`
fn sentence_of(ImageFailure { image, error }: &ImageFailure) -> String {
    let file = image.file_name.as_ref().map_or(String::new(), |name| format!(" {name}"));
    let place: Vec<&str> = [&image.locale, &image.shown_as].into_iter().flatten().map(String::as_str).collect();
    let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
    format!("{}{file} of {}{place} could not be read: {}", image.what, image.bundle_id, asc::chain(error))
}

/// `512 bytes`, `34.5 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_for_people() {
        assert_eq!([1, 999, 12_345, 34_567_890].map(size), ["1 byte", "999 bytes", "12 kB", "34.5 MB"]);
    }
}
