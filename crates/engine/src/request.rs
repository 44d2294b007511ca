//! From a scope to its request, and page by page to what Apple answers.

use asc::{Client, Document, Identifier, Linkage, Pages, Query, Relationship, chunk_ids, segment};
use store::Candidate;
use store::catalog::{Resource, catalog};
use store::scope::{Include, Per, Scope};

/// Relationships in one answer are cut at this many identifiers (Apple's documents allow no larger `limit[…]`).
const RELATED: u32 = 50;
/// Resources on one page, the most Apple allows.
pub(crate) const PAGE: usize = 200;

/// One request of a scope (with its further pages): for the account, for one row, or for some apps.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) scope: &'static Scope,
    pub(crate) targets: Vec<Target>,
    /// Whether it asks for some apps by id where the scope is one for all.
    pub(crate) is_part: bool,
    /// What is known of an answer that comes newest first, in Unix seconds: older pages bring nothing new.
    pub(crate) known_since: Option<i64>,
    /// Where an interrupted run stopped.
    pub(crate) next: Option<String>,
}

/// A row that a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Row that the answer hangs from; 0: the account.
    pub(crate) parent: i64,
    /// Its id at Apple.
    pub(crate) id: String,
    /// Row of its app; 0: none.
    pub(crate) app: i64,
    /// For messages.
    pub(crate) bundle_id: String,
}

impl From<Candidate> for Target {
    fn from(candidate: Candidate) -> Self {
        Self { parent: candidate.parent, id: candidate.id, app: candidate.app, bundle_id: candidate.bundle_id }
    }
}

impl Request {
    /// Packs what is due of a scope into the fewest requests.
    pub(crate) fn pack(scope: &'static Scope, due: Vec<Candidate>) -> Vec<Self> {
        let is_part = scope.per == Per::Account && due.iter().any(|candidate| candidate.parent != 0);
        if scope.per == Per::Apps || is_part {
            // What is read up to what is known is read whole for apps that were never read: they are asked for apart.
            let (known, unknown): (Vec<_>, Vec<_>) = due.into_iter().partition(|candidate| candidate.is_known || scope.since.is_none());
            return [known, unknown]
                .into_iter()
                .flat_map(|due| Self::of_apps(scope, due.into_iter().map(Target::from).collect()))
                .collect();
        }
        let single = |candidate: Candidate| {
            let next = candidate.next.clone();
            Self { scope, targets: vec![candidate.into()], is_part, known_since: None, next }
        };
        due.into_iter().map(single).collect()
    }

    /// A request for one row.
    pub(crate) fn of_row(scope: &'static Scope, target: Target) -> Self {
        Self { scope, targets: vec![target], is_part: false, known_since: None, next: None }
    }

    /// The fewest requests for some apps, by their ids.
    pub(crate) fn of_apps(scope: &'static Scope, targets: Vec<Target>) -> Vec<Self> {
        let is_part = scope.per == Per::Account;
        let room = query(scope, &scope.path).room_for(if is_part { "filter[id]" } else { "filter[app]" });
        let ids: Vec<&str> = targets.iter().map(|target| target.id.as_str()).collect();
        let sizes: Vec<usize> =
            chunk_ids(&ids, room).iter().flat_map(|chunk| chunk.chunks(PAGE).map(<[&str]>::len).collect::<Vec<_>>()).collect();
        let mut rest = targets.into_iter();
        let request = |targets: Vec<Target>| Self { scope, targets, is_part, known_since: None, next: None };
        sizes.into_iter().map(|size| request(rest.by_ref().take(size).collect())).collect()
    }

    /// Path and query of the first page.
    fn first(&self) -> String {
        let ids = || self.targets.iter().map(|target| target.id.as_str());
        let id = self.targets.first().map(|target| segment(&target.id)).unwrap_or_default();
        let query = query(self.scope, &self.scope.path.replace("{id}", &id));
        match &self.scope.per {
            Per::Apps => query.filter("app", ids()),
            Per::Account if self.is_part => query.filter("id", ids()),
            _ => query,
        }
        .to_string()
    }

    /// For messages: the app it is about, or nothing.
    pub(crate) fn label(&self) -> &str {
        match self.targets.as_slice() {
            [target] => &target.bundle_id,
            _ => "",
        }
    }
}

/// The pages of a request, one after the other.
pub(crate) struct Answers {
    request: Request,
    client: Client,
    pages: Pages,
    has_begun: bool,
    is_over: bool,
}

/// One page, and whether there are more.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) page: Document,
    /// Where the next page is; `None`: this was the last one.
    pub(crate) next: Option<String>,
    /// Whether the pages brought everything, and not only what is new.
    pub(crate) is_whole: bool,
}

/// A relationship of a page that Apple cut short.
#[derive(Debug)]
pub(crate) struct Cut {
    /// Place in the page's data.
    index: usize,
    include: &'static Include,
    /// What it leads to.
    pub(crate) below: &'static Resource,
    /// Id of the resource whose relationship it is.
    pub(crate) parent: String,
}

/// What is mirrored below a row, for [`Answers::complete`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Mirrored {
    pub(crate) count: u64,
    /// Ids of rows whose state can still change.
    pub(crate) open: Vec<String>,
}

impl Answers {
    pub(crate) fn new(client: &Client, request: Request) -> Self {
        let start = request.next.clone().unwrap_or_else(|| request.first());
        Self { pages: client.pages(&start), client: client.clone(), request, has_begun: false, is_over: false }
    }

    /// Reads the next page; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Answer>, asc::Error> {
        if self.is_over {
            return Ok(None);
        }
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let mut next = self.pages.next().await;
        // The place where an interrupted run stopped may not be there any more: then it begins anew.
        if is_first && self.request.next.is_some() && matches!(&next, Err(error) if matches!(error.status(), Some(400 | 404 | 410))) {
            self.pages = self.client.pages(&self.request.first());
            next = self.pages.next().await;
        }
        let page = match next {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(None),
            Err(error) if error.status() == Some(404) && self.request.scope.is_empty_when_missing => Document::default(),
            Err(error) => return Err(error),
        };
        let is_old = self.request.known_since.is_some_and(|known| self.is_older_than(known, &page));
        self.is_over = page.next.is_none() || is_old;
        Ok(Some(Answer { next: page.next.clone().filter(|_| !is_old), is_whole: !is_old || page.next.is_none(), page }))
    }

    fn is_older_than(&self, known: i64, page: &Document) -> bool {
        let field = self.request.scope.since.as_ref().and_then(|name| resource(&self.request.scope.resource).field(name));
        let last = page.data.last().zip(field).and_then(|(last, field)| last.attributes.get(&field.attribute)?.as_str());
        last.and_then(|date| date.parse::<jiff::Timestamp>().ok()).is_some_and(|date| date.as_second() < known)
    }

    /// The relationships of a page that Apple cut short.
    pub(crate) fn cuts(&self, page: &Document) -> Vec<Cut> {
        let scope = self.request.scope;
        let many = scope.include.iter().filter(|include| include.is_many);
        let named = many.filter_map(|include| Some((include, resource(include.resource.as_deref()?))));
        let cuts = named.flat_map(|(include, below)| {
            let is_cut = |answered: &asc::Resource| answered.relationship(&include.relationship).is_some_and(Relationship::is_truncated);
            let cut = move |(index, answered): (usize, &asc::Resource)| Cut { index, include, below, parent: answered.id.clone() };
            page.data.iter().enumerate().filter(move |(_, answered)| is_cut(answered)).map(cut)
        });
        cuts.collect()
    }

    /// Reads a relationship that Apple cut short to its end, so that what is written is whole.
    ///
    /// What has reached a state that nothing leaves cannot have changed: when Apple counts as many as are mirrored, and
    /// all that can change came along, nothing is asked.
    pub(crate) async fn complete(&self, page: &mut Document, cut: &Cut, mirrored: &Mirrored) -> Result<(), asc::Error> {
        let is_settled = !cut.below.terminal.is_empty() && is_nothing_new(&page.data[cut.index], cut.include, mirrored);
        if is_settled { Ok(()) } else { self.read_rest(page, cut.index, cut.include, cut.below).await }
    }

    async fn read_rest(&self, page: &mut Document, index: usize, include: &Include, below: &'static Resource) -> Result<(), asc::Error> {
        let parent = &page.data[index];
        let path = format!("/v1/{}/{}/{}", parent.kind, segment(&parent.id), include.relationship);
        let mut query = Query::new(&path).limit(limit(PAGE));
        if self.request.scope.is_sparse(&below.name) {
            query = query.fields(&below.kind, attributes(below));
        }
        let mut all = Vec::new();
        let mut pages = self.client.pages(&query.to_string());
        while let Some(rest) = pages.next().await? {
            all.extend(rest.data.iter().map(|found| Identifier { kind: found.kind.clone(), id: found.id.clone() }));
            page.include(rest);
        }
        let total = Some(all.len() as u64);
        let whole = Relationship { data: Linkage::Many(all), total, related: None };
        page.data[index].relationships.insert(include.relationship.clone(), whole);
        Ok(())
    }
}

fn is_nothing_new(parent: &asc::Resource, include: &Include, mirrored: &Mirrored) -> bool {
    let Some(relationship) = parent.relationship(&include.relationship) else { return false };
    let received = relationship.identifiers();
    relationship.total == Some(mirrored.count) && mirrored.open.iter().all(|id| received.iter().any(|identifier| identifier.id == *id))
}

/// The request of a scope, without the rows it is for.
fn query(scope: &Scope, path: &str) -> Query {
    let mut query = Query::new(path);
    if !scope.is_single {
        query = query.limit(limit(PAGE));
    }
    for (name, values) in &scope.filter {
        query = query.filter(name, values);
    }
    for (name, value) in &scope.exists {
        query = query.exists(name, *value);
    }
    if let Some(sort) = &scope.sort {
        query = query.sort([sort]);
    }
    if !scope.include.is_empty() {
        query = query.include(scope.include.iter().map(|include| &include.relationship));
    }
    for include in scope.include.iter().filter(|include| include.is_many) {
        query = query.limit_of(&include.relationship, RELATED);
    }
    if scope.is_sparse(&scope.resource) {
        let resource = resource(&scope.resource);
        // Without the relationships' names the linkage would be lost, and what came along could not be told apart.
        let relationships = scope.include.iter().map(|include| include.relationship.as_str());
        query = query.fields(&resource.kind, attributes(resource).into_iter().chain(relationships));
    }
    for included in scope.include.iter().filter_map(|include| include.resource.as_ref()).filter(|name| scope.is_sparse(name)) {
        let resource = resource(included);
        query = query.fields(&resource.kind, attributes(resource));
    }
    for (kind, names) in &scope.fields {
        query = query.fields(kind, names);
    }
    query
}

/// Names for `fields[…]`: every attribute that the catalogue has, once.
fn attributes(resource: &'static Resource) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for field in resource.fields.iter().filter(|field| field.is_attribute() && !field.is_action) {
        if !names.contains(&field.root()) {
            names.push(field.root());
        }
    }
    names
}

/// A resource of the catalogue.
///
/// # Panics
/// When the catalogue lacks it, which the tests of the store rule out for every name in scopes.toml.
pub(crate) fn resource(name: &str) -> &'static Resource {
    #[expect(clippy::expect_used, reason = "names are those of scopes.toml, which a test holds against the catalogue")]
    catalog().resource(name).expect("the catalogue has the resource")
}

fn limit(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
