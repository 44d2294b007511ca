//! A case: statements of one transaction, and what each ends with.

use super::fixture::{Gate, Sample, mirrored};
use crate::catalog::{Field, Resource, View};

/// A transaction that is rolled back.
pub(super) struct Case {
    pub(super) title: String,
    pub(super) steps: Vec<Step>,
}

/// A statement, and the rows or the refusal that it ends with.
pub(super) struct Step {
    pub(super) sql: String,
    pub(super) expected: Ended,
}

pub(super) type Ended = Result<Vec<String>, String>;

impl Case {
    pub(super) fn new(title: impl Into<String>) -> Self {
        let mut case = Self { title: title.into(), steps: Vec::new() };
        case.run("BEGIN");
        case
    }

    pub(super) fn ends(mut self) -> Self {
        self.run("ROLLBACK");
        self.nothing_staged();
        self
    }

    pub(super) fn run(&mut self, sql: impl Into<String>) {
        self.steps.push(Step { sql: sql.into(), expected: Ok(Vec::new()) });
    }

    pub(super) fn gives(&mut self, sql: impl Into<String>, rows: impl IntoIterator<Item = impl Into<String>>) {
        self.steps.push(Step { sql: sql.into(), expected: Ok(rows.into_iter().map(Into::into).collect()) });
    }

    pub(super) fn refuses(&mut self, sql: impl Into<String>, sentence: impl Into<String>) {
        self.steps.push(Step { sql: sql.into(), expected: Err(sentence.into()) });
    }

    pub(super) fn nothing_staged(&mut self) {
        self.gives("SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM dirty), (SELECT writer FROM mirror_guard)", ["0|0|NULL"]);
    }

    /// Writes to the mirror, as a sync does.
    pub(super) fn sync(&mut self, sql: impl Into<String>) {
        self.run("UPDATE mirror_guard SET writer = 'sync'");
        self.run(sql);
        self.run("UPDATE mirror_guard SET writer = NULL");
    }

    pub(super) fn state(&mut self, owner: &Resource, pk: i64, state: &str) {
        self.sync(format!("UPDATE {} SET state = '{state}' WHERE pk = {pk}", owner.table()));
    }

    pub(super) fn open(&mut self, gate: Option<&Gate>) {
        if let Some(gate) = gate {
            self.state(gate.owner, 1, &gate.open);
        }
    }

    /// Writes a value, and looks at all that can be seen of it.
    pub(super) fn writes(&mut self, view: &View, name: &str, (resource, field): (&Resource, &Field), value: &Sample, shown: &Sample) {
        let base = mirrored(resource, field);
        self.run(format!("UPDATE {} SET {name} = {} WHERE pk = 1", view.name, value.sql));
        self.is_staged(view, name, (resource, field), &base, shown);
    }

    pub(super) fn is_staged(&mut self, view: &View, name: &str, (resource, field): (&Resource, &Field), base: &Sample, shown: &Sample) {
        let change = format!("{}|1|{}|{}|{}", resource.name, field.name, base.shown, shown.shown);
        let is_staged = shown != base && shown.shown != base.shown;
        self.gives("SELECT resource, pk, field, base, value FROM changes", is_staged.then_some(change));
        self.gives("SELECT resource, pk, mask FROM dirty", is_staged.then(|| format!("{}|1|{}", resource.code, 1_i64 << field.bit)));
        self.gives(format!("SELECT {name}, staged FROM {} WHERE pk = 1", view.name), [format!("{}|{}", shown.shown, i32::from(is_staged))]);
        self.gives(format!("SELECT {} FROM {} WHERE pk = 1", field.name, resource.table()), [base.shown.clone()]);
    }
}
