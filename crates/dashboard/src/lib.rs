//! HTML pages over the store.
