//! The token level against an independent model: promises, boundaries, cut walks, strict text, accidental acceptance.

mod acceptance;
mod boundaries;
#[path = "../model/life.rs"]
mod life;
#[path = "../model/mod.rs"]
mod model;
mod promises;
mod random;
mod resumable;
mod text;
