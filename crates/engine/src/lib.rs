//! Sync, seal, push and undo: the only crate that knows both App Store Connect and the store.
