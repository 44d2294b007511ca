//! Something of everything that can be staged.

use fastrand::Rng;

use super::TestFleet;

/// How many rounds of [`edits`] there are for one world.
pub(crate) const EDIT_ROUNDS: usize = 4;
/// Languages that no generated app has, one a round, so that each is created once only.
pub(crate) const LOCALES: [&str; EDIT_ROUNDS] = ["hr", "sk", "sl-SI", "ur-PK"];

/// An app whose platform has a live version and none in preparation.
pub(crate) const READY_FOR_MORE: &str = "state = 'READY_FOR_DISTRIBUTION' AND NOT EXISTS(SELECT 1 FROM versions_mirror AS other \
     JOIN apps_mirror AS a ON a.pk = other.parent WHERE a.id = versions.app_id AND other.platform = versions.platform \
     AND other.gone_at IS NULL AND other.state NOT IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_VERSION'))";

/// A mix of edits of everything, as statements. What is new is of its `round`, so that nothing is made twice.
pub(crate) fn edits(fleet: &TestFleet, random: &mut Rng, round: usize) -> Vec<String> {
    let (n, locale) = (round, LOCALES[round]);
    // Rows are numbered as their answers came; their ids are the same each time.
    let some = |random: &mut Rng| format!("unicode(substr(id, -1)) % 3 = {}", random.u8(..3));
    let draft = "state = 'PREPARE_FOR_SUBMISSION'";
    let mut edits = vec![
        format!("UPDATE versions SET copyright = '203{n} X', release_type = 'MANUAL' WHERE editable AND NOT {}", some(random)),
        format!("UPDATE version_localizations SET keywords = 'k{n},a', description = 'Round {n}' WHERE editable AND {}", some(random)),
        format!("UPDATE version_localizations SET promotional_text = 'Now {n}' WHERE {draft} AND {}", some(random)),
        format!("UPDATE age_ratings SET gambling = {}, contests = '{}' WHERE editable AND NOT {}", n % 2, ["FREQUENT", "INFREQUENT", "NONE", "INFREQUENT_OR_MILD"][n], some(random)),
        format!("UPDATE apps SET accessibility_url = 'https://example.com/{n}' WHERE {}", some(random)),
        format!("UPDATE app_infos SET primary_category = '{}', primary_subcategory_one = NULL, primary_subcategory_two = NULL, secondary_category = NULL, secondary_subcategory_one = NULL, secondary_subcategory_two = NULL WHERE editable AND {}", ["GAMES", "UTILITIES", "FINANCE", "WEATHER"][n], some(random)),
        format!("UPDATE app_info_localizations SET subtitle = 'Fast {n}' WHERE editable AND {}", some(random)),
        format!("INSERT INTO version_localizations(version_id, locale, description) SELECT id, '{locale}', 'Opis {n}' FROM versions WHERE {draft} AND id NOT GLOB '~*' AND unicode(substr(id, -1)) % 3"),
        format!("DELETE FROM version_localizations WHERE editable AND {draft} AND locale <> '{locale}' AND unicode(substr(id, -1)) % 7 = {n} AND locale <> (SELECT primary_locale FROM apps WHERE id = app_id)"),
        "INSERT INTO phased_releases(version_id, state) SELECT id, 'INACTIVE' FROM versions AS v WHERE editable AND NOT EXISTS(SELECT 1 FROM phased_releases WHERE version_id = v.id) AND EXISTS(SELECT 1 FROM versions AS w WHERE w.app_id = v.app_id AND w.platform = v.platform AND w.state = 'READY_FOR_DISTRIBUTION') AND unicode(substr(id, -1)) % 2".to_owned(),
        "UPDATE phased_releases SET state = iif(state = 'PAUSED', 'ACTIVE', 'PAUSED') WHERE state IN ('ACTIVE', 'PAUSED')".to_owned(),
    ];
    match round {
        0 => edits.extend([
            format!("INSERT INTO listings(version_id, locale, description, subtitle) SELECT version_id, '{locale}', 'Opis', 'Brzo' FROM (SELECT DISTINCT l.version_id FROM listings AS l WHERE l.{draft} AND l.info_editable AND 'PREPARE_FOR_SUBMISSION' = (SELECT max(i.state) FROM app_infos AS i WHERE i.app_id = l.app_id AND i.editable)) AS v WHERE NOT EXISTS(SELECT 1 FROM version_localizations AS t WHERE t.version_id = v.version_id AND t.locale = '{locale}')"),
            format!("INSERT INTO review_details(version_id, contact_first_name, contact_last_name, contact_phone, contact_email) SELECT id, 'Ada', 'L', '+49 30 1234567', 'ada@example.com' FROM versions AS v WHERE {draft} AND NOT EXISTS(SELECT 1 FROM review_details WHERE version_id = v.id)"),
        ]),
        1 => edits.extend([
            format!("INSERT INTO versions(app_id, platform, version_string, copyright, downloadable) SELECT app_id, platform, '9.1', '2027 N', 0 FROM versions WHERE {READY_FOR_MORE}"),
            "UPDATE version_localizations SET whats_new = 'News', description = 'Next' WHERE version_string = '9.1'".to_owned(),
            format!("INSERT INTO version_localizations(version_id, locale, description) SELECT id, '{locale}', 'Opis {n}' FROM versions WHERE version_string = '9.1'"),
            "UPDATE review_details SET contact_first_name = 'Grace' WHERE version_string = '9.1'".to_owned(),
        ]),
        2 => edits.extend([
            format!("DELETE FROM listings WHERE editable AND info_editable AND locale = '{}'", LOCALES[0]),
            "UPDATE versions SET build = NULL WHERE editable AND build IS NOT NULL AND unicode(substr(id, -1)) % 4 = 0".to_owned(),
            "UPDATE versions SET build = (SELECT b.id FROM builds AS b JOIN pre_release_versions AS p ON p.id = b.pre_release_version WHERE b.app_id = versions.app_id AND p.platform = versions.platform AND b.processing_state = 'VALID' AND NOT b.expired ORDER BY b.id LIMIT 1) WHERE editable AND unicode(substr(id, -1)) % 4 = 1".to_owned(),
        ]),
        _ => {}
    }
    if round + 1 == EDIT_ROUNDS {
        edits.push(format!("INSERT INTO submissions(app_id, platform, version, submitted) SELECT app_id, platform, id, 1 FROM versions AS v WHERE {draft} AND build IS NOT NULL AND version_string <> '9.1' AND NOT EXISTS(SELECT 1 FROM version_localizations AS l WHERE l.version_id = v.id AND (l.keywords IS NULL OR l.support_url IS NULL OR l.whats_new IS NULL)) AND NOT EXISTS(SELECT 1 FROM submissions AS s WHERE s.app_id = v.app_id AND s.platform = v.platform AND s.state <> 'COMPLETE') AND EXISTS(SELECT 1 FROM price_schedules AS p WHERE p.app_id = v.app_id) AND NOT EXISTS(SELECT 1 FROM screenshots AS s WHERE s.app_id = v.app_id AND coalesce(s.delivery_state, '') <> 'COMPLETE')"));
        for row in fleet.rows("SELECT app_id FROM price_schedules ORDER BY app_id LIMIT 4") {
            let app = row["app_id"].as_str().unwrap().to_owned();
            let free = free_point(&app, "USA");
            edits.push(format!("UPDATE price_schedules SET base_territory = 'USA', manual_prices = json_array(json_object('territory', 'USA', 'price_point', '{free}')) WHERE app_id = '{app}'"));
        }
    }
    edits
}

/// Base64url, without padding, of `{"s":"<app>","t":"<territory>","p":"10000"}`.
pub(crate) fn free_point(app: &str, territory: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let json = format!(r#"{{"s":"{app}","t":"{territory}","p":"10000"}}"#);
    let letters = |chunk: &[u8]| {
        let bits = chunk.iter().chain(&[0, 0]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        (0..=chunk.len()).map(|place| char::from(LETTERS[bits >> (18 - 6 * place) & 63])).collect::<String>()
    };
    json.as_bytes().chunks(3).map(letters).collect()
}
