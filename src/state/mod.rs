//! Everything the window knows, changed in two places only: [`update`] by what a person wants, [`receive`] by what a
//! thread says. No egui, file, network, clock or thread here: it is tested like arithmetic.

mod action;
mod addresses;
mod ask;
mod command;
mod draft;
mod drawing;
mod editing;
mod errand_trip;
mod event_list;
mod events;
mod health;
mod importing;
mod importing_columns;
mod lists;
mod own_plan;
mod passport;
mod passport_book;
mod plan_errands;
mod receive;
mod route_edit;
mod route_order;
mod route_plan;
mod row_form;
mod search;
mod seek;
mod services;
mod services_index;
mod services_offers;
mod session;
mod settings;
mod streets;
mod tour;
mod tour_ask;
mod tour_day;
mod tour_points;
mod update;
mod zones;

pub use action::{Action, RouteEnd};
pub use addresses::{AddressWish, Addresses, proposed_point};
pub use ask::RESULTS;
pub use command::{Command, Group, Shortcut};
pub use draft::{Draft, Fields, Finding};
pub use drawing::{Drawing, ZoneFields};
pub use editing::{Edit, Step, UndoLog};
pub use errand_trip::{ErrandTrip, ToBring};
pub use event_list::{
    EventList, EventQuestion, OnDay, SHEET_DAYS, Stretch, first_of_month, month_after, month_number, span_of,
};
pub use events::{EventWish, EventsState};
pub use health::{COVER_MINUTES, HealthState, HealthWish, Whence};
pub use importing::{ImportForm, ImportState, ImportWork, TemplateForm, obstacle as import_obstacle};
pub use importing_columns::ImportColumns;
pub use lists::{ListWork, ListsState, column_word};
pub use own_plan::{OwnPlan, OwnPoint, OwnStop};
pub use passport::{
    CheckIn, Merged, NAME_LIMIT, NOTE_LIMIT, OWN_FILE_LIMIT, OwnError, OwnThings, check_in_day, plan_name,
    read_own_file,
};
pub use passport_book::{PassportState, PassportWish};
pub use plan_errands::PlanErrand;
pub use receive::receive;
pub use route_plan::{RoutePlan, Stop};
pub use row_form::RowForm;
pub use search::{Line, Listing, Origin, Row, SearchState, Section};
pub use seek::Seek;
pub use services::{Chosen, Errand, ServiceWish, ServicesState};
pub use services_index::{Browse, Directory, MatterGroup};
pub use services_offers::{Candidate, Offer, OfferFilter, Offers, arrival, candidates, located, offers, walks};
pub use session::{Camera, DISTRICT, Dialog, Fly, Notice, NoticeKind, State, StoreState, Tab, ZOOMS};
pub use settings::{BaseMap, Home, Language, Profile, StreetServer, Theme};
pub use streets::{Go, Nearby, REACH_MINUTES, Reached, StreetWork, StreetsState, district_area, download_settings};
pub use tour::{Proposal, Proposed, TourPage, TourPlan, TourRow, TourState, TourTime, TourWish};
pub use tour_day::{DayForm, DayStart};
pub use tour_points::TourPick;
pub use update::{destination_of, update};
pub use zones::{ZoneWish, ZonesState};
