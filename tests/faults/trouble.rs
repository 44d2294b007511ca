//! What goes wrong on the way to Apple and back.

use fastrand::Rng;
use sim::{Cut, Effect, Fault, When};

/// Longer than any process of a round lives: a request that is held so long is the last one of its process.
const FOR_EVER: u64 = 600_000;

/// A mix of trouble of every kind, each with a chance of up to one in seven.
pub(crate) fn trouble(random: &mut Rng) -> Vec<Fault> {
    let mut kinds = Vec::new();
    let reads = || [("GET", "/v1/**")];
    let writes = || [("POST", "/v1/**"), ("PATCH", "/v1/**"), ("DELETE", "/v1/**")];
    let uploads = || [("PUT", "/__/blobs/{id}")];
    let answer = |status, applied, retry_after| Effect::Answer { status, applied, retry_after };
    for (method, route) in reads().into_iter().chain(writes()) {
        let retry_after = Some(random.u32(1..=30));
        kinds.extend(
            [
                answer(429, false, None),
                answer(429, false, retry_after),
                answer(500, false, None),
                answer(502, false, None),
                answer(503, false, None),
                answer(504, false, None),
                answer(401, false, None),
                Effect::Cut(Cut::Request),
                Effect::Cut(Cut::Answer),
                Effect::Cut(Cut::Body),
                Effect::Delay(random.u64(5..=150)),
            ]
            .map(|effect| (method, route, effect)),
        );
    }
    for (method, route) in writes() {
        kinds.extend([500, 503, 504].map(|status| (method, route, answer(status, true, None))));
    }
    for (method, route) in reads() {
        kinds.extend([1, 3].map(|seconds| (method, route, Effect::Stale(1_000 * seconds))));
    }
    for (method, route) in uploads() {
        let effects =
            [answer(503, false, None), answer(403, false, None), Effect::applied(500), Effect::Cut(Cut::Body), Effect::Cut(Cut::Answer)];
        kinds.extend(effects.map(|effect| (method, route, effect)));
    }
    random.shuffle(&mut kinds);
    kinds.truncate(random.usize(3..=18));
    let faults = kinds.into_iter().map(|(method, route, effect)| {
        let chance = f64::from(random.u32(10..=150)) / 1000.0;
        Fault::new(effect).on(method, route).when(When::Chance(chance))
    });
    faults.collect()
}

/// The n-th request is carried out, and its answer never comes.
pub(crate) fn held(number: usize) -> Fault {
    Fault::new(Effect::Delay(FOR_EVER)).when(When::Nth(u64::try_from(number).unwrap()))
}

/// The n-th write with this method is cut off before it is carried out, or its answer never comes.
pub(crate) fn lost(method: &str, number: usize, is_applied: bool) -> Fault {
    let effect = if is_applied { Effect::Delay(FOR_EVER) } else { Effect::Cut(Cut::Request) };
    Fault::new(effect).on(method, "/v1/**").when(When::Nth(u64::try_from(number).unwrap()))
}
