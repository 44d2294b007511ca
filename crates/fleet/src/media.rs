//! What is known of screenshots, for the commands that look at them.

use store::Reader;

use crate::error::{FleetError, Result};

/// Screenshots are read when asked for; before that nothing is missing, it is only unknown.
pub(crate) fn must_be_read(reader: &Reader) -> Result<()> {
    let sql = "SELECT 1 FROM sync_scopes WHERE kind = 'localizations' AND fetched_at IS NOT NULL LIMIT 1";
    if reader.query(sql, &[])?.rows.is_empty() {
        return Err(FleetError::input("no screenshots are mirrored yet").hint("`fleet sync --only media` reads which there are"));
    }
    Ok(())
}
