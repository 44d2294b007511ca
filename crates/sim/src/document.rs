//! Documents in Apple's dialect of JSON:API.
//!
//! What surprises: a relationship's `data` is there only when the relationship is included; a
//! fieldset strips relationships as well as attributes; included resources carry no linkage.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::cursor;
use crate::kind::{Kind, Relationship, Right, Source};
use crate::query::{MOST_LINKED, Query};
use crate::world::{Resource, World};

/// Renders one answer.
pub(crate) struct Renderer<'a> {
    pub(crate) world: &'a World,
    /// Scheme and host of absolute links.
    pub(crate) origin: &'a str,
    /// Path and raw query of the request.
    pub(crate) target: &'a str,
    pub(crate) query: &'a Query,
    /// To-one relationships whose linkage shows although they are not included: those just written.
    pub(crate) written: &'a [&'a str],
}

impl Renderer<'_> {
    /// A document of one resource; `null` for an empty to-one.
    pub(crate) fn single(&self, resource: Option<&Resource>) -> Value {
        let mut document = Map::new();
        let data = resource.map_or(Value::Null, |resource| self.primary(resource));
        document.insert("data".to_owned(), data);
        self.include(&mut document, resource.as_slice());
        document.insert("links".to_owned(), json!({ "self": self.here() }));
        Value::Object(document)
    }

    /// A document of one page of resources.
    pub(crate) fn page(&self, resources: &[&Resource]) -> Value {
        self.page_of(self.cut(resources), resources.len())
    }

    /// A document of a page that is cut already, of `total` resources.
    pub(crate) fn page_of(&self, page: &[&Resource], total: usize) -> Value {
        let mut document = Map::new();
        let data = page.iter().map(|resource| self.primary(resource)).collect();
        document.insert("data".to_owned(), Value::Array(data));
        self.include(&mut document, page);
        self.paging(&mut document, total);
        Value::Object(document)
    }

    /// A document of a relationship's linkage alone.
    pub(crate) fn linkage(&self, resource: &Resource, relationship: &Relationship) -> Value {
        let mut document = Map::new();
        let related = match relationship.source {
            Source::Computed(_) => Vec::new(),
            _ => self.world.related(resource, relationship.name),
        };
        if let Source::Computed(ids) = relationship.source {
            let ids = ids(self.world, resource, None);
            let identifiers = self.cut(&ids).iter().map(|id| json!({ "type": relationship.to, "id": id })).collect();
            document.insert("data".to_owned(), Value::Array(identifiers));
            self.paging(&mut document, ids.len());
        } else if relationship.many {
            let identifiers = self.cut(&related).iter().map(|other| identifier(other)).collect();
            document.insert("data".to_owned(), Value::Array(identifiers));
            self.paging(&mut document, related.len());
        } else {
            document.insert("data".to_owned(), related.first().map_or(Value::Null, |other| identifier(other)));
        }
        let mut links = document.remove("links").unwrap_or_else(|| json!({ "self": self.here() }));
        links["related"] = Value::String(format!("{}/{}", self.link(resource), relationship.name));
        document.insert("links".to_owned(), links);
        Value::Object(document)
    }

    /// Where a resource lives.
    pub(crate) fn link(&self, resource: &Resource) -> String {
        format!("{}{}/{}", self.origin, resource.kind.path(), resource.id)
    }

    fn here(&self) -> String {
        format!("{}{}", self.origin, self.target)
    }

    /// The members of the page that the query asks for.
    pub(crate) fn cut<'b, T>(&self, resources: &'b [T]) -> &'b [T] {
        let start = self.query.offset.min(resources.len());
        let end = start.saturating_add(self.query.limit).min(resources.len());
        &resources[start..end]
    }

    /// `links` and `meta` of a list of `total` members.
    fn paging(&self, document: &mut Map<String, Value>, total: usize) {
        let mut links = json!({ "self": self.here(), "first": self.with_cursor(None) });
        let mut paging = json!({ "total": total, "limit": self.query.limit });
        let next = self.query.offset.saturating_add(self.query.limit);
        if next < total {
            let cursor = cursor::encode(next, self.query.fingerprint);
            links["next"] = Value::String(self.with_cursor(Some(&cursor)));
            paging["nextCursor"] = Value::String(cursor);
        }
        document.insert("links".to_owned(), links);
        document.insert("meta".to_owned(), json!({ "paging": paging }));
    }

    /// The request's address with all its parameters, but with this cursor.
    fn with_cursor(&self, cursor: Option<&str>) -> String {
        let (path, raw) = self.target.split_once('?').unwrap_or((self.target, ""));
        let kept = raw.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let mut parameters: Vec<String> = kept.map(str::to_owned).collect();
        parameters.extend(cursor.map(|cursor| format!("cursor={cursor}")));
        let mark = if parameters.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.origin, parameters.join("&"))
    }

    fn primary(&self, resource: &Resource) -> Value {
        self.resource(resource, |relationship| {
            let included = self.query.include.iter().any(|other| other.name == relationship.name);
            // Clients in the field want links beside the linkage that they did not ask for: a back
            // reference without links stays out of the answer to a create, too.
            included || (relationship.linked && self.written.contains(&relationship.name))
        })
    }

    fn resource(&self, resource: &Resource, linked: impl Fn(&Relationship) -> bool) -> Value {
        let kind = resource.kind;
        let mut object = identifier(resource);
        let shown = resource.attributes.iter().filter(|(name, _)| self.query.shows(kind.name, name));
        let attributes: Map<String, Value> = shown.map(|(name, value)| (name.clone(), self.shown(kind, name, value))).collect();
        if !attributes.is_empty() {
            object["attributes"] = Value::Object(attributes);
        }
        let shown = kind.relationships.iter().filter(|relationship| self.query.shows(kind.name, relationship.name));
        let relationships: Map<String, Value> = shown
            .filter_map(|relationship| {
                let object = self.relationship(resource, relationship, linked(relationship));
                (!object.is_empty()).then(|| (relationship.name.to_owned(), Value::Object(object)))
            })
            .collect();
        if !relationships.is_empty() {
            object["relationships"] = Value::Object(relationships);
        }
        object["links"] = json!({ "self": self.link(resource) });
        object
    }

    /// A value as answers show it: the simulator's own addresses are stored without scheme and host.
    fn shown(&self, kind: &Kind, name: &str, value: &Value) -> Value {
        let is_ours = kind.attribute(name).is_some_and(|known| known.create == Right::Never && known.update == Right::Never);
        if is_ours { self.absolute(value) } else { value.clone() }
    }

    fn absolute(&self, value: &Value) -> Value {
        match value {
            Value::String(path) if path.starts_with("/__/") => Value::String(format!("{}{path}", self.origin)),
            Value::Array(values) => values.iter().map(|value| self.absolute(value)).collect(),
            Value::Object(values) => values.iter().map(|(name, value)| (name.clone(), self.absolute(value))).collect(),
            other => other.clone(),
        }
    }

    fn relationship(&self, resource: &Resource, relationship: &Relationship, linked: bool) -> Map<String, Value> {
        let mut object = Map::new();
        if relationship.linked {
            let link = self.link(resource);
            let name = relationship.name;
            let links = json!({ "self": format!("{link}/relationships/{name}"), "related": format!("{link}/{name}") });
            object.insert("links".to_owned(), links);
        }
        if linked && relationship.identified {
            let related = self.world.related(resource, relationship.name);
            if relationship.many {
                let limit = self.query.linked(relationship.name);
                let identifiers = related.iter().take(limit).map(|other| identifier(other)).collect();
                object.insert("data".to_owned(), Value::Array(identifiers));
                object.insert("meta".to_owned(), json!({ "paging": { "total": related.len(), "limit": limit } }));
            } else {
                object.insert("data".to_owned(), related.first().map_or(Value::Null, |other| identifier(other)));
            }
        }
        object
    }

    /// Adds `included`, each resource once, when the request includes anything.
    fn include(&self, document: &mut Map<String, Value>, primary: &[&Resource]) {
        if self.query.include.is_empty() {
            return;
        }
        let mut seen = HashSet::new();
        let mut included = Vec::new();
        for relationship in &self.query.include {
            let most = self.query.included(relationship.name).min(MOST_LINKED);
            for resource in primary {
                for other in self.world.related(resource, relationship.name).into_iter().take(most) {
                    if seen.insert((other.kind.name, &other.id)) {
                        included.push(self.resource(other, |_| false));
                    }
                }
            }
        }
        document.insert("included".to_owned(), Value::Array(included));
    }
}

fn identifier(resource: &Resource) -> Value {
    json!({ "type": resource.kind.name, "id": resource.id })
}
