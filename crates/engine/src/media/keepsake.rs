//! What is about to be deleted is kept first, so that an undo has something to upload.
//!
//! Of a file that was uploaded from here the original is kept already. Of any other there is what Apple shows: made anew by
//! its delivery network, in its whole size, without loss but with other bytes.

use std::collections::{HashMap, HashSet};

use asc::Downloads;
use shots::{DisplayType, Size};
use store::{ImageFile, MediaFile};

use super::kept::{checksum, mime_type};
use crate::EngineError;
use crate::image::fetch;
use crate::push::Push;

impl Push<'_> {
    /// Keeps the pictures that the changeset is about to delete. What cannot be kept is not deleted.
    pub(crate) async fn keep_what_goes(&mut self) -> Result<(), EngineError> {
        let endangered = self.store.endangered_images(self.report.changeset)?;
        if endangered.is_empty() {
            return Ok(());
        }
        let folder = self.store.image_folder();
        let is_missing = |file: &Option<ImageFile>| file.as_ref().is_none_or(|file| !file.path(&folder).is_file());
        let mut sources = HashSet::new();
        let missing: Vec<_> = endangered
            .iter()
            .filter(|(_, image)| is_missing(&image.file) && sources.insert(image.source.clone()))
            .map(|(_, image)| image.clone())
            .collect();
        if !missing.is_empty() {
            self.progress.note(&format!(
                "keeping {} for an undo",
                if missing.len() == 1 {
                    "the picture that is deleted".to_owned()
                } else {
                    format!("the {} pictures that are deleted", missing.len())
                }
            ));
        }
        let report = fetch(self.store, missing, Downloads::new(self.options.stop.clone()), &*self.progress).await?;
        let failed: HashMap<&str, String> =
            report.failed.iter().map(|failure| (failure.image.source.as_str(), failure.error.to_string())).collect();
        for (seq, image) in endangered {
            let file = self.store.image_file(&image.source)?;
            if let Some(file) = file.filter(|file| file.path(&folder).is_file()) {
                self.keep(file, image.file_name.unwrap_or_default())?;
            } else {
                let why = failed.get(image.source.as_str()).cloned().unwrap_or_else(|| "it was interrupted".into());
                self.unkept.insert(seq, why);
            }
        }
        Ok(())
    }

    /// Notes a downloaded picture as a file that can be uploaded.
    fn keep(&self, file: ImageFile, file_name: String) -> Result<(), EngineError> {
        let (checksum, _) = checksum(&file.path(&self.store.image_folder()))?;
        let size = Size::new(file.size.0, file.size.1);
        let fits = DisplayType::all().filter(|known| known.accepts(size)).map(|known| known.name().to_owned()).collect();
        let mime_type = mime_type(&file.format).into();
        Ok(self.store.put_media_file(&MediaFile { checksum, file, fits, mime_type, file_name })?)
    }
}
