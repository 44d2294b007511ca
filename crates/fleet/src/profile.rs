//! Age-rating profiles: answers to the whole questionnaire under a name.
//!
//! The questions are the yes-or-no and frequency fields of `age_ratings` (App Store Connect API 4.4.1); overrides, the
//! age band of a kids' app and addresses are decisions and no answers, and belong to no profile.

use std::collections::BTreeMap;

use store::catalog::{Field, Kind, catalog};

use store::literal;

use crate::error::{FleetError, Result};
use crate::sentence;

/// What every program knows; `[profiles.NAME]` in fleet.toml adds to them and replaces them.
const BUILT_IN: &str = include_str!("profiles.toml");

/// Answers of a profile, by field, as SQL.
pub(crate) fn answers(name: &str, own: &BTreeMap<String, BTreeMap<String, toml::Value>>) -> Result<Vec<(String, String)>> {
    let built_in: BTreeMap<String, BTreeMap<String, toml::Value>> = toml::from_str(BUILT_IN).unwrap_or_default();
    let Some(profile) = own.get(name).or_else(|| built_in.get(name)) else {
        let known = || own.keys().chain(built_in.keys()).map(String::as_str);
        let hint = sentence::did_you_mean(name, known())
            .unwrap_or_else(|| format!("there are {}; [profiles.{name}] in fleet.toml makes it", known().collect::<Vec<_>>().join(", ")));
        return Err(FleetError::input(format!("there is no age-rating profile `{name}`")).hint(hint));
    };
    // What a profile does not say is answered with no.
    let answer = |field: &Field| {
        let given = profile.get(&field.name);
        let sql = match &field.kind {
            Kind::Bool => i64::from(given.and_then(toml::Value::as_bool).unwrap_or(false)).to_string(),
            _ => literal(given.and_then(toml::Value::as_str).unwrap_or("NONE")),
        };
        (field.name.clone(), sql)
    };
    Ok(questions().map(answer).collect())
}

/// Names of all profiles.
pub(crate) fn names(own: &BTreeMap<String, BTreeMap<String, toml::Value>>) -> Vec<String> {
    let built_in: BTreeMap<String, toml::Value> = toml::from_str(BUILT_IN).unwrap_or_default();
    let names: std::collections::BTreeSet<&String> = own.keys().chain(built_in.keys()).collect();
    names.into_iter().cloned().collect()
}

/// The questions of the questionnaire.
pub(crate) fn questions() -> impl Iterator<Item = &'static Field> {
    let fields = catalog().resource("age_ratings").into_iter().flat_map(|resource| &resource.fields);
    fields.filter(|field| field.kind == Kind::Bool || field.kind == Kind::Enum("Frequency".into()))
}

/// Refuses answers to what is no question, and what is no answer.
pub(crate) fn check(answers: &BTreeMap<String, toml::Value>) -> std::result::Result<(), String> {
    for (name, value) in answers {
        let Some(field) = questions().find(|field| field.name == *name) else {
            let hint = sentence::did_you_mean(name, questions().map(|field| field.name.as_str())).unwrap_or_default();
            return Err(format!("`{name}` is no question of the age rating; {hint}").trim_end_matches("; ").to_owned());
        };
        let known = catalog().enums.iter().find(|(name, _)| name == "Frequency").map(|(_, values)| values.as_slice()).unwrap_or_default();
        let is_answer = match field.kind {
            Kind::Bool => value.is_bool(),
            _ => value.as_str().is_some_and(|value| known.iter().any(|known| known == value)),
        };
        if !is_answer {
            let wanted = if field.kind == Kind::Bool { "true or false".to_owned() } else { known.join(", ") };
            return Err(format!("`{name}` takes {wanted}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{BUILT_IN, answers, check, questions};

    #[test]
    fn the_built_in_profiles_answer_every_question() {
        let profiles: BTreeMap<String, BTreeMap<String, toml::Value>> = toml::from_str(BUILT_IN).unwrap();
        for (name, profile) in &profiles {
            check(profile).unwrap();
            assert_eq!(answers(name, &BTreeMap::new()).unwrap().len(), questions().count());
        }
        assert_eq!(questions().count(), 24);
    }

    #[test]
    fn mistakes_are_named() {
        let answers = |text: &str| check(&toml::from_str(text).unwrap()).unwrap_err();
        assert_eq!(answers("gamblin = true"), "`gamblin` is no question of the age rating; did you mean `gambling`?");
        assert_eq!(answers("gambling = 'no'"), "`gambling` takes true or false");
        assert!(answers("contests = 'SOMETIMES'").starts_with("`contests` takes NONE, "));
        assert!(super::answers("utilty", &BTreeMap::new()).unwrap_err().next_step().unwrap().contains("utility"));
    }
}
