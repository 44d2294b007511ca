//! A spreadsheet's file as `fleet query --format csv` writes it and as Excel and other programs return it.

use crate::error::{FleetError, Result};
use crate::output::is_neutral;

/// The cells of a file.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<SheetRow>,
}

/// A row, with the line of the file in which it begins.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct SheetRow {
    pub(crate) line: u64,
    /// As many as there are columns.
    pub(crate) cells: Vec<String>,
}

/// Reads the bytes of a file. Messages call it `name`.
pub(crate) fn read(bytes: &[u8], name: &str) -> Result<Sheet> {
    let text = decode(bytes).ok_or_else(|| {
        FleetError::input(format!("`{name}` is not UTF-8")).hint("save it as \"CSV UTF-8\"; Excel's plain CSV loses letters")
    })?;
    let (text, told, first) = match text.strip_prefix("sep=") {
        // Excel says the separator in a line of its own.
        Some(rest) => (rest.split_once('\n').map_or("", |(_, rest)| rest).to_owned(), rest.bytes().next(), 2),
        None => (text, None, 1),
    };
    let separator = told.unwrap_or_else(|| separator(&text));
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    for record in reader.records() {
        let record = record.map_err(|error| FleetError::input(format!("`{name}` cannot be read: {error}")))?;
        let line = record.position().map_or(0, csv::Position::line) + first - 1;
        let mut cells: Vec<String> = record.iter().map(ToOwned::to_owned).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if sheet.columns.is_empty() {
            sheet.columns = cells.into_iter().map(|cell| cell.trim().to_lowercase()).collect();
            // Excel writes the separators of columns that were emptied.
            while sheet.columns.last().is_some_and(String::is_empty) {
                sheet.columns.pop();
            }
            continue;
        }
        while cells.len() > sheet.columns.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() != sheet.columns.len() {
            return Err(FleetError::input(format!(
                "{name}:{line}: this row has {} cells, the header has {}",
                cells.len(),
                sheet.columns.len()
            ))
            .hint("a text with separators or line ends stands in double quotes"));
        }
        sheet.rows.push(SheetRow { line, cells: cells.iter().map(|cell| original(cell).to_owned()).collect() });
    }
    Ok(sheet)
}

/// The text that the export made harmless.
fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| !is_neutral(cell.trim_start_matches('\''))).unwrap_or(cell)
}

/// UTF-8 with or without a mark, or UTF-16 with one, which Excel calls Unicode text.
fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// What separates the names of the columns, none of which has any of these in it.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| header.bytes().filter(|byte| byte == separator).count()).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::{original, read};
    use crate::output::neutral;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes, "f.csv").unwrap();
        let mut cells = vec![sheet.columns];
        cells.extend(sheet.rows.into_iter().map(|row| row.cells));
        cells
    }

    #[test]
    fn every_spreadsheet_s_dialect_is_the_same_sheet() {
        let wanted = [["id", "text"], ["1", "a;b\n\"c\""], ["2", ""]];
        let wide: Vec<u8> = "\u{feff}id\ttext\r\n1\t\"a;b\n\"\"c\"\"\"\r\n2\t\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            "id,text\n1,\"a;b\n\"\"c\"\"\"\n2,\n".as_bytes(),
            "\u{feff}ID;Text;\r\n1;\"a;b\n\"\"c\"\"\";\r\n;;\r\n2;;\r\n".as_bytes(),
            "sep=;\r\nid;text\r\n1;\"a;b\n\"\"c\"\"\"\r\n2;\r\n".as_bytes(),
            &wide,
        ] {
            assert_eq!(cells(bytes), wanted, "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(read("id,text\n1,\"a\nb\"\n2,x\n".as_bytes(), "f").unwrap().rows[1].line, 4);
        assert_eq!(read("sep=,\nid,text\n1,x\n".as_bytes(), "f").unwrap().rows[0].line, 3);
        assert_eq!(read("id,text\n1\n".as_bytes(), "f.csv").unwrap_err().to_string(), "f.csv:2: this row has 1 cells, the header has 2");
        assert!(read(b"id\n\xe4\n", "f").is_err());
    }

    #[test]
    fn what_was_made_harmless_comes_back_exactly() {
        for text in ["=1+1", "'=1+1", "''=x", "-5", "-x", "'-5", "+49", "'tis", "'", "", "@a", "\tx", "x"] {
            assert_eq!(original(&neutral(text)), text, "{text}");
        }
        assert_eq!((neutral("=x").as_str(), neutral("'tis").as_str(), original("=x")), ("'=x", "'tis", "=x"));
    }
}
