//! A name typed on a command line, resolved to the one thing it means.

use super::{
    Index,
    filter::Sieve,
    gather::Gather,
    numerals::in_digits,
    query::{Filters, Target},
    rank::{Group, Level, Rank},
    reading::folded,
};
use crate::model::street_of;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// One place or area.
    One(Target),
    /// Several are meant equally well.
    Many(Vec<Target>),
    /// Nothing has such a name.
    None,
}

impl Index {
    /// What `text` means, by the first of these that anything answers to:
    ///
    /// 1. an id, letter by letter;
    /// 2. a Chinese or English name, compared as in search: `台东` is the station 台东 and not 台东步行街;
    /// 3. another name;
    /// 4. a name without what stands behind it in brackets: `青岛市图书馆` is 青岛市图书馆（延吉路主馆）;
    /// 5. a whole address with its house number, with or without the province, city and district before its street;
    /// 6. whatever matches best by name in a search. Kinds and parts of addresses do not count: `博物馆` is not a place.
    ///
    /// In steps 2 to 5 a place goes before an area of the same name, for one can go there.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Resolved {
        let text = text.trim();
        if let Some(target) = self.with_id(text) {
            return Resolved::One(target);
        }
        let wanted = folded(text);
        if wanted.is_empty() {
            return Resolved::None;
        }
        [Self::names, Self::aliases, Self::stems]
            .iter()
            .map(|of| self.those(|target| of(self, target).iter().any(|name| folded(name) == wanted)))
            .chain(std::iter::once_with(|| self.at_address(text)))
            .find(|found| !found.is_empty())
            .map_or_else(|| self.best_named(text), told)
    }

    fn with_id(&self, id: &str) -> Option<Target> {
        let zone = || self.snapshot.zones.iter().position(|z| z.id == id);
        self.snapshot.index_of(id).map(Target::Place).or_else(|| zone().map(Target::Zone))
    }

    /// Targets that `is`, without the areas when places are among them.
    fn those(&self, is: impl Fn(Target) -> bool) -> Vec<Target> {
        let live = self.segments.iter().flat_map(|s| (0..).zip(&s.targets).filter(|(e, _)| !s.gone.contains(e)));
        let mut found: Vec<Target> = live.map(|(_, &code)| Target::of(code)).filter(|&t| is(t)).collect();
        found.sort_unstable();
        if found.iter().any(|t| matches!(t, Target::Place(_))) {
            found.retain(|t| matches!(t, Target::Place(_)));
        }
        found
    }

    fn names(&self, target: Target) -> Vec<&str> {
        let english = match target {
            Target::Place(i) => &self.snapshot.places[i].name_en,
            Target::Zone(i) => &self.snapshot.zones[i].name_en,
        };
        vec![self.name(target), english]
    }

    fn aliases(&self, target: Target) -> Vec<&str> {
        match target {
            Target::Place(i) => self.snapshot.places[i].aliases.iter().map(String::as_str).collect(),
            Target::Zone(_) => Vec::new(),
        }
    }

    fn stems(&self, target: Target) -> Vec<&str> {
        self.names(target).into_iter().filter_map(|n| n.split_once(['（', '(']).map(|(stem, _)| stem)).collect()
    }

    fn at_address(&self, text: &str) -> Vec<Target> {
        let wanted = from_street(text);
        // A street alone is no address of a place, though a source may know no more.
        if !wanted.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        self.those(|target| match target {
            Target::Place(i) => from_street(&self.snapshot.places[i].address) == wanted,
            Target::Zone(_) => false,
        })
    }

    fn best_named(&self, text: &str) -> Resolved {
        let mut readings = self.lexicon.readings(text, &self.snapshot, &self.alphabet);
        readings.iter_mut().flat_map(|r| &mut r.atoms).for_each(|a| a.kinds.clear());
        let sieve = Sieve::new(Filters::default(), &self.snapshot);
        let mut gather = Gather::new(self, readings, None, sieve, MANY, false);
        gather.most = Level::Exact;
        let (mut named, _) = gather.run();
        named.retain(|k| k.rank.group == Group::Name);
        let top: Option<Rank> = named.iter().map(|k| k.rank).min();
        named.retain(|k| Some(k.rank) == top);
        told(named.iter().map(|k| Target::of(k.target)).collect())
    }
}

/// More things of one name than this are not told apart.
const MANY: usize = 1_000;

/// An address from its street on, as it is compared.
fn from_street(address: &str) -> Vec<char> {
    let start = street_of(address).and_then(|street| address.find(street)).unwrap_or(0);
    in_digits(&folded(&address[start..]))
}

fn told(targets: Vec<Target>) -> Resolved {
    match targets.as_slice() {
        [] => Resolved::None,
        [one] => Resolved::One(*one),
        _ => Resolved::Many(targets),
    }
}
