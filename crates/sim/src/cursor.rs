//! Cursors: opaque to a client, bound to the query that they continue.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The cursor of the page that begins at `offset` of a query with this fingerprint.
pub(crate) fn encode(offset: usize, fingerprint: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{offset}.{fingerprint:016x}"))
}

/// Where the page begins; none for a cursor of another query.
pub(crate) fn decode(cursor: &str, fingerprint: u64) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (offset, bound) = text.split_once('.')?;
    (bound == format!("{fingerprint:016x}")).then(|| offset.parse().ok())?
}

/// A fingerprint of the parts of a query, the same in every process (FNV-1a).
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_query() {
        let ours = fingerprint(["/v1/apps", "limit=2"]);
        let cursor = encode(400, ours);
        assert_eq!(decode(&cursor, ours), Some(400));
        assert_eq!(decode(&cursor, fingerprint(["/v1/apps", "limit=3"])), None);
        assert_eq!(decode("no cursor", ours), None);
    }
}
