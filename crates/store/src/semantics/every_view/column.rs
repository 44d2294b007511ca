//! One column of a view: values staged and taken back, values refused, rows that cannot be edited.

use super::case::Case;
use super::fixture::{Sample, all_columns, columns, gate, null, number, samples, shows_itself, text, view_of};
use crate::catalog::{Access, Field, FieldStates, Kind, Resource, View, catalog};

/// A value is staged, again, changed, and taken back.
pub(super) fn staged(view: &View, name: &str, resource: &'static Resource, field: &'static Field) -> Case {
    let mut case = Case::new(format!("{}.{name}: staged and taken back", view.name));
    let [base, one, two] = samples(field);
    let it = (resource, field);
    case.open(gate(view, resource, field).as_ref());
    // The hash of a secret is no place of one, so that it cannot be written back.
    let back = (field.kind != Kind::Secret).then_some(&base);
    for value in [&one, &one, &two].into_iter().chain(back).chain([&one]) {
        case.writes(view, name, it, value, value);
    }
    if field.max.is_some() {
        case.gives(format!("SELECT {name}_len FROM {} WHERE pk = 1", view.name), [one.shown.chars().count().to_string()]);
    }
    case.run(format!("DELETE FROM changes WHERE resource = '{}' AND field = '{}'", resource.name, field.name));
    case.is_staged(view, name, it, &base, &base);
    case.run(format!("UPDATE OR IGNORE {} SET {name} = {} WHERE pk = 1", view.name, one.sql));
    case.is_staged(view, name, it, &base, &one);
    case.run(format!("UPDATE OR REPLACE {} SET {name} = {} WHERE pk = 1", view.name, two.sql));
    case.is_staged(view, name, it, &base, &two);
    case.run(format!("UPDATE {0} SET {name} = x.column1 FROM (VALUES({1})) AS x WHERE {0}.pk = 1", view.name, one.sql));
    case.is_staged(view, name, it, &base, &one);
    // Somebody else changes it; the first base stays, and it is a conflict. Orders and secrets are never seen.
    if field.is_comparable() {
        case.sync(format!("UPDATE {} SET {} = {} WHERE pk = 1", resource.table(), field.name, two.sql));
        let conflict = format!("{}|{}|{}|{}", field.name, base.shown, one.shown, two.shown);
        case.gives("SELECT field, base, value, current FROM conflicts", [conflict.clone()]);
        for value in [&base, &one] {
            case.run(format!("UPDATE {} SET {name} = {} WHERE pk = 1", view.name, value.sql));
        }
        case.gives("SELECT field, base, value, current FROM conflicts", [conflict]);
        case.sync(format!("UPDATE {} SET {} = {} WHERE pk = 1", resource.table(), field.name, one.sql));
        case.nothing_staged();
    }
    case.ends()
}

/// What a kind takes and what it refuses.
pub(super) fn values(view: &View, name: &str, resource: &'static Resource, field: &'static Field) -> Case {
    let mut case = Case::new(format!("{}.{name}: values", view.name));
    case.open(gate(view, resource, field).as_ref());
    let say = |rest: &str| format!("{}.{name}{rest}", view.name);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    let sentence = match &field.kind {
        Kind::Text | Kind::Date | Kind::Relationship(_) => {
            taken.extend([(null(), null()), (text(""), text("")), (number(2026), text("2026")), (text("it's \"ü\""), text("it's \"ü\""))]);
            refused.push("x'00ff'");
            say(" must be text or NULL")
        }
        Kind::Url => {
            taken.push((null(), null()));
            refused.extend(["''", "x''", "x'00ff'"]);
            String::new()
        }
        Kind::Bool => {
            for yes in ["1", "1.0", "'1'", "'1.0'", "true", "'true'", "'TRUE'"] {
                taken.push((Sample { sql: yes.into(), shown: String::new() }, number(1)));
            }
            for no in ["0", "0.0", "'0'", "'0.0'", "false", "'false'"] {
                taken.push((Sample { sql: no.into(), shown: String::new() }, number(0)));
            }
            taken.push((null(), null()));
            refused.extend(["'yes'", "''", "2", "-1", "'NULL'", "x'31ff'"]);
            say(" must be 0, 1, true, false or NULL")
        }
        Kind::Int if field.is_order => {
            taken.push((text("7"), number(7)));
            refused.extend(["NULL", "-1", "'x'", "''", "1.5"]);
            say(" must be an integer; the first is 0")
        }
        Kind::Int => {
            taken.extend([(text("7"), number(7)), (null(), null())]);
            refused.extend(["'x'", "''", "'-'", "'1-2'", "1.5"]);
            say(" must be an integer or NULL")
        }
        Kind::Enum(values) => {
            taken.push((null(), null()));
            refused.extend(["'NO_SUCH_VALUE'", "''", "1", "x'00'"]);
            say(&format!(": not a known value; SELECT value FROM enum_values WHERE enum = '{values}'"))
        }
        Kind::Secret => {
            taken.extend([(null(), null()), (text(""), text("")), (text("env:X"), text("env:X"))]);
            refused.extend(["'hunter2'", "'env:'", "'file:'", "1", "' env:X'"]);
            say(" takes no password but the place of one: 'env:NAME' or 'file:PATH', read when it is pushed")
        }
        Kind::Inline(_) => {
            let object = |territory: &str| format!(r#"{{"territory":"{territory}","price_point":"p","start_date":null,"end_date":null}}"#);
            let loose = text(r#"[ {"price_point": "p", "territory": "USA"}, {"territory":"DEU","price_point":"p","note":1} ]"#);
            taken.push((loose, text(format!("[{},{}]", object("DEU"), object("USA")))));
            refused.extend(["NULL", "''", "'free'", "'{}'", "'['", "'[\"USA\"]'", "'[1]'", "'[null]'"]);
            say(" must be a JSON array of objects with territory, price_point, start_date and end_date")
        }
    };
    for (value, shown) in &taken {
        case.writes(view, name, (resource, field), value, shown);
    }
    case.writes(view, name, (resource, field), &samples(field)[1], &samples(field)[1]);
    for value in refused {
        let sentence = match (&field.kind, value) {
            (Kind::Url, "''") => say(": an address cannot be empty; use NULL to clear it"),
            (Kind::Url, _) => say(" must be text or NULL"),
            _ => sentence.clone(),
        };
        case.refuses(format!("UPDATE {} SET {name} = {value} WHERE pk = 1", view.name), sentence);
    }
    // What was refused has changed nothing of what was staged before.
    case.is_staged(view, name, (resource, field), &samples(field)[0], &samples(field)[1]);
    case.ends()
}

/// A statement is all or nothing, also where it meets the last row of many.
pub(super) fn frozen(view: &View, name: &str, resource: &'static Resource, field: &'static Field) -> Option<Case> {
    let gate = gate(view, resource, field)?;
    let mut case = Case::new(format!("{}.{name}: a row that cannot be edited", view.name));
    let (view, one) = (&view.name, &samples(field)[1].sql);
    case.state(gate.owner, 1, &gate.open);
    case.state(gate.owner, 2, &gate.frozen);
    let thing = match &field.editable {
        Some(FieldStates::Always(_)) => "a replaced version",
        _ => "this state",
    };
    let sentence = format!("{view}.{name} cannot be edited in {thing}; add: AND {}", gate.condition);
    for verb in ["UPDATE", "UPDATE OR IGNORE", "UPDATE OR REPLACE"] {
        case.refuses(format!("{verb} {view} SET {name} = {one}"), &sentence);
        case.nothing_staged();
    }
    case.run(format!("UPDATE {view} SET {name} = {name}"));
    case.nothing_staged();
    case.run(format!("UPDATE {view} SET {name} = {one} WHERE 1 AND {}", gate.condition));
    case.gives("SELECT resource, pk, field FROM changes", [format!("{}|1|{}", resource.name, field.name)]);
    Some(case.ends())
}

/// Several rows at once, subqueries over the view itself, a part that is rolled back.
pub(super) fn further(view: &View, name: &str, resource: &'static Resource, field: &'static Field) -> Case {
    let mut case = Case::new(format!("{}.{name}: both rows, a subquery, a savepoint", view.name));
    let [_, one, two] = samples(field);
    if let Some(gate) = gate(view, resource, field) {
        case.state(gate.owner, 1, &gate.open);
        case.state(gate.owner, 2, &gate.open);
    }
    case.run("SAVEPOINT inner_one");
    case.run(format!("UPDATE {} SET {name} = {}", view.name, one.sql));
    let change = |pk: i32| format!("{pk}|{}", one.shown);
    case.gives("SELECT pk, value FROM changes ORDER BY pk", [change(1), change(2)]);
    case.run(format!("UPDATE {0} SET {name} = (SELECT max({name}) FROM {0}) WHERE pk = 1", view.name));
    case.gives("SELECT pk, value FROM changes ORDER BY pk", [change(1), change(2)]);
    case.run(format!("DELETE FROM changes WHERE pk = 2 AND field = '{}'", field.name));
    case.gives("SELECT pk, value FROM changes ORDER BY pk", [change(1)]);
    case.run(format!("UPDATE {} SET {name} = {} WHERE pk = 3", view.name, two.sql));
    case.gives("SELECT pk, value FROM changes ORDER BY pk", [change(1)]);
    case.run("ROLLBACK TO inner_one");
    case.nothing_staged();
    case.ends()
}

/// Two fields in one statement.
pub(super) fn pairs(view: &View) -> Vec<Case> {
    let editable: Vec<_> =
        columns(view).into_iter().filter(|(_, resource, field)| shows_itself(view, resource) && field.access == Access::Update).collect();
    let pair = |left: &(String, &'static Resource, &'static Field), right: &(String, &'static Resource, &'static Field)| {
        let gates = [gate(view, left.1, left.2), gate(view, right.1, right.2)];
        if let [Some(left), Some(right)] = &gates
            && left.owner.name == right.owner.name
            && left.open != right.open
        {
            return None;
        }
        let mut case = Case::new(format!("{}: {} and {} in one statement", view.name, left.0, right.0));
        for gate in &gates {
            case.open(gate.as_ref());
        }
        let [left_value, right_value] = [left, right].map(|column| samples(column.2)[1].clone());
        case.run(format!("UPDATE {} SET {} = {}, {} = {} WHERE pk = 1", view.name, left.0, left_value.sql, right.0, right_value.sql));
        let mut changes = [(left, left_value), (right, right_value)]
            .map(|((_, resource, field), value)| (resource.name.clone(), field.name.clone(), samples(field)[0].shown.clone(), value.shown));
        changes.sort();
        case.gives(
            "SELECT resource, field, base, value FROM changes ORDER BY resource, field",
            changes.map(|(resource, field, base, value)| format!("{resource}|{field}|{base}|{value}")),
        );
        Some(case.ends())
    };
    editable.windows(2).filter_map(|columns| pair(&columns[0], &columns[1])).collect()
}

/// Why a column cannot be written.
pub(super) fn why(view: &View, source: Option<(&Resource, &Field)>) -> String {
    match source {
        None => "it is derived".into(),
        Some((resource, _)) if !shows_itself(view, resource) => format!("it belongs to {}; edit that view", resource.name),
        Some((_, Field { access: Access::Create, .. })) => "it is set when the row is created".into(),
        Some((_, field)) => field.why.clone().unwrap_or_else(|| "Apple sets it".into()),
    }
}

pub(super) fn read_only(view: &View, name: &str, why: &str) -> Case {
    let mut case = Case::new(format!("{}.{name}: read-only", view.name));
    if let Some((named, _)) = why.strip_prefix("it belongs to ").and_then(|rest| rest.split_once(';')) {
        assert!(catalog().views.iter().any(|view| view.name == named), "{}.{name} is read-only: {why}", view.name);
    }
    let view = &view.name;
    for verb in ["UPDATE", "UPDATE OR IGNORE"] {
        case.refuses(format!("{verb} {view} SET {name} = 'somewhere-else'"), format!("{view}.{name} is read-only: {why}"));
    }
    // Grids write whole rows, and everything as text.
    case.run(format!("UPDATE {view} SET {name} = {name}"));
    case.run(format!("UPDATE {view} SET {name} = CAST({name} AS TEXT)"));
    case.nothing_staged();
    case.ends()
}

pub(super) fn misspelt(view: &View) -> Case {
    let mut case = Case::new(format!("{}: a misspelt column", view.name));
    case.refuses(format!("UPDATE {} SET no_such_thing = 1", view.name), "no such column: no_such_thing");
    case.ends()
}

pub(super) fn mirrored_only(view: &View) -> Vec<Case> {
    let sentence = format!("{} shows what Apple has, and cannot be changed from here", view.name);
    let column = |name: String| {
        let mut case = Case::new(format!("{}.{name}: mirrored only", view.name));
        case.refuses(format!("UPDATE {} SET {name} = 'x'", view.name), &sentence);
        case.refuses(format!("UPDATE OR IGNORE {} SET {name} = {name} WHERE pk = 1", view.name), &sentence);
        case.refuses(format!("INSERT INTO {}({name}) VALUES(1)", view.name), &sentence);
        case.ends()
    };
    let mut cases: Vec<Case> = all_columns(view).into_iter().map(column).collect();
    let mut case = Case::new(format!("{}: no row goes", view.name));
    case.refuses(format!("DELETE FROM {}", view.name), &sentence);
    cases.extend([case.ends(), misspelt(view)]);
    cases
}

/// The guard names a view that is there.
pub(super) fn guarded(resource: &'static Resource) -> Case {
    let table = resource.table();
    let mut case = Case::new(format!("{table}: guarded"));
    let advice = match view_of(resource) {
        Some(view) if !resource.is_mirror_only => format!("edit the view {} instead", view.name),
        _ => "only a sync writes it".into(),
    };
    let sentence = format!("{table} is the mirror of App Store Connect; {advice}");
    case.refuses(format!("UPDATE {table} SET id = id"), &sentence);
    case.refuses(format!("DELETE FROM {table}"), &sentence);
    case.refuses(format!("INSERT OR REPLACE INTO {table}(pk, account, id) VALUES(1, 1, '~1')"), &sentence);
    case.ends()
}
