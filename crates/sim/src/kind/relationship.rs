//! Relationships: where their linkage is kept, and which paths they offer.

use super::attribute::Right;
use super::filter::Filter;
use crate::world::{Resource, World};

/// One relationship, where its linkage comes from and what may be done with it.
pub(crate) struct Relationship {
    pub(crate) name: &'static str,
    /// The type at the other end; none when no path shows it.
    pub(crate) to: Option<&'static str>,
    pub(crate) many: bool,
    /// Whether the relationship object can carry linkage, that is, whether it can be included.
    pub(crate) identified: bool,
    /// Whether the relationship object carries links.
    pub(crate) linked: bool,
    /// What `…/{id}/relationships/name` offers.
    pub(crate) linkage: &'static [LinkageOperation],
    pub(crate) source: Source,
    pub(crate) create: Right,
    pub(crate) update: Right,
    /// When created inside the `included` of another type's create.
    pub(crate) inline: Right,
    pub(crate) related: Option<Related>,
}

/// An operation on `…/{id}/relationships/name`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkageOperation {
    /// `GET`
    Read,
    /// `PATCH`
    Replace,
    /// `POST`
    Add,
    /// `DELETE`
    Remove,
}

/// Where the linkage of a relationship is kept.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// In the resource itself; a to-many keeps its order.
    Own,
    /// In the resources at the other end, under this name.
    Inverse(&'static str),
    /// Likewise, but in an order that the resource itself keeps; members it does not list come last.
    Ordered(&'static str),
    /// Nowhere: it follows from the resource.
    Computed(Compute),
    /// Nowhere: this world holds none.
    Nowhere,
}

/// The ids at the other end of a relationship, in order; with territories, only theirs.
pub(crate) type Compute = fn(&World, &Resource, territories: Option<&[String]>) -> Vec<String>;

/// What `GET …/{id}/name` takes and answers.
#[derive(Clone, Copy)]
pub(crate) struct Related {
    pub(crate) include: Include,
    pub(crate) filters: &'static [Filter],
    pub(crate) exists: &'static [&'static str],
    /// Without the `-` variants.
    pub(crate) sort: &'static [&'static str],
    /// What a to-one relationship that leads nowhere answers.
    pub(crate) missing: Missing,
}

/// What `include` of a related path may name.
#[derive(Clone, Copy)]
pub(crate) enum Include {
    /// Nothing.
    Nothing,
    /// The same as on the type's own paths.
    Own,
}

/// What a to-one relationship that leads nowhere answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// 200 with `{"data": null}`.
    Null,
    /// 404 `RESOURCE_DOES_NOT_EXIST`.
    NotFound,
}

impl Relationship {
    /// A to-one relationship with links, of which this world holds none.
    pub(crate) const fn one(name: &'static str, to: &'static str) -> Self {
        Self {
            name,
            to: Some(to),
            many: false,
            identified: true,
            linked: true,
            linkage: &[LinkageOperation::Read],
            source: Source::Nowhere,
            create: Right::Never,
            update: Right::Never,
            inline: Right::Never,
            related: None,
        }
    }

    /// A to-many relationship with links, of which this world holds none.
    pub(crate) const fn many(name: &'static str, to: &'static str) -> Self {
        let mut many = Self::one(name, to);
        many.many = true;
        many
    }

    /// A relationship object that carries links only, to paths that are not served.
    pub(crate) const fn links_only(name: &'static str) -> Self {
        let mut links = Self::links_to_one(name, "").no_linkage();
        links.to = None;
        links
    }

    /// A relationship object that carries links only; its paths answer with one resource.
    pub(crate) const fn links_to_one(name: &'static str, to: &'static str) -> Self {
        let mut links = Self::one(name, to);
        links.identified = false;
        links
    }

    /// A relationship object that carries links only; its paths answer with a list.
    pub(crate) const fn links_to_many(name: &'static str, to: &'static str) -> Self {
        let mut links = Self::links_to_one(name, to);
        links.many = true;
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

    /// Likewise, in an order that can be changed.
    pub(crate) const fn ordered(mut self, name: &'static str) -> Self {
        self.source = Source::Ordered(name);
        self
    }

    /// Its linkage follows from the resource; the type at the other end is `Kind::computed`.
    pub(crate) const fn computed(mut self, ids: Compute) -> Self {
        self.source = Source::Computed(ids);
        self
    }

    /// Only in requests: no answer shows it.
    pub(crate) const fn write_only(mut self) -> Self {
        self.identified = false;
        self.unlinked()
    }

    /// Whether answers show it in any way.
    pub(crate) fn shown(&self) -> bool {
        self.linked || self.identified
    }

    /// It has neither links nor a linkage path: visible only when included.
    pub(crate) const fn unlinked(mut self) -> Self {
        self.linked = false;
        self.no_linkage()
    }

    /// It has links, but its linkage cannot be read.
    pub(crate) const fn no_linkage(self) -> Self {
        self.offering(&[])
    }

    /// Its linkage can be read and replaced.
    pub(crate) const fn replaceable(self) -> Self {
        self.offering(&[LinkageOperation::Read, LinkageOperation::Replace])
    }

    /// Its linkage can be read, and members added and removed.
    pub(crate) const fn extendable(self) -> Self {
        self.offering(&[LinkageOperation::Read, LinkageOperation::Add, LinkageOperation::Remove])
    }

    /// Its linkage path offers exactly this.
    pub(crate) const fn offering(mut self, linkage: &'static [LinkageOperation]) -> Self {
        self.linkage = linkage;
        self
    }

    /// It may be given on create.
    pub(crate) const fn on_create(mut self) -> Self {
        self.create = Right::Nullable;
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

    /// It may be given where the type is created inside another's `included`.
    pub(crate) const fn inline(mut self) -> Self {
        self.inline = Right::Nullable;
        self
    }

    /// `GET …/{id}/name` answers like the other type's own paths.
    pub(crate) const fn related(self) -> Self {
        self.related_as(Related::like_own())
    }

    /// `GET …/{id}/name` takes these filters, too.
    pub(crate) const fn related_by(self, filters: &'static [Filter]) -> Self {
        self.related_as(Related::like_own().filters(filters))
    }

    /// `GET …/{id}/name` takes no parameters but `limit` and `fields`.
    pub(crate) const fn related_plain(self) -> Self {
        self.related_as(Related::plain())
    }

    /// `GET …/{id}/name` takes and answers this.
    pub(crate) const fn related_as(mut self, related: Related) -> Self {
        self.related = Some(related);
        self
    }
}

impl Related {
    /// No parameters but `limit` and `fields`; a to-one that leads nowhere is `null`.
    pub(crate) const fn plain() -> Self {
        Self { include: Include::Nothing, filters: &[], exists: &[], sort: &[], missing: Missing::Null }
    }

    /// The `include` of the type's own paths.
    pub(crate) const fn like_own() -> Self {
        let mut related = Self::plain();
        related.include = Include::Own;
        related
    }

    /// It takes these filters.
    pub(crate) const fn filters(mut self, filters: &'static [Filter]) -> Self {
        self.filters = filters;
        self
    }

    /// It takes these in `exists`.
    pub(crate) const fn exists(mut self, names: &'static [&'static str]) -> Self {
        self.exists = names;
        self
    }

    /// It takes these in `sort`.
    pub(crate) const fn sort(mut self, keys: &'static [&'static str]) -> Self {
        self.sort = keys;
        self
    }

    /// A to-one that leads nowhere is a 404.
    pub(crate) const fn or_not_found(mut self) -> Self {
        self.missing = Missing::NotFound;
        self
    }
}

impl LinkageOperation {
    /// Apple's word for it in "Allowed operations are: …".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "GET_RELATIONSHIP",
            Self::Replace => "REPLACE",
            Self::Add => "ADD",
            Self::Remove => "REMOVE",
        }
    }
}
