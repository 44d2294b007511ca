//! What one resource type is: its attributes, relationships, operations and parameters.
//!
//! A [`Kind`] is the only place where strictness is written down. Everything else (parameters,
//! bodies, documents, linkage) reads these tables, so a resource is added by writing one.

use serde_json::Value;

use crate::refusal::Refusal;
use crate::world::{Change, Resource, World};
use crate::write::Write;

/// One resource type of the API.
pub(crate) struct Kind {
    /// The JSON:API type, which is also the path segment.
    pub(crate) name: &'static str,
    /// Every attribute; all of them are in every answer.
    pub(crate) attributes: &'static [Attribute],
    /// Every relationship.
    pub(crate) relationships: &'static [Relationship],
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

/// One attribute and who may write it.
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) create: Right,
    pub(crate) update: Right,
}

/// What values an attribute can hold.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// Text of `least` to `most` characters (Unicode scalar values).
    Text { least: usize, most: usize },
    /// An http or https address of at most 2048 characters.
    Url,
    /// `true` or `false`.
    Boolean,
    /// A date and time with an offset.
    DateTime,
    /// One of a closed list.
    Enumeration(&'static [&'static str]),
    /// Several of a closed list.
    Enumerations(&'static [&'static str]),
    /// An image: `{templateUrl, width, height}`.
    ImageAsset,
}

/// What a request may do with an attribute or relationship.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Right {
    /// It may not name it.
    Never,
    /// It may name it; `null` clears it.
    Nullable,
    /// It must name it, and not as `null`.
    Required,
}

/// One relationship, where its linkage comes from and what may be done with it.
pub(crate) struct Relationship {
    pub(crate) name: &'static str,
    /// The type at the other end; none for a relationship that is only links.
    pub(crate) to: Option<&'static str>,
    pub(crate) many: bool,
    pub(crate) reach: Reach,
    pub(crate) source: Source,
    pub(crate) create: Right,
    pub(crate) update: Right,
    pub(crate) related: Option<Related>,
}

/// How far a relationship can be reached without including it; each includes the ones before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Not at all.
    Included,
    /// The relationship object carries links.
    Links,
    /// `GET …/relationships/name` is offered.
    Read,
    /// `PATCH …/relationships/name` is offered, too.
    Replace,
}

/// Where the linkage of a relationship is kept.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// In the resource itself (to-one only).
    Own,
    /// In the resources at the other end, under this name.
    Inverse(&'static str),
    /// Nowhere: this world holds none.
    Nowhere,
}

/// `GET …/{id}/name`.
#[derive(Clone, Copy)]
pub(crate) struct Related {
    /// Whether it takes the other type's `include`.
    pub(crate) include: bool,
    pub(crate) filters: &'static [Filter],
}

/// One `filter[name]`: an attribute, a relationship (ids), `relationship.attribute`, or `id`.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    /// The closed list of values, if it is one.
    pub(crate) values: Option<&'static [&'static str]>,
}

/// Conflicts and consequences of a write that depend on the world.
pub(crate) struct Rules {
    /// Everything that stands against the write.
    pub(crate) check: fn(&World, &Write<'_>) -> Vec<Refusal>,
    /// What else changes with it; may complete `after`.
    pub(crate) effects: fn(&World, &Write<'_>, after: &mut Resource) -> Vec<Change>,
}

/// The text length that nobody has reported a limit for.
pub(crate) const LONG: usize = 4000;

/// Text of at most `most` characters.
pub(crate) const fn text(most: usize) -> Form {
    Form::Text { least: 0, most }
}

impl Kind {
    /// A type with nothing but a name; tables fill in the rest.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: &[],
            relationships: &[],
            include: &[],
            operations: &[],
            filters: &[],
            exists: &[],
            sort: &[],
            newest_first: false,
            rules: Rules { check: |_, _| Vec::new(), effects: |_, _, _| Vec::new() },
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

impl Attribute {
    /// A read-only attribute.
    pub(crate) const fn new(name: &'static str, form: Form) -> Self {
        Self { name, form, create: Right::Never, update: Right::Never }
    }

    /// May be given and cleared on create.
    pub(crate) const fn on_create(mut self) -> Self {
        self.create = Right::Nullable;
        self
    }

    /// Must be given on create.
    pub(crate) const fn required(mut self) -> Self {
        self.create = Right::Required;
        self
    }

    /// May be changed and cleared.
    pub(crate) const fn on_update(mut self) -> Self {
        self.update = Right::Nullable;
        self
    }
}

impl Form {
    /// Whether a value other than `null` has the right JSON type and, for enumerations, is known.
    pub(crate) fn admits(&self, value: &Value) -> bool {
        match self {
            Self::Text { .. } | Self::Url => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::DateTime => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
            Self::Enumeration(values) => value.as_str().is_some_and(|text| values.contains(&text)),
            Self::Enumerations(values) => {
                value.as_array().is_some_and(|list| list.iter().all(|item| item.as_str().is_some_and(|text| values.contains(&text))))
            }
            Self::ImageAsset => value.is_object(),
        }
    }
}

impl Relationship {
    /// A to-one relationship with links, of which this world holds none.
    pub(crate) const fn one(name: &'static str, to: &'static str) -> Self {
        Self {
            name,
            to: Some(to),
            many: false,
            reach: Reach::Read,
            source: Source::Nowhere,
            create: Right::Never,
            update: Right::Never,
            related: None,
        }
    }

    /// A to-many relationship with links, of which this world holds none.
    pub(crate) const fn many(name: &'static str, to: &'static str) -> Self {
        let mut many = Self::one(name, to);
        many.many = true;
        many
    }

    /// A relationship object that carries links only and cannot be included.
    pub(crate) const fn links_only(name: &'static str) -> Self {
        let mut links = Self::one(name, "");
        links.to = None;
        links.reach = Reach::Links;
        links
    }

    /// Its linkage is stored in the resource.
    pub(crate) const fn own(mut self) -> Self {
        self.source = Source::Own;
        self
    }

    /// Its linkage is what the resources at the other end say under `name`.
    pub(crate) const fn inverse(mut self, name: &'static str) -> Self {
        self.source = Source::Inverse(name);
        self
    }

    /// It has neither links nor a linkage path: visible only when included.
    pub(crate) const fn unlinked(mut self) -> Self {
        self.reach = Reach::Included;
        self
    }

    /// It has links, but its linkage cannot be read.
    pub(crate) const fn no_linkage(mut self) -> Self {
        self.reach = Reach::Links;
        self
    }

    /// Its linkage can be replaced.
    pub(crate) const fn replaceable(mut self) -> Self {
        self.reach = Reach::Replace;
        self
    }

    /// It must be given on create.
    pub(crate) const fn required(mut self) -> Self {
        self.create = Right::Required;
        self
    }

    /// It may be changed and cleared by a PATCH of the resource.
    pub(crate) const fn on_update(mut self) -> Self {
        self.update = Right::Nullable;
        self
    }

    /// `GET …/{id}/name` answers like the other type's own paths.
    pub(crate) const fn related(mut self) -> Self {
        self.related = Some(Related { include: true, filters: &[] });
        self
    }

    /// `GET …/{id}/name` takes these filters, too.
    pub(crate) const fn related_by(mut self, filters: &'static [Filter]) -> Self {
        self.related = Some(Related { include: true, filters });
        self
    }

    /// `GET …/{id}/name` takes no parameters but `limit` and `fields`.
    pub(crate) const fn related_plain(mut self) -> Self {
        self.related = Some(Related { include: false, filters: &[] });
        self
    }
}

impl Filter {
    /// A filter on free values.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, values: None }
    }

    /// A filter on a closed list of values.
    pub(crate) const fn among(name: &'static str, values: &'static [&'static str]) -> Self {
        Self { name, values: Some(values) }
    }
}
