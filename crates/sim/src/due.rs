//! What is set for later: events of resources, in the order in which they will happen.
//!
//! Deliberately absent: timers. The queue is emptied up to the clock's time before each request,
//! so a test lets things happen by moving the clock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An event that a resource waits for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    /// Type and id of the resource that it happens to.
    pub(crate) kind: String,
    pub(crate) id: String,
    /// What the type's `happen` is told.
    pub(crate) name: String,
}

/// Events by time; those of the same time in the order in which they were set.
#[derive(Default)]
pub(crate) struct Due {
    events: BTreeMap<(i64, u64), Event>,
    /// How many events were ever set.
    set: u64,
}

impl Due {
    /// Sets an event.
    pub(crate) fn push(&mut self, event: Event) {
        self.events.insert((event.at, self.set), event);
        self.set += 1;
    }

    /// The next event that is due at `now`, in milliseconds since 1970.
    pub(crate) fn next(&self, now: i64) -> Option<&Event> {
        self.events.values().next().filter(|event| event.at <= now)
    }

    /// Takes the next event away.
    pub(crate) fn pop(&mut self) {
        self.events.pop_first();
    }

    /// Takes all events of that name away from a resource; all of them for no name.
    pub(crate) fn forget(&mut self, kind: &str, id: &str, name: Option<&str>) {
        self.events.retain(|_, event| event.kind != kind || event.id != id || name.is_some_and(|name| name != event.name));
    }

    /// All events, the next one first.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, id: &str, name: &str) -> Event {
        Event { at, kind: "builds".to_owned(), id: id.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn events_come_by_time_and_then_by_turn() {
        let mut due = Due::default();
        for (at, id, name) in [(20, "b", "late"), (10, "z", "first"), (10, "a", "second"), (30, "b", "later")] {
            due.push(event(at, id, name));
        }
        assert!(due.next(9).is_none());
        assert_eq!(due.next(10).map(|event| event.name.as_str()), Some("first"));
        due.pop();
        assert_eq!(due.next(10).map(|event| event.name.as_str()), Some("second"));
        due.forget("builds", "b", Some("late"));
        due.forget("builds", "a", None);
        assert_eq!(due.events().map(|event| event.at).collect::<Vec<_>>(), [30]);
    }
}
