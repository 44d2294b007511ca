//! Words for people: plurals, durations, guesses at what was meant, and what Apple's refusals ask for.

use std::time::Duration;

use serde_json::json;
use store::Transition;

/// `1 app`, `2 apps`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = match noun {
        _ if number == 1 => noun.to_owned(),
        _ if noun.ends_with('y') && !noun.ends_with("ay") => format!("{}ies", &noun[..noun.len() - 1]),
        _ => format!("{noun}s"),
    };
    format!("{number} {plural}")
}

/// `just now`, `5 min ago`, `3 h ago`, `2 days ago`.
pub(crate) fn ago(seconds: i64) -> String {
    match seconds {
        ..60 => "just now".into(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..172_800 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

/// `40 s`, `5 min`, `3 h`, `2 days`.
pub(crate) fn lasted(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// `in 40 s`, `in 12 min`.
pub(crate) fn within(seconds: u64) -> String {
    match seconds {
        0..90 => format!("in {seconds} s"),
        _ => format!("in {} min", seconds.div_ceil(60)),
    }
}

/// `14:05:33`, here.
pub(crate) fn clock_time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_zoned(jiff::tz::TimeZone::system()).strftime("%T").to_string()
}

/// About how long so many requests take within Apple's pace.
pub(crate) fn eta(requests: u64) -> String {
    // Six in flight, ten a second at most: what the client allows itself.
    let seconds = requests.div_ceil(10);
    match seconds {
        0..=1 => "about a second".into(),
        2..90 => format!("about {seconds} s"),
        _ => format!("about {} min", Duration::from_secs(seconds).as_secs() / 60),
    }
}

/// `did you mean …?`, if something known is close.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, candidate)| *likeness > 0.82 && *candidate != word)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// `com.acme.notes iOS 1.2: PREPARE_FOR_SUBMISSION → WAITING_FOR_REVIEW`.
pub(crate) fn transition(transition: &Transition) -> String {
    let what = [transition.platform.as_deref(), transition.version_string.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let kind = if transition.resource == "version" { String::new() } else { format!(" {}", transition.resource) };
    let state = |state: &Option<String>| state.clone().unwrap_or_else(|| "new".into());
    format!("{} {what}{kind}: {} → {}", transition.bundle_id, state(&transition.old), state(&transition.new))
}

/// The same for programs.
pub(crate) fn transition_json(transition: &Transition) -> serde_json::Value {
    json!({
        "account": transition.account, "app_id": transition.app_id, "bundle_id": transition.bundle_id, "app": transition.app,
        "resource": transition.resource, "id": transition.id, "platform": transition.platform,
        "version_string": transition.version_string, "old": transition.old, "new": transition.new, "seen_at": transition.seen_at,
        "held": transition.held,
    })
}

/// Apple's answer in one line, without what could drive a terminal.
pub(crate) fn of(error: &asc::Error) -> String {
    crate::output::shown(&store::Value::Text(asc::chain(error)))
}

/// What to do about an error of Apple's, or of the way there.
pub(crate) fn hint(error: &asc::Error) -> Option<String> {
    Some(match error {
        asc::Error::ClockSkew { .. } => "set this computer's clock (NTP), then run the same command again".into(),
        asc::Error::BudgetExhausted { .. } => "run the same command later: it continues where it stopped; or wait with --wait".into(),
        asc::Error::Stopped => "the same command continues where it stopped".into(),
        asc::Error::Transport { .. } => "check the network; the same command continues where it stopped".into(),
        asc::Error::Key(_) => "check the account's key_id, issuer_id and key_path in fleet.toml".into(),
        asc::Error::InsecureBaseUrl { .. } => "use https:// in base_url; http:// is for 127.0.0.1 only".into(),
        asc::Error::Refused(refusal) => match (refusal.status, refusal.code().unwrap_or_default()) {
            (401, _) => {
                "Apple does not know this key: check key_id and issuer_id of the account in fleet.toml, and that the key was not revoked"
                    .into()
            }
            (403, code) if code.starts_with("FORBIDDEN.REQUIRED_AGREEMENTS") => {
                "the account holder must accept the current agreements at https://appstoreconnect.apple.com/agreements".into()
            }
            (403, _) if refusal.errors.iter().any(|error| error.to_string().contains("membership")) => {
                "the account holder must renew the membership at https://developer.apple.com/account".into()
            }
            (403, _) => "the key's role does not allow this: App Manager or Admin can change listings".into(),
            (429, _) => "Apple's hourly limit for this key is reached; run the same command later".into(),
            (500.., _) => {
                "this is trouble on Apple's side; run the same command later: it looks what has arrived, and sends the rest".into()
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// The command that gives many apps what Apple says that they lack.
pub(crate) fn provide(resource: &str, field: Option<&str>) -> Option<String> {
    let is_editable = |field: &str| {
        let resource = store::catalog::catalog().resource(resource);
        resource.and_then(|resource| resource.field(field)).is_some_and(store::catalog::Field::is_updatable)
    };
    Some(match (resource, field) {
        ("versions", Some("build")) => "fleet submit --build latest".into(),
        ("builds", Some("uses_non_exempt_encryption")) => "fleet submit --encryption exempt, or uses".into(),
        ("age_ratings", _) => "fleet set --profile utility, or another profile".into(),
        ("screenshots" | "screenshot_sets", _) => "fleet shots coverage".into(),
        ("review_details", Some(field)) => format!("fleet submit --review {field}=…"),
        ("apps", Some(field)) if is_editable(field) => format!("fleet set {field}=… --where \"{field} IS NULL\""),
        (_, Some(field)) if is_editable(field) => format!("fleet set {field}=… --where \"editable AND {field} IS NULL\""),
        _ => return None,
    })
}

/// What to do about Apple's refusal of one row. Codes are matched by their beginnings, because Apple adds suffixes.
pub(crate) fn refusal_hint(status: u16, code: &str, message: &str) -> Option<&'static str> {
    const HINTS: [(&str, &str, &str); 22] = [
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.DIFFERENT_ACCOUNT", "", "another developer has it; choose another one"),
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "", "it is taken; `fleet sync` shows by which row"),
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE", "", WAIT),
        (
            "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE.MISSING_SCREENSHOTS",
            "",
            "upload the screenshots of the primary locale, then `fleet push`",
        ),
        ("ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_STATE", "", WAIT),
        (
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
            "version number",
            "a platform uses a version number once; see `fleet query \"SELECT app, platform, version_string FROM versions\"`",
        ),
        ("ENTITY_ERROR.ATTRIBUTE.INVALID", "already set", "Apple takes this answer once for each build; drop it with `fleet unstage`"),
        (
            "ENTITY_ERROR.RELATIONSHIP.INVALID",
            "new version",
            "a platform has one version in preparation; edit that one: `fleet query \"SELECT app, platform, version_string, state FROM versions WHERE editable\"`",
        ),
        (
            "ENTITY_ERROR.RELATIONSHIP",
            "build",
            "choose a build of the same platform and version: `fleet query \"SELECT app, id, version, processing_state, expired FROM builds\"`",
        ),
        ("ENTITY_ERROR.INVALID_INTERVAL", "", PRICES),
        ("ENTITY_ERROR.BASE_TERRITORY_INTERVAL_REQUIRED", "", PRICES),
        (
            "STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION",
            "",
            "it is in a submission already: `fleet sync --only submissions`, then `fleet query \"SELECT * FROM submission_items\"`",
        ),
        (
            "STATE_ERROR.FIRST_CONSUMABLE_MUST_BE_SUBMITTED_ON_VERSION",
            "",
            "add the in-app purchase to the version at https://appstoreconnect.apple.com, then `fleet push`",
        ),
        (
            "STATE_ERROR",
            "Too many",
            "the set is full, also by places that were reserved for files that never came: `fleet sync --only media`, then delete what it does not need",
        ),
        ("STATE_ERROR", "cancellable", "`fleet sync` shows how far the review is"),
        ("STATE_ERROR", "associated errors", "put right what Apple lists, then `fleet push` hands it in"),
        ("STATE_ERROR.ENTITY_STATE_INVALID", "appScreenshotSets", WAIT),
        ("STATE_ERROR.ENTITY_STATE_INVALID", "appPreviewSets", WAIT),
        ("NOT_FOUND", "", GONE),
        ("RESOURCE_DOES_NOT_EXIST", "", GONE),
        ("PATH_ERROR", "", GONE),
        (
            "FORBIDDEN_ERROR",
            "does not allow",
            "Apple's API does not offer this: do it at https://appstoreconnect.apple.com, and `fleet unstage` it",
        ),
    ];
    const WAIT: &str = "`fleet sync` shows its state; what is staged can wait until it can be edited again";
    const PRICES: &str = "the base territory needs one price at all times; see `fleet query \"SELECT app, base_territory, manual_prices FROM price_schedules\"`";
    const GONE: &str = "it is gone, or this key does not see it any more: `fleet sync`, then `fleet unstage`";
    const MISTAKE: &str = "this is a mistake of fleet and not yours; please report it with what `fleet log` says of the call";
    let found = HINTS.iter().find(|(start, said, _)| code.starts_with(start) && message.contains(said)).map(|(.., hint)| *hint);
    let is_mistake = matches!(status, 400 | 405 | 406 | 413 | 422)
        || ["UNKNOWN", "NOT_ALLOWED", "TYPE", "INVALID_ID"].iter().any(|end| code.starts_with("ENTITY_ERROR") && code.ends_with(end));
    found.or_else(|| (status == 404).then_some(GONE)).or_else(|| is_mistake.then_some(MISTAKE))
}

#[cfg(test)]
mod tests {
    use super::{ago, count, did_you_mean, eta, lasted, within};

    #[test]
    fn words() {
        assert_eq!(count(1, "app"), "1 app");
        assert_eq!(count(2, "query"), "2 queries");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(ago(59), "just now");
        assert_eq!(ago(3600), "1 h ago");
        assert_eq!([40, 300, 7_200, 172_800].map(lasted), ["40 s", "5 min", "2 h", "2 days"]);
        assert_eq!((within(40), within(700)), ("in 40 s".into(), "in 12 min".into()));
        assert_eq!(eta(41), "about 5 s");
        assert_eq!(did_you_mean("copyrite", ["copyright", "keywords"].into_iter()).as_deref(), Some("did you mean `copyright`?"));
        assert_eq!(did_you_mean("zzz", ["copyright"].into_iter()), None);
    }
}
