//! The numbers that a push promises, over hundreds of apps: no request too many, no row too few.
