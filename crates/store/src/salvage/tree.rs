//! Rows out of trees that may have holes: every leaf that can be reached, and every cell of it that makes sense.

use std::collections::HashSet;

use rusqlite::types::Value;

use super::page::{Pages, number};

/// The most bytes that one row of ours can have; anything longer is garbage.
const LONGEST: usize = 64 << 20;

/// One row as it lies in the file.
pub(super) struct Record {
    /// The rowid; `None` in an index or a table without one.
    pub(super) rowid: Option<i64>,
    pub(super) values: Vec<Value>,
}

/// A walk over the trees of a file. No page is read twice.
pub(super) struct Trees<'a> {
    pub(super) pages: &'a Pages,
    pub(super) visited: HashSet<u32>,
}

impl Trees<'_> {
    /// All rows below a page in their order, and how many pages could not be read.
    pub(super) fn rows(&mut self, root: u32) -> (Vec<Record>, usize) {
        let (mut rows, mut holes) = (Vec::new(), 0);
        let mut waiting = vec![root];
        while let Some(page) = waiting.pop() {
            let is_new = (1..=self.pages.count).contains(&page) && self.visited.insert(page);
            match is_new.then(|| self.pages.read(page)).flatten().and_then(|bytes| Page::parse(bytes, page)) {
                Some(parsed) => holes += self.take(&parsed, &mut rows, &mut waiting),
                None => holes += 1,
            }
        }
        (rows, holes)
    }

    /// The rows of pages that no tree leads to any more.
    pub(super) fn orphans(&mut self) -> Vec<Vec<Record>> {
        let mut found = Vec::new();
        for page in 1..=self.pages.count {
            if self.visited.contains(&page) {
                continue;
            }
            if let Some(parsed) = self.pages.read(page).and_then(|bytes| Page::parse(bytes, page)) {
                let mut rows = Vec::new();
                self.take(&parsed, &mut rows, &mut Vec::new());
                found.push(rows);
            }
        }
        found
    }

    /// Marks the pages that hold nothing any more, so that nothing deleted comes back with them.
    pub(super) fn skip_free(&mut self) {
        let mut trunk = self.pages.read(1).map_or(0, |page| number(&page[32..36]));
        while (1..=self.pages.count).contains(&trunk) && self.visited.insert(trunk) {
            let Some(page) = self.pages.read(trunk) else { return };
            let count = (number(&page[4..8]) as usize).min(self.pages.size / 4 - 2);
            self.visited.extend(page[8..8 + count * 4].chunks_exact(4).map(number));
            trunk = number(&page[..4]);
        }
    }

    /// Takes what a page has; returns how many of its cells make no sense.
    fn take(&mut self, page: &Page, rows: &mut Vec<Record>, waiting: &mut Vec<u32>) -> usize {
        let mut holes = 0;
        waiting.extend(page.right);
        for &cell in &page.cells {
            let mut start = cell;
            if page.is_interior() {
                let Some(child) = page.bytes.get(cell..cell + 4) else {
                    holes += 1;
                    continue;
                };
                waiting.push(number(child));
                start += 4;
            }
            // In the tree of a table only the leaves have rows.
            if page.kind != 5 {
                let record = self.record(page, start);
                holes += usize::from(record.is_none());
                rows.extend(record);
            }
        }
        holes
    }

    /// The row that starts at a byte of a page; `None` for garbage.
    fn record(&mut self, page: &Page, start: usize) -> Option<Record> {
        let mut at = start;
        let length = usize::try_from(varint(&page.bytes, &mut at)?).ok().filter(|length| *length <= LONGEST)?;
        let rowid = if page.kind == 13 { Some(varint(&page.bytes, &mut at)?) } else { None };
        let local = self.local(length, page.kind == 13);
        let mut payload = page.bytes.get(at..at + local)?.to_vec();
        let mut next = if local < length { number(page.bytes.get(at + local..at + local + 4)?) } else { 0 };
        while payload.len() < length {
            if !self.visited.insert(next) {
                return None;
            }
            let overflow = self.pages.read(next)?;
            let left = (length - payload.len()).min(self.pages.size - 4);
            payload.extend_from_slice(&overflow[4..4 + left]);
            next = number(&overflow[..4]);
        }
        Some(Record { rowid, values: values(&payload)? })
    }

    /// How many bytes of a payload lie in the page itself.
    fn local(&self, length: usize, is_table: bool) -> usize {
        let size = self.pages.size;
        let most = if is_table { size - 35 } else { (size - 12) * 64 / 255 - 23 };
        if length <= most {
            return length;
        }
        let least = (size - 12) * 32 / 255 - 23;
        let fitting = least + (length - least) % (size - 4);
        if fitting <= most { fitting } else { least }
    }
}

/// A page of a tree.
struct Page {
    /// 2 and 5 lead on, 10 and 13 are leaves; 5 and 13 are those of tables with rowids.
    kind: u8,
    bytes: Vec<u8>,
    cells: Vec<usize>,
    right: Option<u32>,
}

impl Page {
    fn parse(bytes: Vec<u8>, number_of_page: u32) -> Option<Self> {
        let start = if number_of_page == 1 { 100 } else { 0 };
        let kind = bytes[start];
        let is_interior = match kind {
            2 | 5 => true,
            10 | 13 => false,
            _ => return None,
        };
        let first = start + if is_interior { 12 } else { 8 };
        let count = number(&bytes[start + 3..start + 5]) as usize;
        let pointers = bytes.get(first..first + count * 2)?;
        let cells = pointers.chunks_exact(2).map(|bytes| number(bytes) as usize).collect();
        let right = is_interior.then(|| number(&bytes[start + 8..start + 12]));
        Some(Self { kind, bytes, cells, right })
    }

    fn is_interior(&self) -> bool {
        matches!(self.kind, 2 | 5)
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut value = 0_i64;
    for index in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if index == 8 {
            return Some(value << 8 | i64::from(byte));
        }
        value = value << 7 | i64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}

/// The values of a record; `None` where the header does not fit the body.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let end = usize::try_from(varint(payload, &mut at)?).ok()?;
    let mut body = end;
    let mut values = Vec::new();
    while at < end {
        let serial = varint(payload, &mut at)?;
        let length = match serial {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(serial).ok()?,
            5 => 6,
            6 | 7 => 8,
            12.. => usize::try_from((serial - 12) / 2).ok()?,
            _ => return None,
        };
        let bytes = payload.get(body..body.checked_add(length)?)?;
        body += length;
        values.push(match serial {
            0 => Value::Null,
            7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 => {
                let sign = if bytes[0] & 0x80 == 0 { 0 } else { -1 };
                Value::Integer(bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte)))
            }
            text if text % 2 == 1 => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
            _ => Value::Blob(bytes.to_vec()),
        });
    }
    (body == payload.len() && at == end).then_some(values)
}
