//! The commands a key, a menu or the keys sheet can give: one list for all three.

use rust_i18n::t;

use super::State;
use crate::{jobs::Slot, model::keyed, search::Target};

/// From farther out no district can be made out: such a home position would be a slip of the hand.
const HOME_MIN_ZOOM: f64 = 5.0;

keyed! {
    /// A bindable command.
    Command {
        /// Put the cursor into the search box.
        Search = "search",
        /// Go to the kinds of places, with nothing asked.
        Kinds = "kinds",
        /// Keep the place of the card among the favourites, or drop it.
        Favourite = "favourite",
        /// Show the route panel.
        Route = "route",
        /// Show the tour panel.
        Tour = "tour",
        /// Write the tour to a file to be taken along.
        TakeAlong = "take_along",
        /// Show the layer panel.
        Layers = "layers",
        /// Show what can be done where.
        Services = "services",
        /// Show the health network.
        Health = "health",
        /// Show events and offers.
        Events = "events",
        /// Take a list in from a file.
        Import = "import",
        /// Work on the lists.
        Lists = "lists",
        /// One level closer.
        ZoomIn = "zoom_in",
        /// One level out.
        ZoomOut = "zoom_out",
        /// Back to the home position.
        GoHome = "go_home",
        /// Make what is seen now the home position.
        SetHome = "set_home",
        /// Tiles or outlines.
        ToggleBaseMap = "toggle_base_map",
        /// Take back the last change of route or store.
        Undo = "undo",
        /// Do it again.
        Redo = "redo",
        /// Turn the route around.
        ReverseRoute = "reverse_route",
        /// Look for a better order of the route's stops.
        OptimiseRoute = "optimise_route",
        /// Empty the route.
        ClearRoute = "clear_route",
        /// The streets that routes follow.
        Streets = "streets",
        /// Write the route as GPX.
        ExportRoute = "export_route",
        /// Allow editing, or stop it.
        ToggleStaff = "toggle_staff",
        /// Edit the place of the card.
        EditPlace = "edit_place",
        /// Keep what was edited.
        SaveEdit = "save_edit",
        /// Who changed what.
        History = "history",
        /// Open another store.
        OpenStore = "open_store",
        /// Write all places to a file.
        ExportPlaces = "export_places",
        /// Light or dark.
        ToggleTheme = "toggle_theme",
        /// Chinese or English.
        ToggleLanguage = "toggle_language",
        /// All commands, to type their names.
        Palette = "palette",
        /// The settings.
        Settings = "settings",
        /// The keys sheet.
        Keys = "keys",
        /// What this is and where its data come from.
        About = "about",
        /// Close the window.
        Quit = "quit",
    }
}

keyed! {
    /// The menu a command stands in.
    Group {
        /// Files.
        File = "file",
        /// The map.
        View = "view",
        /// The route.
        Journey = "journey",
        /// Editing.
        Desk = "desk",
        /// Help and settings.
        Help = "help",
    }
}

/// A key with its modifiers. `key` is named as egui names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// `K`, `F1`, `Plus` …
    pub key: &'static str,
}

impl std::fmt::Display for Shortcut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = match self.key {
            "Plus" => "+",
            "Minus" => "−",
            "Comma" => ",",
            key => key,
        };
        write!(f, "{}{}{key}", if self.ctrl { "Ctrl+" } else { "" }, if self.shift { "Shift+" } else { "" })
    }
}

const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: false, key }
}

impl Command {
    /// The menu it stands in.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::OpenStore | Self::ExportPlaces | Self::Quit => Group::File,
            Self::Search
            | Self::Kinds
            | Self::Favourite
            | Self::Layers
            | Self::Services
            | Self::Health
            | Self::Events
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::GoHome
            | Self::SetHome
            | Self::ToggleBaseMap
            | Self::ToggleTheme => Group::View,
            Self::Route
            | Self::Tour
            | Self::TakeAlong
            | Self::OptimiseRoute
            | Self::ReverseRoute
            | Self::ClearRoute
            | Self::Streets
            | Self::ExportRoute => Group::Journey,
            Self::Undo
            | Self::Redo
            | Self::ToggleStaff
            | Self::EditPlace
            | Self::SaveEdit
            | Self::Lists
            | Self::Import
            | Self::History => Group::Desk,
            Self::ToggleLanguage | Self::Palette | Self::Settings | Self::Keys | Self::About => Group::Help,
        }
    }

    /// The keys that give it; the first is shown.
    #[must_use]
    pub fn shortcuts(self) -> &'static [Shortcut] {
        match self {
            Self::Search => const { &[ctrl("K"), ctrl("F")] },
            Self::Kinds => const { &[Shortcut { ctrl: true, shift: true, key: "F" }] },
            Self::Favourite => const { &[ctrl("B")] },
            Self::Route => const { &[ctrl("D")] },
            Self::Tour => const { &[ctrl("T")] },
            Self::Layers => const { &[Shortcut { ctrl: true, shift: true, key: "L" }] },
            Self::ZoomIn => const { &[ctrl("Plus"), ctrl("Equals")] },
            Self::ZoomOut => const { &[ctrl("Minus")] },
            Self::GoHome => const { &[ctrl("L")] },
            Self::SetHome => const { &[Shortcut { ctrl: true, shift: true, key: "H" }] },
            Self::Undo => const { &[ctrl("Z")] },
            Self::Redo => const { &[Shortcut { ctrl: true, shift: true, key: "Z" }] },
            Self::EditPlace => const { &[Shortcut { ctrl: false, shift: false, key: "F2" }] },
            Self::SaveEdit => const { &[ctrl("S")] },
            Self::History => const { &[ctrl("H")] },
            Self::OpenStore => const { &[ctrl("O")] },
            Self::ExportPlaces => const { &[ctrl("E")] },
            Self::Palette => const { &[Shortcut { ctrl: true, shift: true, key: "P" }] },
            Self::Settings => const { &[ctrl("Comma")] },
            Self::Keys => const { &[Shortcut { ctrl: false, shift: false, key: "F1" }] },
            Self::Quit => const { &[ctrl("Q")] },
            Self::Services => const { &[Shortcut { ctrl: true, shift: true, key: "B" }] },
            Self::Import => const { &[ctrl("I")] },
            Self::Health
            | Self::Events
            | Self::Lists
            | Self::ToggleBaseMap
            | Self::ToggleStaff
            | Self::ReverseRoute
            | Self::OptimiseRoute
            | Self::TakeAlong
            | Self::ClearRoute
            | Self::Streets
            | Self::ExportRoute
            | Self::ToggleTheme
            | Self::ToggleLanguage
            | Self::About => &[],
        }
    }

    /// Its name in menus, in the language in use.
    #[must_use]
    pub fn name(self) -> String {
        t!(format!("command.{}", self.key())).into_owned()
    }

    /// Whether it can be given now.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn available(self, state: &State) -> Result<(), String> {
        let need = |holds: bool, why: &str| {
            if holds { Ok(()) } else { Err(t!(format!("command_unavailable.{why}")).into_owned()) }
        };
        match self {
            Self::Undo => need(state.log.can_undo(), "nothing_to_undo"),
            Self::Redo => need(state.log.can_redo(), "nothing_to_redo"),
            Self::ToggleStaff => need(state.edit.is_none(), "edit_open"),
            Self::EditPlace => {
                need(state.store.read_only.is_none(), "read_only")?;
                need(state.profile.staff, "not_staff")?;
                need(matches!(state.selected, Some(Target::Place(_))), "no_place")
            }
            Self::Import | Self::Lists => {
                need(state.store.snapshot.value().is_some(), "no_store")?;
                need(state.profile.staff, "not_staff")
            }
            Self::Favourite => need(matches!(state.selected, Some(Target::Place(_))), "no_place"),
            Self::SaveEdit => {
                need(state.edit.is_some() || state.lists.form.is_some(), "nothing_to_save")?;
                need(!state.saving.is_pending(), "saving")
            }
            Self::ReverseRoute => need(state.route.stops().len() > 1, "too_few_stops"),
            Self::TakeAlong => need(matches!(state.tour.answer, Slot::Ready(_)), "no_tour"),
            Self::OptimiseRoute => {
                need(state.route.stops().len() > 3, "too_few_to_order")?;
                need(state.route.stops().iter().all(|s| s.location.is_some()), "unlocated_stops")
            }
            Self::ClearRoute => need(!state.route.stops().is_empty(), "no_stops"),
            Self::ExportRoute => need(matches!(state.route.answer, Slot::Ready(_)), "no_route"),
            Self::ExportPlaces => need(state.store.snapshot.value().is_some(), "no_store"),
            Self::SetHome => need(state.camera.zoom >= HOME_MIN_ZOOM, "too_far_out"),
            _ => Ok(()),
        }
    }
}
