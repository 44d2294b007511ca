//! Saying that a test could not do its work here.

/// Says on stderr why nothing was tested.
#[expect(clippy::print_stderr, reason = "a test that skips must say so")]
pub(crate) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}
