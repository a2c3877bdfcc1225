//! The token level against an independent model: promises, boundaries, cut walks, strict text.

mod boundaries;
mod life;
#[path = "../model/mod.rs"]
mod model;
mod promises;
mod resumable;
mod text;
