//! The typeface of a handout: which glyph a character has and how far it runs.

use std::cell::RefCell;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustc_hash::FxHashMap;
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

use crate::formats::Error;

/// What stands for a character the typeface lacks, the first that it has.
const MISSING: [char; 3] = ['〓', '□', '?'];

/// One TrueType or OpenType font; of a variable one its default instance.
pub(super) struct Face<'a> {
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
    units_per_em: f32,
    missing: skrifa::GlyphId,
    /// What was looked up before: setting a page asks for the same characters again and again.
    known: RefCell<FxHashMap<char, (skrifa::GlyphId, f32)>>,
    /// The same font for writing into a PDF, which embeds only the glyphs used.
    pub(super) font: Font,
}

impl<'a> Face<'a> {
    /// Reads a font file; [`Error::Font`] when it is none.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let read = FontRef::new(bytes).map_err(|e| Error::Font { reason: e.to_string() })?;
        let font = Font::new(bytes.to_vec().into(), 0).filter(|f| f.units_per_em() > 0.0);
        let font = font.ok_or_else(|| Error::Font { reason: "head, hhea, maxp".to_owned() })?;
        let charmap = read.charmap();
        let missing = MISSING.into_iter().find_map(|c| charmap.map(c)).unwrap_or_default();
        let metrics = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Ok(Self { charmap, metrics, units_per_em: font.units_per_em(), missing, known: RefCell::default(), font })
    }

    /// Glyph and advance of a character, the advance in ems.
    fn glyph(&self, c: char) -> (skrifa::GlyphId, f32) {
        *self.known.borrow_mut().entry(c).or_insert_with(|| {
            let glyph = self.charmap.map(c).unwrap_or(self.missing);
            (glyph, self.metrics.advance_width(glyph).unwrap_or(self.units_per_em) / self.units_per_em)
        })
    }

    /// How far a character runs, in ems.
    pub(super) fn advance(&self, c: char) -> f32 {
        self.glyph(c).1
    }

    /// How far `text` runs at one size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// `text` glyph by glyph, each knowing its character: what the face lacks is printed as 〓, yet can be searched for.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, c): (usize, char)| {
            let (id, advance) = self.glyph(c);
            KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }
}
