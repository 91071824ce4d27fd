//! An outline made ready to be painted: triangles and edges in Mercator, computed once and reused every frame.

use geo::{Coord, MultiPolygon, TriangulateEarcut as _};

use super::to_mercator;

/// Triangles that cover a multipolygon, and its rings, in unit-square Web Mercator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fill {
    /// Corners of the triangles.
    pub corners: Vec<Coord<f64>>,
    /// Three indices into `corners` per triangle.
    pub triangles: Vec<[usize; 3]>,
    /// Closed rings, outer and inner.
    pub rings: Vec<Vec<Coord<f64>>>,
}

/// Projects and triangulates `outline` (WGS 84 degrees).
#[must_use]
pub fn fill(outline: &MultiPolygon<f64>) -> Fill {
    let mut out = Fill::default();
    for polygon in outline {
        let raw = polygon.earcut_triangles_raw();
        let first = out.corners.len();
        out.corners.extend(raw.vertices.iter().map(|&[x, y]| to_mercator(Coord { x, y })));
        out.triangles.extend(raw.triangle_indices.chunks_exact(3).map(|t| [first + t[0], first + t[1], first + t[2]]));
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            out.rings.push(ring.coords().map(|&c| to_mercator(c)).collect());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, polygon};

    #[test]
    fn a_square_with_a_hole_is_covered_by_triangles_of_the_same_area() {
        let square = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
        ];
        let f = fill(&MultiPolygon(vec![square]));
        let ring_area =
            |r: &[Coord<f64>]| r.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum::<f64>().abs() / 2.0;
        let triangles: f64 = f
            .triangles
            .iter()
            .map(|t| {
                let [a, b, c] = t.map(|i| f.corners[i]);
                ring_area(&[a, b, c, a])
            })
            .sum();
        assert_eq!(f.rings.len(), 2);
        assert!((triangles - (ring_area(&f.rings[0]) - ring_area(&f.rings[1]))).abs() < 1e-12);
    }
}
