//! How fast changes are staged, shown, judged, sealed and taken back.

use store::catalog::catalog;
use store::{FieldChange, Mirror, NewStep, Sealing, StagedField, StoreError};

use crate::figures::{by_size, repeated, timed, times};
use crate::report::{Bar, Row};
use crate::world::World;

/// Steps of a push that are settled, each in a transaction of its own.
const SETTLED: usize = 1_000;

/// All figures of a filled mirror; nothing stays staged.
pub(crate) fn measure(world: &mut World) -> Vec<Row> {
    let apps = world.apps;
    let mut rows = Vec::new();
    let lookup = format!("SELECT * FROM listings WHERE app_id = '{}'", apps / 2);
    rows.push(repeated("look up one app with its listings", apps, Bar::Most(3.0), || world.rows(&lookup)));
    rows.push(checks(world));

    let copyright = "UPDATE versions SET copyright = '2027 ACME' WHERE editable";
    let bar = Bar::Most(by_size(apps, [30.0, 250.0]));
    rows.push(staged(world, "UPDATE one column of all editable versions", bar, copyright));
    let ratings = "UPDATE age_ratings SET gambling = 1, contests = 'INFREQUENT', loot_box = 1 WHERE editable";
    rows.push(staged(world, "UPDATE three columns of all editable age ratings", Bar::Smaller, ratings));
    let texts = "UPDATE version_localizations SET promotional_text = 'Now'";
    rows.push(staged(world, "UPDATE one field of every localization", Bar::Most(by_size(apps, [800.0, 8_000.0])), texts));

    for (changes, title, most) in [(10_000, "10 k", 50.0), (100_000, "100 k", 1_000.0)] {
        if stage(world, changes) {
            rows.push(repeated(&format!("grouped diff of {title} changes"), apps, Bar::Most(most), || grouped(world)));
            let name = format!("find the conflicts of {title} changes");
            rows.push(repeated(&name, apps, Bar::Smaller, || world.store.conflicts().expect("conflicts").len()));
            let name = format!("judge {title} changes before a seal");
            rows.push(repeated(&name, apps, Bar::Smaller, || world.store.problems().expect("problems").len()));
        }
        clear(world);
    }
    rows.extend(journal(world));
    clear(world);
    rows
}

/// All checks at once, on as many connections as they take themselves.
fn checks(world: &World) -> Row {
    let (built_in, database) = (store::check::built_in(), world.database());
    let name = format!("all {} checks", built_in.len());
    repeated(&name, world.apps, Bar::Most(by_size(world.apps, [300.0, 2_500.0])), || {
        let (found, broken) = store::run_checks(&database, &built_in).expect("the file can be read");
        assert!(broken.is_empty(), "{broken:?}");
        found.len()
    })
}

/// A statement that stages, taken back each time.
fn staged(world: &mut World, name: &str, bar: Bar, sql: &str) -> Row {
    let mut samples = Vec::new();
    let mut staged = 0;
    // The first time is no sample: it reads what the others find in memory.
    for round in 0..=times(world.apps) {
        let (time, staging) = timed(|| world.store.stage(sql).expect("it is staged"));
        if round > 0 {
            samples.push(time);
        }
        staged = staging.staged;
        clear(world);
    }
    assert!(staged > 0, "{name}");
    Row::new(name, Some(world.apps), "ms", samples, bar).note(format!("warm; {staged} changes"))
}

/// Sealing, a push as far as the mirror has to do with it, and taking it back.
fn journal(world: &mut World) -> Vec<Row> {
    let apps = world.apps;
    let [mut seals, mut settles, mut finishes, mut undos] = [const { Vec::new() }; 4];
    for round in 0..3 {
        let sql = format!("UPDATE version_localizations SET promotional_text = 'Now {round}' WHERE editable");
        world.store.stage(&sql).expect("it is staged");
        let sealing = Sealing { author: "bench", ..Sealing::default() };
        let (time, changeset) = timed(|| world.store.seal(sealing, |staged| (plan(staged), "0".into())).expect("it is sealed"));
        seals.push(time);
        let (time, settled) = timed(|| settle(world, changeset.pk));
        settles.push(time / super::number(settled));
        finishes.push(timed(|| world.store.finish_push(changeset.pk).expect("it ends")).0);
        clear(world);
        undos.push(timed(|| world.store.undo(changeset.pk).expect("it is undone").staging.rows).0);
        clear(world);
    }
    let rows = format!("{} fields", world.count("SELECT count(*) FROM version_localizations WHERE editable"));
    let row = |name: &str, samples, note: &str| Row::new(name, Some(apps), "ms", samples, Bar::Smaller).note(note);
    vec![
        row("seal one field of every editable localization", seals, &rows),
        row("settle one step of a push", settles, "a transaction each, on disk before the next"),
        row("end a push, what was not sent is staged again", finishes, ""),
        row("undo what was sent", undos, "at most 1,000 fields"),
    ]
}

/// What `fleet diff` does: every change, and equal ones counted together.
fn grouped(world: &World) -> usize {
    let changes = world.store.query(include_str!("../../../../../sql/queries/changes.sql"), &[]).expect("changes").rows;
    let mut groups = std::collections::HashMap::<String, usize>::new();
    for change in &changes {
        *groups.entry(format!("{} {} {} {}", change[7], change[9], change[10], change[11])).or_default() += 1;
    }
    assert!(groups.len() < changes.len(), "many are equal");
    changes.len()
}

/// One call a row, as the engine would plan it.
fn plan(staged: &[StagedField]) -> Vec<NewStep> {
    let mut steps: Vec<NewStep> = Vec::new();
    for field in staged {
        let change = FieldChange { field: field.field.clone(), base: field.base.clone(), value: field.value.clone() };
        match steps.last_mut() {
            Some(step) if step.pk == field.pk && step.resource == field.resource => step.fields.push(change),
            _ => steps.push(NewStep {
                account: field.account,
                app: field.app,
                method: "PATCH",
                path: format!("/v1/appStoreVersionLocalizations/{}", field.id),
                body: Some(format!("{{\"data\":{{\"id\":\"{}\",\"attributes\":{{\"promotionalText\":\"{}\"}}}}}}", field.id, field.value)),
                resource: field.resource,
                pk: field.pk,
                fields: vec![change],
            }),
        }
    }
    steps
}

fn settle(world: &mut World, changeset: i64) -> usize {
    let steps: Vec<_> = world.store.steps(changeset).expect("steps").into_iter().take(SETTLED).collect();
    for step in &steps {
        world.store.mark_sent(step).expect("it is noted");
        let resource = catalog().resource_of_code(step.resource).expect("a resource");
        let answer = |mirror: &mut Mirror<'_>| {
            let values: Vec<_> =
                step.fields.iter().filter_map(|change| Some((resource.field(&change.field)?, change.value.clone()))).collect();
            mirror.set(resource, step.pk, &values)
        };
        world.store.settle_done::<StoreError>(step, store::Outcome::default(), answer).expect("it is settled");
    }
    steps.len()
}

/// Stages so many fields of texts; returns whether there are as many.
fn stage(world: &mut World, changes: usize) -> bool {
    const EDITS: [&str; 4] = ["promotional_text = 'Now'", "keywords = 'a,b'", "support_url = 'https://a.example'", "description = 'D'"];
    let mut left = changes;
    for edit in EDITS {
        let rows = format!("SELECT pk FROM version_localizations WHERE editable LIMIT {left}");
        let sql = format!("UPDATE version_localizations SET {edit} WHERE pk IN ({rows})");
        left -= world.store.stage(&sql).expect("it is staged").staged;
        if left == 0 {
            return true;
        }
    }
    false
}

/// Takes everything back that is staged.
fn clear(world: &mut World) {
    if world.count("SELECT count(*) FROM staged") > 0 {
        world.store.stage("DELETE FROM changes").expect("it is taken back");
    }
}
