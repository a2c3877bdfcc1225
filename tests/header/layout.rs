//! The layout of each struct of the header, by C's rules and for each kind of target: the lines with which the header
//! checks the C compiler and `src/ffi/layout.rs` the Rust compiler. Knows C's types, not what they are for.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Length of a pointer and greatest alignment: AVR, the other chips, 64-bit hosts.
const TARGETS: [(usize, usize); 3] = [(2, 1), (4, 4), (8, 8)];

/// One byte each.
const ENUMS: [&str; 4] = ["status", "payg_state", "port_part", "port_fault"];

type Numbers = [usize; 3];

/// A struct and where its fields are on each target.
pub struct Layout {
    /// Its C name without `opaygo_`.
    pub name: String,
    size: Numbers,
    align: Numbers,
    fields: Vec<(String, Numbers)>,
}

/// Of all structs in a header, in its order.
pub fn layouts(header: &str) -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    let code = without_comments(header);
    let constants: BTreeMap<&str, usize> = code
        .lines()
        .filter_map(|line| {
            let (name, number) = line.strip_prefix("#define ")?.split_once(' ')?;
            Some((name, number.parse().ok()?))
        })
        .collect();
    for part in code.split("typedef struct opaygo_").skip(1) {
        let (name, rest) = part.split_once(" {").unwrap();
        let (body, _) = rest.split_once('}').unwrap();
        let mut layout = Layout {
            name: name.into(),
            size: [0; 3],
            align: [1; 3],
            fields: Vec::new(),
        };
        for declaration in body.split(';').map(str::trim).filter(|line| !line.is_empty()) {
            let (field, kind, count) = parts(declaration, &constants);
            let mut at = [0; 3];
            for (target, at) in at.iter_mut().enumerate() {
                let (size, align) = measure(kind, target, &layouts)
                    .unwrap_or_else(|| panic!("opaygo_{name}: what is the length of `{declaration}`?"));
                *at = layout.size[target].next_multiple_of(align);
                layout.size[target] = *at + size * count;
                layout.align[target] = layout.align[target].max(align);
            }
            layout.fields.push((field.into(), at));
        }
        for target in 0..3 {
            layout.size[target] = layout.size[target].next_multiple_of(layout.align[target]);
        }
        layouts.push(layout);
    }
    layouts
}

pub fn without_comments(header: &str) -> String {
    let mut parts = header.split("/*");
    let mut code = parts.next().unwrap().to_owned();
    parts.for_each(|part| code.push_str(part.split_once("*/").unwrap().1));
    code
}

/// Name, type and number of elements of a field; any pointer is `*`.
fn parts<'a>(declaration: &'a str, constants: &BTreeMap<&str, usize>) -> (&'a str, &'a str, usize) {
    if let Some((_, function)) = declaration.split_once("(*") {
        return (function.split_once(')').unwrap().0, "*", 1);
    }
    let (kind, name) = declaration.rsplit_once(' ').unwrap();
    if let Some(name) = name.strip_prefix('*') {
        return (name, "*", 1);
    }
    let Some((name, count)) = name.split_once('[') else {
        return (name, kind, 1);
    };
    let count = count.trim_end_matches(']');
    (name, kind, count.parse().unwrap_or_else(|_| constants[count]))
}

fn measure(kind: &str, target: usize, before: &[Layout]) -> Option<(usize, usize)> {
    let (pointer, most) = TARGETS[target];
    let size = match kind {
        "*" => pointer,
        "char" | "uint8_t" | "int8_t" => 1,
        _ if ENUMS.iter().any(|name| kind.strip_prefix("opaygo_") == Some(name)) => 1,
        "uint16_t" | "int16_t" => 2,
        "uint32_t" | "int32_t" => 4,
        // Eight bytes have no alignment that all 32-bit targets share, so a struct has none.
        _ => {
            let name = kind.strip_prefix("opaygo_")?;
            let layout = before.iter().find(|layout| layout.name == name)?;
            return Some((layout.size[target], layout.align[target]));
        }
    };
    Some((size, size.min(most)))
}

const CHECKS: &str = "
/*
 * The layout that the archive was built with. A line that fails here means a compiler with other rules: a header before
 * this one left a `#pragma pack` open, or the compiler was told -fpack-struct or -fshort-enums. The numbers are those of
 * AVR, of other chips and of 64-bit hosts, which the length of a pointer tells apart.
 */
#define OPAYGO_IS(avr, chip, host) (sizeof(void *) == 2u ? (avr) : sizeof(void *) == 4u ? (chip) : (host))
#define OPAYGO_SIZE(type, avr, chip, host)                                                                          \\
    typedef char opaygo_##type##_size_changed_by_pragma_pack[sizeof(opaygo_##type) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
#define OPAYGO_ALIGNED(type, avr, chip, host)                                                                       \\
    struct opaygo_behind_a_byte_##type {                                                                            \\
        char byte;                                                                                                  \\
        opaygo_##type it;                                                                                           \\
    };                                                                                                              \\
    typedef char opaygo_##type##_alignment_lost_by_pragma_pack                                                      \\
        [offsetof(struct opaygo_behind_a_byte_##type, it) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
#define OPAYGO_AT(type, field, avr, chip, host)                                                                     \\
    typedef char opaygo_##type##_##field##_moved_by_pragma_pack                                                     \\
        [offsetof(opaygo_##type, field) == OPAYGO_IS(avr, chip, host) ? 1 : -1]
";

/// The checks for the header's end.
pub fn in_c(layouts: &[Layout]) -> String {
    let list = |[avr, chip, host]: &Numbers| format!("{avr}u, {chip}u, {host}u");
    let mut text = CHECKS.to_owned();
    for number in ENUMS {
        writeln!(text, "OPAYGO_SIZE({number}, 1u, 1u, 1u);").unwrap();
    }
    for layout in layouts {
        let name = &layout.name;
        writeln!(text, "OPAYGO_SIZE({name}, {});", list(&layout.size)).unwrap();
        writeln!(text, "OPAYGO_ALIGNED({name}, {});", list(&layout.align)).unwrap();
        for (field, at) in &layout.fields {
            writeln!(text, "OPAYGO_AT({name}, {field}, {});", list(at)).unwrap();
        }
    }
    for name in ["IS", "SIZE", "ALIGNED", "AT"] {
        writeln!(text, "#undef OPAYGO_{name}").unwrap();
    }
    text
}

const MODULE: &str =
    "//! The layout that `include/opaygo.h` promises, held by the compiler of each archive. Written with the header by
//! `make header`; do not edit. The numbers are those of AVR, of other chips and of 64-bit hosts.

use core::mem::offset_of;

const TARGET: usize = match size_of::<usize>() {
    2 => 0,
    4 => 1,
    _ => 2,
};

macro_rules! layout {
    ($type:ty: $size:tt, aligned to $align:tt $(, $field:ident at $at:tt)*) => {
        const _: () = assert!(size_of::<$type>() == $size[TARGET] && align_of::<$type>() == $align[TARGET]);
        $(const _: () = assert!(offset_of!($type, $field) == $at[TARGET]);)*
    };
}
";

/// `src/ffi/layout.rs`, where `path` gives the Rust path of a C name.
pub fn in_rust(layouts: &[Layout], path: impl Fn(&str) -> String) -> String {
    let mut text = MODULE.to_owned();
    for layout in layouts {
        let path = path(&format!("opaygo_{}", layout.name));
        write!(
            text,
            "\nlayout! {{\n    {path}: {:?}, aligned to {:?}",
            layout.size, layout.align
        )
        .unwrap();
        // What is closed is one field from 0 on, and no business of the room that checks.
        for (field, at) in layout.fields.iter().filter(|(field, _)| field != "opaque") {
            write!(text, ",\n    {field} at {at:?}").unwrap();
        }
        text.push_str("\n}\n");
    }
    text
}
