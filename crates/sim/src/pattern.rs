//! Routes as options name them: `/v1/apps/{id}`, `/v1/apps/*`, `/v1/**`.

/// Whether the path, without its query, is one that the pattern means. A segment in braces and
/// `*` stand for any one segment, a final `**` for any rest.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for wanted in pattern.split('/') {
        if wanted == "**" {
            return true;
        }
        let any = wanted == "*" || (wanted.starts_with('{') && wanted.ends_with('}'));
        match segments.next() {
            Some(segment) if any && !segment.is_empty() => {}
            Some(segment) if segment == wanted => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

/// Whether one of the patterns means the path.
pub(crate) fn any(patterns: &[String], path: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_paths() {
        for (pattern, path, meant) in [
            ("/v1/apps", "/v1/apps", true),
            ("/v1/apps", "/v1/apps/1", false),
            ("/v1/apps/{id}", "/v1/apps/1", true),
            ("/v1/apps/{id}", "/v1/apps", false),
            ("/v1/apps/{id}", "/v1/apps/", false),
            ("/v1/apps/{id}", "/v1/apps/1/builds", false),
            ("/v1/*/1", "/v1/builds/1", true),
            ("/v1/**", "/v1/apps/1/builds", true),
            ("/v1/**", "/v2/appAvailabilities/1", false),
            ("**", "/v1/apps", true),
        ] {
            assert_eq!(matches(pattern, path), meant, "{pattern} {path}");
        }
    }
}
