//! A unit's life, from the published quick test to the last rule of the device level.

use crate::support::Bench;
use crate::DAY;
use opaygo::report::PaygState;
use opaygo::status::Status;

#[test]
fn the_published_quick_test() {
    let mut unit = Bench::provisioned(";count=0");
    assert_eq!(unit.text("123456789"), Status::Invalid);
    assert_eq!(unit.text("662486790"), Status::AddTime);
    assert_eq!(unit.report().credit, DAY);
    assert_eq!(unit.text("662486790"), Status::AlreadyUsed);
    assert_eq!(unit.text("927706818"), Status::AddTime);
    assert_eq!(unit.report().credit, 30 * DAY);
    assert_eq!(unit.text("942433796"), Status::SetTime);
    assert_eq!(unit.report().credit, 7 * DAY);
    assert_eq!(unit.text("650975787"), Status::DisablePayg);
    assert_eq!(unit.report().state, PaygState::Unlocked);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().state, PaygState::Unlocked);
    assert_eq!(unit.text("592185789"), Status::SetTime);
    let report = unit.report();
    assert_eq!((report.state, report.credit, report.count), (PaygState::Disabled, 0, 9));
}

#[test]
fn a_power_cut_at_each_byte_of_an_accepted_token_gives_it_once() {
    let mut whole = Bench::provisioned("");
    let before = whole.port.bytes.clone();
    assert_eq!(whole.token(2, 1), Status::AddTime);
    let mut cuts = 0;
    for cut in 0.. {
        let mut unit = Bench::blank();
        unit.port.bytes.clone_from(&before);
        assert_eq!(unit.power(), Status::Ok);
        unit.port.cut_after = Some(cut);
        let answer = unit.token(2, 1);
        unit.port.cut_after = None;
        assert_eq!(unit.power(), Status::Ok, "cut after {cut} bytes");
        let credit = unit.report().credit;
        assert!(credit == 0 || credit == DAY, "cut after {cut} bytes: credit {credit}");
        assert!(
            answer != Status::AddTime || credit == DAY,
            "cut after {cut} bytes: answered, not kept"
        );
        unit.wait(100);
        let again = unit.token(2, 1);
        let wanted = if credit == 0 {
            Status::AddTime
        } else {
            Status::AlreadyUsed
        };
        assert_eq!(again, wanted, "cut after {cut} bytes");
        cuts += 1;
        if cut > 3 * 32 {
            break;
        }
    }
    println!("{cuts} power cuts");
}
