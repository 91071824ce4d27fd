//! tantivy: beginnings as edge n-grams, so that each is one term; substrings as 1- to 3-grams; typos by a Levenshtein
//! automaton over the names as single terms. All in one segment in memory, nothing stored, no positions nor norms;
//! the nearest are kept by a collector of its own over columns of coordinates, a block at a time.

use geo::Coord;
use shibei_atlas::model::Place;
use tantivy::{
    DocId, Index, IndexSettings, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, Term,
    collector::{Collector, SegmentCollector},
    columnar::Column,
    directory::RamDirectory,
    query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{NgramTokenizer, TokenizerManager},
};

use super::{Ask, Engine, Kind, letters, sounds};

/// Longest beginnings that are terms; a longer question is cut to these, which no question here is.
const NAME_MAX: usize = 12;
const PINYIN_MAX: usize = 16;
const INITIALS_MAX: usize = 8;
const MEMORY: usize = 2_000_000_000;

/// An index in memory.
pub(crate) struct Tantivy {
    searcher: Searcher,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    beginning: Field,
    grams: Field,
    pinyin: Field,
    initials: Field,
    whole: Field,
}

impl Tantivy {
    /// Indexes the names.
    pub(crate) fn new(places: &[Place]) -> Self {
        let mut schema = Schema::builder();
        let mut text = |name: &str, tokenizer: &str| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
            let options = indexing.set_index_option(IndexRecordOption::Basic);
            schema.add_text_field(name, TextOptions::default().set_indexing_options(options))
        };
        let fields = Fields {
            beginning: text("beginning", "beginning"),
            grams: text("grams", "grams"),
            pinyin: text("pinyin", "pinyin"),
            initials: text("initials", "initials"),
            whole: text("whole", "raw"),
        };
        let (lon, lat) = (schema.add_f64_field("lon", FAST), schema.add_f64_field("lat", FAST));
        let tokenizers = TokenizerManager::default();
        tokenizers.register("beginning", NgramTokenizer::prefix_only(1, NAME_MAX).unwrap());
        tokenizers.register("grams", NgramTokenizer::all_ngrams(1, 3).unwrap());
        tokenizers.register("pinyin", NgramTokenizer::prefix_only(1, PINYIN_MAX).unwrap());
        tokenizers.register("initials", NgramTokenizer::prefix_only(1, INITIALS_MAX).unwrap());
        let index = Index::builder().schema(schema.build()).tokenizers(tokenizers).settings(IndexSettings::default());
        let mut writer = index.single_segment_index_writer(RamDirectory::create(), MEMORY).unwrap();
        for place in places {
            let name = place.name.to_lowercase();
            let (full, initials) = sounds(&place.name);
            let at = place.location.unwrap();
            let mut document = TantivyDocument::default();
            document.add_text(fields.beginning, &name);
            document.add_text(fields.grams, &name);
            document.add_text(fields.pinyin, &full);
            document.add_text(fields.initials, &initials);
            document.add_text(fields.whole, &name);
            document.add_f64(lon, at.x);
            document.add_f64(lat, at.y);
            writer.add_document(document).unwrap();
        }
        let index = writer.finalize().unwrap();
        Self { searcher: index.reader().unwrap().searcher(), fields }
    }

    fn query(&self, kind: Kind, text: &str) -> Box<dyn Query> {
        let f = self.fields;
        let name = text.to_lowercase();
        match kind {
            Kind::Prefix => one(f.beginning, &name, NAME_MAX),
            Kind::Pinyin => one(f.pinyin, &letters(text), PINYIN_MAX),
            Kind::Initials => one(f.initials, &letters(text), INITIALS_MAX),
            Kind::Typo => Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(f.whole, &name), 1, true)),
            Kind::Substring => {
                let chars: Vec<char> = name.chars().collect();
                if chars.len() <= 3 {
                    return one(f.grams, &name, 3);
                }
                let grams = chars.windows(3).map(|w| (Occur::Must, one(f.grams, &w.iter().collect::<String>(), 3)));
                Box::new(BooleanQuery::new(grams.collect()))
            }
        }
    }
}

/// Documents with this term, cut to the longest there is.
fn one(field: Field, text: &str, longest: usize) -> Box<dyn Query> {
    let cut: String = text.chars().take(longest).collect();
    Box::new(TermQuery::new(Term::from_field_text(field, &cut), IndexRecordOption::Basic))
}

impl Engine for Tantivy {
    fn nearest(&self, kind: Kind, ask: &Ask, limit: usize) -> Option<Vec<usize>> {
        Some(self.searcher.search(&self.query(kind, &ask.text), &Nearest { at: ask.at, limit }).unwrap())
    }

    fn bytes(&self) -> Option<u64> {
        Some(self.searcher.space_usage().unwrap().total().get_bytes())
    }
}

/// Keeps the nearest.
struct Nearest {
    at: Coord<f64>,
    limit: usize,
}

/// The nearest of the one segment: the number of a document is its row.
struct NearestHere {
    at: Coord<f64>,
    /// What a degree of longitude is of one of latitude.
    shrink: f64,
    limit: usize,
    lon: Column<f64>,
    lat: Column<f64>,
    kept: Vec<(f64, DocId)>,
    farthest: f64,
    xs: Vec<Option<f64>>,
    ys: Vec<Option<f64>>,
}

impl Collector for Nearest {
    type Fruit = Vec<usize>;
    type Child = NearestHere;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<NearestHere> {
        Ok(NearestHere {
            at: self.at,
            shrink: self.at.y.to_radians().cos(),
            limit: self.limit,
            lon: segment.fast_fields().f64("lon")?,
            lat: segment.fast_fields().f64("lat")?,
            kept: Vec::with_capacity(2 * self.limit),
            farthest: f64::INFINITY,
            xs: Vec::new(),
            ys: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<usize>>) -> tantivy::Result<Vec<usize>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

impl SegmentCollector for NearestHere {
    type Fruit = Vec<usize>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.xs.resize(docs.len(), None);
        self.ys.resize(docs.len(), None);
        self.lon.first_vals(docs, &mut self.xs);
        self.lat.first_vals(docs, &mut self.ys);
        for ((&doc, x), y) in docs.iter().zip(&self.xs).zip(&self.ys) {
            let (Some(x), Some(y)) = (x, y) else { continue };
            let (dx, dy) = ((x - self.at.x) * self.shrink, y - self.at.y);
            let far = dx * dx + dy * dy;
            if far < self.farthest {
                self.kept.push((far, doc));
                if self.kept.len() == 2 * self.limit {
                    self.kept.select_nth_unstable_by(self.limit - 1, |a, b| a.0.total_cmp(&b.0));
                    self.kept.truncate(self.limit);
                    self.farthest = self.kept[self.limit - 1].0;
                }
            }
        }
    }

    fn harvest(mut self) -> Vec<usize> {
        self.kept.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.kept.iter().take(self.limit).map(|&(_, doc)| doc as usize).collect()
    }
}
