//! A stateful App Store Connect on 127.0.0.1, written from Apple's document and field reports.
