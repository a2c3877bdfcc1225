//! The check of a port, through the C interface: a right port of any kind passes and its storage is blank; of a wrong
//! one the callback is named, and what is wrong with it. One test for each wrong port.

mod board;
mod clocks;
mod erases;
mod field;
mod ports;
mod reads;
mod right;
mod writes;
