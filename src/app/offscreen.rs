//! A map sheet drawn without a window: egui's shapes to pixels on the graphics card, or on the processor.

use std::{
    pin::pin,
    sync::mpsc::channel,
    task::{Context as Task, Poll, Waker},
    time::Duration,
};

use eframe::{
    egui_wgpu::{Renderer, RendererOptions, ScreenDescriptor},
    wgpu,
};
use egui::{Context, FullOutput, Pos2, RawInput, Rect, TexturesDelta, Vec2, ViewportId};
use rust_i18n::t;

use crate::{
    jobs::Failure,
    state::State,
    tiles::{Pixels, encode_png},
    ui::{self, Look, View},
};

/// Size of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Format {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixels a point: 2 draws text and marks twice as large.
    pub scale: f32,
}

/// Passes after which the layout counts as settled: the first learns the theme, the second the sizes.
const PASSES: usize = 8;
/// Longest wait for the card; a processor needs some seconds for the largest picture.
const PATIENCE: Duration = Duration::from_mins(5);
/// Unmultiplied bytes in gamma space, as egui wants them and PNG stores them.
const COLOURS: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// Draws what `look` shows of `state` as the bytes of a PNG file.
///
/// # Errors
/// When there is nothing to draw with, or it fails.
pub fn draw(state: &State, look: Look, format: Format) -> Result<Vec<u8>, Failure> {
    let (device, queue) = card(format)?;
    let ctx = Context::default();
    let mut view = View::new(&ctx);
    let output = settle(&ctx, format, |ui| ui::sheet(ui, state, &mut view, look));
    let texture = paint(&device, &queue, &ctx, output, format);
    let rgba = read(&device, &queue, &texture)?;
    encode_png(&Pixels { width: format.width, height: format.height, rgba }).map_err(Failure::from)
}

/// A graphics card, or the processor in its stead.
fn card(format: Format) -> Result<(wgpu::Device, wgpu::Queue), Failure> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let ask = |force_fallback_adapter| {
        let options = wgpu::RequestAdapterOptions { force_fallback_adapter, ..Default::default() };
        ready(instance.request_adapter(&options))?.map_err(|e| log::info!("no adapter: {e}")).ok()
    };
    let no_card = || Failure(t!("offscreen.no_card").into_owned());
    let adapter = ask(false).or_else(|| ask(true)).ok_or_else(no_card)?;
    let required_limits = adapter.limits();
    let largest = required_limits.max_texture_dimension_2d;
    if format.width.max(format.height) > largest {
        return Err(Failure(t!("offscreen.too_large", largest = largest).into_owned()));
    }
    let device = ready(adapter.request_device(&wgpu::DeviceDescriptor { required_limits, ..Default::default() }));
    device.ok_or_else(no_card)?.map_err(failed)
}

/// Outside a browser wgpu's futures are ready at once.
fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Task::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn failed(reason: impl std::fmt::Display) -> Failure {
    Failure(t!("offscreen.failed", reason = reason).into_owned())
}

/// Runs `draw` until it asks for no other pass.
fn settle(ctx: &Context, format: Format, mut draw: impl FnMut(&mut egui::Ui)) -> FullOutput {
    #[expect(clippy::cast_precision_loss, reason = "at most 8,192")]
    let size = Vec2::new(format.width as f32, format.height as f32) / format.scale;
    let mut textures = TexturesDelta::default();
    for pass in 1.. {
        let mut input = RawInput { screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)), ..RawInput::default() };
        input.viewports.entry(ViewportId::ROOT).or_default().native_pixels_per_point = Some(format.scale);
        let mut output = ctx.run_ui(input, &mut draw);
        textures.append(std::mem::take(&mut output.textures_delta));
        let settled = output.viewport_output.values().all(|v| v.repaint_delay > Duration::ZERO);
        if pass >= PASSES || (pass > 1 && settled) {
            output.textures_delta = textures;
            return output;
        }
    }
    FullOutput::default()
}

fn paint(
    device: &wgpu::Device,
    queue: &wgpu::Queue,
    ctx: &Context,
    mut output: FullOutput,
    format: Format,
) -> wgpu::Texture {
    let mut renderer = Renderer::new(device, COLOURS, RendererOptions::PREDICTABLE);
    for (id, images) in output.textures_delta.set.drain() {
        for image in images {
            renderer.update_texture(device, queue, id, &image);
        }
    }
    output.textures_delta.clear();
    let screen =
        ScreenDescriptor { size_in_pixels: [format.width, format.height], pixels_per_point: output.pixels_per_point };
    let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    renderer.update_buffers(device, queue, &mut encoder, &shapes, &screen);
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: format.width, height: format.height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: COLOURS,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let target = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let attachment = wgpu::RenderPassColorAttachment {
        view: &target,
        resolve_target: None,
        ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT), store: wgpu::StoreOp::Store },
        depth_slice: None,
    };
    let pass = wgpu::RenderPassDescriptor { color_attachments: &[Some(attachment)], ..Default::default() };
    renderer.render(&mut encoder.begin_render_pass(&pass).forget_lifetime(), &shapes, &screen);
    queue.submit([encoder.finish()]);
    texture
}

/// The texture's pixels, row by row without the padding that copying needs.
fn read(device: &wgpu::Device, queue: &wgpu::Queue, texture: &wgpu::Texture) -> Result<Vec<u8>, Failure> {
    let row = texture.width() * 4;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(padded) * u64::from(texture.height()),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(padded), rows_per_image: None };
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo { buffer: &buffer, layout },
        texture.size(),
    );
    let copied = queue.submit([encoder.finish()]);
    let (answer, answered) = channel();
    buffer.slice(..).map_async(wgpu::MapMode::Read, move |mapped| {
        let _ = answer.send(mapped);
    });
    device.poll(wgpu::PollType::Wait { submission_index: Some(copied), timeout: Some(PATIENCE) }).map_err(failed)?;
    answered.recv().map_err(failed)?.map_err(failed)?;
    let bytes = buffer.get_mapped_range(..).map_err(failed)?;
    let (row, padded) = (usize::try_from(row).map_err(failed)?, usize::try_from(padded).map_err(failed)?);
    Ok(bytes.chunks_exact(padded).flat_map(|line| &line[..row]).copied().collect())
}
