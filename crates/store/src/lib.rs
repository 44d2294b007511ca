//! The database file: open, migrate, read, stage, and the journal of what was sent.
