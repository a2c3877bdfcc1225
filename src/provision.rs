//! The provisioning record: who the unit is. Written once, kept twice, never touched by a token.
//! Knows its bytes and where its copies are, not what a token is.

use crate::crc;
use crate::layout::Layout;
use crate::port::{reads, Fault, Port};

/// Bytes of one copy.
pub(crate) const COPY: u32 = 64;

/// The longest serial number.
pub const MAX_SERIAL: usize = 28;

/// "No test code".
pub const NO_TEST_CODE: u32 = 0xffff_ffff;

const MAGIC: u8 = 0x50;
const FORMAT: u8 = 1;

/// Who a unit is: the parameters of its factory set-up.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Provisioning {
    /// The secret key.
    pub key: [u8; 16],
    /// 0 to 999,999,999.
    pub starting_code: u32,
    /// 0 to 999,999,999, or `OPAYGO_NO_TEST_CODE`.
    pub test_code: u32,
    /// Counts up to this one are used; 1 by default.
    pub count: u16,
    /// Time divider: 1 to 255; 1 by default.
    pub divider: u8,
    /// 1: tokens are entered in the restricted digit set, 1 to 4.
    pub restricted: u8,
    /// The serial number, ASCII, filled up with 00.
    pub serial: [u8; MAX_SERIAL],
}

impl Provisioning {
    /// The two halves of the record.
    pub(crate) fn encode(&self) -> [[u8; 32]; 2] {
        let mut image = [[0; 32]; 2];
        image[0][..4].copy_from_slice(&[MAGIC, FORMAT, self.divider, self.restricted]);
        image[0][4..20].copy_from_slice(&self.key);
        image[0][20..24].copy_from_slice(&self.starting_code.to_le_bytes());
        image[0][24..28].copy_from_slice(&self.test_code.to_le_bytes());
        image[0][28..30].copy_from_slice(&self.count.to_le_bytes());
        image[1][..28].copy_from_slice(&self.serial);
        let crc = check(&image);
        image[1][28..].copy_from_slice(&crc.to_le_bytes());
        image
    }
}

fn check(image: &[[u8; 32]; 2]) -> u32 {
    !crc::update(crc::update(crc::START, &image[0]), &image[1][..28])
}

/// Reads the first valid copy into `image`; `None` if there is none.
pub(crate) fn load(port: &mut impl Port, layout: &Layout, image: &mut [[u8; 32]; 2]) -> Option<()> {
    (0..layout.copies).find_map(|copy| {
        let at = layout.copy_at(copy);
        port.read(at, &mut image[0]).ok()?;
        port.read(at + 32, &mut image[1]).ok()?;
        let [a, b, c, d] = [image[1][28], image[1][29], image[1][30], image[1][31]];
        let valid = image[0][0] == MAGIC && image[0][1] == FORMAT && check(image) == u32::from_le_bytes([a, b, c, d]);
        valid.then_some(())
    })
}

/// Makes every copy good that can be: those that differ, and on flash are blank.
pub(crate) fn keep(port: &mut impl Port, layout: &Layout, image: &[[u8; 32]; 2]) -> Result<(), Fault> {
    for copy in 0..layout.copies {
        for (half, bytes) in image.iter().enumerate() {
            let at = layout.copy_at(copy) + 32 * half as u32;
            if !reads(port, at, bytes)? && (!layout.erases || reads(port, at, &[0xff; 32])?) {
                port.write(at, bytes)?;
            }
        }
    }
    Ok(())
}
