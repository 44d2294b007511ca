//! What a client's `Accept` allows. The simulator speaks JSON only.

/// Whether the header, if there is one, allows JSON.
pub(crate) fn json(accept: Option<&str>) -> bool {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return true };
    accept.split(',').any(|entry| {
        let mut parts = entry.split(';').map(|part| part.trim().to_ascii_lowercase());
        let format = parts.next().unwrap_or_default();
        let known = matches!(format.as_str(), "*/*" | "application/*" | "application/json" | "application/vnd.api+json");
        known
            && !parts
                .any(|part| part.strip_prefix("q=").and_then(|quality| quality.parse::<f32>().ok()).is_some_and(|quality| quality <= 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_or_not() {
        for good in ["", "*/*", "application/json", "APPLICATION/JSON; charset=utf-8", "text/html, application/*;q=0.1", "text/csv,*/*"] {
            assert!(json(Some(good)), "{good}");
        }
        assert!(json(None));
        for bad in ["text/html", "application/xml", "application/json;q=0", "text/*, application/json; q=0.0", "nonsense"] {
            assert!(!json(Some(bad)), "{bad}");
        }
    }
}
