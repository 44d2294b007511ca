//! Files: how they come in, where they lie, what is read from them, and the pictures that go out.

pub(crate) mod serve;
pub(crate) mod receive;
pub(crate) mod upload;
pub(crate) mod blobs;
pub(crate) mod picture;
pub(crate) mod drawing;
pub(crate) mod sizes;
