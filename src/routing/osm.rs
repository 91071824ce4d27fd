//! OpenStreetMap's elements as plain data: nodes, ways and relations with their tags. Whoever reads a file fills it.
//!
//! Ids are OSM's own, positions WGS 84 in units of 10⁻⁷ degree (OSM's own resolution). Texts stand once, and are known
//! by number.

use rustc_hash::FxHashMap;

/// Texts by number; each stands once. Number 0 is the empty text.
#[derive(Clone, Debug)]
pub struct Texts {
    all: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Default for Texts {
    fn default() -> Self {
        let mut texts = Self { all: Vec::new(), numbers: FxHashMap::default() };
        texts.number("");
        texts
    }
}

impl Texts {
    /// The number of `text`, a new one if it was not known.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The number of `text`, if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number; empty for a number never given.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |t| t)
    }
}

/// A part of a table: from, to.
pub type Span = (u32, u32);

/// What a member of a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A node.
    Node,
    /// A way.
    Way,
    /// A relation.
    Relation,
}

/// A member of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is.
    pub kind: MemberKind,
    /// Its OSM id.
    pub id: i64,
    /// Number of the text of its role.
    pub role: u32,
}

/// A way: a line or outline through nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OsmWay {
    /// Its OSM id.
    pub id: i64,
    /// Its nodes' ids in [`OsmData::refs`].
    pub refs: Span,
    /// Its tags in [`OsmData::tags`].
    pub tags: Span,
}

/// A relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OsmRelation {
    /// Its OSM id.
    pub id: i64,
    /// Its members in [`OsmData::members`].
    pub members: Span,
    /// Its tags in [`OsmData::tags`].
    pub tags: Span,
}

/// An extract: every element of a file, in tables.
///
/// The three id columns ascend and name each id once; [`OsmData::node`], [`OsmData::way`] rely on it.
#[derive(Clone, Debug, Default)]
pub struct OsmData {
    /// All texts of tags and roles.
    pub texts: Texts,
    /// Ids of the nodes, ascending.
    pub node_ids: Vec<i64>,
    /// Longitude and latitude of the nodes, 10⁻⁷ degree.
    pub node_xy: Vec<[i32; 2]>,
    /// The nodes that carry tags: position in `node_ids`, tags; ascending.
    pub tagged_nodes: Vec<(u32, Span)>,
    /// The ways, by ascending id.
    pub ways: Vec<OsmWay>,
    /// Ids of the nodes of the ways.
    pub refs: Vec<i64>,
    /// The relations, by ascending id.
    pub relations: Vec<OsmRelation>,
    /// The members of the relations.
    pub members: Vec<Member>,
    /// Numbers of key and value.
    pub tags: Vec<(u32, u32)>,
}

impl OsmData {
    /// Position of the node with this id.
    #[must_use]
    pub fn node(&self, id: i64) -> Option<usize> {
        self.node_ids.binary_search(&id).ok()
    }

    /// The way with this id.
    #[must_use]
    pub fn way(&self, id: i64) -> Option<&OsmWay> {
        self.ways.binary_search_by_key(&id, |w| w.id).ok().map(|i| &self.ways[i])
    }

    /// The relation with this id.
    #[must_use]
    pub fn relation(&self, id: i64) -> Option<&OsmRelation> {
        self.relations.binary_search_by_key(&id, |r| r.id).ok().map(|i| &self.relations[i])
    }

    /// Tags of an element.
    #[must_use]
    pub fn tags(&self, span: Span) -> Tags<'_> {
        Tags { texts: &self.texts, pairs: self.tags.get(span.0 as usize..span.1 as usize).unwrap_or_default() }
    }

    /// Ids of the nodes of a way.
    #[must_use]
    pub fn refs(&self, way: &OsmWay) -> &[i64] {
        self.refs.get(way.refs.0 as usize..way.refs.1 as usize).unwrap_or_default()
    }

    /// Members of a relation.
    #[must_use]
    pub fn members(&self, relation: &OsmRelation) -> &[Member] {
        self.members.get(relation.members.0 as usize..relation.members.1 as usize).unwrap_or_default()
    }
}

/// The tags of one element.
#[derive(Clone, Copy, Debug)]
pub struct Tags<'a> {
    texts: &'a Texts,
    pairs: &'a [(u32, u32)],
}

impl<'a> Tags<'a> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.iter().find(|(k, _)| *k == key).map(|(_, v)| v)
    }

    /// Whether the key has this value.
    #[must_use]
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// All pairs of key and value.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let texts = self.texts;
        self.pairs.iter().map(move |&(k, v)| (texts.text(k), texts.text(v)))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}
