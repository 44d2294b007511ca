//! Screenshots: probe, validate and name their display type, in parallel.
