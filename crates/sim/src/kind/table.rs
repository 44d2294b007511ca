//! What one resource type is: its attributes, relationships, operations and parameters.
//!
//! A [`Kind`] is the only place where strictness is written down. Everything else (parameters,
//! bodies, documents, linkage) reads these tables, so a resource is added by writing one.

use super::attribute::Attribute;
use super::filter::Filter;
use super::relationship::Relationship;
use crate::ids::Ids;
use crate::refusal::Refusal;
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// One resource type of the API.
pub(crate) struct Kind {
    /// The JSON:API type, which is also the path segment.
    pub(crate) name: &'static str,
    /// The version of the type's own paths: 1 for `/v1/type`.
    pub(crate) version: u8,
    /// What the id of a new resource is.
    pub(crate) id: Id,
    /// Every attribute; all of them that are shown are in every answer.
    pub(crate) attributes: &'static [Attribute],
    /// Every relationship.
    pub(crate) relationships: &'static [Relationship],
    /// To-one links that this world needs and no answer shows: (name, type at the other end).
    pub(crate) hidden: &'static [(&'static str, &'static str)],
    /// Relationships whose members are part of the resource: copied and deleted with it.
    pub(crate) parts: &'static [&'static str],
    /// Types that may be created in the `included` of a create.
    pub(crate) inline: &'static [&'static str],
    /// The resource of an id that is not stored because it follows from others.
    pub(crate) computed: Option<fn(&World, id: &str) -> Option<Resource>>,
    /// What `include` may name, wherever the type is the primary data.
    pub(crate) include: &'static [&'static str],
    /// What the type's own paths offer.
    pub(crate) operations: &'static [Operation],
    /// `filter` of the collection.
    pub(crate) filters: &'static [Filter],
    /// `exists` of the collection.
    pub(crate) exists: &'static [&'static str],
    /// `sort` of the collection, without the `-` variants.
    pub(crate) sort: &'static [&'static str],
    /// Whether lists of a parent's children begin with the youngest.
    pub(crate) newest_first: bool,
    /// What no table can say.
    pub(crate) rules: Rules,
}

/// What the id of a new resource is.
#[derive(Clone, Copy)]
pub(crate) enum Id {
    /// A new UUID.
    Fresh,
    /// That of the resource at the other end of this to-one relationship.
    Of(&'static str),
    /// What this says of the resource as it would be; a new UUID for none.
    By(fn(&World, &Resource) -> Option<String>),
}

/// An operation on a type's own paths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operation {
    /// `GET /v1/type`
    List,
    /// `GET /v1/type/{id}`
    Get,
    /// `POST /v1/type`
    Create,
    /// `PATCH /v1/type/{id}`
    Update,
    /// `DELETE /v1/type/{id}`
    Delete,
}

/// Conflicts and consequences of a write that depend on the world.
pub(crate) struct Rules {
    /// Everything that stands against the write.
    pub(crate) check: fn(&World, &Write<'_>) -> Vec<Refusal>,
    /// What else changes with it; may complete `after`. Parts need no mention when it is a delete.
    pub(crate) effects: fn(&World, &Write<'_>, after: &mut Resource) -> Vec<Change>,
    /// What an event that was set for later ([`Change::Later`]) changes when its time has come.
    pub(crate) happen: fn(&World, &Resource, event: &str, &Ids) -> Vec<Change>,
    /// `exists[name]` of a resource, where neither an attribute nor a relationship says it.
    pub(crate) exists: fn(&World, &Resource, name: &str) -> bool,
}

impl Kind {
    /// A type with nothing but a name; tables fill in the rest.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            version: 1,
            id: Id::Fresh,
            attributes: &[],
            relationships: &[],
            hidden: &[],
            parts: &[],
            inline: &[],
            computed: None,
            include: &[],
            operations: &[],
            filters: &[],
            exists: &[],
            sort: &[],
            newest_first: false,
            rules: Rules::NONE,
        }
    }

    /// The attribute of that name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The relationship of that name.
    pub(crate) fn relationship(&self, name: &str) -> Option<&'static Relationship> {
        self.relationships.iter().find(|relationship| relationship.name == name)
    }

    /// The type at the other end of a relationship or hidden link.
    pub(crate) fn to(&self, name: &str) -> Option<&'static str> {
        let hidden = || self.hidden.iter().find(|(other, _)| *other == name).map(|(_, to)| *to);
        self.relationship(name).map_or_else(hidden, |relationship| relationship.to)
    }

    /// The path of the collection, without an id.
    pub(crate) fn path(&self) -> String {
        format!("/v{}/{}", self.version, self.name)
    }
}

impl Rules {
    /// No rules but the table's.
    pub(crate) const NONE: Self =
        Self { check: |_, _| Vec::new(), effects: |_, _, _| Vec::new(), happen: |_, _, _, _| Vec::new(), exists: |_, _, _| false };
}

impl Operation {
    /// Apple's word for it in "Allowed operations are: …".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::List => "GET_COLLECTION",
            Self::Get => "GET_INSTANCE",
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}
