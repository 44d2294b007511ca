//! The pages of a file that SQLite may refuse, with what its log holds of them.
//!
//! After "Database File Format" (<https://sqlite.org/fileformat2.html>). Nothing is written here.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// The page size of every file that this program makes; believed where no header says otherwise.
const USUAL: usize = 4096;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A file's pages, numbered from 1.
pub(super) struct Pages {
    file: File,
    log: HashMap<u32, Vec<u8>>,
    /// Bytes of a page.
    pub(super) size: usize,
    /// How many pages there are.
    pub(super) count: u32,
    /// Pages that the log holds, but not as they were written.
    pub(super) damaged_frames: usize,
}

impl Pages {
    pub(super) fn open(path: &Path, log: &Path) -> std::io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header = [0; 18];
        let header_size = file.read_exact(&mut header).ok().and_then(|()| page_size(&header));
        let bytes = std::fs::read(log).unwrap_or_default();
        let log_size =
            bytes.get(8..12).map(|bytes| number(bytes) as usize).filter(|size| size.is_power_of_two() && (512..=65536).contains(size));
        let size = header_size.or(log_size).unwrap_or(USUAL);
        let (log, damaged_frames) = read_log(&bytes, size);
        let count = u32::try_from(length.div_ceil(size as u64)).unwrap_or(u32::MAX);
        let count = log.keys().copied().max().unwrap_or_default().max(count);
        Ok(Self { file, log, size, count, damaged_frames })
    }

    /// A page; `None` beyond the end. What a cut file lacks of its last page is zeroes.
    pub(super) fn read(&self, number: u32) -> Option<Vec<u8>> {
        if let Some(page) = self.log.get(&number) {
            return Some(page.clone());
        }
        let offset = u64::from(number.checked_sub(1)?) * self.size as u64;
        let mut page = Vec::with_capacity(self.size);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset)).ok()?;
        file.take(self.size as u64).read_to_end(&mut page).ok()?;
        if page.is_empty() {
            return None;
        }
        page.resize(self.size, 0);
        Some(page)
    }
}

fn page_size(header: &[u8; 18]) -> Option<usize> {
    let size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65536,
        size => usize::from(size),
    };
    (header.starts_with(b"SQLite format 3\0") && size.is_power_of_two() && size >= 512).then_some(size)
}

/// A big-endian number of up to four bytes.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// What was committed to a log, and how many of its frames are damaged. SQLite ends at the first of these; but each frame
/// is checked on from the sum in the one before it, so those behind it can be believed too.
fn read_log(bytes: &[u8], size: usize) -> (HashMap<u32, Vec<u8>>, usize) {
    let mut pages = HashMap::new();
    let Some((header, frames)) = bytes.split_at_checked(LOG_HEADER) else { return (pages, 0) };
    let is_big = number(&header[..4]) & 1 == 1;
    let salt = &header[16..24];
    let mut sum = [number(&header[24..28]), number(&header[28..32])];
    let (mut uncommitted, mut damaged, mut suspects) = (Vec::new(), 0, 0);
    for frame in frames.chunks_exact(FRAME_HEADER + size) {
        let (head, page) = frame.split_at(FRAME_HEADER);
        let told = [number(&head[16..20]), number(&head[20..24])];
        let is_whole = &head[8..16] == salt && checksum(checksum(sum, &head[..8], is_big), page, is_big) == told;
        sum = told;
        if !is_whole {
            suspects += 1;
            continue;
        }
        uncommitted.push((number(&head[..4]), page.to_vec()));
        if number(&head[4..8]) > 0 {
            pages.extend(uncommitted.drain(..));
            damaged += std::mem::take(&mut suspects);
        }
    }
    (pages, damaged)
}

/// The sum of "Checksum Algorithm" of the format's section on the log.
fn checksum([mut first, mut second]: [u32; 2], bytes: &[u8], is_big: bool) -> [u32; 2] {
    for pair in bytes.chunks_exact(8) {
        let word = |bytes: &[u8]| if is_big { number(bytes) } else { number(bytes).swap_bytes() };
        first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
        second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
    }
    [first, second]
}
