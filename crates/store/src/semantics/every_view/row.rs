//! Rows that are made and deleted, with what hangs from them.

use super::case::Case;
use super::fixture::{Sample, all_columns, base, mirrored, null, outside, samples, text, view_of};
use crate::catalog::{Access, Catalog, Field, Kind, Operation, Resource, View, catalog};

const NO_DELETE: &str = "rows cannot be deleted through the API";

/// Columns and values of an INSERT below the row with the id `above`.
pub(super) struct Given(Vec<(String, Sample)>);

impl Given {
    fn new(resource: &Resource, above: Sample) -> Self {
        let mut given = vec![(parent_column(resource), above)];
        given.extend(wanted(resource).into_iter().map(|field| (field.name.clone(), samples(field)[1].clone())));
        Self(given)
    }

    fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(column, _)| column != name).cloned().collect())
    }

    fn with(&self, name: &str, value: Sample) -> Self {
        let mut given = self.without(name).0;
        given.push((name.to_owned(), value));
        Self(given)
    }

    fn insert(&self, view: &View) -> String {
        let (names, values): (Vec<_>, Vec<_>) = self.0.iter().map(|(name, value)| (name.as_str(), value.sql.as_str())).unzip();
        format!("INSERT INTO {}({}) VALUES({})", view.name, names.join(", "), values.join(", "))
    }
}

/// What a new row must be given: what is required, and the first of those of which one is enough.
pub(super) fn wanted(resource: &Resource) -> Vec<&Field> {
    let mut wanted: Vec<&Field> = resource.fields.iter().filter(|field| field.is_required).collect();
    wanted.extend(choice(resource).first());
    wanted
}

/// Fields of which one must be given.
pub(super) fn choice(resource: &Resource) -> Vec<&Field> {
    resource.fields.iter().filter(|field| field.access == Access::Create && !field.is_required).collect()
}

pub(super) fn parent_column(resource: &Resource) -> String {
    let parent = &resource.parent.as_ref().unwrap().resource;
    if parent == "apps" { "app_id".into() } else { format!("{}_id", singular(parent)) }
}

pub(super) fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

pub(super) fn parent(resource: &Resource) -> &'static Resource {
    catalog().resource(&resource.parent.as_ref().unwrap().resource).unwrap()
}

pub(super) fn children(catalog: &'static Catalog, resource: &Resource) -> impl Iterator<Item = &'static Resource> {
    let name = resource.name.clone();
    catalog
        .resources
        .iter()
        .filter(move |child| child.offers(Operation::Create) && child.parent.as_ref().is_some_and(|parent| parent.resource == name))
}

/// What is left when nothing is left.
pub(super) fn no_trace(case: &mut Case) {
    case.nothing_staged();
    let made = catalog().resources.iter().filter(|resource| resource.offers(Operation::Create));
    let counts: Vec<_> = made.map(|resource| format!("(SELECT count(*) FROM {} WHERE id GLOB '~*')", resource.table())).collect();
    case.gives(format!("SELECT {}", counts.join(" + ")), ["0"]);
}

/// Makes room for a row of which there is only one below another.
pub(super) fn make_room(case: &mut Case, resource: &Resource) {
    if resource.natural_key.is_empty() {
        case.sync(format!("UPDATE {} SET gone_at = 1", resource.table()));
    }
}

pub(super) fn create_gate(resource: &'static Resource) -> Option<(&'static Resource, String, String)> {
    let above = parent(resource);
    (!resource.editable.is_empty() && resource.state_of == above.name)
        .then(|| (above, resource.editable[0].clone(), outside(above, &resource.editable)))
}

pub(super) fn created(view: &View) -> Vec<Case> {
    let resource = base(view);
    if !resource.offers(Operation::Create) {
        let mut case = Case::new(format!("{}: no row comes", view.name));
        let column = all_columns(view).remove(1);
        let sentence = format!("{}: rows cannot be created through the API", view.name);
        case.refuses(format!("INSERT INTO {}({column}) VALUES('x')", view.name), &sentence);
        case.refuses(format!("INSERT OR REPLACE INTO {}({column}) VALUES('x')", view.name), sentence);
        return vec![case.ends()];
    }
    vec![refused_rows(view, resource), a_row(view, resource), a_row_with_all(view, resource), a_row_with_rows_below(view, resource)]
}

/// What comes with its first text, and goes with its last.
pub(super) fn beside(view: &View, name: &str, resource: &'static Resource, field: &'static Field) -> Case {
    let mut case = Case::new(format!("{}.{name}: comes and goes", view.name));
    let view = &view.name;
    let [base, one, two] = samples(field);
    let set = |value: &str| format!("UPDATE {view} SET {name} = {value} WHERE pk = 1");
    let shown = format!("SELECT {name} FROM {view} WHERE pk = 1");
    let staged = "SELECT resource, field, value FROM changes ORDER BY field";
    // One that is there goes, is there again, and is another one.
    case.run(set("NULL"));
    case.gives(&shown, ["NULL".to_owned()]);
    case.gives(staged, [format!("{}|-|NULL", resource.name)]);
    case.run(set(&base.sql));
    case.gives(&shown, [base.shown.clone()]);
    case.nothing_staged();
    case.run(set("NULL"));
    case.run(set(&one.sql));
    case.gives(staged, [format!("{}|{}|{}", resource.name, field.name, one.shown)]);
    case.run(set(&base.sql));
    case.nothing_staged();
    // One that is not there comes, is another one, and goes without a trace.
    case.sync(format!("UPDATE {} SET gone_at = 1", resource.table()));
    case.gives(&shown, ["NULL".to_owned()]);
    for value in [&one, &two] {
        case.run(set(&value.sql));
        case.gives(&shown, [value.shown.clone()]);
        case.gives(staged, [format!("{}|+|NULL", resource.name), format!("{}|{}|{}", resource.name, field.name, value.shown)]);
    }
    case.run(set("NULL"));
    no_trace(&mut case);
    case.refuses(set("x'00ff'"), format!("{view}.{name} must be text or NULL"));
    for row in [format!("INSERT INTO {view}({name}) VALUES('x')"), format!("DELETE FROM {view}")] {
        let sentence = format!("{view} shows several resources side by side; INSERT INTO or DELETE FROM {} instead", resource.name);
        case.refuses(row, sentence);
    }
    case.ends()
}

pub(super) fn opened(title: String, resource: &'static Resource) -> Case {
    let mut case = Case::new(title);
    if let Some((owner, open, _)) = create_gate(resource) {
        case.state(owner, 1, &open);
    }
    case
}

pub(super) fn below_first(resource: &Resource) -> Given {
    Given::new(resource, text(format!("{}-1", parent(resource).name)))
}

pub(super) fn refused_rows(view: &View, resource: &'static Resource) -> Case {
    let mut case = opened(format!("{}: rows that cannot be made", view.name), resource);
    let given = below_first(resource);
    if resource.is_upload {
        return refused_files(case, view, resource, &given);
    }
    let parent_id = parent_column(resource);
    let unknown = format!("{}: unknown {parent_id}; copy it from the view {}", view.name, parent(resource).name);
    assert!(catalog().views.iter().any(|above| above.name == parent(resource).name), "{unknown}");
    case.refuses(given.with(&parent_id, text("nobody")).insert(view), &unknown);
    if given.0.len() > 1 {
        case.refuses(given.without(&parent_id).insert(view), &unknown);
    }

    let twin = format!("{}: that row already exists; UPDATE it instead", view.name);
    let same = resource
        .natural_key
        .iter()
        .fold(Given(given.0.clone()), |given, key| given.with(key, samples(resource.field(key).unwrap())[0].clone()));
    case.refuses(same.insert(view), &twin);
    make_room(&mut case, resource);

    for field in resource.fields.iter().filter(|field| field.is_required) {
        case.refuses(given.without(&field.name).insert(view), format!("{}.{} is required", view.name, field.name));
        case.refuses(given.with(&field.name, null()).insert(view), format!("{}.{} is required", view.name, field.name));
        if let Kind::Enum(values) = &field.kind {
            let unknown = format!("{}.{}: not a known value; SELECT value FROM enum_values WHERE enum = '{values}'", view.name, field.name);
            case.refuses(given.with(&field.name, text("NO_SUCH_VALUE")).insert(view), unknown);
        }
    }
    let choice = choice(resource);
    if let Some(first) = choice.first() {
        let names: Vec<_> = choice.iter().map(|field| field.name.as_str()).collect();
        case.refuses(given.without(&first.name).insert(view), format!("{}: give one of {}", view.name, names.join(", ")));
    }
    if let Some((owner, _, frozen)) = create_gate(resource) {
        case.state(owner, 1, &frozen);
        let above = singular(&owner.name).replace('_', " ");
        case.refuses(given.insert(view), format!("{}: its {above} cannot be edited in this state", view.name));
    }
    no_trace(&mut case);
    case.ends()
}

/// Of a file only its checksum is asked, which must be that of a file that is kept.
fn refused_files(mut case: Case, view: &View, resource: &'static Resource, given: &Given) -> Case {
    let view_name = &view.name;
    let (set_id, set) = (parent_column(resource), parent(resource));
    let shown_as = &set.fields[0].name;
    let unnamed = format!(
        "{view_name}: name the set by {set_id}, or by version_localization_id and {shown_as}; copy them from the views of what is above"
    );
    case.refuses(given.with(&set_id, text("nobody")).insert(view), &unnamed);
    case.refuses(given.without(&set_id).insert(view), &unnamed);
    case.refuses(given.without(&set_id).with("version_localization_id", text("version_localizations-1")).insert(view), &unnamed);
    let unkept = format!("{view_name}.checksum names no file that is kept here; `fleet shots add FILE` keeps one and prints its checksum");
    for checksum in [null(), text(""), text("checksum-three")] {
        case.refuses(given.with("checksum", checksum).insert(view), &unkept);
    }
    case.refuses(given.with("checksum", text("checksum-base")).insert(view), format!("{view_name}: the set has this file already"));
    case.run("UPDATE media_files SET fits = '[\"none\"]' WHERE checksum = 'checksum-one'");
    let unfit = format!("{view_name}: the file is of no size that this {shown_as} takes; SELECT width, height, fits FROM media_files");
    case.refuses(given.insert(view), unfit);
    case.run(
        "UPDATE media_files SET fits = (SELECT fits FROM media_files WHERE checksum = 'checksum-two') WHERE checksum = 'checksum-one'",
    );
    case.state(catalog().resource("versions").unwrap(), 1, "IN_REVIEW");
    case.refuses(given.insert(view), format!("{view_name}: its version cannot be edited in this state"));
    let elsewhere = given.without(&set_id).with("version_localization_id", text("version_localizations-1")).with(shown_as, text("no type"));
    case.refuses(
        elsewhere.insert(view),
        format!("{}.{shown_as}: not a known value; SELECT value FROM enum_values WHERE enum = '{}'", set.name, enum_of(&set.fields[0])),
    );
    no_trace(&mut case);
    // A set that is not there is made, once.
    case.state(catalog().resource("versions").unwrap(), 1, "PREPARE_FOR_SUBMISSION");
    let [_, _, other] = samples(&set.fields[0]);
    let elsewhere = elsewhere.with(shown_as, other.clone());
    case.run(elsewhere.insert(view));
    case.run(elsewhere.with("checksum", text("checksum-two")).insert(view));
    let made = format!("SELECT file_name, file_size, position, {shown_as} FROM {view_name} WHERE id GLOB '~*' ORDER BY pk");
    case.gives(made, [format!("file_name-one|20|0|{}", other.shown), format!("file_name-one|20|1|{}", other.shown)]);
    case.gives("SELECT resource, count(*) FROM changes GROUP BY 1 ORDER BY 1", [format!("{}|1", set.name), format!("{view_name}|2")]);
    case.run(format!("DELETE FROM changes WHERE resource = '{}'", set.name));
    no_trace(&mut case);
    case.ends()
}

fn enum_of(field: &Field) -> &str {
    if let Kind::Enum(name) = &field.kind { name } else { "" }
}

/// What a row that comes or goes is called: its natural key, for a file with the name of its set.
fn called(resource: &Resource, key: Vec<String>) -> String {
    let set = resource.is_upload.then(|| mirrored(parent(resource), &parent(resource).fields[0]).shown);
    let key: Vec<String> = set.into_iter().chain(key).collect();
    if key.is_empty() { "NULL".into() } else { key.join(" ") }
}

/// A new row as `changes` has it: the row itself, then what it was given beyond its identity.
pub(super) fn as_changes(resource: &Resource, given: &Given) -> Vec<String> {
    let value = |name: &str| given.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.shown.clone());
    let key = called(resource, resource.natural_key.iter().filter_map(|key| value(key)).collect());
    let mut changes = vec![format!("+|NULL|{key}")];
    let mut fields: Vec<_> = resource.fields.iter().filter(|field| field.is_updatable() && !resource.is_identity(field)).collect();
    fields.sort_by_key(|field| &field.name);
    changes.extend(fields.into_iter().filter_map(|field| Some(format!("{}|{}|{}", field.name, unstaged(field), value(&field.name)?))));
    changes
}

/// What a new row has of a field that it was not given: it comes behind the one with the place 10.
fn unstaged(field: &Field) -> &'static str {
    if field.is_order { "11" } else { "NULL" }
}

pub(super) const CHANGES: &str = "SELECT field, base, value FROM changes ORDER BY field";

pub(super) fn a_row(view: &View, resource: &'static Resource) -> Case {
    let mut case = opened(format!("{}: a row is made, edited and unmade", view.name), resource);
    make_room(&mut case, resource);
    let given = below_first(resource);
    let new = "id GLOB '~*'";
    case.run(given.insert(view));
    case.gives(CHANGES, as_changes(resource, &given));
    case.gives(format!("SELECT editable, staged FROM {} WHERE {new}", view.name), ["1|1"]);
    let twin = if resource.is_upload { "the set has this file already" } else { "that row already exists; UPDATE it instead" };
    case.refuses(given.insert(view), format!("{}: {twin}", view.name));
    let fields = resource.fields.iter().filter(|field| field.is_updatable() && !resource.is_identity(field) && !field.is_action);
    for field in fields {
        let Sample { sql, shown } = &samples(field)[1];
        case.run(format!("UPDATE {} SET {} = {sql} WHERE {new}", view.name, field.name));
        case.gives(
            format!("SELECT field, base, value FROM changes WHERE field = '{}'", field.name),
            [format!("{}|{}|{shown}", field.name, unstaged(field))],
        );
        case.gives(format!("SELECT {} FROM {} WHERE {new}", field.name, view.name), [shown]);
        if field.is_order {
            case.run(format!("UPDATE {} SET {} = 11 WHERE {new}", view.name, field.name));
        } else if !field.is_required {
            case.run(format!("UPDATE {} SET {} = NULL WHERE {new}", view.name, field.name));
            case.gives(format!("SELECT field FROM changes WHERE field = '{}'", field.name), [""; 0]);
        }
    }
    case.gives(CHANGES, as_changes(resource, &given));
    case.run("DELETE FROM changes WHERE field = '+'");
    no_trace(&mut case);
    case.ends()
}

pub(super) fn a_row_with_all(view: &View, resource: &'static Resource) -> Case {
    let mut case = opened(format!("{}: a row is made with all that it can have", view.name), resource);
    make_room(&mut case, resource);
    let mut given = below_first(resource);
    for field in resource.fields.iter().filter(|field| field.is_updatable() && !resource.is_identity(field) && !field.is_action) {
        given = given.with(&field.name, samples(field)[1].clone());
    }
    case.run(given.insert(view));
    case.gives(CHANGES, as_changes(resource, &given));
    if resource.offers(Operation::Delete) {
        case.run(format!("DELETE FROM {} WHERE id GLOB '~*'", view.name));
    } else {
        case.refuses(
            format!("DELETE FROM {} WHERE id GLOB '~*'", view.name),
            format!("{}: {NO_DELETE}; DELETE FROM changes drops one that is only staged", view.name),
        );
        case.run("DELETE FROM changes");
    }
    no_trace(&mut case);
    if let Some(closed) = resource.closed.first() {
        // What is closed does not stand in the way.
        let same = resource
            .natural_key
            .iter()
            .fold(Given(given.0.clone()), |given, key| given.with(key, samples(resource.field(key).unwrap())[0].clone()));
        case.sync(format!("UPDATE {} SET gone_at = NULL, state = '{closed}'", resource.table()));
        case.run(same.insert(view));
        case.gives(format!("SELECT count(*) FROM {} WHERE id GLOB '~*'", view.name), ["1"]);
    }
    case.ends()
}

/// Children of the new row, and theirs; they go with it.
pub(super) fn a_row_with_rows_below(view: &View, resource: &'static Resource) -> Case {
    let mut case = opened(format!("{}: a row is made with rows below it", view.name), resource);
    make_room(&mut case, resource);
    case.run(below_first(resource).insert(view));
    let below = make_below(&mut case, resource);
    case.gives("SELECT count(*) FROM changes WHERE field = '+'", [(below + 1).to_string()]);
    case.run(format!("DELETE FROM changes WHERE resource = '{}' AND field = '+'", resource.name));
    no_trace(&mut case);
    case.ends()
}

pub(super) fn make_below(case: &mut Case, resource: &Resource) -> usize {
    let mut made = 0;
    for child in children(catalog(), resource) {
        let id = Sample { sql: format!("(SELECT id FROM {} WHERE id GLOB '~*')", resource.table()), shown: String::new() };
        let insert = Given::new(child, id).insert(view_of(child).unwrap());
        let new = resource.editable.first();
        if child.state_of == resource.name && new.is_some_and(|new| !child.editable.contains(new)) {
            let above = singular(&resource.name).replace('_', " ");
            case.refuses(insert, format!("{}: its {above} cannot be edited in this state", child.name));
            continue;
        }
        case.run(insert);
        made += 1 + make_below(case, child);
    }
    made
}

pub(super) fn deleted(view: &View) -> Vec<Case> {
    let resource = base(view);
    let mut case = Case::new(format!("{}: a row goes", view.name));
    let delete = format!("DELETE FROM {} WHERE pk = 1", view.name);
    if !resource.offers(Operation::Delete) {
        let staged = if resource.offers(Operation::Create) { "; DELETE FROM changes drops one that is only staged" } else { "" };
        case.refuses(delete, format!("{}: {NO_DELETE}{staged}", view.name));
        return vec![case.ends()];
    }
    let owner = catalog().resource(&resource.state_of).unwrap();
    if let Some(open) = resource.editable.first() {
        case.state(owner, 1, open);
    }
    // What was to be changed in it and below it goes along.
    let field = resource.fields.iter().find(|field| field.is_updatable() && !field.is_action);
    if let Some(field) = field {
        case.run(format!("UPDATE {} SET {} = {} WHERE pk = 1", view.name, field.name, samples(field)[1].sql));
    }
    for child in children(catalog(), resource) {
        if child.state_of != child.name && !child.editable.is_empty() && child.state_of == owner.name {
            let open = resource.editable.first().map_or("", String::as_str);
            if !child.editable.iter().any(|state| state == open) {
                continue;
            }
        }
        make_room(&mut case, child);
        case.run(Given::new(child, text(format!("{}-1", resource.name))).insert(view_of(child).unwrap()));
        make_below(&mut case, child);
    }
    case.run(&delete);
    let key = called(resource, resource.natural_key.iter().map(|key| mirrored(resource, resource.field(key).unwrap()).shown).collect());
    case.gives("SELECT resource, pk, field, base, value FROM changes", [format!("{}|1|-|{key}|NULL", resource.name)]);
    case.gives(format!("SELECT pk FROM {}", view.name), ["2"]);
    case.run("DELETE FROM changes WHERE field = '-'");
    case.gives(format!("SELECT pk, staged FROM {} ORDER BY pk", view.name), ["1|0", "2|0"]);
    no_trace(&mut case);
    if resource.is_localized() {
        case.sync(format!("UPDATE apps_mirror SET primary_locale = (SELECT locale FROM {} WHERE pk = 1)", resource.table()));
        let sentence = format!("{}: this is the app's primary locale, which Apple keeps; change apps.primary_locale first", view.name);
        case.refuses(&delete, sentence);
    }
    let mut cases = vec![case.ends()];
    if !resource.editable.is_empty() {
        let mut case = Case::new(format!("{}: a row that cannot go", view.name));
        case.state(owner, 1, &resource.editable[0]);
        case.state(owner, 2, &outside(owner, &resource.editable));
        let condition = if resource.addable == resource.editable {
            "editable".to_owned()
        } else {
            // A text may be edited while it waits for its review, and is neither made nor deleted then.
            let waits = resource.editable.iter().find(|state| !resource.addable.contains(state)).unwrap();
            case.state(owner, 2, waits);
            format!("state IN ({})", resource.addable.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", "))
        };
        let sentence = format!("{}: this row cannot be deleted in this state; add: AND {condition}", view.name);
        case.refuses(format!("DELETE FROM {}", view.name), sentence);
        case.nothing_staged();
        case.run(format!("DELETE FROM {} WHERE 1 AND {condition}", view.name));
        case.gives("SELECT pk, field FROM changes", ["1|-"]);
        cases.push(case.ends());
    }
    cases
}
