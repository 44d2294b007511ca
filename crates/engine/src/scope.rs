//! Scopes: the units of fetching. Each has its request, completes what Apple cut short, and writes its answer.

use std::collections::HashMap;

use asc::{Client, Document, Identifier, Linkage, Query, Relationship, Resource as Answer};
use store::catalog::{Resource, ScopeKind, catalog};
use store::{Mirror, StoreError};

use crate::{app_info, heartbeat, version};

/// Relationships in one answer are cut at this many identifiers (Apple's documents allow no larger `limit[…]`).
pub(crate) const RELATED: u32 = 50;
/// Resources on one page, the most Apple allows.
pub(crate) const PAGE: u32 = 200;

/// What one answer, or all pages of one scope, brought from Apple.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// One page of an account's apps; the last one ends the scope.
    Heartbeat { page: Document, is_last: bool },
    /// Some apps by id, read again: not the whole account.
    Apps { page: Document },
    /// One app's versions, whole.
    Versions { app: String, pages: Vec<Document> },
    /// One app's app infos, whole.
    AppInfos { app: String, pages: Vec<Document> },
}

/// Fetches a scope of one app whole.
pub(crate) async fn fetch_app(client: &Client, kind: ScopeKind, app: &str) -> Result<Fetched, asc::Error> {
    let (query, parent, relationship) = match kind {
        ScopeKind::AppInfos => (app_info::query(app), "appInfos", "appInfoLocalizations"),
        ScopeKind::Versions | ScopeKind::Heartbeat => (version::query(app), "appStoreVersions", "appStoreVersionLocalizations"),
    };
    let mut pages = Vec::new();
    let mut next = client.pages(&query.to_string());
    while let Some(mut page) = next.next().await? {
        let related = |id: &str| Query::new(&format!("/v1/{parent}/{}/{relationship}", asc::segment(id))).limit(PAGE);
        complete(client, &mut page, relationship, related).await?;
        pages.push(page);
    }
    let app = app.to_owned();
    Ok(if kind == ScopeKind::AppInfos { Fetched::AppInfos { app, pages } } else { Fetched::Versions { app, pages } })
}

/// Pages through the relationships of a document's resources that Apple cut short, so that what is written is whole.
pub(crate) async fn complete(
    client: &Client,
    document: &mut Document,
    relationship: &str,
    related: impl Fn(&str) -> Query,
) -> Result<(), asc::Error> {
    let cut: Vec<usize> = (0..document.data.len())
        .filter(|index| document.data[*index].relationship(relationship).is_some_and(Relationship::is_truncated))
        .collect();
    for index in cut {
        let mut all = Vec::new();
        let mut pages = client.pages(&related(&document.data[index].id).to_string());
        while let Some(page) = pages.next().await? {
            all.extend(page.data.iter().map(|found| Identifier { kind: found.kind.clone(), id: found.id.clone() }));
            document.included.extend(page.data);
        }
        let total = Some(all.len() as u64);
        document.data[index].relationships.insert(relationship.to_owned(), Relationship { data: Linkage::Many(all), total, related: None });
    }
    Ok(())
}

/// Writes what was fetched. `seen` collects an account's apps over the pages of its heartbeat.
pub(crate) fn write(mirror: &mut Mirror<'_>, account: i64, fetched: &Fetched, seen: &mut Vec<i64>) -> Result<(), StoreError> {
    let before = mirror.counts();
    match fetched {
        Fetched::Heartbeat { page, is_last } => heartbeat::write(mirror, account, page, *is_last, seen)?,
        Fetched::Apps { page } => heartbeat::write(mirror, account, page, false, seen)?,
        Fetched::Versions { app, pages } => version::write(mirror, account, app, pages)?,
        Fetched::AppInfos { app, pages } => app_info::write(mirror, account, app, pages)?,
    }
    if mirror.counts() != before {
        mirror.link_app_infos(account)?;
    }
    Ok(())
}

/// The resources that came along with a document, by type and id.
pub(crate) struct Included<'a>(HashMap<(&'a str, &'a str), &'a Answer>);

impl<'a> Included<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        Self(document.included.iter().map(|answer| ((answer.kind.as_str(), answer.id.as_str()), answer)).collect())
    }

    /// The resources a relationship names, as far as they came along.
    pub(crate) fn related(&self, answer: &'a Answer, relationship: &str) -> Vec<&'a Answer> {
        let identifiers = answer.relationship(relationship).map_or(&[][..], Relationship::identifiers);
        identifiers.iter().filter_map(|identifier| self.0.get(&(identifier.kind.as_str(), identifier.id.as_str())).copied()).collect()
    }
}

/// Whether an answer names all resources of a relationship: only then may the others be taken as gone.
pub(crate) fn is_whole(answer: &Answer, relationship: &str) -> bool {
    answer.relationship(relationship).is_some_and(|relationship| relationship.data != Linkage::Absent && !relationship.is_truncated())
}

/// A resource of the catalogue.
///
/// # Panics
/// When the catalogue lacks it, which the tests of this crate rule out.
pub(crate) fn resource(name: &str) -> &'static Resource {
    #[expect(clippy::expect_used, reason = "names are literals of this crate, and every sync test uses them")]
    catalog().resource(name).expect("the catalogue has the resource")
}

/// Names for `fields[…]`: every attribute the catalogue has, and these relationships.
pub(crate) fn fields(resource: &'static Resource, relationships: &[&'static str]) -> Vec<&'static str> {
    let attributes = resource.fields.iter().filter(|field| field.is_attribute()).map(|field| field.attribute.as_str());
    attributes.chain(relationships.iter().copied()).collect()
}
