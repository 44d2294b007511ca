//! Query parameters, checked against what the endpoint takes. Nothing is ignored.

use std::collections::{BTreeMap, HashMap};

use crate::cursor;
use crate::kind::{Filter, Form, Kind, Relationship};
use crate::refusal::{Refusal, illegal_parameter, invalid_parameter, required_parameter};
use crate::resources;
use crate::route::decode;

/// The largest page (Apple, `limit` of all served collections).
const LARGEST_PAGE: usize = 200;
/// The page when none is asked for.
const DEFAULT_PAGE: usize = 50;
/// The most linkage of one included relationship.
pub(crate) const MOST_LINKED: usize = 50;
/// The linkage of an included relationship when none is asked for.
const DEFAULT_LINKED: usize = 10;

/// What an endpoint takes.
#[derive(Clone, Copy)]
pub(crate) struct Accepted {
    /// The type of the primary data.
    pub(crate) kind: Option<&'static Kind>,
    pub(crate) include: &'static [&'static str],
    pub(crate) filters: &'static [Filter],
    pub(crate) exists: &'static [&'static str],
    pub(crate) sort: &'static [&'static str],
    /// Whether the answer is a list.
    pub(crate) paged: bool,
}

/// A query that the endpoint takes.
#[derive(Default)]
pub(crate) struct Query {
    pub(crate) include: Vec<&'static Relationship>,
    fields: HashMap<String, Vec<String>>,
    limits: HashMap<String, usize>,
    pub(crate) filters: Vec<(&'static Filter, Vec<String>)>,
    pub(crate) exists: Vec<(&'static str, bool)>,
    /// (key, descending)
    pub(crate) sort: Vec<(&'static str, bool)>,
    pub(crate) limit: usize,
    /// How many resources earlier pages held.
    pub(crate) offset: usize,
    /// What a cursor of this query is bound to.
    pub(crate) fingerprint: u64,
}

impl Query {
    /// The query of `raw`, or everything that is wrong with it. `scope` (path and account) binds
    /// its cursors.
    pub(crate) fn parse(raw: &str, accepted: &Accepted, scope: &str) -> Result<Self, Vec<Refusal>> {
        let (parameters, mut refusals) = parameters(raw);
        let bound = parameters.iter().filter(|(name, _)| *name != "cursor");
        let parts = bound.flat_map(|(name, values)| [name.as_str()].into_iter().chain(values.iter().map(String::as_str)));
        let mut query = Self { limit: DEFAULT_PAGE, fingerprint: cursor::fingerprint([scope].into_iter().chain(parts)), ..Self::default() };
        // `include` first: limits of relationships depend on it.
        if let Some(values) = parameters.get("include") {
            query.take_include(values, accepted).unwrap_or_else(|refused| refusals.extend(refused));
        }
        for (name, values) in parameters.iter().filter(|(name, _)| *name != "include") {
            query.take(name, values, accepted).unwrap_or_else(|refused| refusals.extend(refused));
        }
        let missing = |filter: &&Filter| filter.required && !parameters.contains_key(&format!("filter[{}]", filter.name));
        refusals.extend(accepted.filters.iter().filter(missing).map(|filter| required_parameter(&format!("filter[{}]", filter.name))));
        if refusals.is_empty() { Ok(query) } else { Err(refusals) }
    }

    /// The wanted values of a filter.
    pub(crate) fn wanted(&self, filter: &str) -> Option<&[String]> {
        self.filters.iter().find(|(known, _)| known.name == filter).map(|(_, wanted)| wanted.as_slice())
    }

    /// Whether nothing but the filter on territories chooses and orders.
    pub(crate) fn is_only_by_territory(&self) -> bool {
        self.exists.is_empty() && self.sort.is_empty() && self.filters.iter().all(|(filter, _)| filter.name == "territory")
    }

    /// Whether the answer shows the attribute or relationship `field` of `kind`.
    pub(crate) fn shows(&self, kind: &str, field: &str) -> bool {
        self.fields.get(kind).is_none_or(|fields| fields.iter().any(|name| name == field))
    }

    /// The most linkage of a relationship.
    pub(crate) fn linked(&self, relationship: &str) -> usize {
        self.limits.get(relationship).copied().unwrap_or(DEFAULT_LINKED)
    }

    /// The most resources that a parent brings along. Without a limit of its own an answer
    /// includes more than its linkage names, as Apple's does.
    pub(crate) fn included(&self, relationship: &str) -> usize {
        self.limits.get(relationship).copied().unwrap_or(MOST_LINKED)
    }

    fn take(&mut self, name: &str, values: &[String], accepted: &Accepted) -> Result<(), Vec<Refusal>> {
        if let Some(kind) = bracketed(name, "fields") {
            return self.take_fields(name, kind, values, accepted);
        }
        if let Some(relationship) = bracketed(name, "limit") {
            let included = self.include.iter().any(|other| other.many && other.name == relationship);
            if !included {
                return Err(vec![illegal_parameter(name)]);
            }
            self.limits.insert(relationship.to_owned(), size(name, values, MOST_LINKED)?);
            return Ok(());
        }
        if let Some(key) = bracketed(name, "filter") {
            let filter = accepted.filters.iter().find(|filter| filter.name == key);
            let filter = filter.ok_or_else(|| vec![illegal_parameter(name)])?;
            check_filter(filter, name, values, accepted)?;
            self.filters.push((filter, values.to_vec()));
            return Ok(());
        }
        if let Some(key) = bracketed(name, "exists") {
            let key = accepted.exists.iter().find(|other| **other == key);
            let key = key.ok_or_else(|| vec![illegal_parameter(name)])?;
            let [value] = values else { return Err(vec![boolean_expected(name, &values.join(","))]) };
            self.exists.push((key, value.parse().map_err(|_| vec![boolean_expected(name, value)])?));
            return Ok(());
        }
        match name {
            "limit" if accepted.paged => self.limit = size(name, values, LARGEST_PAGE)?,
            "cursor" if accepted.paged => {
                let cursor = values.join(",");
                let offset = cursor::decode(&cursor, self.fingerprint);
                let detail = || format!("'{cursor}' is not a valid cursor for this request");
                self.offset = offset.ok_or_else(|| vec![invalid_parameter(name, detail())])?;
            }
            "sort" if !accepted.sort.is_empty() => return self.take_sort(values, accepted),
            _ => return Err(vec![illegal_parameter(name)]),
        }
        Ok(())
    }

    fn take_include(&mut self, values: &[String], accepted: &Accepted) -> Result<(), Vec<Refusal>> {
        if accepted.include.is_empty() {
            return Err(vec![illegal_parameter("include")]);
        }
        let mut refusals = Vec::new();
        for value in values {
            let known = accepted.include.contains(&value.as_str());
            match accepted.kind.filter(|_| known).and_then(|kind| kind.relationship(value)) {
                Some(relationship) if self.include.iter().all(|other| other.name != relationship.name) => {
                    self.include.push(relationship);
                }
                Some(_) => {}
                None => {
                    let detail = format!("'{value}' is not a valid relationship name");
                    refusals.push(invalid_parameter("include", detail));
                }
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }

    fn take_fields(&mut self, name: &str, kind: &str, values: &[String], accepted: &Accepted) -> Result<(), Vec<Refusal>> {
        let primary = accepted.kind.filter(|primary| primary.name == kind);
        let reachable = accepted
            .include
            .iter()
            .any(|name| accepted.kind.and_then(|primary| primary.relationship(name)).is_some_and(|other| other.to == Some(kind)));
        if primary.is_none() && !reachable {
            return Err(vec![illegal_parameter(name)]);
        }
        let known = resources::fields(kind);
        let unknown = values.iter().filter(|value| !known.contains(&value.as_str()));
        let refusals: Vec<Refusal> = unknown.map(|value| invalid_parameter(name, format!("'{value}' is not a valid field name"))).collect();
        if refusals.is_empty() {
            self.fields.insert(kind.to_owned(), values.to_vec());
            Ok(())
        } else {
            Err(refusals)
        }
    }

    fn take_sort(&mut self, values: &[String], accepted: &Accepted) -> Result<(), Vec<Refusal>> {
        let mut refusals = Vec::new();
        for value in values {
            let (key, descending) = value.strip_prefix('-').map_or((value.as_str(), false), |key| (key, true));
            match accepted.sort.iter().find(|other| **other == key) {
                Some(key) => self.sort.push((key, descending)),
                None => refusals.push(invalid_parameter("sort", format!("'{value}' is not a valid sort type"))),
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }
}

/// The parameters by name, comma lists taken apart, and what cannot be decoded.
fn parameters(raw: &str) -> (BTreeMap<String, Vec<String>>, Vec<Refusal>) {
    let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut refusals = Vec::new();
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (decode(name, true), decode(value, true)) {
            (Some(name), Some(value)) => {
                parameters.entry(name).or_default().extend(value.split(',').map(str::to_owned));
            }
            _ => refusals.push(invalid_parameter(name, format!("'{value}' is not a valid value"))),
        }
    }
    (parameters, refusals)
}

/// The `x` of `group[x]`.
fn bracketed<'a>(name: &'a str, group: &str) -> Option<&'a str> {
    name.strip_prefix(group)?.strip_prefix('[')?.strip_suffix(']')
}

fn size(name: &str, values: &[String], most: usize) -> Result<usize, Vec<Refusal>> {
    let text = values.join(",");
    let refuse = |detail: String| Err(vec![invalid_parameter(name, detail)]);
    match text.parse::<usize>() {
        Ok(0) => refuse("The minimum allowable limit is '1'".to_owned()),
        Ok(size) if size > most => refuse(format!("The maximum allowable limit is '{most}'")),
        Ok(size) => Ok(size),
        Err(_) => refuse(format!("'{text}' is not a valid limit")),
    }
}

fn check_filter(filter: &Filter, name: &str, values: &[String], accepted: &Accepted) -> Result<(), Vec<Refusal>> {
    let form = accepted.kind.and_then(|kind| match filter.name.split_once('.') {
        Some((relationship, attribute)) => {
            let other = kind.relationship(relationship)?.to.and_then(resources::kind)?;
            other.attribute(attribute)
        }
        None => kind.attribute(filter.name),
    });
    let boolean = form.is_some_and(|attribute| matches!(attribute.form, Form::Boolean));
    let wrong = values.iter().filter(|value| match filter.values {
        Some(known) => !known.contains(&value.as_str()),
        None => boolean && value.parse::<bool>().is_err(),
    });
    let refusals: Vec<Refusal> = wrong.map(|value| invalid_parameter(name, format!("'{value}' is not a valid filter value"))).collect();
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

fn boolean_expected(name: &str, value: &str) -> Refusal {
    invalid_parameter(name, format!("'{value}' is not a valid boolean value"))
}
