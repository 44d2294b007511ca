//! From a path to what it names, by the tables alone.

use crate::kind::{Kind, LinkageOperation, Operation, Related, Relationship};
use crate::resources;

/// What a path names.
#[derive(Clone)]
pub(crate) enum Route {
    /// `/v1/type`
    Collection(&'static Kind),
    /// `/v1/type/{id}`
    Instance(&'static Kind, String),
    /// `/v1/type/{id}/name`
    Related(&'static Kind, String, &'static Relationship, Related),
    /// `/v1/type/{id}/relationships/name`
    Linkage(&'static Kind, String, &'static Relationship),
}

impl Route {
    /// The route of a path without its query; none when it names nothing.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let (version, rest) = path.strip_prefix("/v")?.split_once('/')?;
        let mut segments = rest.split('/');
        let kind = resources::kind(segments.next()?).filter(|kind| version == kind.version.to_string())?;
        let Some(id) = segments.next() else {
            return Some(Self::Collection(kind));
        };
        let id = decode(id, false).filter(|id| !id.is_empty())?;
        match (segments.next(), segments.next(), segments.next()) {
            (None, ..) => Some(Self::Instance(kind, id)),
            (Some("relationships"), Some(name), None) => {
                let relationship = kind.relationship(name)?;
                (!relationship.linkage.is_empty()).then_some(Self::Linkage(kind, id, relationship))
            }
            (Some(name), None, None) => {
                let relationship = kind.relationship(name)?;
                relationship.related.map(|related| Self::Related(kind, id, relationship, related))
            }
            _ => None,
        }
    }

    /// The type whose path it is.
    pub(crate) fn kind(&self) -> &'static Kind {
        match self {
            Self::Collection(kind) | Self::Instance(kind, _) | Self::Related(kind, ..) | Self::Linkage(kind, ..) => kind,
        }
    }

    /// Why the method is not offered, in Apple's words; none when it is.
    pub(crate) fn refuse(&self, method: &str) -> Option<String> {
        let (subject, asked, allowed) = match self {
            Self::Collection(kind) => {
                let asked = match method {
                    "GET" => "GET_COLLECTION",
                    "POST" => "CREATE",
                    "PATCH" => "UPDATE",
                    _ => "DELETE",
                };
                (format!("The resource '{}'", kind.name), asked, names(kind))
            }
            Self::Instance(kind, _) => {
                let asked = match method {
                    "GET" => "GET_INSTANCE",
                    "POST" => "CREATE",
                    "PATCH" => "UPDATE",
                    _ => "DELETE",
                };
                (format!("The resource '{}'", kind.name), asked, names(kind))
            }
            Self::Related(_, _, relationship, _) => {
                let asked = if method == "GET" { "GET_RELATED" } else { method };
                (format!("The relationship '{}'", relationship.name), asked, vec!["GET_RELATED"])
            }
            Self::Linkage(_, _, relationship) => {
                let allowed = relationship.linkage.iter().copied().map(LinkageOperation::name).collect();
                let asked = linkage_operation(method).name();
                (format!("The relationship '{}'", relationship.name), asked, allowed)
            }
        };
        let here = self.offers(method) && allowed.contains(&asked);
        let list = allowed.join(", ");
        (!here).then(|| format!("{subject} does not allow '{asked}'. Allowed operations are: {list}"))
    }

    /// Whether the method makes sense on this form of path at all.
    fn offers(&self, method: &str) -> bool {
        match self {
            Self::Collection(_) => matches!(method, "GET" | "POST"),
            Self::Instance(..) => matches!(method, "GET" | "PATCH" | "DELETE"),
            Self::Related(..) => method == "GET",
            Self::Linkage(..) => matches!(method, "GET" | "POST" | "PATCH" | "DELETE"),
        }
    }
}

/// What a method does with a relationship's linkage.
pub(crate) fn linkage_operation(method: &str) -> LinkageOperation {
    match method {
        "GET" => LinkageOperation::Read,
        "POST" => LinkageOperation::Add,
        "PATCH" => LinkageOperation::Replace,
        _ => LinkageOperation::Remove,
    }
}

/// Decodes `%XX` and, in a query, `+`; none when the result is not UTF-8.
pub(crate) fn decode(text: &str, query: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            b'+' if query => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn names(kind: &Kind) -> Vec<&'static str> {
    let mut names: Vec<&str> = kind.operations.iter().copied().map(Operation::name).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_name_nothing() {
        for path in [
            "/",
            "/v1",
            "/v1/",
            "/v2/apps",
            "/v1/apps/",
            "/v1/apps/1/",
            "/v1/nonsense",
            "/v1/apps/1/nonsense",
            "/v1/apps/1/relationships",
            "/v1/apps/1/relationships/perfPowerMetrics",
            "/v1/apps/%zz",
            "/v1/apps/1/appInfos/2",
            "/v1/appStoreVersions/1/resetRatingsRequest",
            "/v1/../apps",
        ] {
            assert!(Route::of(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_refused_method_lists_what_is_allowed() {
        let versions = Route::of("/v1/appStoreVersions").expect("the type exists");
        assert_eq!(
            versions.refuse("GET").as_deref(),
            Some(
                "The resource 'appStoreVersions' does not allow 'GET_COLLECTION'. Allowed operations are: CREATE, DELETE, GET_INSTANCE, UPDATE"
            ),
        );
        let build = Route::of("/v1/appStoreVersions/1/relationships/build").expect("the linkage exists");
        assert!(build.refuse("PATCH").is_none());
        assert!(build.refuse("DELETE").is_some());
        let app = Route::of("/v1/apps/1").expect("the type exists");
        assert!(app.refuse("POST").is_some());
        assert!(app.refuse("PATCH").is_none());
    }

    #[test]
    fn percent_signs_decode_or_fail() {
        assert_eq!(decode("a%5Bb%5d+c", true).as_deref(), Some("a[b] c"));
        assert_eq!(decode("a+c", false).as_deref(), Some("a+c"));
        assert_eq!(decode("%ff", true), None);
        assert_eq!(decode("%f", true), None);
    }
}
