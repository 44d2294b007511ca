//! `docs/SCHEMA.md`: the views and their columns, for people who write SQL.

use std::fmt::Write as _;

use super::hand_written;
use super::view::{Shape, Source};
use crate::catalog::{Access, Catalog, Field, FieldStates, Kind, Resource};

/// Returns the schema reference as Markdown.
pub fn markdown(catalog: &Catalog) -> String {
    let mut text = String::from(
        "# Views\n\nMade from `sql/catalog.toml` and `sql/views/` by `cargo generate`; edits here are lost.\n\n\
         Views show what is staged on top of what Apple has. Writing to them stages an edit; nothing is sent before `fleet push`.\n\
         Besides the columns below, every view has `pk`, `id`, `account`, `client`, `legal_name`, `app_id`, `bundle_id`, `app`\n\
         (the app's name; in `apps` these are `id`, `bundle_id` and `name`), the ids of the rows above it, `editable`, `staged`\n\
         and `synced_at` (Unix seconds). A field with a limit has a `…_len` column: its length in characters. Screenshots,\n\
         previews and icons have `image`: the file below `.fleet/images` once `fleet sync --images` has downloaded it.\n",
    );
    for view in &catalog.views {
        let shape = Shape::of(catalog, view);
        let _ = write!(text, "\n## {}\n\nApple's `{}`", view.name, shape.base.kind);
        if let Some(companion) = shape.companion {
            let _ = write!(text, " beside `{}`", companion.kind);
        }
        let _ =
            write!(text, ". {}\n\n| column | attribute | kind | edited | limit |\n| --- | --- | --- | --- | --- |\n", states(shape.base));
        for column in &shape.columns {
            if let Source::Field(resource, field) = column.source {
                let is_shown_here = shape.row_of(resource).is_some();
                let edited = if is_shown_here { edited(field) } else { format!("in `{}`", resource.name) };
                let limit = field.max.map(|max| max.to_string()).unwrap_or_default();
                let _ = writeln!(text, "| `{}` | `{}` | {} | {edited} | {limit} |", column.name, field.attribute, kind(&field.kind));
            }
        }
    }
    text.push_str(
        "\n## changes\n\nOne row per staged field: `changeset, resource, id, field, base, value, current, locale, platform, version_string,\n\
         app_id, app, account, client, pk, at`. The field `+` is a row to be created, `-` one to be deleted.\n\
         `DELETE FROM changes WHERE …` takes changes back.\n\n\
         ## conflicts\n\nThe rows of `changes` whose field somebody changed at Apple since it was staged.\n\n\
         ## fields\n\nEvery field of every view: `resource, name, attribute, kind, access, max, editable, why`.\n",
    );
    text.push_str(&hand_written::markdown());
    text
}

fn states(resource: &Resource) -> String {
    if resource.editable.is_empty() {
        return "Edits do not depend on a state.".into();
    }
    format!("`editable` in the states {}.", resource.editable.join(", "))
}

fn edited(field: &Field) -> String {
    match (field.access, &field.editable) {
        (Access::Read, _) => field.why.clone().map_or("no".into(), |why| format!("no: {why}")),
        (Access::Create, _) => "when created".into(),
        (Access::Update, Some(FieldStates::Always(_))) => "always".into(),
        (Access::Update, Some(FieldStates::In(states))) => format!("in {}", states.join(", ")),
        (Access::Update, None) => "yes".into(),
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Enum(name) => format!("one of `{name}`"),
        Kind::Relationship(related) => format!("id of `{related}`"),
        other => other.name(),
    }
}

/// Returns `docs/CHECKS.md`: how checks work, and what each of ours looks for.
pub fn checks() -> String {
    let guide = include_str!("../../../../sql/checks/README.md").replace("../docs/SCHEMA.md", "SCHEMA.md");
    let mut text =
        format!("<!-- Made from sql/checks/ by `cargo generate`; edits here are lost. -->\n\n{guide}\n## The built-in checks\n\n");
    text.push_str("| check | level | what it finds | why |\n| --- | --- | --- | --- |\n");
    for check in crate::check::built_in() {
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", check.name, check.level, check.title, check.why);
    }
    text
}
