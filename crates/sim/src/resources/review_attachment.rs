//! `appStoreReviewAttachments`: files for the reviewer, reserved first and committed when sent.

use crate::kind::{ASSET_DELIVERY_STATE, Attribute, Form, Kind, Operation, Relationship, Rules, UPLOAD_OPERATIONS, text};
use crate::media::upload;

pub(crate) const KIND: Kind = Kind {
    attributes: &[
        Attribute::new("fileSize", Form::Integer).required(),
        Attribute::new("fileName", text(255)).required(),
        Attribute::new("sourceFileChecksum", text(255)).on_update(),
        Attribute::new("uploadOperations", UPLOAD_OPERATIONS),
        Attribute::new("assetDeliveryState", ASSET_DELIVERY_STATE),
        Attribute::new("uploaded", Form::Boolean).on_update().write_only(),
    ],
    relationships: &[Relationship::one("appStoreReviewDetail", "appStoreReviewDetails").own().required().unlinked()],
    include: &["appStoreReviewDetail"],
    operations: &[Operation::Create, Operation::Get, Operation::Update, Operation::Delete],
    rules: Rules { check: upload::check, effects: upload::effects, happen: upload::happen, ..Rules::NONE },
    ..Kind::new("appStoreReviewAttachments")
};
