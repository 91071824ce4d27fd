#![doc = "placeholder"]
rust_i18n::i18n!("assets/words", fallback = "zh-CN");
pub mod model;
pub mod routing;
pub mod spatial;
pub mod store;
