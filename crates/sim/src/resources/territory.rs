//! `territories`: where the store sells, and in which currency.
//!
//! Rates and taxes are round numbers that only keep prices plausible; Apple publishes neither.

use crate::kind::{Attribute, Form, Kind, Operation, Rules, text};
use crate::refusal::invalid_included;

pub(crate) const KIND: Kind = Kind {
    attributes: &[Attribute::new("currency", text(3))],
    operations: &[Operation::List],
    // The document lets a price schedule bring territories along, but there are no new ones.
    rules: Rules { check: |_, _| vec![invalid_included(0, "territories")], ..Rules::NONE },
    ..Kind::new("territories")
};

/// Any of the codes that a review may come from.
pub(crate) const CODE: Form = Form::Enumeration(CODES);

/// A currency of the store and where it is paid.
pub(crate) struct Currency {
    pub(crate) code: &'static str,
    /// What 100 US dollars are in it.
    pub(crate) rate: u64,
    /// Percent of the price before tax.
    pub(crate) tax: u64,
    territories: &'static [&'static str],
}

/// The currency of a territory: US dollars where there is no other.
pub(crate) fn currency(territory: &str) -> &'static Currency {
    CURRENCIES.iter().find(|currency| currency.territories.contains(&territory)).unwrap_or(&DOLLAR)
}

const DOLLAR: Currency = currency_of("USD", 100, 0, &["USA"]);

const fn currency_of(code: &'static str, rate: u64, tax: u64, territories: &'static [&'static str]) -> Currency {
    Currency { code, rate, tax, territories }
}

const CURRENCIES: &[Currency] = &[
    currency_of("AED", 367, 5, &["ARE"]),
    currency_of("AUD", 150, 10, &["AUS"]),
    currency_of("BRL", 500, 0, &["BRA"]),
    currency_of("CAD", 130, 0, &["CAN"]),
    currency_of("CHF", 100, 8, &["CHE"]),
    currency_of("CLP", 95000, 19, &["CHL"]),
    currency_of("CNY", 700, 6, &["CHN"]),
    currency_of("COP", 400_000, 19, &["COL"]),
    currency_of("CZK", 2400, 21, &["CZE"]),
    currency_of("DKK", 700, 25, &["DNK"]),
    currency_of("EGP", 5000, 14, &["EGY"]),
    currency_of(
        "EUR",
        100,
        20,
        &[
            "AUT", "BEL", "BGR", "BIH", "CYP", "DEU", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT",
            "MNE", "NLD", "PRT", "SRB", "SVK", "SVN", "XKS",
        ],
    ),
    currency_of("GBP", 100, 20, &["GBR"]),
    currency_of("HKD", 780, 0, &["HKG"]),
    currency_of("HUF", 39000, 27, &["HUN"]),
    currency_of("IDR", 1_600_000, 11, &["IDN"]),
    currency_of("INR", 9000, 18, &["IND"]),
    currency_of("ILS", 370, 17, &["ISR"]),
    currency_of("JPY", 15000, 10, &["JPN"]),
    currency_of("KZT", 49000, 12, &["KAZ"]),
    currency_of("KRW", 145_000, 10, &["KOR"]),
    currency_of("MXN", 2000, 16, &["MEX"]),
    currency_of("MYR", 450, 8, &["MYS"]),
    currency_of("NGN", 160_000, 8, &["NGA"]),
    currency_of("NOK", 1200, 25, &["NOR"]),
    currency_of("NZD", 170, 15, &["NZL"]),
    currency_of("PKR", 28000, 0, &["PAK"]),
    currency_of("PEN", 390, 18, &["PER"]),
    currency_of("PHP", 5900, 12, &["PHL"]),
    currency_of("PLN", 450, 23, &["POL"]),
    currency_of("QAR", 365, 0, &["QAT"]),
    currency_of("RON", 500, 21, &["ROU"]),
    currency_of("RUB", 9000, 20, &["RUS"]),
    currency_of("SAR", 375, 15, &["SAU"]),
    currency_of("SGD", 130, 9, &["SGP"]),
    currency_of("SEK", 1200, 25, &["SWE"]),
    currency_of("THB", 3500, 7, &["THA"]),
    currency_of("TRY", 4000, 20, &["TUR"]),
    currency_of("TWD", 3200, 5, &["TWN"]),
    currency_of("TZS", 260_000, 18, &["TZA"]),
    currency_of("VND", 2_500_000, 10, &["VNM"]),
    currency_of("ZAR", 1900, 15, &["ZAF"]),
];

/// Where apps are sold: 175 of the codes (App Store Connect Help, App Store territories).
pub(crate) const SELLING: &[&str] = &[
    "AFG", "AGO", "AIA", "ALB", "ARE", "ARG", "ARM", "ATG", "AUS", "AUT", "AZE", "BEL", "BEN", "BFA", "BGR", "BHR", "BHS", "BIH", "BLR",
    "BLZ", "BMU", "BOL", "BRA", "BRB", "BRN", "BTN", "BWA", "CAN", "CHE", "CHL", "CHN", "CIV", "CMR", "COD", "COG", "COL", "CPV", "CRI",
    "CYM", "CYP", "CZE", "DEU", "DMA", "DNK", "DOM", "DZA", "ECU", "EGY", "ESP", "EST", "FIN", "FJI", "FRA", "FSM", "GAB", "GBR", "GEO",
    "GHA", "GMB", "GNB", "GRC", "GRD", "GTM", "GUY", "HKG", "HND", "HRV", "HUN", "IDN", "IND", "IRL", "IRQ", "ISL", "ISR", "ITA", "JAM",
    "JOR", "JPN", "KAZ", "KEN", "KGZ", "KHM", "KNA", "KOR", "KWT", "LAO", "LBN", "LBR", "LBY", "LCA", "LKA", "LTU", "LUX", "LVA", "MAC",
    "MAR", "MDA", "MDG", "MDV", "MEX", "MKD", "MLI", "MLT", "MMR", "MNE", "MNG", "MOZ", "MRT", "MSR", "MUS", "MWI", "MYS", "NAM", "NER",
    "NGA", "NIC", "NLD", "NOR", "NPL", "NRU", "NZL", "OMN", "PAK", "PAN", "PER", "PHL", "PLW", "PNG", "POL", "PRT", "PRY", "QAT", "ROU",
    "RUS", "RWA", "SAU", "SEN", "SGP", "SLB", "SLE", "SLV", "SRB", "STP", "SUR", "SVK", "SVN", "SWE", "SWZ", "SYC", "TCA", "TCD", "THA",
    "TJK", "TKM", "TON", "TTO", "TUN", "TUR", "TWN", "TZA", "UGA", "UKR", "URY", "USA", "UZB", "VCT", "VEN", "VGB", "VNM", "VUT", "XKS",
    "YEM", "ZAF", "ZMB", "ZWE",
];

/// `TerritoryCode` (`OpenAPI` 4.4.1).
pub(crate) const CODES: &[&str] = &[
    "ABW", "AFG", "AGO", "AIA", "ALB", "AND", "ANT", "ARE", "ARG", "ARM", "ASM", "ATG", "AUS", "AUT", "AZE", "BDI", "BEL", "BEN", "BES",
    "BFA", "BGD", "BGR", "BHR", "BHS", "BIH", "BLR", "BLZ", "BMU", "BOL", "BRA", "BRB", "BRN", "BTN", "BWA", "CAF", "CAN", "CHE", "CHL",
    "CHN", "CIV", "CMR", "COD", "COG", "COK", "COL", "COM", "CPV", "CRI", "CUB", "CUW", "CXR", "CYM", "CYP", "CZE", "DEU", "DJI", "DMA",
    "DNK", "DOM", "DZA", "ECU", "EGY", "ERI", "ESP", "EST", "ETH", "FIN", "FJI", "FLK", "FRA", "FRO", "FSM", "GAB", "GBR", "GEO", "GGY",
    "GHA", "GIB", "GIN", "GLP", "GMB", "GNB", "GNQ", "GRC", "GRD", "GRL", "GTM", "GUF", "GUM", "GUY", "HKG", "HND", "HRV", "HTI", "HUN",
    "IDN", "IMN", "IND", "IRL", "IRQ", "ISL", "ISR", "ITA", "JAM", "JEY", "JOR", "JPN", "KAZ", "KEN", "KGZ", "KHM", "KIR", "KNA", "KOR",
    "KWT", "LAO", "LBN", "LBR", "LBY", "LCA", "LIE", "LKA", "LSO", "LTU", "LUX", "LVA", "MAC", "MAR", "MCO", "MDA", "MDG", "MDV", "MEX",
    "MHL", "MKD", "MLI", "MLT", "MMR", "MNE", "MNG", "MNP", "MOZ", "MRT", "MSR", "MTQ", "MUS", "MWI", "MYS", "MYT", "NAM", "NCL", "NER",
    "NFK", "NGA", "NIC", "NIU", "NLD", "NOR", "NPL", "NRU", "NZL", "OMN", "PAK", "PAN", "PER", "PHL", "PLW", "PNG", "POL", "PRI", "PRT",
    "PRY", "PSE", "PYF", "QAT", "REU", "ROU", "RUS", "RWA", "SAU", "SEN", "SGP", "SHN", "SLB", "SLE", "SLV", "SMR", "SOM", "SPM", "SRB",
    "SSD", "STP", "SUR", "SVK", "SVN", "SWE", "SWZ", "SXM", "SYC", "TCA", "TCD", "TGO", "THA", "TJK", "TKM", "TLS", "TON", "TTO", "TUN",
    "TUR", "TUV", "TWN", "TZA", "UGA", "UKR", "UMI", "URY", "USA", "UZB", "VAT", "VCT", "VEN", "VGB", "VIR", "VNM", "VUT", "WLF", "WSM",
    "XKS", "YEM", "ZAF", "ZMB", "ZWE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_sells_in_175_territories() {
        assert_eq!(SELLING.len(), 175);
        assert!(SELLING.iter().all(|code| CODES.contains(code)));
        let paid: Vec<&str> = CURRENCIES.iter().flat_map(|currency| currency.territories).copied().collect();
        assert!(paid.iter().all(|code| SELLING.contains(code)));
        assert_eq!((currency("DEU").code, currency("JPN").code, currency("AFG").code), ("EUR", "JPY", "USD"));
    }
}
