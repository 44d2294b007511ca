//! Writes `sql/generated.sql` from the catalogue: reference rows, mirror tables, views and triggers. The views of
//! `sql/views/` are put behind them, so that they are made anew with the others.
//!
//! The output is checked in and compiled in, so that it can be read and reviewed as SQL; a test holds it in step with
//! the catalogue. Nothing here runs in the program itself.

mod changes;
mod companion;
mod docs;
mod hand_written;
mod mirror;
mod reference;
mod trigger;
mod upload;
mod view;

use crate::catalog::Catalog;
use crate::literal;

pub(crate) use changes::locale;
pub use docs::{checks, markdown};
pub(crate) use trigger::parent_column;

/// Returns the generated part of the schema, to be run after `sql/base.sql`.
pub fn schema(catalog: &Catalog) -> String {
    let mut sql = String::from(
        "-- Made from sql/catalog.toml and sql/views/ by `cargo generate`; edits here are lost.\n\
         -- In reading order: reference rows, then per resource its mirror table with guards, then the views with\n\
         -- their triggers, `changes` and `conflicts`, last the views that are written by hand.\n",
    );
    sql.push_str(&reference::rows(catalog));
    for resource in &catalog.resources {
        sql.push_str(&mirror::table(catalog, resource));
    }
    for view in &catalog.views {
        let shape = view::Shape::of(catalog, view);
        sql.push_str(&shape.ddl());
        sql.push_str(&trigger::triggers(catalog, &shape));
    }
    sql.push_str(&changes::views(catalog));
    sql.push_str(&hand_written::views());
    sql
}

/// Joins strings as a list of SQL literals.
pub(crate) fn literals(texts: &[String]) -> String {
    texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::catalog::catalog;

    #[test]
    fn generated_schema_is_in_step() {
        in_step("sql/generated.sql", &super::schema(catalog()));
    }

    #[test]
    fn generated_schema_reference_is_in_step() {
        in_step("docs/SCHEMA.md", &super::markdown(catalog()));
    }

    #[test]
    fn generated_list_of_checks_is_in_step() {
        in_step("docs/CHECKS.md", &super::checks());
    }

    /// Rewrites the file when it is behind, and fails so that the difference is looked at.
    fn in_step(file: &str, wanted: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
        if fs::read_to_string(&path).unwrap_or_default() != wanted {
            fs::write(&path, wanted).unwrap();
            panic!("{file} was behind its sources and has been rewritten: look at the difference and commit it");
        }
    }
}
