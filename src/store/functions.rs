//! The five `ST_*` functions that the R-tree triggers of GeoPackage 1.3 call.

use rusqlite::{
    Connection, Result,
    functions::{Context, FunctionFlags},
};

use super::geometry;

/// Registers them on a connection. Innocuous: triggers may call them although the schema is not trusted.
pub(super) fn register(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (edge, name) in ["ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"].into_iter().enumerate() {
        conn.create_scalar_function(name, 1, flags, move |c| Ok(blob(c).and_then(geometry::bounds).map(|b| b[edge])))?;
    }
    conn.create_scalar_function("ST_IsEmpty", 1, flags, |c| Ok(blob(c).and_then(geometry::is_empty)))
}

/// What is no BLOB is no geometry: the functions answer NULL, as GDAL's do.
fn blob<'a>(context: &'a Context<'_>) -> Option<&'a [u8]> {
    context.get_raw(0).as_blob().ok()
}
