//! The window: reads the state, shows it, and says what the person wants. It changes nothing itself.

mod camera;
mod desk;
mod dialogs;
mod explore;
mod heap;
mod icons;
mod kit;
mod labels;
mod list_words;
mod layers_panel;
mod looks;
mod map_picture;
mod map_view;
mod marks;
mod notices;
mod palette;
mod reach_areas;
mod ribbon;
mod route_line;
mod scenery;
mod search_box;
mod settings;
mod sheet;
mod shell;
mod shortcuts;
mod stencil;
mod street_picture;
mod streets_window;
mod theme;
mod view;
mod way_menu;
mod way_words;
pub mod words;

pub use sheet::{Look, sheet};
pub use shell::shell;
pub use view::View;
