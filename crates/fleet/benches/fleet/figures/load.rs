//! How fast answers become rows, what they take on disk, and how fast the file opens.

use crate::figures::{by_size, number, timed, times};
use crate::report::{Bar, Row};
use crate::world::{self, World};

/// Fills a mirror of this size, and again without news; returns the last one with the figures.
pub(crate) fn measure(apps: usize) -> (World, Vec<Row>) {
    let mut first = Vec::new();
    let mut filled = None;
    for _ in 0..if apps <= 1_000 { 3 } else { 1 } {
        drop(filled.take());
        let mut world = World::empty(apps);
        let (time, rows) = timed(|| world.fill());
        first.push(number(rows) / time * 1e3);
        filled = Some((world, rows));
    }
    let (mut world, rows) = filled.expect("a mirror");
    world.store.checkpoint().expect("a checkpoint");
    let file = number(usize::try_from(world.size() / 1_000).expect("a size")) / 1e3;
    let before = world.size();
    let again = (0..if apps <= 1_000 { 3 } else { 1 }).map(|_| number(rows) / timed(|| world.fill()).0 * 1e3).collect();
    let grown = number(usize::try_from(world.size() - before).expect("a size"));
    let opened = (0..times(apps) * 4).map(|_| {
        timed(|| {
            let store = world::open(world.path());
            store.query("SELECT count(*) FROM accounts", &[]).expect("an answer").rows.len()
        })
        .0
    });
    let opened = opened.collect();
    let size = Some(apps);
    let rows = vec![
        Row::new("first load into the mirror", size, "rows/s", first, Bar::Least(by_size(apps, [60_000.0, 40_000.0])))
            .note(format!("{rows} rows, 10 apps a transaction")),
        Row::new("the same again, nothing changed", size, "rows/s", again, Bar::Least(by_size(apps, [200_000.0, 120_000.0]))),
        Row::new("bytes written when nothing changed", size, "bytes", vec![grown], Bar::Exactly(0.0)),
        Row::new("file", size, "MB", vec![file], Bar::Most(by_size(apps, [130.0, 1_300.0]))),
        Row::new("open the file, its schema, one query", size, "ms", opened, Bar::Most(10.0)).note("warm"),
    ];
    (world, rows)
}
