//! Addresses of pictures: whoever answers them sees no token, and what they give is a picture or nothing.

use std::io::Write as _;

use serde_json::{Value, json};

use super::server::{Foreign, Hostile, Reply};
use super::{assert_unheard, withstands};
use crate::support::{TestFleet, World};

const IMAGES: &str = "sync --only states --images";

/// A fleet whose pictures have this address.
fn fleet(address: &str) -> (TestFleet, Hostile) {
    let fleet = World::new(&["acme"], 1).start();
    let hostile = Hostile::before(&fleet);
    serve(&hostile, address, Reply::json("{}").into_bytes());
    let ran = withstands(&fleet, "sync --only states,media", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    (fleet, hostile)
}

impl Reply {
    fn into_bytes(self) -> Vec<u8> {
        if let Self::Whole(.., body) = self { body } else { Vec::new() }
    }
}

/// Gives every picture that address, and answers `/picture` with these bytes.
fn serve(hostile: &Hostile, address: &str, picture: Vec<u8>) {
    let address = address.to_owned();
    hostile.attacks(move |asked| {
        if asked.is("GET", "/picture") {
            return Reply::Whole(200, "Content-Type: image/png\r\n".into(), picture.clone());
        }
        let mut page = asked.honest();
        readdress(&mut page, &address);
        Reply::json(page.to_string())
    });
}

fn readdress(value: &mut Value, address: &str) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                if name == "templateUrl" { *value = json!(address) } else { readdress(value, address) }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| readdress(value, address)),
        _ => {}
    }
}

#[test]
fn pictures_come_over_https_or_not_at_all() {
    for address in [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/{w}x{h}.{f}",
        "http://10.0.0.1/{w}x{h}.{f}",
        "ftp://evil.example/{w}.{f}",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "",
    ] {
        let (fleet, _hostile) = fleet(address);
        let ran = withstands(&fleet, IMAGES, &[]);
        assert!(matches!(ran.code, 0 | 4), "{address}: {ran}");
        assert_eq!(fleet.count("SELECT count(*) FROM images"), 0);
    }
}

#[test]
fn the_host_of_pictures_sees_no_token() {
    let foreign = Foreign::start();
    let (fleet, _hostile) = fleet(&format!("{}/a/{{w}}x{{h}}{{c}}.{{f}}", foreign.url));
    let ran = withstands(&fleet, IMAGES, &[]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(!foreign.heard().is_empty());
    let told = foreign.heard().join("\n").to_lowercase();
    assert!(!["authorization", "bearer", "cookie", "referer"].iter().any(|word| told.contains(word)), "{told}");
}

#[test]
fn what_is_no_picture_is_not_kept() {
    let (fleet, hostile) = fleet("http://127.0.0.1:9/x");
    let address = format!("{}/picture/{{w}}x{{h}}.{{f}}", hostile.url);
    for bytes in [b"<html>".to_vec(), Vec::new(), vec![0; 40 << 20], bomb()] {
        serve(&hostile, &address, bytes);
        withstands(&fleet, "sync --only media", &[]);
        let ran = withstands(&fleet, IMAGES, &[]);
        assert_eq!(ran.code, 4, "{ran}");
        assert_eq!(fleet.count("SELECT count(*) FROM images"), 0);
    }
    // Nobody is led elsewhere.
    let foreign = Foreign::start();
    let place = format!("{}/x.png", foreign.url.replace("127.0.0.1", "localhost.evil.example"));
    let template = address.clone();
    hostile.attacks(move |asked| {
        if asked.is("GET", "/picture") {
            return Reply::header(302, "Location", &place);
        }
        let mut page = asked.honest();
        readdress(&mut page, &template);
        Reply::json(page.to_string())
    });
    assert_eq!(withstands(&fleet, IMAGES, &[]).code, 4);
    assert_unheard(&foreign);
}

/// A PNG of a gigapixel in few bytes.
fn bomb() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 30_000, 30_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    for _ in 0..30_000 {
        stream.write_all(&[0; 3_750]).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    bytes
}
