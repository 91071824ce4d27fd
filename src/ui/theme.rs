//! Every colour and size of the window, light and dark. No other file names a colour.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle,
    Vec2, Visuals, vec2,
};

use crate::{
    model::{Layer, OpenState},
    state::Theme,
};

/// The font family of the icons on marks.
pub(super) const MARKS: &str = "marks";

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Palette {
    /// Panels.
    pub panel: Color32,
    /// Rows and cards that stand out from a panel.
    pub raised: Color32,
    /// A row under the pointer.
    pub hover: Color32,
    /// A row that is chosen.
    pub chosen: Color32,
    /// Input fields.
    pub field: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Outlines of what can be pressed or typed into: 3:1 on a panel.
    pub control: Color32,
    /// Text.
    pub text: Color32,
    /// Text of lesser weight, still 4.5:1 on a panel.
    pub quiet: Color32,
    /// Buttons that matter, links, the route.
    pub accent: Color32,
    /// Text on `accent`.
    pub on_accent: Color32,
    /// Open, done.
    pub good: Color32,
    /// Closed, failed.
    pub bad: Color32,
    /// Unknown, doubtful.
    pub doubt: Color32,
    /// Behind a statement of doubt.
    pub doubt_wash: Color32,
    /// Nothing is known here.
    pub nowhere: Color32,
    /// Sea.
    pub sea: Color32,
    /// Land of the neighbours.
    pub land: Color32,
    /// Land of the district.
    pub district: Color32,
    /// Coasts and borders.
    pub border: Color32,
    /// The district's own border.
    pub district_border: Color32,
    /// Names on the map.
    pub map_text: Color32,
    /// Names of areas on the map.
    pub map_quiet: Color32,
    /// Around names on the map.
    pub halo: Color32,
    /// Around marks.
    pub mark_edge: Color32,
    /// Icons on marks.
    pub mark_icon: Color32,
    /// The wash behind matched characters.
    pub matched: Color32,
    /// Streets, buildings and waters.
    pub ground: Ground,
    /// Ways on the map.
    pub way: Way,
}

/// The colours of streets and of what lies between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ground {
    /// Parks, woods, grass.
    pub green: Color32,
    /// Waters.
    pub water: Color32,
    /// Shores, streams.
    pub shore: Color32,
    /// Buildings.
    pub building: Color32,
    /// Outlines of buildings.
    pub wall: Color32,
    /// Along streets.
    pub kerb: Color32,
    /// Streets.
    pub street: Color32,
    /// Streets without cars.
    pub pedestrian: Color32,
    /// Thoroughfares.
    pub main: Color32,
    /// Motorways and the like.
    pub fast: Color32,
    /// Along thoroughfares and motorways.
    pub main_kerb: Color32,
    /// Footpaths.
    pub path: Color32,
    /// Flights of steps.
    pub steps: Color32,
}

/// The colours of a route and of what is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    /// The route.
    pub line: Color32,
    /// Along the route.
    pub edge: Color32,
    /// Arrows on the route.
    pub arrow: Color32,
    /// Other ways.
    pub other: Color32,
    /// Along other ways.
    pub other_edge: Color32,
    /// Another way under the pointer.
    pub other_lit: Color32,
    /// The step under the pointer.
    pub step: Color32,
    /// What is reached; where bands lie over one another they are denser.
    pub reach: Color32,
    /// Outlines of what is reached.
    pub reach_edge: Color32,
    /// Lines and signs of the health network.
    pub health: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const LIGHT: Palette = Palette {
    panel: rgb(0xfb_fb_fa),
    raised: rgb(0xff_ff_ff),
    hover: rgb(0xef_f3_f6),
    chosen: rgb(0xdf_ec_f5),
    field: rgb(0xff_ff_ff),
    line: rgb(0xdc_df_e2),
    control: rgb(0x80_8a_94),
    text: rgb(0x1d_23_29),
    quiet: rgb(0x59_63_6d),
    accent: rgb(0x0b_5c_9e),
    on_accent: rgb(0xff_ff_ff),
    good: rgb(0x17_71_3a),
    bad: rgb(0xb3_26_1e),
    doubt: rgb(0x8a_55_00),
    doubt_wash: rgb(0xff_f3_dc),
    nowhere: rgb(0xe4_e4_e1),
    sea: rgb(0xc9_dd_ea),
    land: rgb(0xf0_ee_e8),
    district: rgb(0xfd_fb_f4),
    border: rgb(0xb4_b1_a8),
    district_border: rgb(0x7a_5c_9e),
    map_text: rgb(0x23_2a_31),
    map_quiet: rgb(0x5f_58_73),
    halo: Color32::from_rgba_premultiplied(225, 225, 225, 225),
    mark_edge: rgb(0xff_ff_ff),
    mark_icon: rgb(0xff_ff_ff),
    matched: rgb(0xff_e4_8a),
    ground: Ground {
        green: rgb(0xd5_e8_c6),
        water: rgb(0xb4_d3_e6),
        shore: rgb(0x8f_b9_d2),
        building: rgb(0xe3_dc_d0),
        wall: rgb(0xc6_bc_ac),
        kerb: rgb(0xc4_c0_b8),
        street: rgb(0xff_ff_ff),
        pedestrian: rgb(0xef_ec_f3),
        main: rgb(0xfc_e8_ac),
        fast: rgb(0xf8_c6_8c),
        main_kerb: rgb(0xcf_a5_5c),
        path: rgb(0xb5_96_75),
        steps: rgb(0xc4_84_6a),
    },
    way: Way {
        line: rgb(0x1d_7f_dc),
        edge: rgb(0x0d_4f_96),
        arrow: rgb(0xff_ff_ff),
        other: rgb(0x9a_a3_ac),
        other_edge: rgb(0x5d_67_70),
        other_lit: rgb(0x74_a9_d8),
        step: rgb(0xe8_6a_10),
        reach: Color32::from_rgba_premultiplied(17, 8, 27, 35),
        reach_edge: rgb(0x6b_33_a8),
        health: rgb(0xb7_2b_3d),
    },
};

const DARK: Palette = Palette {
    panel: rgb(0x1c_20_25),
    raised: rgb(0x25_2a_31),
    hover: rgb(0x2b_32_3a),
    chosen: rgb(0x24_3d_52),
    field: rgb(0x13_16_1a),
    line: rgb(0x3a_41_4a),
    control: rgb(0x70_7b_87),
    text: rgb(0xec_ef_f2),
    quiet: rgb(0xa6_b0_ba),
    accent: rgb(0x7c_bd_f2),
    on_accent: rgb(0x06_1c_2e),
    good: rgb(0x74_d1_93),
    bad: rgb(0xff_96_8c),
    doubt: rgb(0xf2_bf_66),
    doubt_wash: rgb(0x3d_31_1a),
    nowhere: rgb(0x15_17_19),
    sea: rgb(0x14_26_33),
    land: rgb(0x26_2a_2d),
    district: rgb(0x31_36_3a),
    border: rgb(0x51_57_5c),
    district_border: rgb(0xb4_98_d6),
    map_text: rgb(0xf0_f2_f4),
    map_quiet: rgb(0xc3_b8_d6),
    halo: Color32::from_rgba_premultiplied(14, 16, 18, 215),
    mark_edge: rgb(0x12_15_18),
    mark_icon: rgb(0xff_ff_ff),
    matched: rgb(0x6b_57_10),
    ground: Ground {
        green: rgb(0x26_3a_2c),
        water: rgb(0x17_30_42),
        shore: rgb(0x2b_50_68),
        building: rgb(0x3d_40_45),
        wall: rgb(0x50_54_5a),
        kerb: rgb(0x1d_20_23),
        street: rgb(0x58_5f_66),
        pedestrian: rgb(0x52_50_5e),
        main: rgb(0x7d_70_4c),
        fast: rgb(0x8f_67_41),
        main_kerb: rgb(0x1d_20_23),
        path: rgb(0x8a_78_66),
        steps: rgb(0xb0_70_5c),
    },
    way: Way {
        line: rgb(0x5a_b0_ff),
        edge: rgb(0x06_1c_33),
        arrow: rgb(0x06_1c_33),
        other: rgb(0x84_8e_98),
        other_edge: rgb(0x16_1a_1e),
        other_lit: rgb(0x92_be_e6),
        step: rgb(0xff_a0_4a),
        reach: Color32::from_rgba_premultiplied(36, 24, 50, 54),
        reach_edge: rgb(0xc0_96_f0),
        health: rgb(0xf2_8b_98),
    },
};

/// The colours in use.
pub(super) fn palette(ui: &egui::Ui) -> &'static Palette {
    of(if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light })
}

fn of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// The colour of a layer's marks: dark enough for a white icon in both themes.
pub(super) fn layer_colour(layer: Layer) -> Color32 {
    match layer {
        Layer::Culture => rgb(0x8e_24_7a),
        Layer::Heritage => rgb(0x8a_4b_1f),
        Layer::Kiosks => rgb(0x00_6f_8f),
        Layer::ServiceHalls => rgb(0x2b_4f_b0),
        Layer::Health => rgb(0xb7_2b_3d),
        Layer::Buildings => rgb(0x4c_5a_68),
        Layer::HumanResources => rgb(0x9a_5b_00),
        Layer::Metro => rgb(0x1f_6f_4a),
        Layer::Landmarks => rgb(0x4d_6b_1f),
        Layer::Zones => rgb(0x5f_58_73),
    }
}

/// The colour of a metro line. Chosen here (本程序编排): no source states the official ones.
pub(super) fn line_colour(line: &str) -> Color32 {
    match line {
        "1" => rgb(0xd9_9a_00),
        "2" => rgb(0xc8_10_2e),
        "3" => rgb(0x00_7d_b8),
        "4" => rgb(0x2f_8f_3a),
        _ => rgb(0x7b_4f_a0),
    }
}

/// The colour of an open state.
pub(super) fn state_colour(palette: &Palette, state: OpenState) -> Color32 {
    match state {
        OpenState::Open(_) => palette.good,
        OpenState::Closed(_) => palette.bad,
        OpenState::Unknown(_) => palette.quiet,
    }
}

/// Installs fonts, sizes and both themes.
pub(super) fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    for (theme, palette, base) in
        [(egui::Theme::Light, &LIGHT, Visuals::light()), (egui::Theme::Dark, &DARK, Visuals::dark())]
    {
        ctx.set_visuals_of(theme, visuals(base, palette));
        ctx.style_mut_of(theme, |style| {
            style.text_styles = [
                (TextStyle::Small, 12.0),
                (TextStyle::Body, 14.0),
                (TextStyle::Button, 14.0),
                (TextStyle::Heading, 19.0),
                (TextStyle::Monospace, 13.0),
            ]
            .map(|(style, size)| (style, FontId::proportional(size)))
            .into();
            style.spacing.item_spacing = vec2(8.0, 6.0);
            style.spacing.button_padding = vec2(10.0, 4.0);
            style.spacing.interact_size = vec2(30.0, 30.0);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.interaction.tooltip_delay = 0.4;
        });
    }
}

/// Makes `theme` the one in use.
pub(super) fn apply(ctx: &Context, theme: Theme) {
    ctx.set_theme(match theme {
        Theme::Light => egui::Theme::Light,
        Theme::Dark => egui::Theme::Dark,
    });
}

/// Noto Sans SC for all text, Phosphor for icons; one family for both but for the filled icons of marks.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 3] = [
        ("noto-sans-sc", crate::formats::FONT),
        ("phosphor", include_bytes!("../../assets/fonts/Phosphor.subset.ttf")),
        ("phosphor-fill", include_bytes!("../../assets/fonts/Phosphor-Fill.subset.ttf")),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let text = vec!["noto-sans-sc".to_owned(), "phosphor".to_owned()];
    fonts.families.insert(FontFamily::Proportional, text.clone());
    fonts.families.insert(FontFamily::Monospace, text);
    fonts.families.insert(FontFamily::Name(MARKS.into()), vec!["phosphor-fill".to_owned()]);
    fonts
}

fn visuals(mut v: Visuals, p: &Palette) -> Visuals {
    let radius = CornerRadius::same(6);
    v.override_text_color = Some(p.text);
    v.weak_text_color = Some(p.quiet);
    v.panel_fill = p.panel;
    v.window_fill = p.panel;
    v.window_stroke = Stroke::new(1.0, p.line);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    v.popup_shadow = Shadow { offset: [0, 3], blur: 10, spread: 0, color: Color32::from_black_alpha(60) };
    v.window_shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(80) };
    v.extreme_bg_color = p.field;
    v.text_edit_bg_color = Some(p.field);
    v.faint_bg_color = p.raised;
    v.hyperlink_color = p.accent;
    v.selection.bg_fill = p.accent.gamma_multiply(0.35);
    v.selection.stroke = Stroke::new(1.0, p.text);
    v.error_fg_color = p.bad;
    v.warn_fg_color = p.doubt;
    for (widget, fill, line) in [
        (&mut v.widgets.noninteractive, p.panel, p.line),
        (&mut v.widgets.inactive, p.raised, p.control),
        (&mut v.widgets.hovered, p.hover, p.quiet),
        (&mut v.widgets.active, p.chosen, p.accent),
        (&mut v.widgets.open, p.chosen, p.accent),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.0, p.text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    v
}

/// Space around the content of a panel.
pub(super) const PANEL_MARGIN: Margin = Margin { left: 12, right: 12, top: 10, bottom: 10 };
/// Width of the side panels.
pub(super) const SIDE_WIDTH: f32 = 340.0;
/// Width of the rail of panels.
pub(super) const RAIL_WIDTH: f32 = 64.0;
/// Half the width of a mark.
pub(super) const MARK_RADIUS: f32 = 12.0;
/// Half the width of a mark that is chosen or under the pointer.
pub(super) const LIFTED_RADIUS: f32 = 16.0;
/// Smallest target of a pointer.
pub(super) const TARGET: Vec2 = vec2(30.0, 30.0);

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio by WCAG 2.2.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |c: Color32| {
            let [r, g, b, _] = egui::Rgba::from(c).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn all_text_stands_out_at_four_and_a_half_to_one_in_both_themes() {
        for p in [&LIGHT, &DARK] {
            let pairs = [
                ("text", p.text, p.panel),
                ("text on a raised row", p.text, p.raised),
                ("text on hover", p.text, p.hover),
                ("text on a chosen row", p.text, p.chosen),
                ("quiet", p.quiet, p.panel),
                ("quiet on a row", p.quiet, p.raised),
                ("quiet on hover", p.quiet, p.hover),
                ("quiet on a chosen row", p.quiet, p.chosen),
                ("accent", p.accent, p.panel),
                ("on accent", p.on_accent, p.accent),
                ("good", p.good, p.chosen),
                ("bad", p.bad, p.chosen),
                ("doubt", p.doubt, p.doubt_wash),
                ("matched", p.text, p.matched),
                ("doubt on a panel", p.doubt, p.panel),
                ("map text", p.map_text, p.district),
                ("map quiet", p.map_quiet, p.land),
                ("map quiet in the district", p.map_quiet, p.district),
            ];
            for (what, ink, paper) in pairs {
                assert!(contrast(ink, paper) >= 4.5, "{what}: {:.2}", contrast(ink, paper));
            }
            assert!(contrast(p.control, p.panel) >= 3.0 && contrast(p.control, p.field) >= 3.0, "outlines of controls");
            for &layer in Layer::ALL {
                assert!(contrast(p.mark_icon, layer_colour(layer)) >= 4.5, "{layer:?}");
            }
        }
    }

    #[test]
    fn no_two_layers_share_a_colour() {
        let colours: std::collections::HashSet<_> = Layer::ALL.iter().map(|&l| layer_colour(l)).collect();
        assert_eq!(colours.len(), Layer::ALL.len());
    }
}
