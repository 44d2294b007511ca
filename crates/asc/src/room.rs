//! Memory for what others send: all answers of this process together get so much and no more, however much is sent.
//!
//! Small things are not counted: an honest server never waits here.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// Memory for all answers together. With the rest of the program it stays well below 300 MiB.
const ROOM_KIB: usize = 128 << 10;

/// What an answer may have before it is counted, in bytes. Six requests are in flight at most.
const SMALL: usize = 256 << 10;

/// How long an answer waits for the room that others hold. Whoever holds some while asking for more may wait for itself.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(20) } else { Duration::from_secs(20) };

/// Memory of one object, in bytes: a map makes room for eleven members as soon as it has one.
const OBJECT: usize = 640;
/// Memory of one more member or element, in bytes, with its name and half of a text.
const ELEMENT: usize = 160;
/// Memory of one list, in bytes.
const LIST: usize = 96;

static ROOM: Semaphore = Semaphore::const_new(ROOM_KIB);

/// Memory that is held until this is dropped.
#[derive(Default)]
pub(crate) struct Held(Option<SemaphorePermit<'static>>);

/// The room does not suffice, now or ever.
#[derive(Debug)]
pub(crate) struct Full;

impl Held {
    /// Holds as much as so many bytes need, or as before if that was more.
    pub(crate) async fn grow_to(&mut self, bytes: usize) -> Result<(), Full> {
        let wanted = kib(bytes.saturating_sub(SMALL)) - self.kib();
        if wanted <= 0 {
            return Ok(());
        }
        let more = u32::try_from(wanted).ok().filter(|wanted| *wanted as usize <= ROOM_KIB).ok_or(Full)?;
        let more = timeout(PATIENCE, ROOM.acquire_many(more)).await.map_err(|_| Full)?.map_err(|_| Full)?;
        self.merge(Self(Some(more)));
        Ok(())
    }

    /// Gives back what so many bytes do not need.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        let surplus = usize::try_from(self.kib() - kib(bytes.saturating_sub(SMALL))).unwrap_or_default();
        drop(self.0.as_mut().and_then(|permit| permit.split(surplus)));
    }

    /// Holds what the other one held, too.
    pub(crate) fn merge(&mut self, other: Self) {
        match (&mut self.0, other.0) {
            (Some(permit), Some(more)) => permit.merge(more),
            (_, None) => {}
            (none, more) => *none = more,
        }
    }

    fn kib(&self) -> isize {
        self.0.as_ref().map_or(0, |permit| isize::try_from(permit.num_permits()).unwrap_or(isize::MAX))
    }
}

fn kib(bytes: usize) -> isize {
    isize::try_from(bytes.div_ceil(1 << 10)).unwrap_or(isize::MAX)
}

/// Memory that a document may be kept in, for the document: clones share it, and it makes no difference between equals.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Vec<Arc<Held>>);

impl Shelf {
    pub(crate) fn new(held: Held) -> Self {
        Self(held.0.is_some().then(|| Arc::new(held)).into_iter().collect())
    }

    /// Holds what the other one held, too.
    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl PartialEq for Shelf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf")
    }
}

/// The most memory, in bytes, that a JSON text can take once it is decoded. Found without decoding it: a thousand bytes
/// of text can mean a hundred thousand of memory.
pub(crate) fn weight(json: &[u8]) -> usize {
    let mut weight = json.len();
    let mut is_text = false;
    let mut is_escaped = false;
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' => weight += OBJECT,
            b',' => weight += ELEMENT,
            b'[' => weight += LIST,
            _ => {}
        }
    }
    weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_outside_of_texts_is_heavy() {
        for (json, heavy) in [("\"{[,\\\"{\"", 0), ("{\"a\":0}", OBJECT), ("[0,0]", LIST + ELEMENT), ("[{\"\\\\\":{}}]", LIST + 2 * OBJECT)]
        {
            assert_eq!(weight(json.as_bytes()), json.len() + heavy, "{json}");
        }
    }

    #[tokio::test]
    async fn all_together_hold_no_more_than_there_is() -> Result<(), Full> {
        const MIB: usize = 1 << 20;
        let (mut first, mut second) = (Held::default(), Held::default());
        assert!(first.grow_to(1 << 40).await.is_err(), "it would never fit");
        first.grow_to(100 * MIB).await?;
        second.grow_to(SMALL).await?;
        assert_eq!((first.kib(), second.kib()), (kib(100 * MIB - SMALL), 0));
        assert!(second.grow_to(60 * MIB).await.is_err(), "the first has it");
        first.shrink_to(10 * MIB);
        second.grow_to(60 * MIB).await?;
        first.merge(second);
        assert_eq!(first.kib(), kib(70 * MIB - 2 * SMALL));
        drop(first);
        Held::default().grow_to(100 * MIB).await
    }
}
