//! The token level against an independent model: promises, boundaries, cut walks, strict text, accidental acceptance.

mod acceptance;
mod boundaries;
mod life;
#[path = "../model/mod.rs"]
mod model;
mod promises;
mod resumable;
mod text;
