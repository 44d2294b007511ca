//! Images of the mirror: which there are, and which of them lie in the folder beside the database.
//!
//! Deliberately absent: removal. What Apple has no more stays visible in the history of an app.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::json;

use crate::{Store, StoreError};

/// A picture that the mirror refers to, of one or several rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedImage {
    /// What it is: `icon`, `screenshot`, `preview`, or one of the latter of a custom product page.
    pub what: String,
    /// Name of the account.
    pub account: String,
    /// Bundle id of the app.
    pub bundle_id: String,
    /// Locale; `None` for an icon.
    pub locale: Option<String>,
    /// Display type or preview type; `None` for an icon.
    pub shown_as: Option<String>,
    /// What its maker called it.
    pub file_name: Option<String>,
    /// What it was made from.
    pub source: String,
    /// Apple's URL with places for size and format.
    pub template: String,
    /// Pixels, as far as Apple says.
    pub size: Option<(u32, u32)>,
    /// The format to ask for, as the end of a file name.
    pub format: String,
    /// The file that was downloaded for it.
    pub file: Option<ImageFile>,
}

/// A file of the image folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFile {
    /// SHA-256 of what is in it, in hexadecimal digits.
    pub sha256: String,
    /// Its format, as the end of its name.
    pub format: String,
    /// Its length.
    pub bytes: u64,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

impl ImageFile {
    /// Where it lies below the folder of images.
    pub fn path(&self, folder: &Path) -> PathBuf {
        let Self { sha256, format, .. } = self;
        folder.join(sha256.get(..2).unwrap_or_default()).join(format!("{sha256}.{format}"))
    }
}

impl Store {
    /// The folder of images, beside the database. It may not exist.
    pub fn image_folder(&self) -> PathBuf {
        self.path().with_file_name("images")
    }

    /// Shows `each` the pictures that the mirror has of these accounts and apps (rows; `None`: all apps).
    pub fn wanted_images(&self, accounts: &[i64], apps: Option<&[i64]>, mut each: impl FnMut(WantedImage)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("../../../sql/queries/wanted_images.sql"))?;
        let apps = apps.map(|apps| json!(apps).to_string());
        let mut rows = statement.query(params![json!(accounts).to_string(), apps])?;
        while let Some(row) = rows.next()? {
            each(wanted(row)?);
        }
        Ok(())
    }

    /// Pictures that the calls of a changeset are about to delete and of which no file is kept, each with the place of its
    /// call.
    pub fn endangered_images(&self, changeset: i64) -> Result<Vec<(i64, WantedImage)>, StoreError> {
        let mut statement = self.connection.prepare_cached(include_str!("../../../sql/queries/endangered_images.sql"))?;
        let rows = statement.query_map([changeset], |row| Ok((row.get("seq")?, wanted(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The file that was downloaded of what was made from `source`.
    pub fn image_file(&self, source: &str) -> Result<Option<ImageFile>, StoreError> {
        let sql = "SELECT sha256, format, bytes, width, height FROM images WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([source], |row| {
            let bytes = u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default();
            Ok(ImageFile { sha256: row.get(0)?, format: row.get(1)?, bytes, size: (row.get(3)?, row.get(4)?) })
        });
        Ok(found.optional()?)
    }

    /// Whether the screenshots of any of these accounts were ever read.
    pub fn is_media_known(&self, accounts: &[i64]) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS(SELECT 1 FROM sync_scopes
                   WHERE kind = 'localizations' AND fetched_at IS NOT NULL AND account IN (SELECT value FROM json_each(?1)))";
        Ok(self.connection.query_row(sql, [json!(accounts).to_string()], |row| row.get(0))?)
    }

    /// Notes that the picture made from `source` lies on disk.
    pub fn put_image(&self, source: &str, file: &ImageFile) -> Result<(), StoreError> {
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        self.connection.prepare_cached("INSERT OR REPLACE INTO images VALUES(?1, ?2, ?3, ?4, ?5, ?6, unixepoch())")?.execute(params![
            source,
            file.sha256,
            file.format,
            bytes,
            file.size.0,
            file.size.1
        ])?;
        Ok(())
    }
}

fn wanted(row: &Row<'_>) -> rusqlite::Result<WantedImage> {
    let side =
        |column| row.get::<_, Option<i64>>(column).map(|side| side.and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0));
    let file = match row.get::<_, Option<String>>("sha256")? {
        Some(sha256) => Some(ImageFile {
            sha256,
            format: row.get("format")?,
            bytes: u64::try_from(row.get::<_, i64>("bytes")?).unwrap_or_default(),
            size: (row.get("file_width")?, row.get("file_height")?),
        }),
        None => None,
    };
    Ok(WantedImage {
        what: row.get("what")?,
        account: row.get("account")?,
        bundle_id: row.get::<_, Option<String>>("bundle_id")?.unwrap_or_default(),
        locale: row.get("locale")?,
        shown_as: row.get("shown_as")?,
        file_name: row.get("file_name")?,
        source: row.get("image_source")?,
        template: row.get("template")?,
        size: side("width")?.zip(side("height")?),
        format: row.get("wanted")?,
        file,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURE: &str = "
        UPDATE mirror_guard SET writer = 'test';
        INSERT INTO accounts(pk, name) VALUES(1, 'acme'), (2, 'other');
        INSERT INTO apps_mirror(pk, account, id, bundle_id, name) VALUES(1, 1, 'a', 'com.acme.a', 'A'), (2, 2, 'b', 'com.other.b', 'B');
        INSERT INTO app_icons_mirror(account, id, parent, url_template, width, height)
          VALUES(1, 'i', 1, 'https://i/{w}x{h}bb.{f}', 1024, 1024), (2, 'i', 2, 'https://o/{w}x{h}bb.{f}', 1024, 1024);
        INSERT INTO versions_mirror(pk, account, id, parent) VALUES(1, 1, 'v', 1), (2, 1, 'w', 1);
        INSERT INTO version_localizations_mirror(pk, account, id, parent, locale) VALUES(1, 1, 'l', 1, 'de-DE'), (2, 1, 'm', 2, 'de-DE');
        INSERT INTO screenshot_sets_mirror(pk, account, id, parent, display_type) VALUES(1, 1, 's', 1, 'APP_IPHONE_67'), (2, 1, 't', 2, 'APP_IPHONE_67');
        INSERT INTO screenshots_mirror(pk, account, id, parent, position, file_name, checksum, url_template, width, height, delivery_state) VALUES
          (1, 1, '1', 1, 0, '1.png', 'aa', 'https://s/1/{w}x{h}{c}.{f}', 10, 20, 'COMPLETE'),
          (2, 1, '2', 1, 1, '2.png', 'bb', 'https://s/2/{w}x{h}{c}.{f}', 10, 20, 'FAILED'),
          (3, 1, '3', 1, 2, '3.png', NULL, 'https://s/3/{w}x{h}{c}.{f}', NULL, NULL, NULL),
          (4, 1, '4', 1, 3, '4.png', 'cc', NULL, NULL, NULL, 'COMPLETE'),
          (5, 1, '5', 2, 0, '1.png', 'aa', 'https://s/5/{w}x{h}{c}.{f}', 10, 20, 'COMPLETE');
        UPDATE mirror_guard SET writer = NULL;";

    fn sources(store: &Store, accounts: &[i64], apps: Option<&[i64]>) -> Vec<(String, bool)> {
        let mut sources = Vec::new();
        store.wanted_images(accounts, apps, |image| sources.push((image.source, image.file.is_some()))).unwrap();
        sources
    }

    #[test]
    fn each_source_is_wanted_once_and_only_what_is_there() {
        let store = Store::in_memory().unwrap();
        store.connection.execute_batch(FIXTURE).unwrap();
        let icon = |host: &str| (format!("https://{host}/{{w}}x{{h}}bb.{{f}}"), false);
        let third = ("https://s/3/{w}x{h}{c}.{f}".to_owned(), false);
        assert_eq!(sources(&store, &[1], None), [icon("i"), ("aa".into(), false), third.clone()]);
        assert_eq!(sources(&store, &[1, 2], Some(&[2])), [icon("o")]);
        let file = ImageFile { sha256: "ab".repeat(32), format: "png".into(), bytes: 7, size: (10, 20) };
        store.put_image("aa", &file).unwrap();
        assert_eq!(sources(&store, &[1], None), [icon("i"), ("aa".into(), true), third]);
        let shown: Vec<Option<String>> = store
            .connection
            .prepare("SELECT image FROM screenshots ORDER BY pk")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let path = Some(format!("ab/{}.png", "ab".repeat(32)));
        assert_eq!(shown, [path.clone(), None, None, None, path]);
        assert_eq!(file.path(Path::new("images")), Path::new("images").join(shown[0].as_deref().unwrap()));
    }
}
