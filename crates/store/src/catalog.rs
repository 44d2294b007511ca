//! The catalogue of resources and fields, read from `sql/catalog.toml`.
//!
//! Everything that must agree about a field (its column, its JSON:API attribute, when it may be edited) asks here.
//! The catalogue is compiled in; it is not read from the database file.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::Error as _;

/// All resources and views, in the order of the file.
#[derive(Debug)]
pub struct Catalog {
    /// Resources, each with its mirror table.
    pub resources: Vec<Resource>,
    /// Views people read and write.
    pub views: Vec<View>,
    /// Names of enumerations and the values Apple documents for them.
    pub enums: Vec<(String, Vec<String>)>,
}

/// One resource of App Store Connect.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property that the file states or not")]
pub struct Resource {
    /// Plural name: the view's name, and the mirror table's name before `_mirror`.
    pub name: String,
    /// Small number by which staged rows and journal steps name the resource for ever.
    pub code: i64,
    /// JSON:API type, such as `appStoreVersions`.
    pub kind: String,
    /// Number in its path: `/v1/…`, `/v2/…`.
    pub version: u32,
    /// Schema in Apple's document, such as `AppStoreVersion`.
    pub schema: String,
    /// Name of the scope that a sync fetches to refresh its rows.
    pub scope: String,
    /// What the API offers.
    pub operations: Vec<Operation>,
    /// The resource above, if any.
    pub parent: Option<Parent>,
    /// Fields that find a row again when the outcome of its creation is unknown.
    pub natural_key: Vec<String>,
    /// States in which Apple accepts edits; empty when edits do not depend on a state.
    pub editable: Vec<String>,
    /// States in which rows can be made and deleted.
    pub addable: Vec<String>,
    /// Name of the resource whose `state` decides: this one or an ancestor.
    pub state_of: String,
    /// States that nothing leaves any more.
    pub terminal: Vec<String>,
    /// Whether its order below its parent is kept, in the field `position`.
    pub is_ordered: bool,
    /// Whether it is a file that is uploaded.
    pub is_upload: bool,
    /// How many rows one parent takes, where there is a limit.
    pub most: Option<usize>,
    /// SQL for what its picture was made from, if it has one.
    pub image: Option<String>,
    /// Whether it is mirrored only: the API offers writes that this program does not.
    pub is_mirror_only: bool,
    /// States in which a row does not stand in the way of another one with the same natural key.
    pub closed: Vec<String>,
    /// Whether Apple copies the rows of the version before when a version is created.
    pub is_copied: bool,
    /// Whether its calls come after all others of their app: what is handed in is what was edited before.
    pub is_last: bool,
    /// Whether a change is a POST that takes the place of the whole row.
    pub is_replaced: bool,
    /// Whether Apple takes it and never shows it: a request, of which only the effect is seen.
    pub is_write_only: bool,
    /// Further scopes that show parts of it.
    pub seen_in: Vec<String>,
    /// Fields in the order of the file.
    pub fields: Vec<Field>,
}

/// A write the API offers for a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `POST /v1/<type>`
    Create,
    /// `PATCH /v1/<type>/<id>`
    Update,
    /// `DELETE /v1/<type>/<id>`
    Delete,
}

/// Where a resource hangs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// Name of the resource above.
    pub resource: String,
    /// Relationship through which a create names it.
    pub relationship: String,
}

/// One field of a resource.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property that the file states or not")]
pub struct Field {
    /// Column name.
    pub name: String,
    /// JSON:API attribute or relationship name; dots lead into an object.
    pub attribute: String,
    /// What kind of value it holds.
    pub kind: Kind,
    /// Who may set it, and when.
    pub access: Access,
    /// Limit in characters.
    pub max: Option<u32>,
    /// States in which it may be edited, when they differ from the resource's.
    pub editable: Option<FieldStates>,
    /// Completes the sentence "… is read-only: …".
    pub why: Option<String>,
    /// Whether a create must give it.
    pub is_required: bool,
    /// Whether a create cannot carry it: it follows in a PATCH.
    pub is_update_only: bool,
    /// Whether it is an order and no value: Apple carries it out and does not show it. Its `editable` states are those
    /// in which it can still be carried out.
    pub is_action: bool,
    /// The order that takes this one back.
    pub undo: Option<String>,
    /// Whether a create that does not give it sends the empty string.
    pub is_empty_when_new: bool,
    /// Whether Apple leaves it out when it copies the row for a new version.
    pub is_fresh: bool,
    /// Whether it is given when the row is made, and sent when its file is committed.
    pub is_commit: bool,
    /// Apple takes one answer and no other.
    pub is_once: bool,
    /// Whether it is the place of the row below its parent: Apple has no such attribute, but names all rows in their
    /// order.
    pub is_order: bool,
    /// Place in `dirty.mask`.
    pub bit: usize,
}

/// Kind of value a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// An address; Apple rejects the empty string and wants null.
    Url,
    /// True or false, stored as 1 or 0.
    Bool,
    /// An integer.
    Int,
    /// A date-time as Apple wrote it.
    Date,
    /// One of the values of the named enumeration.
    Enum(String),
    /// The id of a related resource of the named JSON:API type.
    Relationship(String),
    /// The rows of a to-many relationship that are sent with the row itself, as the text of a JSON array.
    Inline(String),
    /// Something that is never kept: the column holds a keyed hash of what Apple has. It is staged as the place where it
    /// is (`env:NAME` or `file:PATH`), which is read when it is sent.
    Secret,
}

/// Who may set a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Apple alone.
    #[default]
    Read,
    /// We, when the row is created.
    Create,
    /// We, at any time its state allows.
    Update,
}

/// States in which one field may be edited.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum FieldStates {
    /// Only the word `always`: in every state but the replaced one.
    Always(String),
    /// These states.
    In(Vec<String>),
}

/// One view of the catalogue.
#[derive(Debug)]
pub struct View {
    /// Name of the view.
    pub name: String,
    /// Resource whose rows it shows.
    pub base: String,
    /// A second resource shown beside the base, with the SQL that joins it.
    pub companion: Option<Companion>,
    /// Columns as written: `<resource>.<field>` or `<resource>.*`, with an optional ` AS <name>`.
    pub columns: Vec<String>,
}

/// A resource shown beside a view's base.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companion {
    /// Its name.
    pub resource: String,
    /// Join condition over resource names.
    pub on: String,
}

/// Returns the compiled-in catalogue.
///
/// # Panics
/// Only when the compiled-in file is not a catalogue, which the tests of this crate rule out.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the text is compiled in and parsed by every test run")]
        Catalog::parse(include_str!("../../../sql/catalog.toml")).expect("sql/catalog.toml is a catalogue")
    });
    &CATALOG
}

impl Catalog {
    /// Parses the text of a catalogue; an error names the place.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut resources = Vec::new();
        for (name, value) in file.resource {
            resources.push(Resource::from_file(name, value.try_into()?)?);
        }
        let mut views = Vec::new();
        for (name, value) in file.view {
            let ViewFile { base, companion, columns } = value.try_into()?;
            views.push(View { name, base, companion, columns });
        }
        let enums = file.enums.into_iter().map(|(name, values)| Ok((name, values.try_into()?)));
        Ok(Self { resources, views, enums: enums.collect::<Result<_, toml::de::Error>>()? })
    }

    /// Whether a field of a resource is the place of a file in its set.
    pub fn is_place(&self, resource: &str, field: &str) -> bool {
        self.resource(resource).and_then(|resource| resource.field(field)).is_some_and(|field| field.is_order)
    }

    /// Finds a resource by its plural name.
    pub fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// Resources that can be edited, some way or other.
    pub fn editable(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| !resource.is_mirror_only)
    }

    /// Finds a resource by its code.
    pub fn resource_of_code(&self, code: i64) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.code == code)
    }

    /// Name of the view through which the rows of a resource are written: the one that shows them alone.
    pub fn view_of<'a>(&'a self, resource: &'a Resource) -> &'a str {
        let shows = |view: &&View| view.base == resource.name && view.companion.is_none();
        self.views.iter().find(shows).map_or(resource.name.as_str(), |view| view.name.as_str())
    }

    /// Returns the resource and its ancestors, nearest first.
    pub fn lineage<'a>(&'a self, resource: &'a Resource) -> Vec<&'a Resource> {
        let mut lineage = vec![resource];
        let mut at = resource;
        while let Some(above) = at.parent.as_ref().and_then(|parent| self.resource(&parent.resource)) {
            lineage.push(above);
            at = above;
        }
        lineage
    }
}

/// SQL that joins a row's ancestors to it, one `JOIN` each, from its lineage.
pub(crate) fn ancestor_joins(lineage: &[&Resource]) -> impl Iterator<Item = String> {
    lineage.windows(2).map(|pair| format!("JOIN {above}_mirror AS {above} ON {above}.pk = {}.parent", pair[0].name, above = pair[1].name))
}

impl Resource {
    /// Name of the table that mirrors it.
    pub fn table(&self) -> String {
        format!("{}_mirror", self.name)
    }

    /// Path of the collection, such as `/v1/appStoreVersions`.
    pub fn path(&self) -> String {
        format!("/v{}/{}", self.version, self.kind)
    }

    /// Whether the API offers this write.
    pub fn offers(&self, operation: Operation) -> bool {
        self.operations.contains(&operation)
    }

    /// Whether it hangs from the other one.
    pub fn is_below(&self, other: &Self) -> bool {
        self.parent.as_ref().is_some_and(|parent| parent.resource == other.name)
    }

    /// Finds a field by its column name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether a field comes from this attribute or relationship, or from inside it.
    pub fn knows(&self, attribute: &str) -> bool {
        self.fields.iter().any(|field| field.root() == attribute)
    }

    /// The field that tells its state, if it has one: its changes are kept in `state_history`.
    pub fn state_field(&self) -> Option<&Field> {
        ["state", "processing_state"].into_iter().find_map(|name| self.field(name))
    }

    /// Whether a field tells a row from its like from the moment it is staged: it is given when the row is created, and
    /// what hangs from the row is shown with it.
    pub fn is_identity(&self, field: &Field) -> bool {
        field.access == Access::Create || (field.is_required && self.natural_key.contains(&field.name))
    }

    /// Whether its rows are told apart by locale.
    pub fn is_localized(&self) -> bool {
        self.field("locale").is_some()
    }

    fn from_file(name: String, file: ResourceFile) -> Result<Self, toml::de::Error> {
        let mut fields = Vec::new();
        for (bit, (field, value)) in file.fields.into_iter().enumerate() {
            fields.push(Field::from_file(field, bit, value.try_into()?)?);
        }
        if file.ordered {
            fields.push(Field::position(fields.len(), if file.mirror_only { Access::Read } else { Access::Update }));
        }
        Ok(Self {
            state_of: file.state_of.unwrap_or_else(|| name.clone()),
            terminal: file.terminal,
            is_ordered: file.ordered,
            is_upload: file.upload,
            most: file.most,
            image: file.image,
            is_mirror_only: file.mirror_only,
            closed: file.closed,
            is_copied: file.copied,
            is_last: file.last,
            is_replaced: file.replaced,
            is_write_only: file.write_only,
            seen_in: file.seen_in,
            code: file.code,
            kind: file.kind,
            version: file.version.unwrap_or(1),
            schema: file.schema,
            scope: file.scope,
            operations: file.operations,
            parent: file.parent,
            natural_key: file.natural_key,
            addable: file.addable.unwrap_or_else(|| file.editable.clone()),
            editable: file.editable,
            fields,
            name,
        })
    }
}

impl Field {
    /// Whether it is an attribute of the resource (and not a relationship).
    pub fn is_attribute(&self) -> bool {
        !self.is_order && !matches!(self.kind, Kind::Relationship(_) | Kind::Inline(_))
    }

    /// Whether what was sent can be compared with what Apple has: not an order, and not a secret.
    pub fn is_comparable(&self) -> bool {
        !self.is_action && self.kind != Kind::Secret
    }

    /// Whether a POST may carry it.
    pub fn is_creatable(&self) -> bool {
        self.access != Access::Read && !self.is_update_only && !self.is_commit && !self.is_order
    }

    /// The attribute or relationship that holds it.
    pub fn root(&self) -> &str {
        self.attribute.split('.').next().unwrap_or_default()
    }

    /// Whether a PATCH may carry it.
    pub fn is_updatable(&self) -> bool {
        self.access == Access::Update
    }

    /// The place of a row among its like, counted from 0.
    fn position(bit: usize, access: Access) -> Self {
        Self {
            name: "position".into(),
            attribute: "position".into(),
            kind: Kind::Int,
            access,
            max: None,
            editable: None,
            why: None,
            is_required: false,
            is_update_only: false,
            is_action: false,
            undo: None,
            is_empty_when_new: false,
            is_fresh: false,
            is_commit: false,
            is_once: false,
            is_order: true,
            bit,
        }
    }

    fn from_file(name: String, bit: usize, file: FieldFile) -> Result<Self, toml::de::Error> {
        Ok(Self {
            attribute: file.attribute.unwrap_or_else(|| camel_case(&name)),
            kind: Kind::parse(file.kind.as_deref().unwrap_or("text"))?,
            access: file.access,
            max: file.max,
            editable: file.editable,
            why: file.why,
            is_required: file.required || (file.access == Access::Create && !file.optional),
            is_update_only: file.update_only || file.action,
            is_action: file.action,
            undo: file.undo,
            is_empty_when_new: file.empty_when_new,
            is_fresh: file.fresh,
            is_commit: file.commit,
            is_once: file.once,
            is_order: false,
            bit,
            name,
        })
    }
}

impl Kind {
    /// Name of the kind as the catalogue writes it.
    pub fn name(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Url => "url".into(),
            Self::Bool => "bool".into(),
            Self::Int => "int".into(),
            Self::Date => "date".into(),
            Self::Enum(name) => format!("enum:{name}"),
            Self::Relationship(kind) => format!("rel:{kind}"),
            Self::Inline(kind) => format!("inline:{kind}"),
            Self::Secret => "secret".into(),
        }
    }

    /// Column type.
    pub fn sql_type(&self) -> &'static str {
        match self {
            Self::Bool | Self::Int => "INTEGER",
            _ => "TEXT",
        }
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        Ok(match text.split_once(':') {
            Some(("enum", name)) => Self::Enum(name.into()),
            Some(("rel", kind)) => Self::Relationship(kind.into()),
            Some(("inline", kind)) => Self::Inline(kind.into()),
            _ => match text {
                "text" => Self::Text,
                "url" => Self::Url,
                "bool" => Self::Bool,
                "int" => Self::Int,
                "date" => Self::Date,
                "secret" => Self::Secret,
                _ => return Err(toml::de::Error::custom(format!("no such kind of field: {text}"))),
            },
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    enums: toml::Table,
    resource: toml::Table,
    view: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property that the file states or not")]
struct ResourceFile {
    code: i64,
    #[serde(rename = "type")]
    kind: String,
    version: Option<u32>,
    schema: String,
    scope: String,
    #[serde(default)]
    operations: Vec<Operation>,
    parent: Option<Parent>,
    #[serde(default)]
    natural_key: Vec<String>,
    #[serde(default)]
    editable: Vec<String>,
    addable: Option<Vec<String>>,
    state_of: Option<String>,
    #[serde(default)]
    terminal: Vec<String>,
    #[serde(default)]
    ordered: bool,
    #[serde(default)]
    upload: bool,
    most: Option<usize>,
    image: Option<String>,
    #[serde(default)]
    mirror_only: bool,
    #[serde(default)]
    closed: Vec<String>,
    #[serde(default)]
    copied: bool,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    replaced: bool,
    #[serde(default)]
    write_only: bool,
    #[serde(default)]
    seen_in: Vec<String>,
    #[serde(default)]
    fields: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property that the file states or not")]
struct FieldFile {
    attribute: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    access: Access,
    max: Option<u32>,
    editable: Option<FieldStates>,
    why: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    update_only: bool,
    #[serde(default)]
    action: bool,
    undo: Option<String>,
    #[serde(default)]
    empty_when_new: bool,
    #[serde(default)]
    fresh: bool,
    #[serde(default)]
    commit: bool,
    #[serde(default)]
    once: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewFile {
    base: String,
    companion: Option<Companion>,
    columns: Vec<String>,
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut text, word| {
        let mut letters = word.chars();
        text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        text.push_str(letters.as_str());
        text
    })
}
