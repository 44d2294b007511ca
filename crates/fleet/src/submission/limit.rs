//! How many versions one run may submit.

use std::collections::HashMap;
use std::str::FromStr;

use crate::submission::Place;

/// So many, in all or of each client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AtMost {
    pub(crate) number: usize,
    pub(crate) per_client: bool,
}

impl FromStr for AtMost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, per_client) = match text.split_once('/') {
            Some((number, "client")) => (number, true),
            Some(_) => return Err(format!("`{text}` is no limit; write 20 or 10/client")),
            None => (text, false),
        };
        let number = number.parse().map_err(|_| format!("`{text}` is no limit; write 20 or 10/client"))?;
        Ok(Self { number, per_client })
    }
}

impl AtMost {
    /// What counts how many are let through, and says why one is not.
    pub(crate) fn counter(self) -> impl FnMut(&Place) -> Option<String> {
        let mut counts: HashMap<Option<String>, usize> = HashMap::new();
        move |place| {
            // Apps without a client are those of their account.
            let of = self.per_client.then(|| place.client.clone().unwrap_or_else(|| place.account.clone()));
            let counted = counts.entry(of.clone()).or_default();
            *counted += 1;
            (*counted > self.number).then(|| match of {
                Some(client) => format!("the limit of {} for {client} is reached", self.number),
                None => format!("the limit of {} is reached", self.number),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AtMost;
    use crate::submission::Place;

    #[test]
    fn limits_are_read_and_counted() {
        assert_eq!("20".parse(), Ok(AtMost { number: 20, per_client: false }));
        assert!("x".parse::<AtMost>().is_err() && "3/app".parse::<AtMost>().is_err());
        let mut per_client = "1/client".parse::<AtMost>().unwrap().counter();
        let place = |client: &str| Place { client: Some(client.into()), ..Place::default() };
        assert_eq!((per_client(&place("a")), per_client(&place("b"))), (None, None));
        assert_eq!(per_client(&place("a")).as_deref(), Some("the limit of 1 for a is reached"));
        let mut all = "1".parse::<AtMost>().unwrap().counter();
        assert_eq!((all(&place("a")), all(&place("b"))), (None, Some("the limit of 1 is reached".into())));
    }
}
