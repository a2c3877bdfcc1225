//! The command `opaygo`; all of it is in the library.

fn main() -> std::process::ExitCode {
    opaygo_desk::run()
}
