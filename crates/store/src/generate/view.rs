//! Views: the mirror overlaid with what is staged.

use crate::catalog::{Catalog, Field, Kind, Operation, Resource, View, ancestor_joins};
use crate::scope::{Per, scope};

use super::literals;

/// A view resolved against the catalogue: its rows, its columns, and which row each column belongs to.
pub(super) struct Shape<'a> {
    pub(super) view: &'a View,
    pub(super) base: &'a Resource,
    pub(super) companion: Option<&'a Resource>,
    pub(super) columns: Vec<Column<'a>>,
    lineage: Vec<&'a Resource>,
}

/// One column of a view.
pub(super) struct Column<'a> {
    pub(super) name: String,
    pub(super) source: Source<'a>,
    expression: String,
}

/// Where a column comes from.
pub(super) enum Source<'a> {
    /// A field of the row shown, or of its companion or an ancestor.
    Field(&'a Resource, &'a Field),
    /// Identity, derived lengths and flags.
    Derived,
}

impl<'a> Shape<'a> {
    pub(super) fn of(catalog: &'a Catalog, view: &'a View) -> Self {
        let find = |name: &str| {
            catalog.resource(name).unwrap_or_else(|| panic!("sql/catalog.toml: view {} names the unknown resource {name}", view.name))
        };
        let base = find(&view.base);
        let companion = view.companion.as_ref().map(|companion| find(&companion.resource));
        let lineage = catalog.lineage(base);
        let mut shape = Self { view, base, companion, columns: Vec::new(), lineage };
        shape.identity();
        for column in &view.columns {
            let (source, alias) = column.split_once(" AS ").map_or((column.as_str(), None), |(source, alias)| (source, Some(alias)));
            let (resource, field) = source.split_once('.').unwrap_or((source, "*"));
            let resource = find(resource);
            for candidate in &resource.fields {
                if field == "*" || field == candidate.name {
                    shape.field(resource, candidate, alias);
                }
            }
        }
        shape.secrets();
        shape.image();
        shape.lengths();
        shape.flags();
        shape
    }

    /// The `CREATE VIEW` statement.
    pub(super) fn ddl(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| format!("{} AS {}", column.expression, column.name)).collect();
        let mut conditions: Vec<_> = self.lineage.iter().map(|resource| format!("{}.gone_at IS NULL", resource.name)).collect();
        if self.has_overlay(self.base) && self.base.offers(Operation::Delete) {
            // Rows staged for deletion are hidden.
            conditions.push(format!("({0}_dirty.mask IS NULL OR {0}_dirty.mask & {1} = 0)", self.base.name, 1_i64 << 61));
        }
        format!(
            "\n-- {name}\nCREATE VIEW {name} AS SELECT\n  {}\nFROM {}\nWHERE {};\n",
            columns.join(",\n  "),
            self.joins().join("\n  "),
            conditions.join(" AND "),
            name = self.view.name,
        )
    }

    /// The row key of `resource` inside a trigger on this view, when the view shows that row itself.
    pub(super) fn row_of(&self, resource: &Resource) -> Option<&'static str> {
        if resource.name == self.base.name {
            Some("OLD.pk")
        } else if self.companion.is_some_and(|companion| companion.name == resource.name) {
            Some("OLD.info_pk")
        } else {
            None
        }
    }

    /// Whether its rows are Apple's, and what is shown beside them is ours to write.
    pub(super) fn has_own_companion(&self) -> bool {
        self.base.is_mirror_only && self.companion.is_some_and(|companion| !companion.is_mirror_only)
    }

    fn identity(&mut self) {
        let base = &self.base.name;
        self.derived("pk", format!("{base}.pk"));
        self.derived("id", format!("{base}.id"));
        self.derived("account", "accounts.name".into());
        if self.is_of_an_app() {
            self.derived("client", "clients.name".into());
            self.derived("legal_name", "clients.legal_name".into());
        }
        if self.is_of_an_app() && base != "apps" {
            self.derived("app_id", "apps.id".into());
            self.derived("bundle_id", "apps.bundle_id".into());
            self.derived("app", "apps.name".into());
        }
        for ancestor in self.lineage.clone().into_iter().skip(1).filter(|ancestor| ancestor.name != "apps") {
            self.derived(&id_column(&ancestor.name), format!("{}.id", ancestor.name));
        }
    }

    /// Whether its rows belong to an app, and not to the whole account.
    fn is_of_an_app(&self) -> bool {
        self.lineage.iter().any(|resource| resource.name == "apps")
    }

    fn field(&mut self, resource: &'a Resource, field: &'a Field, alias: Option<&str>) {
        let name = alias.unwrap_or(&field.name).to_owned();
        if self.columns.iter().any(|column| column.name == name) {
            return;
        }
        let expression = self.overlaid(resource, field, &field.name, "value");
        self.columns.push(Column { name, source: Source::Field(resource, field), expression });
    }

    /// Whether Apple has a secret, or will.
    fn secrets(&mut self) {
        let secrets: Vec<(&Resource, &Field)> = self
            .columns
            .iter()
            .filter_map(|column| match column.source {
                Source::Field(resource, field) if field.kind == Kind::Secret => Some((resource, field)),
                _ => None,
            })
            .collect();
        for (resource, field) in secrets {
            let has_one = format!("(coalesce({}, '') <> '')", self.overlaid(resource, field, &field.name, "value"));
            self.derived(&format!("{}_set", field.name), has_one);
        }
    }

    /// Where the picture is, below the folder of images; NULL while it was not downloaded.
    fn image(&mut self) {
        if let Some(source) = &self.base.image {
            let path = "substr(sha256, 1, 2) || '/' || sha256 || '.' || format";
            self.derived("image_source", source.clone());
            self.derived("image", format!("(SELECT {path} FROM images WHERE source = {source})"));
        }
    }

    fn lengths(&mut self) {
        let limited: Vec<(&Resource, &Field)> = self
            .columns
            .iter()
            .filter_map(|column| match column.source {
                Source::Field(resource, field) if field.max.is_some() => Some((resource, field)),
                _ => None,
            })
            .collect();
        for (resource, field) in limited {
            let column = format!("{}_len", field.name);
            let expression = self.overlaid(resource, field, &column, "length(value)");
            self.derived(&column, expression);
        }
    }

    fn flags(&mut self) {
        let base = self.base;
        let state_of = &base.state_of;
        self.derived("editable", editable(base, &format!("{state_of}.state"), &format!("{state_of}.id")));
        if let Some(companion) = self.companion {
            // The companion's state is that of the row above it, which the view does not join.
            let state = format!("(SELECT state FROM {}_mirror WHERE pk = {}.parent)", companion.state_of, companion.name);
            let editable = editable(companion, &state, &format!("{}.id", companion.name));
            self.derived("info_editable", format!("coalesce({editable}, 0)"));
        }
        let overlays: Vec<_> = self.overlays().iter().map(|resource| format!("{}_dirty.pk IS NOT NULL", resource.name)).collect();
        self.derived("staged", if overlays.is_empty() { "0".into() } else { format!("({})", overlays.join(" OR ")) });
        if let Some(companion) = self.companion {
            self.derived("info_pk", format!("{}.pk", companion.name));
        }
        // What comes along with the rows of apps but belongs to none was seen when any of them was read.
        let synced_at = match self.scope_row() {
            Some(_) => "sync_scopes.fetched_at".into(),
            None => {
                format!("(SELECT max(fetched_at) FROM sync_scopes WHERE account = {0}.account AND kind = '{1}')", base.name, base.scope)
            }
        };
        self.derived("synced_at", synced_at);
        if base.name == "apps" {
            self.derived("readiness", "(SELECT readiness FROM app_readiness WHERE app = apps.pk)".into());
        }
    }

    /// SQL of the row by which the book of scopes knows when the base was read; `None` when it is not one of its own.
    fn scope_row(&self) -> Option<String> {
        match scope(&self.base.scope).map(|scope| &scope.per) {
            Some(Per::Row(row)) => Some(format!("{row}.pk")),
            Some(Per::Apps) => self.is_of_an_app().then(|| "apps.pk".into()),
            Some(Per::Account) | None => Some("0".into()),
        }
    }

    fn derived(&mut self, name: &str, expression: String) {
        self.columns.push(Column { name: name.into(), source: Source::Derived, expression });
    }

    /// The mirrored column, or what is staged for the field.
    fn overlaid(&self, resource: &Resource, field: &Field, column: &str, staged: &str) -> String {
        let mirrored = format!("{}.{column}", resource.name);
        if !field.is_updatable() || self.row_of(resource).is_none() {
            return mirrored;
        }
        // A companion that is to go is not there any more, though the row beside it is.
        let gone = if self.has_own_companion() {
            format!("WHEN {}_dirty.mask & {} THEN NULL ", resource.name, 1_i64 << 61)
        } else {
            String::new()
        };
        format!(
            "CASE {gone}WHEN {name}_dirty.mask & {mask} THEN (SELECT {staged} FROM staged WHERE resource = {code} AND pk = {name}.pk AND field = '{field}') ELSE {mirrored} END",
            name = resource.name,
            mask = 1_i64 << field.bit,
            code = resource.code,
            field = field.name,
        )
    }

    fn joins(&self) -> Vec<String> {
        let base = self.base;
        let mut joins = vec![format!("{}_mirror AS {0}", base.name)];
        joins.extend(ancestor_joins(&self.lineage));
        if let (Some(resource), Some(companion)) = (self.companion, &self.view.companion) {
            joins.push(format!("LEFT JOIN {0}_mirror AS {0} ON {1} AND {0}.gone_at IS NULL", resource.name, companion.on));
        }
        for resource in self.overlays() {
            joins.push(format!(
                "LEFT JOIN dirty AS {0}_dirty ON {0}_dirty.resource = {1} AND {0}_dirty.pk = {0}.pk",
                resource.name, resource.code
            ));
        }
        if let Some(row) = self.scope_row() {
            joins.push(format!(
                "LEFT JOIN sync_scopes ON sync_scopes.account = {}.account AND sync_scopes.kind = '{}' AND sync_scopes.parent = {row}",
                base.name, base.scope
            ));
        }
        joins.push(format!("LEFT JOIN accounts ON accounts.pk = {}.account", base.name));
        if self.is_of_an_app() {
            joins.push("LEFT JOIN client_apps ON client_apps.app = apps.pk".into());
            joins.push("LEFT JOIN clients ON clients.pk = client_apps.client".into());
        }
        joins
    }

    /// Resources whose staged values this view shows.
    fn overlays(&self) -> Vec<&'a Resource> {
        [Some(self.base), self.companion].into_iter().flatten().filter(|resource| self.has_overlay(resource)).collect()
    }

    fn has_overlay(&self, resource: &Resource) -> bool {
        // A row can be staged that has no field which can.
        let can_come_or_go = resource.name == self.base.name && (resource.offers(Operation::Create) || resource.offers(Operation::Delete));
        let is_updatable = resource.fields.iter().any(Field::is_updatable)
            && self
                .columns
                .iter()
                .any(|column| matches!(column.source, Source::Field(owner, field) if owner.name == resource.name && field.is_updatable()));
        can_come_or_go || is_updatable
    }
}

/// SQL that is true when Apple accepts edits of the resource in this state. What is staged for creation can always be
/// edited.
fn editable(resource: &Resource, state: &str, id: &str) -> String {
    if resource.is_mirror_only {
        return "0".into();
    }
    if resource.editable.is_empty() {
        return "1".into();
    }
    format!("({state} IN ({}) OR {id} GLOB '~*')", literals(&resource.editable))
}

/// Name of the column that holds an ancestor's id, such as `version_id`.
pub(super) fn id_column(resource: &str) -> String {
    let singular = resource.strip_suffix("ies").map(|stem| format!("{stem}y"));
    format!("{}_id", singular.as_deref().or(resource.strip_suffix('s')).unwrap_or(resource))
}
