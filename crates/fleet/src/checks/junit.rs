//! Findings in the XML of `JUnit`, which every CI server shows: a suite for each app, a case for each check.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use store::Finding;
use store::check::{Check, Level};

use crate::output::harmless;

/// Writes the document. What reaches `failing` is a failure, manual items are skipped cases, the rest is remarked.
pub(crate) fn junit(checks: &[Check], findings: &[Finding], apps: &[(String, String)], failing: Level) -> String {
    let mut by_app: BTreeMap<&str, Vec<&Finding>> = apps.iter().map(|(id, _)| (id.as_str(), Vec::new())).collect();
    for finding in findings {
        by_app.entry(&finding.app.id).or_default().push(finding);
    }
    let is_failure = |finding: &Finding| finding.level != Level::Manual && finding.level >= failing;
    let failures = findings.iter().filter(|finding| is_failure(finding)).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites name=\"fleet check\" tests=\"{}\" failures=\"{failures}\">", checks.len() * by_app.len());
    for (id, name) in apps {
        let found = by_app.remove(id.as_str()).unwrap_or_default();
        let failed: Vec<&str> = found.iter().filter(|finding| is_failure(finding)).map(|finding| finding.check.as_str()).collect();
        let cases = failed.iter().collect::<std::collections::BTreeSet<_>>().len();
        let _ = writeln!(text, "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{cases}\">", escaped(name), checks.len());
        for check in checks {
            let of_check: Vec<&&Finding> = found.iter().filter(|finding| finding.check == check.name).collect();
            let _ = write!(text, "    <testcase classname=\"{}\" name=\"{}\"", escaped(name), escaped(&check.name));
            let Some(first) = of_check.first() else {
                text.push_str("/>\n");
                continue;
            };
            let lines: Vec<String> = of_check.iter().map(|finding| line(finding)).collect();
            let lines = escaped(&lines.join("\n"));
            let message = escaped(&harmless(&first.message));
            text.push_str(">\n      ");
            let _ = match first.level {
                Level::Manual => writeln!(text, "<skipped message=\"{message}\"/>"),
                _ if is_failure(first) => writeln!(text, "<failure type=\"{}\" message=\"{message}\">{lines}</failure>", first.level),
                _ => writeln!(text, "<system-out>{}: {lines}</system-out>", first.level),
            };
            text.push_str("    </testcase>\n");
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>");
    text
}

/// Where a finding is, what it says, and what to do.
fn line(finding: &Finding) -> String {
    let Finding { platform, version_string, locale, field, message, fix, .. } = finding;
    let place: Vec<&str> = [platform, version_string, locale, field].into_iter().filter_map(Option::as_deref).collect();
    let fix = fix.as_ref().map(|fix| format!(" ({fix})")).unwrap_or_default();
    harmless(&format!("{}: {message}{fix}", place.join(" ")))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push('\n'),
            // XML has no way to write the others.
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}
