//! Refusals that are not the end: it is too early, it is so already, it is there already.

use store::Step;
use store::catalog::catalog;

/// Whether Apple refused for now only: "Version is not ready to be submitted yet, please try again later".
pub(crate) fn is_too_early(error: &asc::Error) -> bool {
    let errors = error.refusal().map(|refusal| refusal.errors.as_slice()).unwrap_or_default();
    error.status() == Some(409)
        && errors.iter().any(|error| error.detail.as_deref().is_some_and(|detail| detail.contains("try again later")))
}

/// Whether Apple refused a change because it is so already: "The phased release already has this value".
pub(crate) fn is_so_already(step: &Step, error: &asc::Error) -> bool {
    let errors = error.refusal().map(|refusal| refusal.errors.as_slice()).unwrap_or_default();
    step.method == "PATCH"
        && errors.iter().any(|error| error.detail.as_deref().is_some_and(|detail| detail.ends_with("already has this value")))
}

/// Whether Apple refused to make what is there already. Of things of which there is one it only says that it is wrong.
pub(crate) fn is_there_already(step: &Step, error: &asc::Error) -> bool {
    let Some(resource) = catalog().resource_of_code(step.resource).filter(|resource| !resource.is_write_only) else { return false };
    let codes = error.refusal().into_iter().flat_map(|refusal| &refusal.errors).map(|error| error.code.as_str());
    step.method == "POST"
        && !resource.is_replaced
        && codes.into_iter().any(|code| match code.split_once(".DUPLICATE") {
            Some((_, more)) => more != ".DIFFERENT_ACCOUNT",
            None => resource.natural_key.is_empty() && code.starts_with("ENTITY_ERROR.RELATIONSHIP.INVALID"),
        })
}
