//! What the offered requests do.

use serde_json::Value;

use crate::body::Body;
use crate::document::Renderer;
use crate::kind::{Id, Include, Kind, LinkageOperation, Missing, Related, Relationship, Source};
use crate::query::{Accepted, Query};
use crate::refusal::{Refusal, never_set, not_found, nothing_related, too_large};
use crate::resources;
use crate::route::{Route, linkage_operation};
use crate::select::select;
use crate::service::{Call, broken};
use crate::state::State;
use crate::world::Resource;
use crate::write;

/// What to answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) document: Option<Value>,
    /// Where a created resource lives.
    pub(crate) location: Option<String>,
}

/// An endpoint's answer, or everything that stands against it.
type Replied = Result<Reply, Vec<Refusal>>;

/// One request on its way.
struct Request<'a> {
    state: &'a mut State,
    call: &'a Call,
    account: &'a str,
}

/// Answers a request whose method is offered on its route.
pub(crate) fn respond(state: &mut State, route: &Route, call: &Call, account: &str) -> Replied {
    let mut request = Request { state, call, account };
    match (route, call.method.as_str()) {
        (Route::Collection(kind), "GET") => request.list(kind),
        (Route::Collection(kind), _) => request.create(kind),
        (Route::Instance(kind, id), "GET") => request.instance(kind, id),
        (Route::Instance(kind, id), "PATCH") => request.update(kind, id),
        (Route::Instance(kind, id), _) => request.delete(kind, id),
        (Route::Related(kind, id, relationship, related), _) => request.related(kind, id, relationship, *related),
        (Route::Linkage(kind, id, relationship), "GET") => request.linkage(kind, id, relationship),
        (Route::Linkage(kind, id, relationship), method) => request.link(kind, id, relationship, linkage_operation(method)),
    }
}

impl Request<'_> {
    fn list(&self, kind: &'static Kind) -> Replied {
        let accepted = Accepted {
            include: kind.include,
            filters: kind.filters,
            exists: kind.exists,
            sort: kind.sort,
            paged: true,
            ..Accepted::nothing(Some(kind))
        };
        let query = self.query(&accepted)?;
        let all = self.state.world.all(kind.name).filter(|resource| resource.visible_to(self.account));
        let selected = select(&self.state.world, all.collect(), &query);
        Ok(ok(self.renderer(&query, &[]).page(&selected)))
    }

    fn instance(&self, kind: &'static Kind, id: &str) -> Replied {
        let query = self.query(&Accepted { include: kind.include, ..Accepted::nothing(Some(kind)) })?;
        let resource = self.find(kind, id)?;
        Ok(ok(self.renderer(&query, &[]).single(Some(resource))))
    }

    fn related(&self, kind: &'static Kind, id: &str, relationship: &Relationship, related: Related) -> Replied {
        let other = relationship.to.and_then(resources::kind);
        let accepted = Accepted {
            include: match related.include {
                Include::Nothing => &[],
                Include::Own => other.map_or(&[], |other| other.include),
            },
            filters: related.filters,
            exists: related.exists,
            sort: related.sort,
            paged: relationship.many,
            ..Accepted::nothing(other)
        };
        let query = self.query(&accepted)?;
        let parent = self.find(kind, id)?;
        if let (Source::Computed(ids), Some(to)) = (relationship.source, relationship.to)
            && query.is_only_by_territory()
        {
            return Ok(ok(self.computed_page(&query, to, &ids(&self.state.world, parent, query.wanted("territory")))));
        }
        let children = self.state.world.related(parent, relationship.name);
        let renderer = self.renderer(&query, &[]);
        if !relationship.many && children.is_empty() && related.missing == Missing::NotFound {
            return Err(vec![nothing_related(relationship.name, id)]);
        }
        if relationship.many {
            Ok(ok(renderer.page(&select(&self.state.world, children, &query))))
        } else {
            Ok(ok(renderer.single(children.first().copied())))
        }
    }

    /// One page of resources that are not stored: only those on it are made.
    fn computed_page(&self, query: &Query, to: &str, ids: &[String]) -> Value {
        let renderer = self.renderer(query, &[]);
        let page: Vec<&Resource> = renderer.cut(ids).iter().filter_map(|id| self.state.world.get(to, id)).collect();
        renderer.page_of(&page, ids.len())
    }

    fn linkage(&self, kind: &'static Kind, id: &str, relationship: &Relationship) -> Replied {
        let query = self.query(&Accepted { paged: relationship.many, ..Accepted::nothing(None) })?;
        let resource = self.find(kind, id)?;
        Ok(ok(self.renderer(&query, &[]).linkage(resource, relationship)))
    }

    fn create(&mut self, kind: &'static Kind) -> Replied {
        let query = self.query(&Accepted::nothing(None))?;
        let body = Body::parse(self.bytes()?, kind, None).map_err(|refusal| vec![refusal])?;
        let outcome = write::create(&self.state.world, kind, &body, self.account, self.state.seed)?;
        self.state.commit(outcome.changes).map_err(|error| vec![broken(&error)])?;
        let mut reply = self.written(&query, &outcome.resource, &body);
        reply.status = 201;
        reply.location = Some(self.renderer(&query, &[]).link(&outcome.resource));
        Ok(reply)
    }

    fn update(&mut self, kind: &'static Kind, id: &str) -> Replied {
        let query = self.query(&Accepted::nothing(None))?;
        let before = self.find(kind, id)?;
        let body = Body::parse(self.bytes()?, kind, Some(id)).map_err(|refusal| vec![refusal])?;
        let outcome = write::update(&self.state.world, before, &body, self.account, self.state.seed)?;
        self.state.commit(outcome.changes).map_err(|error| vec![broken(&error)])?;
        Ok(self.written(&query, &outcome.resource, &body))
    }

    fn delete(&mut self, kind: &'static Kind, id: &str) -> Replied {
        self.query(&Accepted::nothing(None))?;
        let changes = write::delete(&self.state.world, self.find(kind, id)?, self.state.seed)?;
        self.state.commit(changes).map_err(|error| vec![broken(&error)])?;
        Ok(no_content())
    }

    fn link(&mut self, kind: &'static Kind, id: &str, relationship: &Relationship, operation: LinkageOperation) -> Replied {
        self.query(&Accepted::nothing(None))?;
        let before = self.find(kind, id)?;
        let body = Body::parse_linkage(self.bytes()?, relationship).map_err(|refusal| vec![refusal])?;
        let outcome = write::link(&self.state.world, before, relationship, operation, body, self.account, self.state.seed)?;
        self.state.commit(outcome.changes).map_err(|error| vec![broken(&error)])?;
        Ok(no_content())
    }

    /// The document of what was just written, with the to-one linkage that the request named.
    fn written(&self, query: &Query, resource: &Resource, body: &Body) -> Reply {
        let named: Vec<&str> = body.relationships.keys().map(String::as_str).collect();
        ok(self.renderer(query, &named).single(Some(resource)))
    }

    fn find(&self, kind: &'static Kind, id: &str) -> Result<&Resource, Vec<Refusal>> {
        let found = self.state.world.get(kind.name, id).filter(|resource| resource.visible_to(self.account));
        // A singleton that was never set is told apart from an id that never was.
        let missing = if matches!(kind.id, Id::Of(_)) { never_set } else { not_found };
        found.ok_or_else(|| vec![missing(kind.name, id)])
    }

    fn query(&self, accepted: &Accepted) -> Result<Query, Vec<Refusal>> {
        let (path, raw) = self.call.target.split_once('?').unwrap_or((&self.call.target, ""));
        Query::parse(raw, accepted, &format!("{} {path}", self.account))
    }

    fn bytes(&self) -> Result<&[u8], Vec<Refusal>> {
        self.call.body.as_deref().ok_or_else(|| vec![too_large()])
    }

    fn renderer<'b>(&'b self, query: &'b Query, written: &'b [&'b str]) -> Renderer<'b> {
        Renderer { world: &self.state.world, origin: &self.call.origin, target: &self.call.target, query, written }
    }
}

impl Accepted {
    /// No parameters but `fields` of the primary data.
    fn nothing(kind: Option<&'static Kind>) -> Self {
        Self { kind, include: &[], filters: &[], exists: &[], sort: &[], paged: false }
    }
}

fn ok(document: Value) -> Reply {
    Reply { status: 200, document: Some(document), location: None }
}

fn no_content() -> Reply {
    Reply { status: 204, document: None, location: None }
}
