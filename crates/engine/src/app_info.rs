//! One app's app infos with names, categories and age rating: one request.

use asc::{Document, Query};
use store::catalog::ScopeKind;
use store::{Mirror, StoreError};

use crate::row::{Attributes, row};
use crate::scope::{Included, PAGE, RELATED, is_whole, resource};

const LOCALIZATIONS: &str = "appInfoLocalizations";
const AGE_RATING: &str = "ageRatingDeclaration";

pub(crate) fn query(app: &str) -> Query {
    let categories = resource("app_infos").fields.iter().filter(|field| !field.is_attribute()).map(|field| field.attribute.as_str());
    Query::new(&format!("/v1/apps/{}/appInfos", asc::segment(app)))
        .limit(PAGE)
        .include([AGE_RATING, LOCALIZATIONS].into_iter().chain(categories))
        .limit_of(LOCALIZATIONS, RELATED)
        .fields("appCategories", ["parent"])
}

pub(crate) fn write(mirror: &mut Mirror<'_>, account: i64, app: &str, pages: &[Document]) -> Result<(), StoreError> {
    let (app_infos, localizations, age_ratings) = (resource("app_infos"), resource("app_info_localizations"), resource("age_ratings"));
    let Some(app) = mirror.find(resource("apps"), account, app)? else { return Ok(()) };
    let mut infos = Vec::new();
    for page in pages {
        let included = Included::of(page);
        for answer in &page.data {
            let info = mirror.put(app_infos, account, &answer.id, Some(app), &row(app_infos, answer, Attributes::All))?.pk;
            infos.push(info);
            for found in included.related(answer, AGE_RATING) {
                mirror.put(age_ratings, account, &found.id, Some(info), &row(age_ratings, found, Attributes::All))?;
            }
            let mut rows = Vec::new();
            for found in included.related(answer, LOCALIZATIONS) {
                rows.push(mirror.put(localizations, account, &found.id, Some(info), &row(localizations, found, Attributes::All))?.pk);
            }
            if is_whole(answer, LOCALIZATIONS) {
                mirror.sweep(localizations, account, Some(info), &rows)?;
            }
        }
    }
    if pages.last().is_some_and(|page| page.next.is_none()) {
        mirror.sweep(app_infos, account, Some(app), &infos)?;
    }
    mirror.finish_scope(account, ScopeKind::AppInfos, app)
}
