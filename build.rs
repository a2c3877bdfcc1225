//! Chooses the hash step for the target; builds nothing else.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(opaygo_archive)");
    println!("cargo:rustc-check-cfg=cfg(opaygo_step, values(\"avr\", \"armv6m\", \"armv7m\", \"rv32\", \"portable\", \"wide\"))");
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let target = var("TARGET");
    let is = |names: &[&str]| names.iter().any(|name| target.starts_with(name));
    let step = if var("CARGO_CFG_TARGET_ARCH") == "avr" {
        "avr"
    } else if is(&["thumbv6m", "thumbv8m.base"]) {
        "armv6m"
    } else if is(&["thumbv7m", "thumbv7em", "thumbv8m.main"]) {
        "armv7m"
    } else if var("CARGO_CFG_TARGET_ARCH") == "riscv32" {
        "rv32"
    } else if var("CARGO_CFG_TARGET_POINTER_WIDTH") == "64" {
        "wide"
    } else {
        "portable"
    };
    println!("cargo:rustc-cfg=opaygo_step=\"{step}\"");
}
