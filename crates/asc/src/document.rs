//! JSON:API documents, as far as Apple's dialect of them goes.
//!
//! Decoding is lenient where Apple changes things without notice: unknown types, attributes and
//! enumeration values are kept as they are, and everything but `type` and `id` may be missing.
//! Absent on purpose: typed resources. Which attributes exist is the caller's knowledge.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        Error as _, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::{Map, Value};

use crate::room::Shelf;

/// Longest type that is taken for one, in bytes. Apple's longest has about sixty.
const LONGEST_KIND: usize = 128;
/// Longest id that is taken for one, in bytes. Apple's longest, those of price points, have about a hundred.
const LONGEST_ID: usize = 1_024;

/// One answer: the resources asked for, and those that came along.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The primary resources: one, many, or none.
    pub data: Vec<Resource>,
    /// Related resources, present because of `include`.
    pub included: Vec<Resource>,
    /// `links.next`, as Apple wrote it; absent on the last page.
    pub next: Option<String>,
    /// `meta.paging.total`: resources on all pages together, where Apple counts them.
    pub total: Option<u64>,
    /// The id that Apple's support asks for, where the answer carried one.
    pub request_id: Option<String>,
    /// Whether there was a `data` member, be it empty: an answer without one says nothing, and not that there is nothing.
    pub(crate) has_data: bool,
    /// The memory that it takes, where that is much.
    pub(crate) shelf: Shelf,
}

/// A resource: an app, a version, a localization…
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Resource {
    /// `type`, for example `appStoreVersions`.
    #[serde(rename = "type", deserialize_with = "kind")]
    pub kind: String,
    /// The opaque id.
    #[serde(deserialize_with = "id")]
    pub id: String,
    /// The attributes, as Apple sent them.
    #[serde(default, deserialize_with = "null_as_default")]
    pub attributes: Map<String, Value>,
    /// The relationships by name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub relationships: BTreeMap<String, Relationship>,
}

/// A relationship of a resource.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "RelationshipJson")]
pub struct Relationship {
    /// What it points at.
    pub data: Linkage,
    /// `meta.paging.total`: how many it points at, of which `data` may name only the first few.
    pub total: Option<u64>,
    /// `links.related`: where the related resources can be read.
    pub related: Option<String>,
}

/// The `data` member of a relationship.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Linkage {
    /// There is no `data`: the relationship was not asked for with `include`.
    #[default]
    Absent,
    /// A to-one relationship, possibly empty.
    One(Option<Identifier>),
    /// A to-many relationship.
    Many(Vec<Identifier>),
}

/// A resource identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct Identifier {
    /// `type`, for example `apps`.
    #[serde(rename = "type", deserialize_with = "kind")]
    pub kind: String,
    /// The opaque id.
    #[serde(deserialize_with = "id")]
    pub id: String,
}

impl Document {
    /// Decodes the body of an answer. An empty body is an empty document.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, serde_json::Error> {
        if body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        // A list would be taken for the members in their order.
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(serde_json::Error::custom("a list, expected an object"));
        }
        let json: DocumentJson = serde_json::from_slice(body)?;
        Ok(Self {
            has_data: json.data.is_some(),
            data: match json.data.flatten() {
                None => Vec::new(),
                Some(OneOrMany::One(resource)) => vec![resource],
                Some(OneOrMany::Many(resources)) => resources,
            },
            included: json.included,
            request_id: None,
            shelf: Shelf::default(),
            next: json.links.next,
            total: json.meta.paging.total,
        })
    }
}

impl Document {
    /// Takes the primary resources of a further page as related ones, with the memory that they take.
    pub fn include(&mut self, page: Self) {
        self.included.extend(page.data);
        self.shelf.merge(page.shelf);
    }
}

impl Resource {
    /// The relationship `name`, unless Apple left it out.
    pub fn relationship(&self, name: &str) -> Option<&Relationship> {
        self.relationships.get(name)
    }
}

impl Relationship {
    /// The identifiers that were received, none for an absent or empty relationship.
    pub fn identifiers(&self) -> &[Identifier] {
        match &self.data {
            Linkage::Absent | Linkage::One(None) => &[],
            Linkage::One(Some(identifier)) => std::slice::from_ref(identifier),
            Linkage::Many(identifiers) => identifiers,
        }
    }

    /// Whether Apple knows of more identifiers than it sent (at most `limit[name]`, by default 10).
    pub fn is_truncated(&self) -> bool {
        let Linkage::Many(identifiers) = &self.data else {
            return false;
        };
        self.total.is_some_and(|total| total > identifiers.len() as u64)
    }
}

impl<'de> Deserialize<'de> for Linkage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<OneOrMany<Identifier>>::deserialize(deserializer)? {
            None => Self::One(None),
            Some(OneOrMany::One(identifier)) => Self::One(Some(identifier)),
            Some(OneOrMany::Many(identifiers)) => Self::Many(identifiers),
        })
    }
}

#[derive(Deserialize)]
struct DocumentJson {
    #[expect(clippy::option_option, reason = "null says that there is nothing, a missing member says nothing")]
    #[serde(default, deserialize_with = "present")]
    data: Option<Option<OneOrMany<Resource>>>,
    #[serde(default, deserialize_with = "null_as_default")]
    included: Vec<Resource>,
    #[serde(default, deserialize_with = "null_as_default")]
    links: LinksJson,
    #[serde(default, deserialize_with = "null_as_default")]
    meta: MetaJson,
}

#[derive(Deserialize)]
struct RelationshipJson {
    #[serde(default)]
    data: Linkage,
    #[serde(default, deserialize_with = "null_as_default")]
    links: LinksJson,
    #[serde(default, deserialize_with = "null_as_default")]
    meta: MetaJson,
}

#[derive(Default, Deserialize)]
struct LinksJson {
    next: Option<String>,
    related: Option<String>,
}

#[derive(Default, Deserialize)]
struct MetaJson {
    #[serde(default, deserialize_with = "null_as_default")]
    paging: PagingJson,
}

#[derive(Default, Deserialize)]
struct PagingJson {
    total: Option<u64>,
}

impl From<RelationshipJson> for Relationship {
    fn from(json: RelationshipJson) -> Self {
        Self { data: json.data, total: json.meta.paging.total, related: json.links.related }
    }
}

/// An object or an array of them, decoded without a detour, so that mistakes keep their place.
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(OneOrMany::Many)
    }
}

/// Tells null from nothing.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A type, which becomes a part of addresses: a word, as all of Apple's are.
fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let kind = String::deserialize(deserializer)?;
    let is_word =
        (1..=LONGEST_KIND).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_word { Ok(kind) } else { Err(D::Error::custom("a `type` is no word")) }
}

/// An id, which becomes a part of addresses: any text that can be one. `.` and `..` are steps of a path however they are
/// written (<https://url.spec.whatwg.org/#double-dot-path-segment>).
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    let is_part = (1..=LONGEST_ID).contains(&id.len()) && id != "." && id != ".." && !id.chars().any(char::is_control);
    if is_part { Ok(id) } else { Err(D::Error::custom("an `id` is empty, too long, or leads elsewhere")) }
}

fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::TestResult;

    fn parse(json: &Value) -> Result<Document, serde_json::Error> {
        Document::parse(json.to_string().as_bytes())
    }

    #[test]
    fn reads_a_page_of_a_list() -> TestResult {
        let document = parse(&json!({
            "data": [
                {"type": "apps", "id": "1", "attributes": {"name": "One", "new": [1, null]}, "links": {"self": "x"}},
                {"type": "apps", "id": "2"},
            ],
            "included": [{"type": "neverHeardOf", "id": "3", "attributes": null, "relationships": null}],
            "links": {"self": "https://x/1", "next": "https://x/2"},
            "meta": {"paging": {"total": 7, "limit": 2, "nextCursor": "c"}},
        }))?;
        assert_eq!(document.data.len(), 2);
        assert_eq!(document.data[0].attributes["new"], json!([1, null]));
        assert!(document.data[1].attributes.is_empty());
        assert_eq!(document.included[0].kind, "neverHeardOf");
        assert_eq!(document.next.as_deref(), Some("https://x/2"));
        assert_eq!(document.total, Some(7));
        Ok(())
    }

    #[test]
    fn reads_one_none_and_nothing() -> TestResult {
        assert_eq!(parse(&json!({"data": {"type": "apps", "id": "1"}}))?.data[0].id, "1");
        for empty in [json!({"data": null}), json!({"data": [], "links": null, "meta": {"paging": null}})] {
            assert_eq!(parse(&empty)?, Document { has_data: true, ..Document::default() }, "{empty}");
        }
        assert_eq!(parse(&json!({}))?, Document::default());
        assert_eq!(Document::parse(b" \r\n")?, Document::default());
        Ok(())
    }

    #[test]
    fn tells_the_kinds_of_linkage_apart() -> TestResult {
        let related = "https://x/v1/apps/1/appInfos";
        let document = parse(&json!({"data": {"type": "apps", "id": "1", "relationships": {
            "absent": {"links": {"related": related}},
            "none": {"data": null},
            "one": {"data": {"type": "builds", "id": "b"}},
            "many": {"data": [{"type": "appInfos", "id": "i"}], "meta": {"paging": {"total": 2, "limit": 1}}},
            "all": {"data": [{"type": "appInfos", "id": "i"}], "meta": {"paging": {"total": 1, "limit": 10}}},
        }}}))?;
        let relationship = |name: &str| document.data[0].relationship(name).cloned().unwrap_or_default();
        assert_eq!(relationship("absent").data, Linkage::Absent);
        assert_eq!(relationship("absent").related.as_deref(), Some(related));
        assert_eq!(relationship("none").data, Linkage::One(None));
        assert_eq!(relationship("one").identifiers()[0].id, "b");
        assert_eq!(relationship("many").identifiers()[0].kind, "appInfos");
        let truncated = ["absent", "none", "one", "many", "all", "missing"].map(|name| relationship(name).is_truncated());
        assert_eq!(truncated, [false, false, false, true, false, false]);
        Ok(())
    }

    #[test]
    fn says_where_a_document_breaks() {
        let error = parse(&json!({"data": [{"type": "apps", "id": "1"}, {"type": "apps"}]})).expect_err("no id");
        assert!(error.to_string().starts_with("missing field `id` at line 1"), "{error}");
        assert!(parse(&json!({"data": "text"})).is_err());
        assert!(parse(&json!([])).is_err());
        assert!(Document::parse(b"<html>").is_err());
    }
}
