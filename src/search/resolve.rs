//! A name typed on a command line, resolved to the one thing it means.

use super::{
    Index,
    query::{Asked, Target},
    rank::{Group, Rank, Ranked, best},
    text::fold,
};

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
    /// 5. whatever matches best by name in a search. Kinds and addresses do not count: `博物馆` is not a place.
    ///
    /// In steps 2 to 4 a place goes before an area of the same name, for one can go there.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Resolved {
        let text = text.trim();
        if let Some(target) = self.with_id(text) {
            return Resolved::One(target);
        }
        let Some(asked) = Asked::new(text) else { return Resolved::None };
        let wanted = key(text);
        [Self::names, Self::aliases, Self::stems]
            .iter()
            .map(|of| self.those(|target| of(self, target).iter().any(|name| key(name) == wanted)))
            .find(|found| !found.is_empty())
            .map_or_else(|| self.best_named(&asked), told)
    }

    fn with_id(&self, id: &str) -> Option<Target> {
        let zone = || self.snapshot.zones.iter().position(|z| z.id == id);
        self.snapshot.index_of(id).map(Target::Place).or_else(|| zone().map(Target::Zone))
    }

    /// Targets that `is`, without the areas when places are among them.
    fn those(&self, is: impl Fn(Target) -> bool) -> Vec<Target> {
        let mut found: Vec<Target> = self.entries.iter().map(|e| e.target).filter(|&t| is(t)).collect();
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

    fn best_named(&self, asked: &Asked) -> Resolved {
        let mut named = self.scan(asked, None, None);
        named.retain(|r| r.rank.group == Group::Name);
        let top: Option<Rank> = named.iter().map(|r| r.rank).min();
        named.retain(|r| Some(r.rank) == top);
        told(best(named, usize::MAX).iter().map(|r: &Ranked<'_>| self.entries[r.entry].target).collect())
    }
}

fn told(targets: Vec<Target>) -> Resolved {
    match targets.as_slice() {
        [] => Resolved::None,
        [one] => Resolved::One(*one),
        _ => Resolved::Many(targets),
    }
}

fn key(name: &str) -> Vec<char> {
    fold(name).into_iter().map(|(_, c)| c).collect()
}
