//! App Store Connect: keys, tokens, JSON:API documents, paging, the request budget, retries.
