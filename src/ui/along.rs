//! The dialog that writes a tour to a file to be taken along: a sheet of paper, a calendar, a track, a table.

use std::path::Path;

use egui::{RichText, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, dialogs, icons, itinerary::ItineraryOf, kit};
use crate::{
    jobs::ItineraryFormat,
    state::{Action, Dialog, State, TourWish},
};

/// Shows it: title, path, whether to replace a file, and what went wrong.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    (title, path, overwrite, error): (&str, &str, bool, Option<&str>),
    actions: &mut Vec<Action>,
) {
    dialogs::title(ui, &t!("tour_panel.along_title"));
    let (mut title_now, mut path_now, mut overwrite_now) = (title.to_owned(), path.to_owned(), overwrite);
    ui.horizontal(|ui| {
        let name = t!("tour_panel.called");
        ui.label(&*name);
        let response = ui.add(TextEdit::singleline(&mut title_now).desired_width(360.0).char_limit(60));
        response
            .widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for format in ItineraryFormat::ALL {
            let on = ItineraryFormat::of(Path::new(path_now.trim())) == Some(format);
            let text = t!(format!("tour_panel.format.{}", format.extension()));
            if kit::chip(ui, &text, on, &text).clicked() {
                let file = Path::new(path_now.trim()).with_extension(format.extension());
                path_now = file.to_string_lossy().into_owned();
            }
        }
    });
    let entered = dialogs::path_field(ui, &mut path_now, view);
    ui.checkbox(&mut overwrite_now, t!("dialog.overwrite"));
    if (title_now.as_str(), path_now.as_str(), overwrite_now) != (title, path, overwrite) {
        let dialog = Dialog::Along { title: title_now.clone(), path: path_now, overwrite: overwrite_now, error: None };
        actions.push(Action::SetDialog(Some(dialog)));
    }
    if let Some(error) = error {
        kit::doubt(ui, |ui| ui.label(RichText::new(format!("{} {error}", icons::WARNING))));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if kit::main_button(ui, &t!("dialog.save")).clicked() || entered {
            actions.extend(write(state, &title_now).map(Action::Tour));
        }
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::SetDialog(None));
        }
    });
}

/// The tour in words, with what is to be brought and done.
fn write(state: &State, title: &str) -> Option<TourWish> {
    let (snapshot, toured) = (state.snapshot()?, state.tour.answer.value()?);
    let plan = state.tour.whole();
    let done = |place: &str| {
        let here = plan.errands.iter().filter(|e| e.place == place);
        let names = here.filter_map(|e| snapshot.matters.get(state.services.directory.matter(&e.matter)?));
        let names: Vec<&str> = names.map(|m| m.name.as_str()).collect();
        let text = t!("tour_panel.do_here", names = names.join(&t!("unit.list_comma")));
        (!names.is_empty()).then(|| text.into_owned()).into_iter().collect::<Vec<String>>()
    };
    let of_stops: Vec<Vec<String>> = toured.tour.stops.iter().map(|s| done(&s.place)).collect();
    let bring: Vec<&str> = plan.bring().into_iter().map(|(document, _)| document).collect();
    let said = t!("tour_panel.bring", list = bring.join(&t!("unit.list_comma")));
    let notes: Vec<String> = (!bring.is_empty()).then(|| said.into_owned()).into_iter().collect();
    let of = ItineraryOf {
        snapshot,
        toured,
        title: title.trim(),
        subtitle: "",
        of_stops: &of_stops,
        notes: &notes,
        now: state.now,
    };
    let streets = state.streets.in_use().and(state.streets.map.value());
    Some(TourWish::Write(Box::new(of.words()), of.map(streets.map(std::convert::AsRef::as_ref))))
}
