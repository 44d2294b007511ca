//! Filters of the overview: an SQL condition over the view `apps`, the same that `--where` takes, and a few questions for
//! which the condition is written.

use std::time::Duration;

use store::{Bounds, Reader, Standing, StoreError, Value, literal};

use super::params::Params;
use crate::DashboardError;
use crate::query::AppKey;
use crate::standing::Drawn as _;

/// What a person's condition may cost: it is run again with every load of the page.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), rows: 100_000 };

/// The questions, by their names in addresses.
pub(super) const QUESTIONS: [&str; 6] = ["name", "client", "readiness", "state", "finding", "staged"];

/// What a condition selects, or what SQLite has against it.
pub(super) type Selected = Result<Vec<AppKey>, String>;

/// Finds the apps for which a condition holds.
pub(super) fn select(reader: &mut Reader, condition: &str) -> Result<Selected, DashboardError> {
    // The line break ends a comment at the end of the condition.
    let sql = format!("SELECT account, id FROM apps WHERE ({condition}\n)");
    match reader.query_within(&sql, &[], BOUNDS) {
        Ok((_, true)) => Ok(Err(format!("this finds more than {} rows", BOUNDS.rows))),
        Ok((table, false)) => Ok(Ok(table.rows.iter().map(|row| (text(row.first()), text(row.get(1)))).collect())),
        Err(error @ (StoreError::Sql { .. } | StoreError::NotAllowed(_))) => Ok(Err(error.to_string())),
        Err(source) => Err(DashboardError::Query { query: "where", source }),
    }
}

fn text(value: Option<&Value>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// Writes the condition that answers the questions; `None` if none was asked.
pub(super) fn condition(params: &Params) -> Option<String> {
    let conditions: Vec<String> = QUESTIONS
        .iter()
        .filter_map(|question| {
            let answer = params.get(question)?.trim();
            Some(match *question {
                "name" => {
                    let pattern = literal(&format!("%{answer}%"));
                    format!("(name LIKE {pattern} OR bundle_id LIKE {pattern} OR id = {})", literal(answer))
                }
                "client" => format!("client = {}", literal(answer)),
                "readiness" => format!("readiness = {}", literal(answer)),
                "state" => format!("id IN (SELECT app_id FROM versions WHERE {})", states(answer)),
                "finding" => format!("id IN (SELECT app_id FROM findings WHERE check_name = {})", literal(answer)),
                _ => "id IN (SELECT app_id FROM changes)".to_owned(),
            })
        })
        .collect();
    (!conditions.is_empty()).then(|| conditions.join(" AND "))
}

/// The states of a standing, or the one that is named.
fn states(answer: &str) -> String {
    let states = Standing::COUNTED.iter().find(|standing| standing.class() == answer).map(|standing| standing.states());
    match states {
        Some([state]) => format!("state = {}", literal(state)),
        Some(states) => format!("state IN ({})", states.iter().map(|state| literal(state)).collect::<Vec<_>>().join(", ")),
        None => format!("state = {}", literal(answer)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_sql_that_a_person_could_have_typed() {
        let asked = |pairs: &[(&str, &str)]| condition(&Params::new(pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect()));
        assert_eq!(
            asked(&[("readiness", "blocked"), ("client", "O'Neil"), ("state", "live")]).unwrap(),
            "client = 'O''Neil' AND readiness = 'blocked' AND id IN (SELECT app_id FROM versions WHERE state = 'READY_FOR_DISTRIBUTION')"
        );
        assert_eq!(
            asked(&[("finding", "whats_new_missing"), ("staged", "yes")]).unwrap(),
            "id IN (SELECT app_id FROM findings WHERE check_name = 'whats_new_missing') AND id IN (SELECT app_id FROM changes)"
        );
        assert_eq!(asked(&[("client", " "), ("page", "2")]), None);
    }

    #[test]
    fn a_wrong_condition_is_told_in_sqlite_s_words() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::sample::fleet(&folder.path().join("fleet.db"));
        let mut reader = store.reader().unwrap();
        let mut selected = |condition: &str| select(&mut reader, condition).unwrap();
        assert_eq!(selected("1").unwrap().len(), 6);
        assert_eq!(selected("name = 'Paper Trail' -- both").unwrap().len(), 2);
        assert_eq!(selected("nmae = 1").unwrap_err(), "no such column: nmae");
        for hostile in ["1); DELETE FROM staged; --", "1) UNION SELECT load_extension('x'), 1 --", "writefile('x', 'y')"] {
            assert!(selected(hostile).is_err(), "{hostile}");
        }
    }
}
