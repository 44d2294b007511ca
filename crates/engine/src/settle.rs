//! What the outcome of a step means for the journal, the mirror and the report.

use store::catalog::{Field, Kind, Resource, catalog};
use store::{FieldChange, Outcome, Step, StepStatus, Store, Value};

use crate::media::files_of;
use crate::push::{Push, handed_in};
use crate::row::{Attributes, row};
use crate::{Conflict, EngineError, Failure, Lack, Normalized};

impl Push<'_> {
    /// Fields that are neither what they were when the change was staged nor what they shall be.
    pub(crate) fn conflicts(&self, step: &Step, current: &[Value]) -> Result<Vec<Conflict>, EngineError> {
        let subject = self.store.subject(step)?;
        let resource = catalog().resource_of_code(step.resource);
        let same = |change: &FieldChange, value: &Value, current: &Value| match resource.and_then(|resource| resource.field(&change.field))
        {
            Some(field) => is_same(field, value, current),
            None => value == current,
        };
        let moved = step
            .fields
            .iter()
            .zip(current)
            .filter(|(change, current)| !same(change, &change.base, current) && !same(change, &change.value, current));
        Ok(moved
            .map(|(change, current)| Conflict {
                subject: subject.clone(),
                field: change.field.clone(),
                base: change.base.clone(),
                ours: change.value.clone(),
                theirs: current.clone(),
                with: Vec::new(),
            })
            .collect())
    }

    /// Whether the row that Apple has by now holds what the step was to make it with, as far as that can be seen.
    pub(crate) fn is_as_sent(&self, step: &Step, id: &str) -> Result<bool, EngineError> {
        // What is seen elsewhere cannot be compared before that is read.
        let is_seen_here = |resource: &&Resource| !resource.is_replaced || resource.seen_in.is_empty();
        let Some(resource) = catalog().resource_of_code(step.resource).filter(is_seen_here) else { return Ok(true) };
        let Some(pk) = self.store.row_of(&resource.name, step.account, id)? else { return Ok(true) };
        let current = self.store.current(&Step { pk, ..step.clone() })?.unwrap_or_default();
        Ok(step.fields.iter().zip(&current).all(|(change, current)| {
            let field = resource.field(&change.field).filter(|field| field.is_comparable());
            field.is_none_or(|field| is_same(field, &change.value, current))
        }))
    }

    /// Apple has the step: its answer goes to the mirror.
    pub(crate) fn settle_applied(&mut self, step: &Step, document: &asc::Document) -> Result<(), EngineError> {
        let answer = document.data.first();
        let request_id = document.request_id.as_deref();
        if let (Some(answer), "POST", true) = (answer, step.method.as_str(), self.store.is_staged_row(step)?) {
            return self.settle_created(step, &answer.id.clone(), Some(answer), Outcome { request_id, ..Outcome::default() });
        }
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        if let (Some(ids), Some(files)) = (step.ordered(), files_of(resource)) {
            self.store.settle_done::<EngineError>(step, Outcome { http: Some(204), request_id, ..Outcome::default() }, |mirror| {
                Ok(mirror.set_order(files, step.pk, &ids)?)
            })?;
            self.report.done += 1;
            return Ok(());
        }
        let http = Some(if step.method == "DELETE" { 204 } else { 200 });
        self.store.settle_done::<EngineError>(step, Outcome { http, request_id, ..Outcome::default() }, |mirror| {
            if step.method == "DELETE" {
                mirror.remove(resource, step.pk)?;
                if resource.is_ordered {
                    mirror.close_gaps(resource, step.pk)?;
                }
                return Ok(());
            }
            if let Some(answer) = answer {
                if resource.is_replaced {
                    mirror.renumber(resource, step.account, step.pk, &answer.id)?;
                }
                mirror.put(resource, step.account, &answer.id, None, &row(resource, answer, Attributes::All))?;
            }
            Ok(mirror.set(resource, step.pk, &unanswered(resource, step, answer))?)
        })?;
        self.note_normalized(step)?;
        self.note_effects(step);
        self.report.done += 1;
        Ok(())
    }

    /// Apple has made a row: the staged one takes its id.
    pub(crate) fn settle_created(
        &mut self,
        step: &Step,
        id: &str,
        answer: Option<&asc::Resource>,
        outcome: Outcome<'_>,
    ) -> Result<(), EngineError> {
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        self.store.settle_done::<EngineError>(step, Outcome { http: Some(201), ..outcome }, |mirror| {
            let pk = mirror.adopt(resource, step.account, step.pk, id)?;
            if let Some(answer) = answer {
                mirror.put(resource, step.account, id, None, &row(resource, answer, Attributes::All))?;
                mirror.set(resource, pk, &unanswered(resource, step, Some(answer)))?;
            }
            Ok(mirror.rebase(resource, pk)?)
        })?;
        self.note_effects(step);
        self.report.done += 1;
        Ok(())
    }

    fn note_effects(&mut self, step: &Step) {
        if has_effects(step.resource) {
            self.effects.push(step.clone());
        }
    }

    /// Apple had every value already.
    pub(crate) fn settle_already(&mut self, step: &Step) -> Result<(), EngineError> {
        let note = Some("Apple had it already; no call was needed");
        let files = catalog().resource_of_code(step.resource).and_then(files_of);
        self.store.settle_done::<EngineError>(step, Outcome { note, ..Outcome::default() }, |mirror| match step.ordered().zip(files) {
            Some((ids, files)) => Ok(mirror.set_order(files, step.pk, &ids)?),
            None => Ok(()),
        })?;
        // A step that was sent before a crash was our own doing.
        if step.status == StepStatus::Sent {
            self.report.done += 1;
        } else {
            self.report.already += 1;
        }
        Ok(())
    }

    /// Apple may store another value than was sent (trimmed, rewritten). The mirror has Apple's; say so once.
    fn note_normalized(&mut self, step: &Step) -> Result<(), EngineError> {
        let Some(current) = self.store.current(step)? else { return Ok(()) };
        let Some(resource) = catalog().resource_of_code(step.resource) else { return Ok(()) };
        let subject = self.store.subject(step)?;
        for (change, current) in step.fields.iter().zip(current) {
            let field = resource.field(&change.field).filter(|field| field.is_comparable());
            if field.is_some_and(|field| !is_same(field, &change.value, &current)) {
                self.report.normalized.push(Normalized {
                    subject: subject.clone(),
                    field: change.field.clone(),
                    sent: change.value.clone(),
                    stored: current,
                });
            }
        }
        Ok(())
    }

    /// Apple refused the step; its whole answer goes to the journal.
    pub(crate) fn settle_refused(&mut self, step: &Step, error: &asc::Error) -> Result<(), EngineError> {
        let errors = error.refusal().map(|refusal| refusal.errors.as_slice()).unwrap_or_default();
        let lines = details(errors);
        let answer = (!lines.is_empty()).then(|| lines.join("\n"));
        let message = error.to_string();
        let request_id = error.refusal().and_then(|refusal| refusal.request_id.as_deref());
        let outcome = Outcome { http: error.status(), note: Some(&message), answer: answer.as_deref(), request_id };
        self.store.settle_refused(step, StepStatus::Failed, outcome)?;
        let (collection, id) = parts(&step.path);
        let reason = message.replace(&step.path, collection);
        let lacks = lacks(self.store, step.account, errors)?;
        let failure = Failure {
            subject: self.store.subject(step)?,
            field: errors.first().and_then(|error| unnamed_field(catalog().resource_of_code(step.resource)?, error)),
            reason: if id.is_empty() { reason } else { reason.replace(id, "…") },
            details: further(errors).into_iter().chain(lacks.iter().map(Lack::to_string)).collect(),
            lacks,
            status: error.status(),
            code: errors.first().map(|error| error.code.clone()),
            request_id: request_id.map(ToOwned::to_owned),
            message: self.named(step, message)?,
            ..Failure::default()
        };
        self.note_failure(step, failure)
    }

    /// A sentence with the file that it is about.
    fn named(&self, step: &Step, sentence: String) -> Result<String, EngineError> {
        Ok(match self.store.file_name(step)? {
            Some(name) => format!("{name}: {sentence}"),
            None => sentence,
        })
    }

    /// The step cannot be sent, for a reason of ours.
    pub(crate) fn settle_unsent(&mut self, step: &Step, message: &str) -> Result<(), EngineError> {
        self.store.settle_refused(step, StepStatus::Failed, Outcome { note: Some(message), ..Outcome::default() })?;
        let subject = self.store.subject(step)?;
        let failure = Failure { subject, message: self.named(step, message.into())?, reason: message.into(), ..Failure::default() };
        self.note_failure(step, failure)
    }

    /// The step cannot be sent because of one before it, which has been told.
    pub(crate) fn settle_silently(&mut self, step: &Step, message: &str) -> Result<(), EngineError> {
        Ok(self.store.settle_refused(step, StepStatus::Failed, Outcome { note: Some(message), ..Outcome::default() })?)
    }

    /// Somebody changed fields of the step meanwhile; nothing of it is sent.
    pub(crate) fn settle_conflict(&mut self, step: &Step, mut conflicts: Vec<Conflict>) -> Result<(), EngineError> {
        let names = step.fields.iter().map(|change| &change.field);
        let with: Vec<String> = names.filter(|name| !conflicts.iter().any(|conflict| conflict.field == **name)).cloned().collect();
        if let Some(last) = conflicts.last_mut().filter(|_| step.method != "DELETE") {
            last.with = with;
        }
        let names: Vec<_> = conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
        let note = format!("changed at Apple since it was staged: {}", names.join(", "));
        self.store.settle_refused(step, StepStatus::Conflict, Outcome { note: Some(&note), ..Outcome::default() })?;
        // An order is told in the names of the files.
        if let Some(set) = catalog().resource_of_code(step.resource).filter(|resource| files_of(resource).is_some()) {
            for conflict in &mut conflicts {
                for order in [&mut conflict.base, &mut conflict.ours, &mut conflict.theirs] {
                    *order = self.store.names_of(set, order)?;
                }
            }
        }
        self.report.conflicts.extend(conflicts);
        self.note_trouble(step)
    }

    /// What is handed in after this would not be what was meant.
    fn note_trouble(&mut self, step: &Step) -> Result<(), EngineError> {
        match handed_in(self.store, step)? {
            Some(whole) => {
                self.unhanded.insert(whole);
            }
            None => {
                self.troubled.insert(step.app);
            }
        }
        Ok(())
    }

    pub(crate) fn note_failure(&mut self, step: &Step, failure: Failure) -> Result<(), EngineError> {
        self.note_trouble(step)?;
        let remains = self.remains(step)?;
        self.report.failed.push(Failure { remains, ..failure });
        Ok(())
    }
}

/// Whether a step of a resource does more than its answer shows: its scopes are looked at when all is sent.
pub(crate) fn has_effects(resource: i64) -> bool {
    catalog().resource_of_code(resource).is_some_and(|resource| resource.is_last || !resource.seen_in.is_empty())
}

/// Whether two values mean the same to Apple: it writes a moment in another time zone than it was sent in.
fn is_same(field: &Field, left: &Value, right: &Value) -> bool {
    let moment = |value: &Value| value.as_text().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    left == right || (field.kind == Kind::Date && moment(left).is_some() && moment(left) == moment(right))
}

/// Fields of a step that Apple's answer did not mention (linkage is often left out): they are what was sent.
fn unanswered<'a>(resource: &'a Resource, step: &Step, answer: Option<&asc::Resource>) -> Vec<(&'a Field, Value)> {
    let answered = answer.map(|answer| row(resource, answer, Attributes::Selected)).unwrap_or_default();
    step.fields
        .iter()
        .filter_map(|change| Some((resource.field(&change.field)?, change.value.clone())))
        // Orders are carried out and not kept, and of a secret only Apple's answer may say that it is there.
        .filter(|(field, _)| field.is_comparable())
        .filter(|(field, _)| !answered.values.iter().any(|(known, _)| known.name == field.name))
        .collect()
}

/// `CODE: detail (pointer)` for every error, those associated with other resources below it.
fn details(errors: &[asc::ApiError]) -> Vec<String> {
    let mut lines = Vec::new();
    for error in errors {
        let place = error.pointer.as_deref().or(error.parameter.as_deref()).map(|place| format!(" ({place})")).unwrap_or_default();
        lines.push(format!("{}: {}{place}", error.code, error.detail.as_deref().unwrap_or(&error.title)));
        for (path, errors) in &error.associated {
            lines.extend(details(errors).into_iter().map(|line| format!("{path} {line}")));
        }
    }
    lines
}

/// `/v1/apps/1` → `/v1/apps` and `1`.
fn parts(path: &str) -> (&str, &str) {
    let mut slashes = path.match_indices('/').map(|(place, _)| place).skip(2);
    slashes.next().map_or((path, ""), |place| (&path[..place], &path[place + 1..]))
}

/// The column that an error points at.
fn field<'a>(resource: &'a Resource, error: &asc::ApiError) -> Option<&'a Field> {
    let pointer = error.pointer.as_deref()?;
    let name = pointer.strip_prefix("/data/attributes/").or_else(|| pointer.strip_prefix("/data/relationships/"))?;
    let dotted = name.replace('/', ".");
    resource.fields.iter().find(|field| field.attribute == dotted).or_else(|| resource.fields.iter().find(|field| field.root() == name))
}

/// The column that an error points at and does not name. An envelope of errors of other rows is about those.
fn unnamed_field(resource: &Resource, error: &asc::ApiError) -> Option<String> {
    let field = field(resource, error)?;
    let is_named = error.detail.as_deref().is_some_and(|detail| detail.contains(&format!("'{}'", field.attribute)));
    (!is_named && error.associated.is_empty()).then(|| field.name.clone())
}

/// What Apple said beside its first error.
fn further(errors: &[asc::ApiError]) -> Vec<String> {
    let others = errors.get(1..).unwrap_or_default().iter();
    details(&others.map(|error| asc::ApiError { associated: Vec::new(), ..error.clone() }).collect::<Vec<_>>())
}

/// What Apple said of other rows, by the names that people know them by. Equal ones are told once, with all their locales.
fn lacks(store: &Store, account: i64, errors: &[asc::ApiError]) -> Result<Vec<Lack>, EngineError> {
    let mut told: Vec<Lack> = Vec::new();
    let mut associated: Vec<&(String, Vec<asc::ApiError>)> = errors.iter().flat_map(|error| &error.associated).collect();
    while !associated.is_empty() {
        for (path, errors) in std::mem::take(&mut associated) {
            let (collection, id) = parts(path);
            let kind = collection.trim_start_matches("/v1/").trim_end_matches('/');
            let subject = if id.is_empty() { None } else { store.subject_of(account, kind, id)? };
            let of_kind = || catalog().resources.iter().find(|resource| resource.kind == kind);
            let resource = subject.as_ref().map_or_else(of_kind, |subject| catalog().resource(&subject.resource));
            let known = resource.filter(|_| id.is_empty() || subject.is_some());
            let name = known.map_or(path.as_str(), |resource| &resource.name);
            let (version, locale) = subject.map(|subject| (subject.version, subject.locale)).unwrap_or_default();
            for error in errors {
                let field = resource.and_then(|resource| field(resource, error)).map(|field| field.name.clone());
                let column = field.as_ref().map(|field| format!(".{field}")).unwrap_or_default();
                let text = format!("{name}{column}: {error}");
                match told.iter_mut().find(|known| known.version == version && known.text == text) {
                    Some(known) => known.locales.extend(locale.clone()),
                    None => told.push(Lack {
                        version: version.clone(),
                        locales: locale.iter().cloned().collect(),
                        resource: known.map(|resource| resource.name.clone()),
                        field,
                        text,
                    }),
                }
                associated.extend(&error.associated);
            }
        }
    }
    for lack in &mut told {
        lack.locales.sort();
    }
    Ok(told)
}

impl std::fmt::Display for Lack {
    /// `IOS 1.2 de-DE, fr-FR version_localizations.keywords: CODE: detail`
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [self.version.clone().unwrap_or_default(), self.locales.join(", "), self.text.clone()];
        formatter.write_str(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
    }
}
