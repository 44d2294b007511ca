//! Two runs side by side: what got worse beyond the noise.

use serde_json::Value;

use super::Row;

/// A figure in two runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// What was measured.
    pub(crate) name: String,
    /// Apps of the fleet.
    pub(crate) size: Option<usize>,
    /// Median of the older run.
    pub(crate) old: f64,
    /// Median of this run.
    pub(crate) new: f64,
    /// Whether it is worse by more than a tenth and the samples of the two runs do not overlap.
    pub(crate) is_regression: bool,
}

impl Change {
    /// The new figure in old ones.
    pub(crate) fn ratio(&self) -> f64 {
        if self.old == 0.0 { if self.new == 0.0 { 1.0 } else { f64::INFINITY } } else { self.new / self.old }
    }

    /// A line for people.
    pub(crate) fn line(&self) -> String {
        let size = self.size.map(|size| format!(" ({size} apps)")).unwrap_or_default();
        let title = format!("{}{size}", self.name);
        let verdict = if self.is_regression { "  REGRESSION" } else { "" };
        format!("{title:70} {:>12.2} {:>12.2} {:>6.2} x{verdict}", self.old, self.new, self.ratio())
    }
}

/// Every figure that both runs have; `old` is the JSON of the older one.
///
/// # Errors
/// A sentence, when the JSON is none that this program wrote.
pub(crate) fn compare(old: &Value, rows: &[Row]) -> Result<Vec<Change>, String> {
    let olds = old["rows"].as_array().ok_or("the older run has no `rows`: it is no file of --json")?;
    let mut changes = Vec::new();
    for row in rows {
        let size = row.size.map_or(Value::Null, Value::from);
        let is_same = |old: &&Value| old["name"] == row.name.as_str() && old["size"] == size && old["unit"] == row.unit;
        let Some(old) = olds.iter().find(is_same) else { continue };
        let number = |key: &str| old[key].as_f64().ok_or_else(|| format!("`{key}` of `{}` is no number in the older run", row.name));
        let (median, min, max) = (number("median")?, number("min")?, number("max")?);
        let is_worse = if row.is_more_better() {
            row.median() < median * 0.9 && row.max() < min
        } else {
            row.median() > median * 1.1 && row.min() > max
        };
        changes.push(Change { name: row.name.clone(), size: row.size, old: median, new: row.median(), is_regression: is_worse });
    }
    Ok(changes)
}
