//! Chooses the hash step for the target; builds nothing else.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(opaygo_archive)");
    println!("cargo:rustc-check-cfg=cfg(opaygo_step, values(\"avr\", \"armv6m\", \"portable\", \"wide\"))");
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let step = if var("CARGO_CFG_TARGET_ARCH") == "avr" {
        "avr"
    } else if var("TARGET").starts_with("thumbv6m") {
        "armv6m"
    } else if var("CARGO_CFG_TARGET_POINTER_WIDTH") == "64" {
        "wide"
    } else {
        "portable"
    };
    println!("cargo:rustc-cfg=opaygo_step=\"{step}\"");
}
