//! Compiles textbook.c at the compiler's best, whatever the profile of the build.

fn main() {
    println!("cargo:rerun-if-changed=textbook.c");
    println!("cargo:rerun-if-changed=textbook.h");
    cc::Build::new()
        .file("textbook.c")
        .opt_level(3)
        .std("c99")
        .warnings(true)
        .compile("textbook");
}
