//! Files that can be uploaded: which there are, by the MD5 with which Apple checks them.
//!
//! The files themselves lie in the image folder, which the engine fills. Deliberately absent: removal. What was replaced
//! must still be there when somebody wants it back.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params, params_from_iter};
use serde_json::json;

use crate::catalog::{Resource, catalog};
use crate::journal::named;
use crate::{ImageFile, Staging, Step, Store, StoreError, Value};

/// A file that can be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Its MD5, in hexadecimal digits: what `checksum` of a screenshot or preview names.
    pub checksum: String,
    /// Where it lies: format, bytes and pixels.
    pub file: ImageFile,
    /// Display types, or preview types, that take its size.
    pub fits: Vec<String>,
    /// Its media type, such as `image/png`.
    pub mime_type: String,
    /// What it was called when it was kept.
    pub file_name: String,
}

/// How far Apple is with a file, as its answers say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// `AWAITING_UPLOAD`, `UPLOAD_COMPLETE`, `PROCESSING`, `COMPLETE`, `FAILED`, or what Apple thinks of next.
    pub state: Option<String>,
    /// Why it has failed, as the text of a JSON array.
    pub errors: Option<String>,
}

/// Where media go: a locale of a version that can be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPlace {
    /// Row of the app in `apps_mirror`.
    pub app: i64,
    /// Apple's id of the app.
    pub app_id: String,
    /// Bundle id of the app.
    pub bundle_id: String,
    /// Name of the app.
    pub name: String,
    /// Platform of the version.
    pub platform: String,
    /// Version string.
    pub version: String,
    /// Apple's id of the version localization.
    pub localization: String,
    /// Its locale.
    pub locale: String,
    /// Whether what it shows was ever read.
    pub is_known: bool,
}

/// A file of a set, as it is with what is staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// Row in the mirror table.
    pub pk: i64,
    /// What it is called.
    pub file_name: Option<String>,
    /// MD5 of its bytes.
    pub checksum: Option<String>,
    /// How far Apple is with it; `None` for one that is only staged.
    pub state: Option<String>,
    /// Whether it is only staged.
    pub is_staged: bool,
}

/// A change of one set, to be staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaChange {
    /// A file comes, at a place counted from 0 or last.
    Insert {
        /// `screenshots` or `previews`.
        view: &'static str,
        /// Id of the version localization.
        localization: String,
        /// Display type or preview type.
        shown_as: String,
        /// MD5 of a file that is kept.
        checksum: String,
        /// What it shall be called.
        file_name: String,
        /// The frame that stands for a film.
        time_code: Option<String>,
        /// Its place.
        position: Option<usize>,
    },
    /// A file goes.
    Delete {
        /// `screenshots` or `previews`.
        view: &'static str,
        /// Its row.
        pk: i64,
    },
    /// A file gets another place, counted from 0.
    Move {
        /// `screenshots` or `previews`.
        view: &'static str,
        /// Its row.
        pk: i64,
        /// Its place.
        position: usize,
    },
}

impl Delivery {
    /// Whether Apple is done with it and shows it.
    pub fn is_complete(&self) -> bool {
        self.state.as_deref() == Some("COMPLETE")
    }

    /// Whether Apple cannot use it.
    pub fn has_failed(&self) -> bool {
        self.state.as_deref() == Some("FAILED")
    }

    /// Whether anybody sees it: neither a place without a file, nor a file that cannot be used.
    pub fn is_shown(&self) -> bool {
        !self.has_failed() && self.state.as_deref() != Some("AWAITING_UPLOAD")
    }
}

impl Store {
    /// Stages changes of sets, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Sql`] with the sentence of the view that refused one.
    pub fn stage_media(&mut self, changes: &[MediaChange]) -> Result<Staging, StoreError> {
        self.stage_with(|transaction| {
            for change in changes {
                let ended = match change {
                    MediaChange::Insert { view, localization, shown_as, checksum, file_name, time_code, position } => {
                        let is_film = *view == "previews";
                        let (set, frame) = if is_film { ("preview_type", ", preview_frame_time_code") } else { ("display_type", "") };
                        let sql = format!(
                            "INSERT INTO {view}(version_localization_id, {set}, checksum, file_name, position{frame})
                             VALUES(?1, ?2, ?3, ?4, ?5{})",
                            if is_film { ", ?6" } else { "" }
                        );
                        let mut statement = transaction.prepare_cached(&sql)?;
                        if is_film {
                            statement.execute(params![localization, shown_as, checksum, file_name, position, time_code])
                        } else {
                            statement.execute(params![localization, shown_as, checksum, file_name, position])
                        }
                    }
                    MediaChange::Delete { view, pk } => {
                        transaction.prepare_cached(&format!("DELETE FROM {view} WHERE pk = ?1"))?.execute([pk])
                    }
                    MediaChange::Move { view, pk, position } => transaction
                        .prepare_cached(&format!("UPDATE {view} SET position = ?2 WHERE pk = ?1"))?
                        .execute(params![pk, position]),
                };
                ended.map_err(StoreError::of_user_sql)?;
            }
            Ok(())
        })
    }

    /// Where media of these apps can go (`condition`: SQL over the view `apps`), by app, platform and locale, the primary
    /// locale first.
    pub fn media_places(&self, condition: &str, parameters: &[Value]) -> Result<Vec<MediaPlace>, StoreError> {
        let sql = include_str!("../../../sql/queries/media_places.sql").replace("{condition}", condition);
        let mut statement = self.connection.prepare(&sql).map_err(StoreError::of_user_sql)?;
        let places = statement.query_map(params_from_iter(parameters), |row| {
            Ok(MediaPlace {
                app: row.get("app")?,
                app_id: row.get("app_id")?,
                bundle_id: row.get::<_, Option<String>>("bundle_id")?.unwrap_or_default(),
                name: row.get::<_, Option<String>>("name")?.unwrap_or_default(),
                platform: row.get::<_, Option<String>>("platform")?.unwrap_or_default(),
                version: row.get::<_, Option<String>>("version_string")?.unwrap_or_default(),
                localization: row.get("localization")?,
                locale: row.get::<_, Option<String>>("locale")?.unwrap_or_default(),
                is_known: row.get("is_known")?,
            })
        })?;
        Ok(places.collect::<Result<_, _>>()?)
    }

    /// The files of all sets of a version localization, by display type or preview type, in their order.
    pub fn media_rows(&self, view: &str, localization: &str) -> Result<BTreeMap<String, Vec<MediaRow>>, StoreError> {
        let shown_as = if view == "previews" { "preview_type" } else { "display_type" };
        let sql = format!(
            "SELECT {shown_as}, pk, file_name, checksum, delivery_state, id GLOB '~*' FROM {view} WHERE version_localization_id = ?1
             ORDER BY {shown_as}, position, pk"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([localization])?;
        let mut sets: BTreeMap<String, Vec<MediaRow>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let file =
                MediaRow { pk: row.get(1)?, file_name: row.get(2)?, checksum: row.get(3)?, state: row.get(4)?, is_staged: row.get(5)? };
            sets.entry(row.get::<_, Option<String>>(0)?.unwrap_or_default()).or_default().push(file);
        }
        Ok(sets)
    }

    /// Notes that a file lies in the image folder. A picture can then be looked at as what is staged or uploaded of it.
    pub fn put_media_file(&self, media: &MediaFile) -> Result<(), StoreError> {
        let MediaFile { checksum, file, fits, mime_type, file_name } = media;
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO media_files VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, unixepoch())")?
            .execute(params![
                checksum,
                file.sha256,
                file.format,
                mime_type,
                bytes,
                file.size.0,
                file.size.1,
                json!(fits).to_string(),
                file_name
            ])?;
        if mime_type.starts_with("image/") {
            self.put_image(checksum, file)?;
        }
        Ok(())
    }

    /// How far Apple is with the file of a step; `None` when it is gone, or its set is, or the localization of that.
    pub fn delivery(&self, step: &Step) -> Result<Option<Delivery>, StoreError> {
        let resource = catalog().resource_of_code(step.resource).filter(|resource| resource.is_upload);
        let Some((resource, set)) = resource.and_then(|resource| Some((resource, set_above(resource)?))) else { return Ok(None) };
        let Some(localization) = set_above(set) else { return Ok(None) };
        let sql = format!(
            "SELECT m.delivery_state, m.delivery_errors FROM {} AS m JOIN {} AS s ON s.pk = m.parent JOIN {} AS l ON l.pk = s.parent
             WHERE m.pk = ?1 AND m.gone_at IS NULL AND s.gone_at IS NULL AND l.gone_at IS NULL",
            resource.table(),
            set.table(),
            localization.table()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([step.pk], |row| Ok(Delivery { state: row.get(0)?, errors: row.get(1)? })).optional()?)
    }

    /// What the file of a step is called, and in which set it is: `01.png (APP_IPHONE_67)`; of a set what it is for.
    pub fn file_name(&self, step: &Step) -> Result<Option<String>, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(None) };
        if catalog().resources.iter().any(|files| files.is_upload && set_above(files).is_some_and(|set| set.code == resource.code)) {
            let shown_as = resource.natural_key.first().map_or("NULL", String::as_str);
            let sql = format!("SELECT {shown_as} FROM {} WHERE pk = ?1", resource.table());
            return Ok(self.connection.prepare_cached(&sql)?.query_row([step.pk], |row| row.get(0)).optional()?.flatten());
        }
        if !resource.is_upload {
            return Ok(None);
        }
        let sql = format!("SELECT file_name FROM {} WHERE pk = ?1", resource.table());
        let name: Option<String> = self.connection.prepare_cached(&sql)?.query_row([step.pk], |row| row.get(0)).optional()?.flatten();
        let shown_as = self.shown_as(step)?.unwrap_or_default();
        Ok(name.map(|name| format!("{name} ({shown_as})")))
    }

    /// Row of the set that the file of a step is in.
    pub fn set_of(&self, step: &Step) -> Result<Option<i64>, StoreError> {
        let Some(resource) = catalog().resource_of_code(step.resource).filter(|resource| resource.is_upload) else { return Ok(None) };
        let sql = format!("SELECT parent FROM {} WHERE pk = ?1", resource.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([step.pk], |row| row.get(0)).optional()?)
    }

    /// How the file of a step is shown: its display type, or its preview type.
    pub fn shown_as(&self, step: &Step) -> Result<Option<String>, StoreError> {
        let resource = catalog().resource_of_code(step.resource).filter(|resource| resource.is_upload);
        let Some((resource, set)) = resource.and_then(|resource| Some((resource, set_above(resource)?))) else { return Ok(None) };
        let Some(shown_as) = set.natural_key.first() else { return Ok(None) };
        let sql =
            format!("SELECT s.{shown_as} FROM {} AS m JOIN {} AS s ON s.pk = m.parent WHERE m.pk = ?1", resource.table(), set.table());
        Ok(self.connection.prepare_cached(&sql)?.query_row([step.pk], |row| row.get(0)).optional()?)
    }

    /// Ids of the files of a set (a row) that Apple has, in their order.
    pub fn order(&self, files: &Resource, set: i64) -> Result<Vec<String>, StoreError> {
        let sql =
            format!("SELECT id FROM {} WHERE parent = ?1 AND gone_at IS NULL AND id NOT GLOB '~*' ORDER BY position, pk", files.table());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ids = statement.query_map([set], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Reservations that were made like that of a step and that no step knows: calls whose answers got lost made them. A
    /// step that was sent once has made one at most, and knows it.
    pub fn lost_reservations(&self, step: &Step) -> Result<Vec<String>, StoreError> {
        let attributes = &step.body["data"]["attributes"];
        let (name, size) = (attributes["fileName"].as_str(), attributes["fileSize"].as_i64());
        let (Some(resource), Some(set)) = (catalog().resource_of_code(step.resource), self.set_of(step)?) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT id FROM {} AS m WHERE parent = ?1 AND gone_at IS NULL AND id NOT GLOB '~*' AND file_name IS ?2 AND file_size IS ?3
             AND delivery_state = 'AWAITING_UPLOAD' AND NOT EXISTS(SELECT 1 FROM steps WHERE resource = ?4 AND steps.pk = m.pk)
             AND (SELECT sum(attempts) FROM steps WHERE resource = ?4 AND steps.pk = ?5 AND method = 'POST') > 1",
            resource.table()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ids = statement.query_map(params![set, name, size, resource.code, step.pk], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Stages the set of a step's file anew, if it is gone at Apple: with its next push the file has a place again. What
    /// was in it is gone with it.
    pub fn stage_set_anew(&mut self, step: &Step) -> Result<bool, StoreError> {
        let files = catalog().resource_of_code(step.resource).filter(|resource| resource.is_upload);
        let above = files.and_then(|files| Some((files, set_above(files)?)));
        let (Some((files, set)), Some(pk)) = (above, self.set_of(step)?) else { return Ok(false) };
        let (is_anew, _) = self.write_mirror::<_, StoreError>("push", |mirror| {
            let sql = format!("SELECT gone_at IS NOT NULL FROM {} WHERE pk = ?1", set.table());
            if !mirror.transaction().query_row(&sql, [pk], |row| row.get::<_, bool>(0))? {
                return Ok(false);
            }
            let sql = format!("SELECT pk FROM {} WHERE parent = ?1 AND gone_at IS NULL AND id NOT GLOB '~*'", files.table());
            let below: Vec<i64> = mirror.transaction().prepare(&sql)?.query_map([pk], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for pk in below {
                mirror.remove(files, pk)?;
            }
            mirror.open()?;
            let sql = format!("UPDATE {} SET id = '~' || hex(randomblob(8)), gone_at = NULL WHERE pk = ?1", set.table());
            mirror.transaction().execute(&sql, [pk])?;
            let shown_as = set.natural_key.first().map_or("NULL", String::as_str);
            let sql = format!(
                "INSERT OR IGNORE INTO staged(resource, pk, field, value, bit, changeset, at)
                 SELECT ?2, m.pk, '+', m.{shown_as}, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM {} AS m WHERE m.pk = ?1",
                set.table()
            );
            mirror.transaction().execute(&sql, [pk, set.code])?;
            Ok(true)
        })?;
        Ok(is_anew)
    }

    /// An order of the files of a kind of set in the names that people know them by: `01.png, 02.png`.
    pub fn names_of(&self, set: &Resource, order: &Value) -> Result<Value, StoreError> {
        named(&self.connection, &set.name, order)
    }

    /// Whether a step of a file or of a set was sent in the last `seconds`: what Apple lists may not show it yet.
    pub fn has_just_sent(&self, changeset: i64, seconds: u64) -> Result<bool, StoreError> {
        let media: Vec<i64> = catalog().resources.iter().filter(|resource| resource.is_upload).map(|resource| resource.code).collect();
        let sql = "SELECT EXISTS(SELECT 1 FROM steps WHERE changeset = ?1 AND resource IN (SELECT value FROM json_each(?2))
                   AND sent_at > unixepoch() - ?3)";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![changeset, json!(media).to_string(), seconds], |row| row.get(0))?)
    }

    /// The file with this MD5, if it is kept here.
    pub fn media_file(&self, checksum: &str) -> Result<Option<MediaFile>, StoreError> {
        let sql = "SELECT sha256, format, mime_type, bytes, width, height, fits, file_name FROM media_files WHERE checksum = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([checksum], |row| {
            let bytes = u64::try_from(row.get::<_, i64>(3)?).unwrap_or_default();
            let file = ImageFile { sha256: row.get(0)?, format: row.get(1)?, bytes, size: (row.get(4)?, row.get(5)?) };
            let fits: String = row.get(6)?;
            let fits = serde_json::from_str(&fits).unwrap_or_default();
            Ok(MediaFile { checksum: checksum.to_owned(), file, fits, mime_type: row.get(2)?, file_name: row.get(7)? })
        });
        Ok(found.optional()?)
    }
}

/// The set that a file is in.
fn set_above(files: &Resource) -> Option<&'static Resource> {
    catalog().resource(&files.parent.as_ref()?.resource)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StepStatus;

    const FIXTURE: &str = "
        UPDATE mirror_guard SET writer = 'test';
        INSERT INTO accounts(pk, name) VALUES(1, 'acme');
        INSERT INTO apps_mirror(pk, account, id) VALUES(1, 1, 'a');
        INSERT INTO versions_mirror(pk, account, id, parent) VALUES(1, 1, 'v', 1);
        INSERT INTO version_localizations_mirror(pk, account, id, parent) VALUES(1, 1, 'l', 1);
        INSERT INTO screenshot_sets_mirror(pk, account, id, parent) VALUES(1, 1, 's', 1);
        INSERT INTO screenshots_mirror(pk, account, id, parent, position, delivery_state) VALUES(1, 1, 'p', 1, 0, 'UPLOAD_COMPLETE');
        UPDATE mirror_guard SET writer = NULL;";

    /// What is gone with the localization that it is in is nothing to wait for: a push would wait until its patience ends.
    #[test]
    fn a_file_is_gone_with_whatever_it_is_in() {
        let step = Step {
            changeset: 1,
            seq: 1,
            account: 1,
            app: 1,
            method: "PATCH".into(),
            path: "/v1/appScreenshots/p".into(),
            body: serde_json::Value::Null,
            resource: catalog().resource("screenshots").unwrap().code,
            pk: 1,
            fields: Vec::new(),
            status: StepStatus::Done,
            note: None,
            app_name: None,
        };
        for table in ["screenshots", "screenshot_sets", "version_localizations"] {
            let store = Store::in_memory().unwrap();
            store.connection.execute_batch(FIXTURE).unwrap();
            assert!(store.delivery(&step).unwrap().is_some_and(|delivery| !delivery.is_complete()));
            let gone =
                "UPDATE mirror_guard SET writer = 'test'; UPDATE TABLE_mirror SET gone_at = 1; UPDATE mirror_guard SET writer = NULL;";
            store.connection.execute_batch(&gone.replace("TABLE", table)).unwrap();
            assert!(store.delivery(&step).unwrap().is_none(), "{table}");
        }
    }
}
