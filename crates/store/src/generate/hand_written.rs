//! The views of `sql/views/`: those over the history and the bookkeeping, which no catalogue describes.

use std::fmt::Write as _;

/// Every file of the folder, in reading order.
const VIEWS: [(&str, &str); 10] = [
    ("tags", include_str!("../../../../sql/views/tags.sql")),
    ("variables", include_str!("../../../../sql/views/variables.sql")),
    ("transitions", include_str!("../../../../sql/views/transitions.sql")),
    ("review_times", include_str!("../../../../sql/views/review_times.sql")),
    ("disappeared", include_str!("../../../../sql/views/disappeared.sql")),
    ("screenshot_coverage", include_str!("../../../../sql/views/screenshot_coverage.sql")),
    ("duplicate_screenshots", include_str!("../../../../sql/views/duplicate_screenshots.sql")),
    ("drafts", include_str!("../../../../sql/views/drafts.sql")),
    ("draft_listings", include_str!("../../../../sql/views/draft_listings.sql")),
    ("findings", include_str!("../../../../sql/views/findings.sql")),
];

/// Their SQL, as it is written.
pub(super) fn views() -> String {
    VIEWS.iter().map(|(_, sql)| format!("\n{sql}")).collect()
}

/// What they are for people: the first paragraph of the comment that each of them begins with.
pub(super) fn markdown() -> String {
    let mut text = String::new();
    for (name, sql) in VIEWS {
        let comment = sql.lines().map_while(|line| line.strip_prefix("-- "));
        let _ = write!(text, "\n## {name}\n\n{}\n", comment.collect::<Vec<_>>().join("\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::VIEWS;

    #[test]
    fn every_file_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql/views");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(VIEWS.iter().any(|(view, _)| name == format!("{view}.sql")), "sql/views/{name} is in no list");
        }
    }
}
