-- Made from sql/catalog.toml and sql/views/ by `cargo generate`; edits here are lost.
-- In reading order: reference rows, then per resource its mirror table with guards, then the views with
-- their triggers, `changes` and `conflicts`, last the views that are written by hand.

-- reference
INSERT INTO resources VALUES(1, 'apps', 'apps', 'update');
INSERT INTO fields VALUES('apps', 'name', 'name', 'text', 'read', NULL, NULL, 'an app is named per locale; UPDATE listings SET name = …', 1, 0);
INSERT INTO fields VALUES('apps', 'bundle_id', 'bundleId', 'text', 'read', NULL, NULL, 'Apple fixes it with the first build', 1, 1);
INSERT INTO fields VALUES('apps', 'sku', 'sku', 'text', 'read', NULL, NULL, NULL, 1, 2);
INSERT INTO fields VALUES('apps', 'primary_locale', 'primaryLocale', 'text', 'update', NULL, 'always', NULL, 1, 3);
INSERT INTO fields VALUES('apps', 'is_or_ever_was_made_for_kids', 'isOrEverWasMadeForKids', 'bool', 'read', NULL, NULL, NULL, 1, 4);
INSERT INTO fields VALUES('apps', 'content_rights_declaration', 'contentRightsDeclaration', 'enum:ContentRights', 'update', NULL, 'always', NULL, 1, 5);
INSERT INTO fields VALUES('apps', 'accessibility_url', 'accessibilityUrl', 'url', 'update', NULL, 'always', NULL, 1, 6);
INSERT INTO fields VALUES('apps', 'streamlined_purchasing_enabled', 'streamlinedPurchasingEnabled', 'bool', 'update', NULL, 'always', NULL, 1, 7);
INSERT INTO fields VALUES('apps', 'subscription_status_url', 'subscriptionStatusUrl', 'url', 'update', NULL, 'always', NULL, 1, 8);
INSERT INTO fields VALUES('apps', 'subscription_status_url_version', 'subscriptionStatusUrlVersion', 'enum:SubscriptionStatusUrlVersion', 'update', NULL, 'always', NULL, 1, 9);
INSERT INTO fields VALUES('apps', 'subscription_status_url_for_sandbox', 'subscriptionStatusUrlForSandbox', 'url', 'update', NULL, 'always', NULL, 1, 10);
INSERT INTO fields VALUES('apps', 'subscription_status_url_version_for_sandbox', 'subscriptionStatusUrlVersionForSandbox', 'enum:SubscriptionStatusUrlVersion', 'update', NULL, 'always', NULL, 1, 11);
INSERT INTO resources VALUES(2, 'app_infos', 'appInfos', 'update');
INSERT INTO fields VALUES('app_infos', 'state', 'state', 'enum:AppInfoState', 'read', NULL, NULL, 'Apple sets it', 2, 0);
INSERT INTO fields VALUES('app_infos', 'primary_category', 'primaryCategory', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 1);
INSERT INTO fields VALUES('app_infos', 'primary_subcategory_one', 'primarySubcategoryOne', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 2);
INSERT INTO fields VALUES('app_infos', 'primary_subcategory_two', 'primarySubcategoryTwo', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 3);
INSERT INTO fields VALUES('app_infos', 'secondary_category', 'secondaryCategory', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 4);
INSERT INTO fields VALUES('app_infos', 'secondary_subcategory_one', 'secondarySubcategoryOne', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 5);
INSERT INTO fields VALUES('app_infos', 'secondary_subcategory_two', 'secondarySubcategoryTwo', 'rel:appCategories', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 2, 6);
INSERT INTO resources VALUES(3, 'app_info_localizations', 'appInfoLocalizations', 'create, update, delete');
INSERT INTO fields VALUES('app_info_localizations', 'locale', 'locale', 'text', 'create', NULL, NULL, NULL, 3, 0);
INSERT INTO fields VALUES('app_info_localizations', 'name', 'name', 'text', 'update', 30, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 3, 1);
INSERT INTO fields VALUES('app_info_localizations', 'subtitle', 'subtitle', 'text', 'update', 30, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 3, 2);
INSERT INTO fields VALUES('app_info_localizations', 'privacy_policy_url', 'privacyPolicyUrl', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 3, 3);
INSERT INTO fields VALUES('app_info_localizations', 'privacy_choices_url', 'privacyChoicesUrl', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 3, 4);
INSERT INTO fields VALUES('app_info_localizations', 'privacy_policy_text', 'privacyPolicyText', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 3, 5);
INSERT INTO resources VALUES(4, 'age_ratings', 'ageRatingDeclarations', 'update');
INSERT INTO fields VALUES('age_ratings', 'advertising', 'advertising', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 0);
INSERT INTO fields VALUES('age_ratings', 'age_assurance', 'ageAssurance', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 1);
INSERT INTO fields VALUES('age_ratings', 'gambling', 'gambling', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 2);
INSERT INTO fields VALUES('age_ratings', 'health_or_wellness_topics', 'healthOrWellnessTopics', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 3);
INSERT INTO fields VALUES('age_ratings', 'loot_box', 'lootBox', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 4);
INSERT INTO fields VALUES('age_ratings', 'messaging_and_chat', 'messagingAndChat', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 5);
INSERT INTO fields VALUES('age_ratings', 'parental_controls', 'parentalControls', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 6);
INSERT INTO fields VALUES('age_ratings', 'social_media', 'socialMedia', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 7);
INSERT INTO fields VALUES('age_ratings', 'social_media_age_restricted', 'socialMediaAgeRestricted', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 8);
INSERT INTO fields VALUES('age_ratings', 'unrestricted_web_access', 'unrestrictedWebAccess', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 9);
INSERT INTO fields VALUES('age_ratings', 'user_generated_content', 'userGeneratedContent', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 10);
INSERT INTO fields VALUES('age_ratings', 'alcohol_tobacco_or_drug_use_or_references', 'alcoholTobaccoOrDrugUseOrReferences', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 11);
INSERT INTO fields VALUES('age_ratings', 'contests', 'contests', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 12);
INSERT INTO fields VALUES('age_ratings', 'gambling_simulated', 'gamblingSimulated', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 13);
INSERT INTO fields VALUES('age_ratings', 'guns_or_other_weapons', 'gunsOrOtherWeapons', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 14);
INSERT INTO fields VALUES('age_ratings', 'horror_or_fear_themes', 'horrorOrFearThemes', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 15);
INSERT INTO fields VALUES('age_ratings', 'mature_or_suggestive_themes', 'matureOrSuggestiveThemes', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 16);
INSERT INTO fields VALUES('age_ratings', 'medical_or_treatment_information', 'medicalOrTreatmentInformation', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 17);
INSERT INTO fields VALUES('age_ratings', 'profanity_or_crude_humor', 'profanityOrCrudeHumor', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 18);
INSERT INTO fields VALUES('age_ratings', 'sexual_content_graphic_and_nudity', 'sexualContentGraphicAndNudity', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 19);
INSERT INTO fields VALUES('age_ratings', 'sexual_content_or_nudity', 'sexualContentOrNudity', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 20);
INSERT INTO fields VALUES('age_ratings', 'violence_cartoon_or_fantasy', 'violenceCartoonOrFantasy', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 21);
INSERT INTO fields VALUES('age_ratings', 'violence_realistic', 'violenceRealistic', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 22);
INSERT INTO fields VALUES('age_ratings', 'violence_realistic_prolonged_graphic_or_sadistic', 'violenceRealisticProlongedGraphicOrSadistic', 'enum:Frequency', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 23);
INSERT INTO fields VALUES('age_ratings', 'kids_age_band', 'kidsAgeBand', 'enum:KidsAgeBand', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 24);
INSERT INTO fields VALUES('age_ratings', 'age_rating_override_v2', 'ageRatingOverrideV2', 'enum:AgeRatingOverride', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 25);
INSERT INTO fields VALUES('age_ratings', 'korea_age_rating_override', 'koreaAgeRatingOverride', 'enum:KoreaAgeRatingOverride', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 26);
INSERT INTO fields VALUES('age_ratings', 'developer_age_rating_info_url', 'developerAgeRatingInfoUrl', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, WAITING_FOR_REVIEW', NULL, 4, 27);
INSERT INTO resources VALUES(5, 'versions', 'appStoreVersions', 'create, update, delete');
INSERT INTO fields VALUES('versions', 'platform', 'platform', 'enum:Platform', 'create', NULL, NULL, NULL, 5, 0);
INSERT INTO fields VALUES('versions', 'version_string', 'versionString', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 1);
INSERT INTO fields VALUES('versions', 'state', 'appVersionState', 'enum:AppVersionState', 'read', NULL, NULL, 'Apple sets it', 5, 2);
INSERT INTO fields VALUES('versions', 'copyright', 'copyright', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 3);
INSERT INTO fields VALUES('versions', 'review_type', 'reviewType', 'enum:ReviewType', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 4);
INSERT INTO fields VALUES('versions', 'release_type', 'releaseType', 'enum:ReleaseType', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 5);
INSERT INTO fields VALUES('versions', 'earliest_release_date', 'earliestReleaseDate', 'date', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 6);
INSERT INTO fields VALUES('versions', 'downloadable', 'downloadable', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW', NULL, 5, 7);
INSERT INTO fields VALUES('versions', 'created_date', 'createdDate', 'date', 'read', NULL, NULL, NULL, 5, 8);
INSERT INTO fields VALUES('versions', 'build', 'build', 'rel:builds', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY', NULL, 5, 9);
INSERT INTO resources VALUES(6, 'version_localizations', 'appStoreVersionLocalizations', 'create, update, delete');
INSERT INTO fields VALUES('version_localizations', 'locale', 'locale', 'text', 'create', NULL, NULL, NULL, 6, 0);
INSERT INTO fields VALUES('version_localizations', 'keywords', 'keywords', 'text', 'update', 100, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW', NULL, 6, 1);
INSERT INTO fields VALUES('version_localizations', 'promotional_text', 'promotionalText', 'text', 'update', 170, 'always', NULL, 6, 2);
INSERT INTO fields VALUES('version_localizations', 'support_url', 'supportUrl', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW', NULL, 6, 3);
INSERT INTO fields VALUES('version_localizations', 'marketing_url', 'marketingUrl', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW', NULL, 6, 4);
INSERT INTO fields VALUES('version_localizations', 'whats_new', 'whatsNew', 'text', 'update', 4000, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW', NULL, 6, 5);
INSERT INTO fields VALUES('version_localizations', 'description', 'description', 'text', 'update', 4000, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW', NULL, 6, 6);
INSERT INTO resources VALUES(9, 'builds', 'builds', 'update');
INSERT INTO fields VALUES('builds', 'version', 'version', 'text', 'read', NULL, NULL, NULL, 9, 0);
INSERT INTO fields VALUES('builds', 'uploaded_date', 'uploadedDate', 'date', 'read', NULL, NULL, NULL, 9, 1);
INSERT INTO fields VALUES('builds', 'expiration_date', 'expirationDate', 'date', 'read', NULL, NULL, NULL, 9, 2);
INSERT INTO fields VALUES('builds', 'expired', 'expired', 'bool', 'update', NULL, 'always', NULL, 9, 3);
INSERT INTO fields VALUES('builds', 'min_os_version', 'minOsVersion', 'text', 'read', NULL, NULL, NULL, 9, 4);
INSERT INTO fields VALUES('builds', 'processing_state', 'processingState', 'enum:ProcessingState', 'read', NULL, NULL, NULL, 9, 5);
INSERT INTO fields VALUES('builds', 'build_audience_type', 'buildAudienceType', 'enum:BuildAudienceType', 'read', NULL, NULL, NULL, 9, 6);
INSERT INTO fields VALUES('builds', 'uses_non_exempt_encryption', 'usesNonExemptEncryption', 'bool', 'update', NULL, 'always', NULL, 9, 7);
INSERT INTO fields VALUES('builds', 'pre_release_version', 'preReleaseVersion', 'rel:preReleaseVersions', 'read', NULL, NULL, NULL, 9, 8);
INSERT INTO fields VALUES('builds', 'encryption_declaration', 'appEncryptionDeclaration', 'rel:appEncryptionDeclarations', 'update', NULL, 'always', NULL, 9, 9);
INSERT INTO resources VALUES(12, 'pre_release_versions', 'preReleaseVersions', '');
INSERT INTO fields VALUES('pre_release_versions', 'version', 'version', 'text', 'read', NULL, NULL, NULL, 12, 0);
INSERT INTO fields VALUES('pre_release_versions', 'platform', 'platform', 'enum:Platform', 'read', NULL, NULL, NULL, 12, 1);
INSERT INTO resources VALUES(13, 'app_icons', 'buildIcons', '');
INSERT INTO fields VALUES('app_icons', 'icon_type', 'iconType', 'enum:IconType', 'read', NULL, NULL, NULL, 13, 0);
INSERT INTO fields VALUES('app_icons', 'url_template', 'iconAsset.templateUrl', 'text', 'read', NULL, NULL, NULL, 13, 1);
INSERT INTO fields VALUES('app_icons', 'width', 'iconAsset.width', 'int', 'read', NULL, NULL, NULL, 13, 2);
INSERT INTO fields VALUES('app_icons', 'height', 'iconAsset.height', 'int', 'read', NULL, NULL, NULL, 13, 3);
INSERT INTO resources VALUES(10, 'review_details', 'appStoreReviewDetails', 'create, update');
INSERT INTO fields VALUES('review_details', 'contact_first_name', 'contactFirstName', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 0);
INSERT INTO fields VALUES('review_details', 'contact_last_name', 'contactLastName', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 1);
INSERT INTO fields VALUES('review_details', 'contact_phone', 'contactPhone', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 2);
INSERT INTO fields VALUES('review_details', 'contact_email', 'contactEmail', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 3);
INSERT INTO fields VALUES('review_details', 'demo_account_required', 'demoAccountRequired', 'bool', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 4);
INSERT INTO fields VALUES('review_details', 'demo_account_name', 'demoAccountName', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 5);
INSERT INTO fields VALUES('review_details', 'demo_account_password', 'demoAccountPassword', 'secret', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 6);
INSERT INTO fields VALUES('review_details', 'notes', 'notes', 'text', 'update', 4000, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 10, 7);
INSERT INTO resources VALUES(41, 'review_attachments', 'appStoreReviewAttachments', '');
INSERT INTO fields VALUES('review_attachments', 'file_name', 'fileName', 'text', 'read', NULL, NULL, NULL, 41, 0);
INSERT INTO fields VALUES('review_attachments', 'file_size', 'fileSize', 'int', 'read', NULL, NULL, NULL, 41, 1);
INSERT INTO fields VALUES('review_attachments', 'checksum', 'sourceFileChecksum', 'text', 'read', NULL, NULL, NULL, 41, 2);
INSERT INTO fields VALUES('review_attachments', 'delivery_state', 'assetDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 41, 3);
INSERT INTO fields VALUES('review_attachments', 'delivery_errors', 'assetDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 41, 4);
INSERT INTO resources VALUES(14, 'phased_releases', 'appStoreVersionPhasedReleases', 'create, update, delete');
INSERT INTO fields VALUES('phased_releases', 'state', 'phasedReleaseState', 'enum:PhasedReleaseState', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY, READY_FOR_REVIEW, WAITING_FOR_REVIEW, WAITING_FOR_EXPORT_COMPLIANCE, IN_REVIEW, ACCEPTED, PENDING_APPLE_RELEASE, PENDING_DEVELOPER_RELEASE, PROCESSING_FOR_DISTRIBUTION, READY_FOR_DISTRIBUTION', NULL, 14, 0);
INSERT INTO fields VALUES('phased_releases', 'start_date', 'startDate', 'date', 'read', NULL, NULL, NULL, 14, 1);
INSERT INTO fields VALUES('phased_releases', 'total_pause_duration', 'totalPauseDuration', 'int', 'read', NULL, NULL, NULL, 14, 2);
INSERT INTO fields VALUES('phased_releases', 'current_day_number', 'currentDayNumber', 'int', 'read', NULL, NULL, NULL, 14, 3);
INSERT INTO resources VALUES(39, 'release_requests', 'appStoreVersionReleaseRequests', 'create');
INSERT INTO resources VALUES(15, 'routing_coverages', 'routingAppCoverages', '');
INSERT INTO fields VALUES('routing_coverages', 'file_name', 'fileName', 'text', 'read', NULL, NULL, NULL, 15, 0);
INSERT INTO fields VALUES('routing_coverages', 'file_size', 'fileSize', 'int', 'read', NULL, NULL, NULL, 15, 1);
INSERT INTO fields VALUES('routing_coverages', 'checksum', 'sourceFileChecksum', 'text', 'read', NULL, NULL, NULL, 15, 2);
INSERT INTO fields VALUES('routing_coverages', 'delivery_state', 'assetDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 15, 3);
INSERT INTO fields VALUES('routing_coverages', 'delivery_errors', 'assetDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 15, 4);
INSERT INTO resources VALUES(7, 'screenshot_sets', 'appScreenshotSets', 'create, delete');
INSERT INTO fields VALUES('screenshot_sets', 'display_type', 'screenshotDisplayType', 'enum:DisplayType', 'create', NULL, NULL, NULL, 7, 0);
INSERT INTO resources VALUES(8, 'screenshots', 'appScreenshots', 'create, update, delete');
INSERT INTO fields VALUES('screenshots', 'file_name', 'fileName', 'text', 'create', NULL, NULL, NULL, 8, 0);
INSERT INTO fields VALUES('screenshots', 'file_size', 'fileSize', 'int', 'create', NULL, NULL, NULL, 8, 1);
INSERT INTO fields VALUES('screenshots', 'checksum', 'sourceFileChecksum', 'text', 'create', NULL, NULL, NULL, 8, 2);
INSERT INTO fields VALUES('screenshots', 'url_template', 'imageAsset.templateUrl', 'text', 'read', NULL, NULL, NULL, 8, 3);
INSERT INTO fields VALUES('screenshots', 'width', 'imageAsset.width', 'int', 'read', NULL, NULL, NULL, 8, 4);
INSERT INTO fields VALUES('screenshots', 'height', 'imageAsset.height', 'int', 'read', NULL, NULL, NULL, 8, 5);
INSERT INTO fields VALUES('screenshots', 'delivery_state', 'assetDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 8, 6);
INSERT INTO fields VALUES('screenshots', 'delivery_errors', 'assetDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 8, 7);
INSERT INTO fields VALUES('screenshots', 'position', 'position', 'int', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY', NULL, 8, 8);
INSERT INTO resources VALUES(16, 'preview_sets', 'appPreviewSets', 'create, delete');
INSERT INTO fields VALUES('preview_sets', 'preview_type', 'previewType', 'enum:PreviewType', 'create', NULL, NULL, NULL, 16, 0);
INSERT INTO resources VALUES(17, 'previews', 'appPreviews', 'create, update, delete');
INSERT INTO fields VALUES('previews', 'file_name', 'fileName', 'text', 'create', NULL, NULL, NULL, 17, 0);
INSERT INTO fields VALUES('previews', 'file_size', 'fileSize', 'int', 'create', NULL, NULL, NULL, 17, 1);
INSERT INTO fields VALUES('previews', 'mime_type', 'mimeType', 'text', 'create', NULL, NULL, NULL, 17, 2);
INSERT INTO fields VALUES('previews', 'checksum', 'sourceFileChecksum', 'text', 'create', NULL, NULL, NULL, 17, 3);
INSERT INTO fields VALUES('previews', 'preview_frame_time_code', 'previewFrameTimeCode', 'text', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY', NULL, 17, 4);
INSERT INTO fields VALUES('previews', 'video_url', 'videoUrl', 'text', 'read', NULL, NULL, NULL, 17, 5);
INSERT INTO fields VALUES('previews', 'frame_url_template', 'previewFrameImage.image.templateUrl', 'text', 'read', NULL, NULL, NULL, 17, 6);
INSERT INTO fields VALUES('previews', 'frame_width', 'previewFrameImage.image.width', 'int', 'read', NULL, NULL, NULL, 17, 7);
INSERT INTO fields VALUES('previews', 'frame_height', 'previewFrameImage.image.height', 'int', 'read', NULL, NULL, NULL, 17, 8);
INSERT INTO fields VALUES('previews', 'delivery_state', 'videoDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 17, 9);
INSERT INTO fields VALUES('previews', 'delivery_errors', 'videoDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 17, 10);
INSERT INTO fields VALUES('previews', 'position', 'position', 'int', 'update', NULL, 'PREPARE_FOR_SUBMISSION, DEVELOPER_REJECTED, REJECTED, METADATA_REJECTED, INVALID_BINARY', NULL, 17, 11);
INSERT INTO resources VALUES(11, 'submissions', 'reviewSubmissions', 'create, update');
INSERT INTO fields VALUES('submissions', 'platform', 'platform', 'enum:Platform', 'update', NULL, 'READY_FOR_REVIEW', NULL, 11, 0);
INSERT INTO fields VALUES('submissions', 'state', 'state', 'enum:SubmissionState', 'read', NULL, NULL, 'Apple sets it; SET submitted = 1 or canceled = 1', 11, 1);
INSERT INTO fields VALUES('submissions', 'submitted_date', 'submittedDate', 'date', 'read', NULL, NULL, NULL, 11, 2);
INSERT INTO fields VALUES('submissions', 'submitted', 'submitted', 'bool', 'update', NULL, 'READY_FOR_REVIEW, UNRESOLVED_ISSUES', NULL, 11, 3);
INSERT INTO fields VALUES('submissions', 'canceled', 'canceled', 'bool', 'update', NULL, 'WAITING_FOR_REVIEW, IN_REVIEW, UNRESOLVED_ISSUES', NULL, 11, 4);
INSERT INTO fields VALUES('submissions', 'version', 'appStoreVersionForReview', 'rel:appStoreVersions', 'read', NULL, NULL, 'it follows from the items; INSERT INTO submission_items', 11, 5);
INSERT INTO fields VALUES('submissions', 'submitted_by', 'submittedByActor', 'rel:actors', 'read', NULL, NULL, NULL, 11, 6);
INSERT INTO resources VALUES(18, 'submission_items', 'reviewSubmissionItems', 'create, update, delete');
INSERT INTO fields VALUES('submission_items', 'state', 'state', 'enum:SubmissionItemState', 'read', NULL, NULL, 'Apple sets it; SET resolved = 1 or removed = 1', 18, 0);
INSERT INTO fields VALUES('submission_items', 'version', 'appStoreVersion', 'rel:appStoreVersions', 'create', NULL, NULL, NULL, 18, 1);
INSERT INTO fields VALUES('submission_items', 'custom_product_page_version', 'appCustomProductPageVersion', 'rel:appCustomProductPageVersions', 'create', NULL, NULL, NULL, 18, 2);
INSERT INTO fields VALUES('submission_items', 'resolved', 'resolved', 'bool', 'update', NULL, 'REJECTED', NULL, 18, 3);
INSERT INTO fields VALUES('submission_items', 'removed', 'removed', 'bool', 'update', NULL, 'READY_FOR_REVIEW, REJECTED', NULL, 18, 4);
INSERT INTO resources VALUES(19, 'actors', 'actors', '');
INSERT INTO fields VALUES('actors', 'actor_type', 'actorType', 'enum:ActorType', 'read', NULL, NULL, NULL, 19, 0);
INSERT INTO fields VALUES('actors', 'user_first_name', 'userFirstName', 'text', 'read', NULL, NULL, NULL, 19, 1);
INSERT INTO fields VALUES('actors', 'user_last_name', 'userLastName', 'text', 'read', NULL, NULL, NULL, 19, 2);
INSERT INTO fields VALUES('actors', 'user_email', 'userEmail', 'text', 'read', NULL, NULL, NULL, 19, 3);
INSERT INTO fields VALUES('actors', 'api_key_id', 'apiKeyId', 'text', 'read', NULL, NULL, NULL, 19, 4);
INSERT INTO resources VALUES(20, 'categories', 'appCategories', '');
INSERT INTO fields VALUES('categories', 'platforms', 'platforms', 'text', 'read', NULL, NULL, NULL, 20, 0);
INSERT INTO resources VALUES(21, 'subcategories', 'appCategories', '');
INSERT INTO fields VALUES('subcategories', 'platforms', 'platforms', 'text', 'read', NULL, NULL, NULL, 21, 0);
INSERT INTO resources VALUES(22, 'territories', 'territories', '');
INSERT INTO fields VALUES('territories', 'currency', 'currency', 'text', 'read', NULL, NULL, NULL, 22, 0);
INSERT INTO resources VALUES(40, 'price_schedules', 'appPriceSchedules', 'create');
INSERT INTO fields VALUES('price_schedules', 'base_territory', 'baseTerritory', 'rel:territories', 'update', NULL, 'always', NULL, 40, 0);
INSERT INTO fields VALUES('price_schedules', 'manual_prices', 'manualPrices', 'inline:appPrices', 'update', NULL, 'always', NULL, 40, 1);
INSERT INTO resources VALUES(23, 'prices', 'appPrices', '');
INSERT INTO fields VALUES('prices', 'manual', 'manual', 'bool', 'read', NULL, NULL, NULL, 23, 0);
INSERT INTO fields VALUES('prices', 'start_date', 'startDate', 'date', 'read', NULL, NULL, NULL, 23, 1);
INSERT INTO fields VALUES('prices', 'end_date', 'endDate', 'date', 'read', NULL, NULL, NULL, 23, 2);
INSERT INTO fields VALUES('prices', 'territory', 'territory', 'rel:territories', 'read', NULL, NULL, NULL, 23, 3);
INSERT INTO fields VALUES('prices', 'price_point', 'appPricePoint', 'rel:appPricePoints', 'read', NULL, NULL, NULL, 23, 4);
INSERT INTO resources VALUES(24, 'price_points', 'appPricePoints', '');
INSERT INTO fields VALUES('price_points', 'customer_price', 'customerPrice', 'text', 'read', NULL, NULL, NULL, 24, 0);
INSERT INTO fields VALUES('price_points', 'proceeds', 'proceeds', 'text', 'read', NULL, NULL, NULL, 24, 1);
INSERT INTO resources VALUES(42, 'app_availabilities', 'appAvailabilities', 'create');
INSERT INTO fields VALUES('app_availabilities', 'available_in_new_territories', 'availableInNewTerritories', 'bool', 'create', NULL, NULL, NULL, 42, 0);
INSERT INTO fields VALUES('app_availabilities', 'territories', 'territoryAvailabilities', 'inline:territoryAvailabilities', 'create', NULL, NULL, NULL, 42, 1);
INSERT INTO resources VALUES(25, 'territory_availabilities', 'territoryAvailabilities', 'update');
INSERT INTO fields VALUES('territory_availabilities', 'territory', 'territory', 'rel:territories', 'read', NULL, NULL, NULL, 25, 0);
INSERT INTO fields VALUES('territory_availabilities', 'available', 'available', 'bool', 'update', NULL, 'always', NULL, 25, 1);
INSERT INTO fields VALUES('territory_availabilities', 'release_date', 'releaseDate', 'date', 'update', NULL, 'always', NULL, 25, 2);
INSERT INTO fields VALUES('territory_availabilities', 'pre_order_enabled', 'preOrderEnabled', 'bool', 'update', NULL, 'always', NULL, 25, 3);
INSERT INTO fields VALUES('territory_availabilities', 'pre_order_publish_date', 'preOrderPublishDate', 'date', 'read', NULL, NULL, NULL, 25, 4);
INSERT INTO fields VALUES('territory_availabilities', 'content_statuses', 'contentStatuses', 'text', 'read', NULL, NULL, NULL, 25, 5);
INSERT INTO resources VALUES(26, 'territory_age_ratings', 'territoryAgeRatings', '');
INSERT INTO fields VALUES('territory_age_ratings', 'territory', 'territory', 'rel:territories', 'read', NULL, NULL, NULL, 26, 0);
INSERT INTO fields VALUES('territory_age_ratings', 'age_rating', 'appStoreAgeRating', 'enum:AppStoreAgeRating', 'read', NULL, NULL, NULL, 26, 1);
INSERT INTO resources VALUES(27, 'customer_reviews', 'customerReviews', '');
INSERT INTO fields VALUES('customer_reviews', 'rating', 'rating', 'int', 'read', NULL, NULL, NULL, 27, 0);
INSERT INTO fields VALUES('customer_reviews', 'title', 'title', 'text', 'read', NULL, NULL, NULL, 27, 1);
INSERT INTO fields VALUES('customer_reviews', 'body', 'body', 'text', 'read', NULL, NULL, NULL, 27, 2);
INSERT INTO fields VALUES('customer_reviews', 'reviewer_nickname', 'reviewerNickname', 'text', 'read', NULL, NULL, NULL, 27, 3);
INSERT INTO fields VALUES('customer_reviews', 'created_date', 'createdDate', 'date', 'read', NULL, NULL, NULL, 27, 4);
INSERT INTO fields VALUES('customer_reviews', 'territory', 'territory', 'text', 'read', NULL, NULL, NULL, 27, 5);
INSERT INTO resources VALUES(28, 'customer_review_responses', 'customerReviewResponses', 'create, delete');
INSERT INTO fields VALUES('customer_review_responses', 'response_body', 'responseBody', 'text', 'update', NULL, 'always', NULL, 28, 0);
INSERT INTO fields VALUES('customer_review_responses', 'last_modified_date', 'lastModifiedDate', 'date', 'read', NULL, NULL, NULL, 28, 1);
INSERT INTO fields VALUES('customer_review_responses', 'state', 'state', 'enum:ResponseState', 'read', NULL, NULL, NULL, 28, 2);
INSERT INTO resources VALUES(29, 'custom_product_pages', 'appCustomProductPages', 'create, update, delete');
INSERT INTO fields VALUES('custom_product_pages', 'name', 'name', 'text', 'update', 64, 'always', NULL, 29, 0);
INSERT INTO fields VALUES('custom_product_pages', 'url', 'url', 'url', 'read', NULL, NULL, NULL, 29, 1);
INSERT INTO fields VALUES('custom_product_pages', 'visible', 'visible', 'bool', 'update', NULL, 'always', NULL, 29, 2);
INSERT INTO resources VALUES(30, 'custom_product_page_versions', 'appCustomProductPageVersions', 'create, update');
INSERT INTO fields VALUES('custom_product_page_versions', 'version', 'version', 'text', 'read', NULL, NULL, NULL, 30, 0);
INSERT INTO fields VALUES('custom_product_page_versions', 'state', 'state', 'enum:ProductPageState', 'read', NULL, NULL, NULL, 30, 1);
INSERT INTO fields VALUES('custom_product_page_versions', 'deep_link', 'deepLink', 'url', 'update', NULL, 'PREPARE_FOR_SUBMISSION, REJECTED', NULL, 30, 2);
INSERT INTO resources VALUES(31, 'custom_product_page_localizations', 'appCustomProductPageLocalizations', 'create, update, delete');
INSERT INTO fields VALUES('custom_product_page_localizations', 'locale', 'locale', 'text', 'create', NULL, NULL, NULL, 31, 0);
INSERT INTO fields VALUES('custom_product_page_localizations', 'promotional_text', 'promotionalText', 'text', 'update', 170, 'PREPARE_FOR_SUBMISSION, REJECTED', NULL, 31, 1);
INSERT INTO resources VALUES(32, 'custom_product_page_screenshot_sets', 'appScreenshotSets', '');
INSERT INTO fields VALUES('custom_product_page_screenshot_sets', 'display_type', 'screenshotDisplayType', 'enum:DisplayType', 'read', NULL, NULL, NULL, 32, 0);
INSERT INTO resources VALUES(33, 'custom_product_page_screenshots', 'appScreenshots', '');
INSERT INTO fields VALUES('custom_product_page_screenshots', 'file_name', 'fileName', 'text', 'read', NULL, NULL, NULL, 33, 0);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'file_size', 'fileSize', 'int', 'read', NULL, NULL, NULL, 33, 1);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'checksum', 'sourceFileChecksum', 'text', 'read', NULL, NULL, NULL, 33, 2);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'url_template', 'imageAsset.templateUrl', 'text', 'read', NULL, NULL, NULL, 33, 3);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'width', 'imageAsset.width', 'int', 'read', NULL, NULL, NULL, 33, 4);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'height', 'imageAsset.height', 'int', 'read', NULL, NULL, NULL, 33, 5);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'delivery_state', 'assetDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 33, 6);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'delivery_errors', 'assetDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 33, 7);
INSERT INTO fields VALUES('custom_product_page_screenshots', 'position', 'position', 'int', 'read', NULL, NULL, NULL, 33, 8);
INSERT INTO resources VALUES(34, 'custom_product_page_preview_sets', 'appPreviewSets', '');
INSERT INTO fields VALUES('custom_product_page_preview_sets', 'preview_type', 'previewType', 'enum:PreviewType', 'read', NULL, NULL, NULL, 34, 0);
INSERT INTO resources VALUES(35, 'custom_product_page_previews', 'appPreviews', '');
INSERT INTO fields VALUES('custom_product_page_previews', 'file_name', 'fileName', 'text', 'read', NULL, NULL, NULL, 35, 0);
INSERT INTO fields VALUES('custom_product_page_previews', 'file_size', 'fileSize', 'int', 'read', NULL, NULL, NULL, 35, 1);
INSERT INTO fields VALUES('custom_product_page_previews', 'mime_type', 'mimeType', 'text', 'read', NULL, NULL, NULL, 35, 2);
INSERT INTO fields VALUES('custom_product_page_previews', 'checksum', 'sourceFileChecksum', 'text', 'read', NULL, NULL, NULL, 35, 3);
INSERT INTO fields VALUES('custom_product_page_previews', 'preview_frame_time_code', 'previewFrameTimeCode', 'text', 'read', NULL, NULL, NULL, 35, 4);
INSERT INTO fields VALUES('custom_product_page_previews', 'video_url', 'videoUrl', 'text', 'read', NULL, NULL, NULL, 35, 5);
INSERT INTO fields VALUES('custom_product_page_previews', 'frame_url_template', 'previewFrameImage.image.templateUrl', 'text', 'read', NULL, NULL, NULL, 35, 6);
INSERT INTO fields VALUES('custom_product_page_previews', 'frame_width', 'previewFrameImage.image.width', 'int', 'read', NULL, NULL, NULL, 35, 7);
INSERT INTO fields VALUES('custom_product_page_previews', 'frame_height', 'previewFrameImage.image.height', 'int', 'read', NULL, NULL, NULL, 35, 8);
INSERT INTO fields VALUES('custom_product_page_previews', 'delivery_state', 'videoDeliveryState.state', 'text', 'read', NULL, NULL, NULL, 35, 9);
INSERT INTO fields VALUES('custom_product_page_previews', 'delivery_errors', 'videoDeliveryState.errors', 'text', 'read', NULL, NULL, NULL, 35, 10);
INSERT INTO fields VALUES('custom_product_page_previews', 'position', 'position', 'int', 'read', NULL, NULL, NULL, 35, 11);
INSERT INTO resources VALUES(36, 'encryption_declarations', 'appEncryptionDeclarations', '');
INSERT INTO fields VALUES('encryption_declarations', 'state', 'appEncryptionDeclarationState', 'enum:EncryptionState', 'read', NULL, NULL, NULL, 36, 0);
INSERT INTO fields VALUES('encryption_declarations', 'app_description', 'appDescription', 'text', 'read', NULL, NULL, NULL, 36, 1);
INSERT INTO fields VALUES('encryption_declarations', 'created_date', 'createdDate', 'date', 'read', NULL, NULL, NULL, 36, 2);
INSERT INTO fields VALUES('encryption_declarations', 'exempt', 'exempt', 'bool', 'read', NULL, NULL, NULL, 36, 3);
INSERT INTO fields VALUES('encryption_declarations', 'contains_proprietary_cryptography', 'containsProprietaryCryptography', 'bool', 'read', NULL, NULL, NULL, 36, 4);
INSERT INTO fields VALUES('encryption_declarations', 'contains_third_party_cryptography', 'containsThirdPartyCryptography', 'bool', 'read', NULL, NULL, NULL, 36, 5);
INSERT INTO fields VALUES('encryption_declarations', 'available_on_french_store', 'availableOnFrenchStore', 'bool', 'read', NULL, NULL, NULL, 36, 6);
INSERT INTO fields VALUES('encryption_declarations', 'code_value', 'codeValue', 'text', 'read', NULL, NULL, NULL, 36, 7);
INSERT INTO resources VALUES(37, 'accessibility_declarations', 'accessibilityDeclarations', 'create, update, delete');
INSERT INTO fields VALUES('accessibility_declarations', 'device_family', 'deviceFamily', 'enum:DeviceFamily', 'create', NULL, NULL, NULL, 37, 0);
INSERT INTO fields VALUES('accessibility_declarations', 'state', 'state', 'enum:AccessibilityState', 'read', NULL, NULL, 'Apple sets it; SET publish = 1', 37, 1);
INSERT INTO fields VALUES('accessibility_declarations', 'publish', 'publish', 'bool', 'update', NULL, 'DRAFT', NULL, 37, 2);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_audio_descriptions', 'supportsAudioDescriptions', 'bool', 'update', NULL, 'always', NULL, 37, 3);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_captions', 'supportsCaptions', 'bool', 'update', NULL, 'always', NULL, 37, 4);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_dark_interface', 'supportsDarkInterface', 'bool', 'update', NULL, 'always', NULL, 37, 5);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_differentiate_without_color_alone', 'supportsDifferentiateWithoutColorAlone', 'bool', 'update', NULL, 'always', NULL, 37, 6);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_larger_text', 'supportsLargerText', 'bool', 'update', NULL, 'always', NULL, 37, 7);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_reduced_motion', 'supportsReducedMotion', 'bool', 'update', NULL, 'always', NULL, 37, 8);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_sufficient_contrast', 'supportsSufficientContrast', 'bool', 'update', NULL, 'always', NULL, 37, 9);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_voice_control', 'supportsVoiceControl', 'bool', 'update', NULL, 'always', NULL, 37, 10);
INSERT INTO fields VALUES('accessibility_declarations', 'supports_voiceover', 'supportsVoiceover', 'bool', 'update', NULL, 'always', NULL, 37, 11);
INSERT INTO resources VALUES(38, 'webhooks', 'webhooks', '');
INSERT INTO fields VALUES('webhooks', 'name', 'name', 'text', 'read', NULL, NULL, NULL, 38, 0);
INSERT INTO fields VALUES('webhooks', 'url', 'url', 'url', 'read', NULL, NULL, NULL, 38, 1);
INSERT INTO fields VALUES('webhooks', 'enabled', 'enabled', 'bool', 'read', NULL, NULL, NULL, 38, 2);
INSERT INTO fields VALUES('webhooks', 'event_types', 'eventTypes', 'text', 'read', NULL, NULL, NULL, 38, 3);
INSERT INTO enum_values VALUES('Platform', 'IOS');
INSERT INTO enum_values VALUES('Platform', 'MAC_OS');
INSERT INTO enum_values VALUES('Platform', 'TV_OS');
INSERT INTO enum_values VALUES('Platform', 'VISION_OS');
INSERT INTO enum_values VALUES('AppVersionState', 'ACCEPTED');
INSERT INTO enum_values VALUES('AppVersionState', 'DEVELOPER_REJECTED');
INSERT INTO enum_values VALUES('AppVersionState', 'IN_REVIEW');
INSERT INTO enum_values VALUES('AppVersionState', 'INVALID_BINARY');
INSERT INTO enum_values VALUES('AppVersionState', 'METADATA_REJECTED');
INSERT INTO enum_values VALUES('AppVersionState', 'PENDING_APPLE_RELEASE');
INSERT INTO enum_values VALUES('AppVersionState', 'PENDING_DEVELOPER_RELEASE');
INSERT INTO enum_values VALUES('AppVersionState', 'PREPARE_FOR_SUBMISSION');
INSERT INTO enum_values VALUES('AppVersionState', 'PROCESSING_FOR_DISTRIBUTION');
INSERT INTO enum_values VALUES('AppVersionState', 'READY_FOR_DISTRIBUTION');
INSERT INTO enum_values VALUES('AppVersionState', 'READY_FOR_REVIEW');
INSERT INTO enum_values VALUES('AppVersionState', 'REJECTED');
INSERT INTO enum_values VALUES('AppVersionState', 'REPLACED_WITH_NEW_VERSION');
INSERT INTO enum_values VALUES('AppVersionState', 'WAITING_FOR_EXPORT_COMPLIANCE');
INSERT INTO enum_values VALUES('AppVersionState', 'WAITING_FOR_REVIEW');
INSERT INTO enum_values VALUES('AppInfoState', 'ACCEPTED');
INSERT INTO enum_values VALUES('AppInfoState', 'DEVELOPER_REJECTED');
INSERT INTO enum_values VALUES('AppInfoState', 'IN_REVIEW');
INSERT INTO enum_values VALUES('AppInfoState', 'PENDING_RELEASE');
INSERT INTO enum_values VALUES('AppInfoState', 'PREPARE_FOR_SUBMISSION');
INSERT INTO enum_values VALUES('AppInfoState', 'READY_FOR_DISTRIBUTION');
INSERT INTO enum_values VALUES('AppInfoState', 'READY_FOR_REVIEW');
INSERT INTO enum_values VALUES('AppInfoState', 'REJECTED');
INSERT INTO enum_values VALUES('AppInfoState', 'REPLACED_WITH_NEW_INFO');
INSERT INTO enum_values VALUES('AppInfoState', 'WAITING_FOR_REVIEW');
INSERT INTO enum_values VALUES('ReviewType', 'APP_STORE');
INSERT INTO enum_values VALUES('ReviewType', 'NOTARIZATION');
INSERT INTO enum_values VALUES('ReleaseType', 'MANUAL');
INSERT INTO enum_values VALUES('ReleaseType', 'AFTER_APPROVAL');
INSERT INTO enum_values VALUES('ReleaseType', 'SCHEDULED');
INSERT INTO enum_values VALUES('ContentRights', 'DOES_NOT_USE_THIRD_PARTY_CONTENT');
INSERT INTO enum_values VALUES('ContentRights', 'USES_THIRD_PARTY_CONTENT');
INSERT INTO enum_values VALUES('SubscriptionStatusUrlVersion', 'V1');
INSERT INTO enum_values VALUES('SubscriptionStatusUrlVersion', 'V2');
INSERT INTO enum_values VALUES('Frequency', 'NONE');
INSERT INTO enum_values VALUES('Frequency', 'INFREQUENT_OR_MILD');
INSERT INTO enum_values VALUES('Frequency', 'FREQUENT_OR_INTENSE');
INSERT INTO enum_values VALUES('Frequency', 'INFREQUENT');
INSERT INTO enum_values VALUES('Frequency', 'FREQUENT');
INSERT INTO enum_values VALUES('KidsAgeBand', 'FIVE_AND_UNDER');
INSERT INTO enum_values VALUES('KidsAgeBand', 'SIX_TO_EIGHT');
INSERT INTO enum_values VALUES('KidsAgeBand', 'NINE_TO_ELEVEN');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'NONE');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'NINE_PLUS');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'THIRTEEN_PLUS');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'SIXTEEN_PLUS');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'EIGHTEEN_PLUS');
INSERT INTO enum_values VALUES('AgeRatingOverride', 'UNRATED');
INSERT INTO enum_values VALUES('KoreaAgeRatingOverride', 'NONE');
INSERT INTO enum_values VALUES('KoreaAgeRatingOverride', 'FIFTEEN_PLUS');
INSERT INTO enum_values VALUES('KoreaAgeRatingOverride', 'NINETEEN_PLUS');
INSERT INTO enum_values VALUES('ProcessingState', 'PROCESSING');
INSERT INTO enum_values VALUES('ProcessingState', 'FAILED');
INSERT INTO enum_values VALUES('ProcessingState', 'INVALID');
INSERT INTO enum_values VALUES('ProcessingState', 'VALID');
INSERT INTO enum_values VALUES('BuildAudienceType', 'INTERNAL_ONLY');
INSERT INTO enum_values VALUES('BuildAudienceType', 'APP_STORE_ELIGIBLE');
INSERT INTO enum_values VALUES('PhasedReleaseState', 'INACTIVE');
INSERT INTO enum_values VALUES('PhasedReleaseState', 'ACTIVE');
INSERT INTO enum_values VALUES('PhasedReleaseState', 'PAUSED');
INSERT INTO enum_values VALUES('PhasedReleaseState', 'COMPLETE');
INSERT INTO enum_values VALUES('SubmissionState', 'READY_FOR_REVIEW');
INSERT INTO enum_values VALUES('SubmissionState', 'WAITING_FOR_REVIEW');
INSERT INTO enum_values VALUES('SubmissionState', 'IN_REVIEW');
INSERT INTO enum_values VALUES('SubmissionState', 'UNRESOLVED_ISSUES');
INSERT INTO enum_values VALUES('SubmissionState', 'CANCELING');
INSERT INTO enum_values VALUES('SubmissionState', 'COMPLETING');
INSERT INTO enum_values VALUES('SubmissionState', 'COMPLETE');
INSERT INTO enum_values VALUES('SubmissionItemState', 'READY_FOR_REVIEW');
INSERT INTO enum_values VALUES('SubmissionItemState', 'ACCEPTED');
INSERT INTO enum_values VALUES('SubmissionItemState', 'APPROVED');
INSERT INTO enum_values VALUES('SubmissionItemState', 'REJECTED');
INSERT INTO enum_values VALUES('SubmissionItemState', 'REMOVED');
INSERT INTO enum_values VALUES('ActorType', 'USER');
INSERT INTO enum_values VALUES('ActorType', 'API_KEY');
INSERT INTO enum_values VALUES('ActorType', 'XCODE_CLOUD');
INSERT INTO enum_values VALUES('ActorType', 'APPLE');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_67');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_61');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_65');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_58');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_55');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_47');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_40');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPHONE_35');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPAD_PRO_3GEN_129');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPAD_PRO_3GEN_11');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPAD_PRO_129');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPAD_105');
INSERT INTO enum_values VALUES('DisplayType', 'APP_IPAD_97');
INSERT INTO enum_values VALUES('DisplayType', 'APP_DESKTOP');
INSERT INTO enum_values VALUES('DisplayType', 'APP_WATCH_ULTRA');
INSERT INTO enum_values VALUES('DisplayType', 'APP_WATCH_SERIES_10');
INSERT INTO enum_values VALUES('DisplayType', 'APP_WATCH_SERIES_7');
INSERT INTO enum_values VALUES('DisplayType', 'APP_WATCH_SERIES_4');
INSERT INTO enum_values VALUES('DisplayType', 'APP_WATCH_SERIES_3');
INSERT INTO enum_values VALUES('DisplayType', 'APP_APPLE_TV');
INSERT INTO enum_values VALUES('DisplayType', 'APP_APPLE_VISION_PRO');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_67');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_61');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_65');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_58');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_55');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_47');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPHONE_40');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPAD_PRO_3GEN_129');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPAD_PRO_3GEN_11');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPAD_PRO_129');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPAD_105');
INSERT INTO enum_values VALUES('DisplayType', 'IMESSAGE_APP_IPAD_97');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_67');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_61');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_65');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_58');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_55');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_47');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_40');
INSERT INTO enum_values VALUES('PreviewType', 'IPHONE_35');
INSERT INTO enum_values VALUES('PreviewType', 'IPAD_PRO_3GEN_129');
INSERT INTO enum_values VALUES('PreviewType', 'IPAD_PRO_3GEN_11');
INSERT INTO enum_values VALUES('PreviewType', 'IPAD_PRO_129');
INSERT INTO enum_values VALUES('PreviewType', 'IPAD_105');
INSERT INTO enum_values VALUES('PreviewType', 'IPAD_97');
INSERT INTO enum_values VALUES('PreviewType', 'DESKTOP');
INSERT INTO enum_values VALUES('PreviewType', 'APPLE_TV');
INSERT INTO enum_values VALUES('PreviewType', 'APPLE_VISION_PRO');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'L');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'ALL');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'ZERO_ZERO');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'ONE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'TWO_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'THREE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'FOUR_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'FIVE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'SIX_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'SEVEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'EIGHT_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'NINE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'TEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'ELEVEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'TWELVE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'THIRTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'FOURTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'FIFTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'SIXTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'SEVENTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'EIGHTEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'NINETEEN_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'TWENTY_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'TWENTY_ONE_PLUS');
INSERT INTO enum_values VALUES('AppStoreAgeRating', 'UNRATED');
INSERT INTO enum_values VALUES('ResponseState', 'PUBLISHED');
INSERT INTO enum_values VALUES('ResponseState', 'PENDING_PUBLISH');
INSERT INTO enum_values VALUES('ProductPageState', 'PREPARE_FOR_SUBMISSION');
INSERT INTO enum_values VALUES('ProductPageState', 'READY_FOR_REVIEW');
INSERT INTO enum_values VALUES('ProductPageState', 'WAITING_FOR_REVIEW');
INSERT INTO enum_values VALUES('ProductPageState', 'IN_REVIEW');
INSERT INTO enum_values VALUES('ProductPageState', 'ACCEPTED');
INSERT INTO enum_values VALUES('ProductPageState', 'APPROVED');
INSERT INTO enum_values VALUES('ProductPageState', 'REPLACED_WITH_NEW_VERSION');
INSERT INTO enum_values VALUES('ProductPageState', 'REJECTED');
INSERT INTO enum_values VALUES('EncryptionState', 'CREATED');
INSERT INTO enum_values VALUES('EncryptionState', 'IN_REVIEW');
INSERT INTO enum_values VALUES('EncryptionState', 'APPROVED');
INSERT INTO enum_values VALUES('EncryptionState', 'REJECTED');
INSERT INTO enum_values VALUES('EncryptionState', 'INVALID');
INSERT INTO enum_values VALUES('EncryptionState', 'EXPIRED');
INSERT INTO enum_values VALUES('DeviceFamily', 'IPHONE');
INSERT INTO enum_values VALUES('DeviceFamily', 'IPAD');
INSERT INTO enum_values VALUES('DeviceFamily', 'APPLE_TV');
INSERT INTO enum_values VALUES('DeviceFamily', 'APPLE_WATCH');
INSERT INTO enum_values VALUES('DeviceFamily', 'MAC');
INSERT INTO enum_values VALUES('DeviceFamily', 'VISION');
INSERT INTO enum_values VALUES('AccessibilityState', 'DRAFT');
INSERT INTO enum_values VALUES('AccessibilityState', 'PUBLISHED');
INSERT INTO enum_values VALUES('AccessibilityState', 'REPLACED');
INSERT INTO enum_values VALUES('Locale', 'ar-SA');
INSERT INTO enum_values VALUES('Locale', 'bn-BD');
INSERT INTO enum_values VALUES('Locale', 'ca');
INSERT INTO enum_values VALUES('Locale', 'cs');
INSERT INTO enum_values VALUES('Locale', 'da');
INSERT INTO enum_values VALUES('Locale', 'de-DE');
INSERT INTO enum_values VALUES('Locale', 'el');
INSERT INTO enum_values VALUES('Locale', 'en-AU');
INSERT INTO enum_values VALUES('Locale', 'en-CA');
INSERT INTO enum_values VALUES('Locale', 'en-GB');
INSERT INTO enum_values VALUES('Locale', 'en-US');
INSERT INTO enum_values VALUES('Locale', 'es-ES');
INSERT INTO enum_values VALUES('Locale', 'es-MX');
INSERT INTO enum_values VALUES('Locale', 'fi');
INSERT INTO enum_values VALUES('Locale', 'fr-CA');
INSERT INTO enum_values VALUES('Locale', 'fr-FR');
INSERT INTO enum_values VALUES('Locale', 'gu-IN');
INSERT INTO enum_values VALUES('Locale', 'he');
INSERT INTO enum_values VALUES('Locale', 'hi');
INSERT INTO enum_values VALUES('Locale', 'hr');
INSERT INTO enum_values VALUES('Locale', 'hu');
INSERT INTO enum_values VALUES('Locale', 'id');
INSERT INTO enum_values VALUES('Locale', 'it');
INSERT INTO enum_values VALUES('Locale', 'ja');
INSERT INTO enum_values VALUES('Locale', 'kn-IN');
INSERT INTO enum_values VALUES('Locale', 'ko');
INSERT INTO enum_values VALUES('Locale', 'ml-IN');
INSERT INTO enum_values VALUES('Locale', 'mr-IN');
INSERT INTO enum_values VALUES('Locale', 'ms');
INSERT INTO enum_values VALUES('Locale', 'nl-NL');
INSERT INTO enum_values VALUES('Locale', 'no');
INSERT INTO enum_values VALUES('Locale', 'or-IN');
INSERT INTO enum_values VALUES('Locale', 'pa-IN');
INSERT INTO enum_values VALUES('Locale', 'pl');
INSERT INTO enum_values VALUES('Locale', 'pt-BR');
INSERT INTO enum_values VALUES('Locale', 'pt-PT');
INSERT INTO enum_values VALUES('Locale', 'ro');
INSERT INTO enum_values VALUES('Locale', 'ru');
INSERT INTO enum_values VALUES('Locale', 'sk');
INSERT INTO enum_values VALUES('Locale', 'sl-SI');
INSERT INTO enum_values VALUES('Locale', 'sv');
INSERT INTO enum_values VALUES('Locale', 'ta-IN');
INSERT INTO enum_values VALUES('Locale', 'te-IN');
INSERT INTO enum_values VALUES('Locale', 'th');
INSERT INTO enum_values VALUES('Locale', 'tr');
INSERT INTO enum_values VALUES('Locale', 'uk');
INSERT INTO enum_values VALUES('Locale', 'ur-PK');
INSERT INTO enum_values VALUES('Locale', 'vi');
INSERT INTO enum_values VALUES('Locale', 'zh-Hans');
INSERT INTO enum_values VALUES('Locale', 'zh-Hant');
INSERT INTO enum_values VALUES('IconType', 'APP_STORE');
INSERT INTO enum_values VALUES('IconType', 'MESSAGES_APP_STORE');
INSERT INTO enum_values VALUES('IconType', 'WATCH_APP_STORE');
INSERT INTO enum_values VALUES('IconType', 'TV_OS_HOME_SCREEN');
INSERT INTO enum_values VALUES('IconType', 'TV_OS_TOP_SHELF');
INSERT INTO enum_values VALUES('IconType', 'ALTERNATE_EXPERIMENT');

-- apps
CREATE TABLE apps_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  name TEXT,
  bundle_id TEXT,
  sku TEXT,
  primary_locale TEXT,
  is_or_ever_was_made_for_kids INTEGER,
  content_rights_declaration TEXT,
  accessibility_url TEXT,
  streamlined_purchasing_enabled INTEGER,
  subscription_status_url TEXT,
  subscription_status_url_version TEXT,
  subscription_status_url_for_sandbox TEXT,
  subscription_status_url_version_for_sandbox TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX apps_mirror_id ON apps_mirror(id, account);
CREATE INDEX apps_mirror_bundle_id ON apps_mirror(bundle_id);
CREATE TRIGGER apps_mirror_guard_insert BEFORE INSERT ON apps_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'apps_mirror is the mirror of App Store Connect; edit the view apps instead'); END;
CREATE TRIGGER apps_mirror_guard_update BEFORE UPDATE ON apps_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'apps_mirror is the mirror of App Store Connect; edit the view apps instead'); END;
CREATE TRIGGER apps_mirror_guard_delete BEFORE DELETE ON apps_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'apps_mirror is the mirror of App Store Connect; edit the view apps instead'); END;
CREATE TRIGGER apps_mirror_settles AFTER UPDATE ON apps_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 1 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 1 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'primary_locale' THEN NEW.primary_locale WHEN 'content_rights_declaration' THEN NEW.content_rights_declaration WHEN 'accessibility_url' THEN NEW.accessibility_url WHEN 'streamlined_purchasing_enabled' THEN NEW.streamlined_purchasing_enabled WHEN 'subscription_status_url' THEN NEW.subscription_status_url WHEN 'subscription_status_url_version' THEN NEW.subscription_status_url_version WHEN 'subscription_status_url_for_sandbox' THEN NEW.subscription_status_url_for_sandbox WHEN 'subscription_status_url_version_for_sandbox' THEN NEW.subscription_status_url_version_for_sandbox END;
END;

-- app_infos
CREATE TABLE app_infos_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  state TEXT,
  primary_category TEXT,
  primary_subcategory_one TEXT,
  primary_subcategory_two TEXT,
  secondary_category TEXT,
  secondary_subcategory_one TEXT,
  secondary_subcategory_two TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX app_infos_mirror_id ON app_infos_mirror(id, account);
CREATE INDEX app_infos_mirror_parent ON app_infos_mirror(parent);
CREATE TRIGGER app_infos_mirror_guard_insert BEFORE INSERT ON app_infos_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_infos_mirror is the mirror of App Store Connect; edit the view app_infos instead'); END;
CREATE TRIGGER app_infos_mirror_guard_update BEFORE UPDATE ON app_infos_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_infos_mirror is the mirror of App Store Connect; edit the view app_infos instead'); END;
CREATE TRIGGER app_infos_mirror_guard_delete BEFORE DELETE ON app_infos_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_infos_mirror is the mirror of App Store Connect; edit the view app_infos instead'); END;
CREATE TRIGGER app_infos_mirror_settles AFTER UPDATE ON app_infos_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 2 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 2 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'primary_category' THEN NEW.primary_category WHEN 'primary_subcategory_one' THEN NEW.primary_subcategory_one WHEN 'primary_subcategory_two' THEN NEW.primary_subcategory_two WHEN 'secondary_category' THEN NEW.secondary_category WHEN 'secondary_subcategory_one' THEN NEW.secondary_subcategory_one WHEN 'secondary_subcategory_two' THEN NEW.secondary_subcategory_two END;
END;
CREATE TRIGGER app_infos_mirror_history_insert AFTER INSERT ON app_infos_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(2, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER app_infos_mirror_history_update AFTER UPDATE OF state ON app_infos_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(2, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- app_info_localizations
CREATE TABLE app_info_localizations_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES app_infos_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  name_len INTEGER AS (length(name)) STORED,
  subtitle_len INTEGER AS (length(subtitle)) STORED,
  locale TEXT,
  name TEXT,
  subtitle TEXT,
  privacy_policy_url TEXT,
  privacy_choices_url TEXT,
  privacy_policy_text TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX app_info_localizations_mirror_id ON app_info_localizations_mirror(id, account);
CREATE INDEX app_info_localizations_mirror_parent ON app_info_localizations_mirror(parent, locale, gone_at, name_len, subtitle_len);
CREATE TRIGGER app_info_localizations_mirror_guard_insert BEFORE INSERT ON app_info_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_info_localizations_mirror is the mirror of App Store Connect; edit the view app_info_localizations instead'); END;
CREATE TRIGGER app_info_localizations_mirror_guard_update BEFORE UPDATE ON app_info_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_info_localizations_mirror is the mirror of App Store Connect; edit the view app_info_localizations instead'); END;
CREATE TRIGGER app_info_localizations_mirror_guard_delete BEFORE DELETE ON app_info_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_info_localizations_mirror is the mirror of App Store Connect; edit the view app_info_localizations instead'); END;
CREATE TRIGGER app_info_localizations_mirror_settles AFTER UPDATE ON app_info_localizations_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 3 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 3 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'name' THEN NEW.name WHEN 'subtitle' THEN NEW.subtitle WHEN 'privacy_policy_url' THEN NEW.privacy_policy_url WHEN 'privacy_choices_url' THEN NEW.privacy_choices_url WHEN 'privacy_policy_text' THEN NEW.privacy_policy_text END;
END;

-- age_ratings
CREATE TABLE age_ratings_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES app_infos_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  advertising INTEGER,
  age_assurance INTEGER,
  gambling INTEGER,
  health_or_wellness_topics INTEGER,
  loot_box INTEGER,
  messaging_and_chat INTEGER,
  parental_controls INTEGER,
  social_media INTEGER,
  social_media_age_restricted INTEGER,
  unrestricted_web_access INTEGER,
  user_generated_content INTEGER,
  alcohol_tobacco_or_drug_use_or_references TEXT,
  contests TEXT,
  gambling_simulated TEXT,
  guns_or_other_weapons TEXT,
  horror_or_fear_themes TEXT,
  mature_or_suggestive_themes TEXT,
  medical_or_treatment_information TEXT,
  profanity_or_crude_humor TEXT,
  sexual_content_graphic_and_nudity TEXT,
  sexual_content_or_nudity TEXT,
  violence_cartoon_or_fantasy TEXT,
  violence_realistic TEXT,
  violence_realistic_prolonged_graphic_or_sadistic TEXT,
  kids_age_band TEXT,
  age_rating_override_v2 TEXT,
  korea_age_rating_override TEXT,
  developer_age_rating_info_url TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX age_ratings_mirror_id ON age_ratings_mirror(id, account);
CREATE INDEX age_ratings_mirror_parent ON age_ratings_mirror(parent);
CREATE TRIGGER age_ratings_mirror_guard_insert BEFORE INSERT ON age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'age_ratings_mirror is the mirror of App Store Connect; edit the view age_ratings instead'); END;
CREATE TRIGGER age_ratings_mirror_guard_update BEFORE UPDATE ON age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'age_ratings_mirror is the mirror of App Store Connect; edit the view age_ratings instead'); END;
CREATE TRIGGER age_ratings_mirror_guard_delete BEFORE DELETE ON age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'age_ratings_mirror is the mirror of App Store Connect; edit the view age_ratings instead'); END;
CREATE TRIGGER age_ratings_mirror_settles AFTER UPDATE ON age_ratings_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 4 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 4 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'advertising' THEN NEW.advertising WHEN 'age_assurance' THEN NEW.age_assurance WHEN 'gambling' THEN NEW.gambling WHEN 'health_or_wellness_topics' THEN NEW.health_or_wellness_topics WHEN 'loot_box' THEN NEW.loot_box WHEN 'messaging_and_chat' THEN NEW.messaging_and_chat WHEN 'parental_controls' THEN NEW.parental_controls WHEN 'social_media' THEN NEW.social_media WHEN 'social_media_age_restricted' THEN NEW.social_media_age_restricted WHEN 'unrestricted_web_access' THEN NEW.unrestricted_web_access WHEN 'user_generated_content' THEN NEW.user_generated_content WHEN 'alcohol_tobacco_or_drug_use_or_references' THEN NEW.alcohol_tobacco_or_drug_use_or_references WHEN 'contests' THEN NEW.contests WHEN 'gambling_simulated' THEN NEW.gambling_simulated WHEN 'guns_or_other_weapons' THEN NEW.guns_or_other_weapons WHEN 'horror_or_fear_themes' THEN NEW.horror_or_fear_themes WHEN 'mature_or_suggestive_themes' THEN NEW.mature_or_suggestive_themes WHEN 'medical_or_treatment_information' THEN NEW.medical_or_treatment_information WHEN 'profanity_or_crude_humor' THEN NEW.profanity_or_crude_humor WHEN 'sexual_content_graphic_and_nudity' THEN NEW.sexual_content_graphic_and_nudity WHEN 'sexual_content_or_nudity' THEN NEW.sexual_content_or_nudity WHEN 'violence_cartoon_or_fantasy' THEN NEW.violence_cartoon_or_fantasy WHEN 'violence_realistic' THEN NEW.violence_realistic WHEN 'violence_realistic_prolonged_graphic_or_sadistic' THEN NEW.violence_realistic_prolonged_graphic_or_sadistic WHEN 'kids_age_band' THEN NEW.kids_age_band WHEN 'age_rating_override_v2' THEN NEW.age_rating_override_v2 WHEN 'korea_age_rating_override' THEN NEW.korea_age_rating_override WHEN 'developer_age_rating_info_url' THEN NEW.developer_age_rating_info_url END;
END;

-- versions
CREATE TABLE versions_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  app_info INTEGER,
  platform TEXT,
  version_string TEXT,
  state TEXT,
  copyright TEXT,
  review_type TEXT,
  release_type TEXT,
  earliest_release_date TEXT,
  downloadable INTEGER,
  created_date TEXT,
  build TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX versions_mirror_id ON versions_mirror(id, account);
CREATE INDEX versions_mirror_parent ON versions_mirror(parent);
CREATE INDEX versions_mirror_state ON versions_mirror(state, parent);
CREATE TRIGGER versions_mirror_guard_insert BEFORE INSERT ON versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'versions_mirror is the mirror of App Store Connect; edit the view versions instead'); END;
CREATE TRIGGER versions_mirror_guard_update BEFORE UPDATE ON versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'versions_mirror is the mirror of App Store Connect; edit the view versions instead'); END;
CREATE TRIGGER versions_mirror_guard_delete BEFORE DELETE ON versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'versions_mirror is the mirror of App Store Connect; edit the view versions instead'); END;
CREATE TRIGGER versions_mirror_settles AFTER UPDATE ON versions_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 5 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 5 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'version_string' THEN NEW.version_string WHEN 'copyright' THEN NEW.copyright WHEN 'review_type' THEN NEW.review_type WHEN 'release_type' THEN NEW.release_type WHEN 'earliest_release_date' THEN NEW.earliest_release_date WHEN 'downloadable' THEN NEW.downloadable WHEN 'build' THEN NEW.build END;
END;
CREATE TRIGGER versions_mirror_history_insert AFTER INSERT ON versions_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(5, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER versions_mirror_history_update AFTER UPDATE OF state ON versions_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(5, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- version_localizations
CREATE TABLE version_localizations_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  keywords_len INTEGER AS (length(keywords)) STORED,
  promotional_text_len INTEGER AS (length(promotional_text)) STORED,
  whats_new_len INTEGER AS (length(whats_new)) STORED,
  description_len INTEGER AS (length(description)) STORED,
  locale TEXT,
  keywords TEXT,
  promotional_text TEXT,
  support_url TEXT,
  marketing_url TEXT,
  whats_new TEXT,
  description TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX version_localizations_mirror_id ON version_localizations_mirror(id, account);
CREATE INDEX version_localizations_mirror_parent ON version_localizations_mirror(parent, locale, gone_at, keywords_len, promotional_text_len, whats_new_len, description_len);
CREATE TRIGGER version_localizations_mirror_guard_insert BEFORE INSERT ON version_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'version_localizations_mirror is the mirror of App Store Connect; edit the view version_localizations instead'); END;
CREATE TRIGGER version_localizations_mirror_guard_update BEFORE UPDATE ON version_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'version_localizations_mirror is the mirror of App Store Connect; edit the view version_localizations instead'); END;
CREATE TRIGGER version_localizations_mirror_guard_delete BEFORE DELETE ON version_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'version_localizations_mirror is the mirror of App Store Connect; edit the view version_localizations instead'); END;
CREATE TRIGGER version_localizations_mirror_settles AFTER UPDATE ON version_localizations_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 6 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 6 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'keywords' THEN NEW.keywords WHEN 'promotional_text' THEN NEW.promotional_text WHEN 'support_url' THEN NEW.support_url WHEN 'marketing_url' THEN NEW.marketing_url WHEN 'whats_new' THEN NEW.whats_new WHEN 'description' THEN NEW.description END;
END;

-- builds
CREATE TABLE builds_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  version TEXT,
  uploaded_date TEXT,
  expiration_date TEXT,
  expired INTEGER,
  min_os_version TEXT,
  processing_state TEXT,
  build_audience_type TEXT,
  uses_non_exempt_encryption INTEGER,
  pre_release_version TEXT,
  encryption_declaration TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX builds_mirror_id ON builds_mirror(id, account);
CREATE INDEX builds_mirror_parent ON builds_mirror(parent);
CREATE TRIGGER builds_mirror_guard_insert BEFORE INSERT ON builds_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'builds_mirror is the mirror of App Store Connect; edit the view builds instead'); END;
CREATE TRIGGER builds_mirror_guard_update BEFORE UPDATE ON builds_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'builds_mirror is the mirror of App Store Connect; edit the view builds instead'); END;
CREATE TRIGGER builds_mirror_guard_delete BEFORE DELETE ON builds_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'builds_mirror is the mirror of App Store Connect; edit the view builds instead'); END;
CREATE TRIGGER builds_mirror_settles AFTER UPDATE ON builds_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 9 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 9 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'expired' THEN NEW.expired WHEN 'uses_non_exempt_encryption' THEN NEW.uses_non_exempt_encryption WHEN 'encryption_declaration' THEN NEW.encryption_declaration END;
END;
CREATE TRIGGER builds_mirror_history_insert AFTER INSERT ON builds_mirror WHEN NEW.processing_state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(9, NEW.pk, unixepoch(), NEW.processing_state);
END;
CREATE TRIGGER builds_mirror_history_update AFTER UPDATE OF processing_state ON builds_mirror WHEN NEW.processing_state IS NOT OLD.processing_state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(9, NEW.pk, unixepoch(), OLD.processing_state, NEW.processing_state);
END;

-- pre_release_versions
CREATE TABLE pre_release_versions_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  version TEXT,
  platform TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX pre_release_versions_mirror_id ON pre_release_versions_mirror(id, account);
CREATE INDEX pre_release_versions_mirror_parent ON pre_release_versions_mirror(parent);
CREATE TRIGGER pre_release_versions_mirror_guard_insert BEFORE INSERT ON pre_release_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'pre_release_versions_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER pre_release_versions_mirror_guard_update BEFORE UPDATE ON pre_release_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'pre_release_versions_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER pre_release_versions_mirror_guard_delete BEFORE DELETE ON pre_release_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'pre_release_versions_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- app_icons
CREATE TABLE app_icons_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  icon_type TEXT,
  url_template TEXT,
  width INTEGER,
  height INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX app_icons_mirror_id ON app_icons_mirror(id, account);
CREATE INDEX app_icons_mirror_parent ON app_icons_mirror(parent);
CREATE TRIGGER app_icons_mirror_guard_insert BEFORE INSERT ON app_icons_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_icons_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER app_icons_mirror_guard_update BEFORE UPDATE ON app_icons_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_icons_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER app_icons_mirror_guard_delete BEFORE DELETE ON app_icons_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_icons_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- review_details
CREATE TABLE review_details_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  notes_len INTEGER AS (length(notes)) STORED,
  contact_first_name TEXT,
  contact_last_name TEXT,
  contact_phone TEXT,
  contact_email TEXT,
  demo_account_required INTEGER,
  demo_account_name TEXT,
  demo_account_password TEXT,
  notes TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX review_details_mirror_id ON review_details_mirror(id, account);
CREATE INDEX review_details_mirror_parent ON review_details_mirror(parent, gone_at, notes_len);
CREATE TRIGGER review_details_mirror_guard_insert BEFORE INSERT ON review_details_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_details_mirror is the mirror of App Store Connect; edit the view review_details instead'); END;
CREATE TRIGGER review_details_mirror_guard_update BEFORE UPDATE ON review_details_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_details_mirror is the mirror of App Store Connect; edit the view review_details instead'); END;
CREATE TRIGGER review_details_mirror_guard_delete BEFORE DELETE ON review_details_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_details_mirror is the mirror of App Store Connect; edit the view review_details instead'); END;
CREATE TRIGGER review_details_mirror_settles AFTER UPDATE ON review_details_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 10 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 10 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'contact_first_name' THEN NEW.contact_first_name WHEN 'contact_last_name' THEN NEW.contact_last_name WHEN 'contact_phone' THEN NEW.contact_phone WHEN 'contact_email' THEN NEW.contact_email WHEN 'demo_account_required' THEN NEW.demo_account_required WHEN 'demo_account_name' THEN NEW.demo_account_name WHEN 'demo_account_password' THEN NEW.demo_account_password WHEN 'notes' THEN NEW.notes END;
END;

-- review_attachments
CREATE TABLE review_attachments_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES review_details_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  checksum TEXT,
  delivery_state TEXT,
  delivery_errors TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX review_attachments_mirror_id ON review_attachments_mirror(id, account);
CREATE INDEX review_attachments_mirror_parent ON review_attachments_mirror(parent);
CREATE TRIGGER review_attachments_mirror_guard_insert BEFORE INSERT ON review_attachments_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_attachments_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER review_attachments_mirror_guard_update BEFORE UPDATE ON review_attachments_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_attachments_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER review_attachments_mirror_guard_delete BEFORE DELETE ON review_attachments_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'review_attachments_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- phased_releases
CREATE TABLE phased_releases_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  state TEXT,
  start_date TEXT,
  total_pause_duration INTEGER,
  current_day_number INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX phased_releases_mirror_id ON phased_releases_mirror(id, account);
CREATE INDEX phased_releases_mirror_parent ON phased_releases_mirror(parent);
CREATE TRIGGER phased_releases_mirror_guard_insert BEFORE INSERT ON phased_releases_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'phased_releases_mirror is the mirror of App Store Connect; edit the view phased_releases instead'); END;
CREATE TRIGGER phased_releases_mirror_guard_update BEFORE UPDATE ON phased_releases_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'phased_releases_mirror is the mirror of App Store Connect; edit the view phased_releases instead'); END;
CREATE TRIGGER phased_releases_mirror_guard_delete BEFORE DELETE ON phased_releases_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'phased_releases_mirror is the mirror of App Store Connect; edit the view phased_releases instead'); END;
CREATE TRIGGER phased_releases_mirror_settles AFTER UPDATE ON phased_releases_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 14 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 14 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'state' THEN NEW.state END;
END;
CREATE TRIGGER phased_releases_mirror_history_insert AFTER INSERT ON phased_releases_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(14, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER phased_releases_mirror_history_update AFTER UPDATE OF state ON phased_releases_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(14, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- release_requests
CREATE TABLE release_requests_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX release_requests_mirror_id ON release_requests_mirror(id, account);
CREATE INDEX release_requests_mirror_parent ON release_requests_mirror(parent);
CREATE TRIGGER release_requests_mirror_guard_insert BEFORE INSERT ON release_requests_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'release_requests_mirror is the mirror of App Store Connect; edit the view release_requests instead'); END;
CREATE TRIGGER release_requests_mirror_guard_update BEFORE UPDATE ON release_requests_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'release_requests_mirror is the mirror of App Store Connect; edit the view release_requests instead'); END;
CREATE TRIGGER release_requests_mirror_guard_delete BEFORE DELETE ON release_requests_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'release_requests_mirror is the mirror of App Store Connect; edit the view release_requests instead'); END;

-- routing_coverages
CREATE TABLE routing_coverages_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  checksum TEXT,
  delivery_state TEXT,
  delivery_errors TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX routing_coverages_mirror_id ON routing_coverages_mirror(id, account);
CREATE INDEX routing_coverages_mirror_parent ON routing_coverages_mirror(parent);
CREATE TRIGGER routing_coverages_mirror_guard_insert BEFORE INSERT ON routing_coverages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'routing_coverages_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER routing_coverages_mirror_guard_update BEFORE UPDATE ON routing_coverages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'routing_coverages_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER routing_coverages_mirror_guard_delete BEFORE DELETE ON routing_coverages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'routing_coverages_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- screenshot_sets
CREATE TABLE screenshot_sets_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES version_localizations_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  display_type TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX screenshot_sets_mirror_id ON screenshot_sets_mirror(id, account);
CREATE INDEX screenshot_sets_mirror_parent ON screenshot_sets_mirror(parent);
CREATE TRIGGER screenshot_sets_mirror_guard_insert BEFORE INSERT ON screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshot_sets_mirror is the mirror of App Store Connect; edit the view screenshot_sets instead'); END;
CREATE TRIGGER screenshot_sets_mirror_guard_update BEFORE UPDATE ON screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshot_sets_mirror is the mirror of App Store Connect; edit the view screenshot_sets instead'); END;
CREATE TRIGGER screenshot_sets_mirror_guard_delete BEFORE DELETE ON screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshot_sets_mirror is the mirror of App Store Connect; edit the view screenshot_sets instead'); END;

-- screenshots
CREATE TABLE screenshots_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES screenshot_sets_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  checksum TEXT,
  url_template TEXT,
  width INTEGER,
  height INTEGER,
  delivery_state TEXT,
  delivery_errors TEXT,
  position INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX screenshots_mirror_id ON screenshots_mirror(id, account);
CREATE INDEX screenshots_mirror_parent ON screenshots_mirror(parent, position);
CREATE TRIGGER screenshots_mirror_guard_insert BEFORE INSERT ON screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshots_mirror is the mirror of App Store Connect; edit the view screenshots instead'); END;
CREATE TRIGGER screenshots_mirror_guard_update BEFORE UPDATE ON screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshots_mirror is the mirror of App Store Connect; edit the view screenshots instead'); END;
CREATE TRIGGER screenshots_mirror_guard_delete BEFORE DELETE ON screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'screenshots_mirror is the mirror of App Store Connect; edit the view screenshots instead'); END;
CREATE TRIGGER screenshots_mirror_settles AFTER UPDATE ON screenshots_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 8 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 8 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'position' THEN NEW.position END;
END;

-- preview_sets
CREATE TABLE preview_sets_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES version_localizations_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  preview_type TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX preview_sets_mirror_id ON preview_sets_mirror(id, account);
CREATE INDEX preview_sets_mirror_parent ON preview_sets_mirror(parent);
CREATE TRIGGER preview_sets_mirror_guard_insert BEFORE INSERT ON preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'preview_sets_mirror is the mirror of App Store Connect; edit the view preview_sets instead'); END;
CREATE TRIGGER preview_sets_mirror_guard_update BEFORE UPDATE ON preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'preview_sets_mirror is the mirror of App Store Connect; edit the view preview_sets instead'); END;
CREATE TRIGGER preview_sets_mirror_guard_delete BEFORE DELETE ON preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'preview_sets_mirror is the mirror of App Store Connect; edit the view preview_sets instead'); END;

-- previews
CREATE TABLE previews_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES preview_sets_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  mime_type TEXT,
  checksum TEXT,
  preview_frame_time_code TEXT,
  video_url TEXT,
  frame_url_template TEXT,
  frame_width INTEGER,
  frame_height INTEGER,
  delivery_state TEXT,
  delivery_errors TEXT,
  position INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX previews_mirror_id ON previews_mirror(id, account);
CREATE INDEX previews_mirror_parent ON previews_mirror(parent, position);
CREATE TRIGGER previews_mirror_guard_insert BEFORE INSERT ON previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'previews_mirror is the mirror of App Store Connect; edit the view previews instead'); END;
CREATE TRIGGER previews_mirror_guard_update BEFORE UPDATE ON previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'previews_mirror is the mirror of App Store Connect; edit the view previews instead'); END;
CREATE TRIGGER previews_mirror_guard_delete BEFORE DELETE ON previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'previews_mirror is the mirror of App Store Connect; edit the view previews instead'); END;
CREATE TRIGGER previews_mirror_settles AFTER UPDATE ON previews_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 17 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 17 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'preview_frame_time_code' THEN NEW.preview_frame_time_code WHEN 'position' THEN NEW.position END;
END;

-- submissions
CREATE TABLE submissions_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  platform TEXT,
  state TEXT,
  submitted_date TEXT,
  submitted INTEGER,
  canceled INTEGER,
  version TEXT,
  submitted_by TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX submissions_mirror_id ON submissions_mirror(id, account);
CREATE INDEX submissions_mirror_parent ON submissions_mirror(parent);
CREATE TRIGGER submissions_mirror_guard_insert BEFORE INSERT ON submissions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submissions_mirror is the mirror of App Store Connect; edit the view submissions instead'); END;
CREATE TRIGGER submissions_mirror_guard_update BEFORE UPDATE ON submissions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submissions_mirror is the mirror of App Store Connect; edit the view submissions instead'); END;
CREATE TRIGGER submissions_mirror_guard_delete BEFORE DELETE ON submissions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submissions_mirror is the mirror of App Store Connect; edit the view submissions instead'); END;
CREATE TRIGGER submissions_mirror_settles AFTER UPDATE ON submissions_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 11 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 11 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'platform' THEN NEW.platform WHEN 'submitted' THEN NEW.submitted WHEN 'canceled' THEN NEW.canceled END;
END;
CREATE TRIGGER submissions_mirror_history_insert AFTER INSERT ON submissions_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(11, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER submissions_mirror_history_update AFTER UPDATE OF state ON submissions_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(11, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- submission_items
CREATE TABLE submission_items_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES submissions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  state TEXT,
  version TEXT,
  custom_product_page_version TEXT,
  resolved INTEGER,
  removed INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX submission_items_mirror_id ON submission_items_mirror(id, account);
CREATE INDEX submission_items_mirror_parent ON submission_items_mirror(parent);
CREATE TRIGGER submission_items_mirror_guard_insert BEFORE INSERT ON submission_items_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submission_items_mirror is the mirror of App Store Connect; edit the view submission_items instead'); END;
CREATE TRIGGER submission_items_mirror_guard_update BEFORE UPDATE ON submission_items_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submission_items_mirror is the mirror of App Store Connect; edit the view submission_items instead'); END;
CREATE TRIGGER submission_items_mirror_guard_delete BEFORE DELETE ON submission_items_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'submission_items_mirror is the mirror of App Store Connect; edit the view submission_items instead'); END;
CREATE TRIGGER submission_items_mirror_settles AFTER UPDATE ON submission_items_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 18 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 18 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'resolved' THEN NEW.resolved WHEN 'removed' THEN NEW.removed END;
END;
CREATE TRIGGER submission_items_mirror_history_insert AFTER INSERT ON submission_items_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(18, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER submission_items_mirror_history_update AFTER UPDATE OF state ON submission_items_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(18, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- actors
CREATE TABLE actors_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  actor_type TEXT,
  user_first_name TEXT,
  user_last_name TEXT,
  user_email TEXT,
  api_key_id TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX actors_mirror_id ON actors_mirror(id, account);
CREATE TRIGGER actors_mirror_guard_insert BEFORE INSERT ON actors_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'actors_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER actors_mirror_guard_update BEFORE UPDATE ON actors_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'actors_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER actors_mirror_guard_delete BEFORE DELETE ON actors_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'actors_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- categories
CREATE TABLE categories_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  platforms TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX categories_mirror_id ON categories_mirror(id, account);
CREATE TRIGGER categories_mirror_guard_insert BEFORE INSERT ON categories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'categories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER categories_mirror_guard_update BEFORE UPDATE ON categories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'categories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER categories_mirror_guard_delete BEFORE DELETE ON categories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'categories_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- subcategories
CREATE TABLE subcategories_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES categories_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  platforms TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX subcategories_mirror_id ON subcategories_mirror(id, account);
CREATE INDEX subcategories_mirror_parent ON subcategories_mirror(parent);
CREATE TRIGGER subcategories_mirror_guard_insert BEFORE INSERT ON subcategories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'subcategories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER subcategories_mirror_guard_update BEFORE UPDATE ON subcategories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'subcategories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER subcategories_mirror_guard_delete BEFORE DELETE ON subcategories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'subcategories_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- territories
CREATE TABLE territories_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  currency TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX territories_mirror_id ON territories_mirror(id, account);
CREATE TRIGGER territories_mirror_guard_insert BEFORE INSERT ON territories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER territories_mirror_guard_update BEFORE UPDATE ON territories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territories_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER territories_mirror_guard_delete BEFORE DELETE ON territories_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territories_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- price_schedules
CREATE TABLE price_schedules_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  base_territory TEXT,
  manual_prices TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX price_schedules_mirror_id ON price_schedules_mirror(id, account);
CREATE INDEX price_schedules_mirror_parent ON price_schedules_mirror(parent);
CREATE TRIGGER price_schedules_mirror_guard_insert BEFORE INSERT ON price_schedules_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_schedules_mirror is the mirror of App Store Connect; edit the view price_schedules instead'); END;
CREATE TRIGGER price_schedules_mirror_guard_update BEFORE UPDATE ON price_schedules_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_schedules_mirror is the mirror of App Store Connect; edit the view price_schedules instead'); END;
CREATE TRIGGER price_schedules_mirror_guard_delete BEFORE DELETE ON price_schedules_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_schedules_mirror is the mirror of App Store Connect; edit the view price_schedules instead'); END;
CREATE TRIGGER price_schedules_mirror_settles AFTER UPDATE ON price_schedules_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 40 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 40 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'base_territory' THEN NEW.base_territory WHEN 'manual_prices' THEN NEW.manual_prices END;
END;

-- prices
CREATE TABLE prices_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  manual INTEGER,
  start_date TEXT,
  end_date TEXT,
  territory TEXT,
  price_point TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX prices_mirror_id ON prices_mirror(id, account);
CREATE INDEX prices_mirror_parent ON prices_mirror(parent);
CREATE TRIGGER prices_mirror_guard_insert BEFORE INSERT ON prices_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'prices_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER prices_mirror_guard_update BEFORE UPDATE ON prices_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'prices_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER prices_mirror_guard_delete BEFORE DELETE ON prices_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'prices_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- price_points
CREATE TABLE price_points_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  customer_price TEXT,
  proceeds TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX price_points_mirror_id ON price_points_mirror(id, account);
CREATE INDEX price_points_mirror_parent ON price_points_mirror(parent);
CREATE TRIGGER price_points_mirror_guard_insert BEFORE INSERT ON price_points_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_points_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER price_points_mirror_guard_update BEFORE UPDATE ON price_points_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_points_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER price_points_mirror_guard_delete BEFORE DELETE ON price_points_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'price_points_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- app_availabilities
CREATE TABLE app_availabilities_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  available_in_new_territories INTEGER,
  territories TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX app_availabilities_mirror_id ON app_availabilities_mirror(id, account);
CREATE INDEX app_availabilities_mirror_parent ON app_availabilities_mirror(parent);
CREATE TRIGGER app_availabilities_mirror_guard_insert BEFORE INSERT ON app_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_availabilities_mirror is the mirror of App Store Connect; edit the view app_availabilities instead'); END;
CREATE TRIGGER app_availabilities_mirror_guard_update BEFORE UPDATE ON app_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_availabilities_mirror is the mirror of App Store Connect; edit the view app_availabilities instead'); END;
CREATE TRIGGER app_availabilities_mirror_guard_delete BEFORE DELETE ON app_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'app_availabilities_mirror is the mirror of App Store Connect; edit the view app_availabilities instead'); END;

-- territory_availabilities
CREATE TABLE territory_availabilities_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  territory TEXT,
  available INTEGER,
  release_date TEXT,
  pre_order_enabled INTEGER,
  pre_order_publish_date TEXT,
  content_statuses TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX territory_availabilities_mirror_id ON territory_availabilities_mirror(id, account);
CREATE INDEX territory_availabilities_mirror_parent ON territory_availabilities_mirror(parent);
CREATE TRIGGER territory_availabilities_mirror_guard_insert BEFORE INSERT ON territory_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_availabilities_mirror is the mirror of App Store Connect; edit the view availability instead'); END;
CREATE TRIGGER territory_availabilities_mirror_guard_update BEFORE UPDATE ON territory_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_availabilities_mirror is the mirror of App Store Connect; edit the view availability instead'); END;
CREATE TRIGGER territory_availabilities_mirror_guard_delete BEFORE DELETE ON territory_availabilities_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_availabilities_mirror is the mirror of App Store Connect; edit the view availability instead'); END;
CREATE TRIGGER territory_availabilities_mirror_settles AFTER UPDATE ON territory_availabilities_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 25 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 25 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'available' THEN NEW.available WHEN 'release_date' THEN NEW.release_date WHEN 'pre_order_enabled' THEN NEW.pre_order_enabled END;
END;

-- territory_age_ratings
CREATE TABLE territory_age_ratings_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES app_infos_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  territory TEXT,
  age_rating TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX territory_age_ratings_mirror_id ON territory_age_ratings_mirror(id, account);
CREATE INDEX territory_age_ratings_mirror_parent ON territory_age_ratings_mirror(parent);
CREATE TRIGGER territory_age_ratings_mirror_guard_insert BEFORE INSERT ON territory_age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_age_ratings_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER territory_age_ratings_mirror_guard_update BEFORE UPDATE ON territory_age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_age_ratings_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER territory_age_ratings_mirror_guard_delete BEFORE DELETE ON territory_age_ratings_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'territory_age_ratings_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- customer_reviews
CREATE TABLE customer_reviews_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  rating INTEGER,
  title TEXT,
  body TEXT,
  reviewer_nickname TEXT,
  created_date TEXT,
  territory TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX customer_reviews_mirror_id ON customer_reviews_mirror(id, account);
CREATE INDEX customer_reviews_mirror_parent ON customer_reviews_mirror(parent);
CREATE TRIGGER customer_reviews_mirror_guard_insert BEFORE INSERT ON customer_reviews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_reviews_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER customer_reviews_mirror_guard_update BEFORE UPDATE ON customer_reviews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_reviews_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER customer_reviews_mirror_guard_delete BEFORE DELETE ON customer_reviews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_reviews_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- customer_review_responses
CREATE TABLE customer_review_responses_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES customer_reviews_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  response_body TEXT,
  last_modified_date TEXT,
  state TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX customer_review_responses_mirror_id ON customer_review_responses_mirror(id, account);
CREATE INDEX customer_review_responses_mirror_parent ON customer_review_responses_mirror(parent);
CREATE TRIGGER customer_review_responses_mirror_guard_insert BEFORE INSERT ON customer_review_responses_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_review_responses_mirror is the mirror of App Store Connect; edit the view customer_review_responses instead'); END;
CREATE TRIGGER customer_review_responses_mirror_guard_update BEFORE UPDATE ON customer_review_responses_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_review_responses_mirror is the mirror of App Store Connect; edit the view customer_review_responses instead'); END;
CREATE TRIGGER customer_review_responses_mirror_guard_delete BEFORE DELETE ON customer_review_responses_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'customer_review_responses_mirror is the mirror of App Store Connect; edit the view customer_review_responses instead'); END;
CREATE TRIGGER customer_review_responses_mirror_settles AFTER UPDATE ON customer_review_responses_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 28 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 28 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'response_body' THEN NEW.response_body END;
END;
CREATE TRIGGER customer_review_responses_mirror_history_insert AFTER INSERT ON customer_review_responses_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(28, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER customer_review_responses_mirror_history_update AFTER UPDATE OF state ON customer_review_responses_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(28, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- custom_product_pages
CREATE TABLE custom_product_pages_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  name_len INTEGER AS (length(name)) STORED,
  name TEXT,
  url TEXT,
  visible INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_pages_mirror_id ON custom_product_pages_mirror(id, account);
CREATE INDEX custom_product_pages_mirror_parent ON custom_product_pages_mirror(parent, gone_at, name_len);
CREATE TRIGGER custom_product_pages_mirror_guard_insert BEFORE INSERT ON custom_product_pages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_pages_mirror is the mirror of App Store Connect; edit the view custom_product_pages instead'); END;
CREATE TRIGGER custom_product_pages_mirror_guard_update BEFORE UPDATE ON custom_product_pages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_pages_mirror is the mirror of App Store Connect; edit the view custom_product_pages instead'); END;
CREATE TRIGGER custom_product_pages_mirror_guard_delete BEFORE DELETE ON custom_product_pages_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_pages_mirror is the mirror of App Store Connect; edit the view custom_product_pages instead'); END;
CREATE TRIGGER custom_product_pages_mirror_settles AFTER UPDATE ON custom_product_pages_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 29 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 29 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'name' THEN NEW.name WHEN 'visible' THEN NEW.visible END;
END;

-- custom_product_page_versions
CREATE TABLE custom_product_page_versions_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_pages_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  version TEXT,
  state TEXT,
  deep_link TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_versions_mirror_id ON custom_product_page_versions_mirror(id, account);
CREATE INDEX custom_product_page_versions_mirror_parent ON custom_product_page_versions_mirror(parent);
CREATE TRIGGER custom_product_page_versions_mirror_guard_insert BEFORE INSERT ON custom_product_page_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_versions_mirror is the mirror of App Store Connect; edit the view custom_product_page_versions instead'); END;
CREATE TRIGGER custom_product_page_versions_mirror_guard_update BEFORE UPDATE ON custom_product_page_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_versions_mirror is the mirror of App Store Connect; edit the view custom_product_page_versions instead'); END;
CREATE TRIGGER custom_product_page_versions_mirror_guard_delete BEFORE DELETE ON custom_product_page_versions_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_versions_mirror is the mirror of App Store Connect; edit the view custom_product_page_versions instead'); END;
CREATE TRIGGER custom_product_page_versions_mirror_settles AFTER UPDATE ON custom_product_page_versions_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 30 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 30 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'deep_link' THEN NEW.deep_link END;
END;
CREATE TRIGGER custom_product_page_versions_mirror_history_insert AFTER INSERT ON custom_product_page_versions_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(30, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER custom_product_page_versions_mirror_history_update AFTER UPDATE OF state ON custom_product_page_versions_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(30, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- custom_product_page_localizations
CREATE TABLE custom_product_page_localizations_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_page_versions_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  promotional_text_len INTEGER AS (length(promotional_text)) STORED,
  locale TEXT,
  promotional_text TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_localizations_mirror_id ON custom_product_page_localizations_mirror(id, account);
CREATE INDEX custom_product_page_localizations_mirror_parent ON custom_product_page_localizations_mirror(parent, locale, gone_at, promotional_text_len);
CREATE TRIGGER custom_product_page_localizations_mirror_guard_insert BEFORE INSERT ON custom_product_page_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_localizations_mirror is the mirror of App Store Connect; edit the view custom_product_page_localizations instead'); END;
CREATE TRIGGER custom_product_page_localizations_mirror_guard_update BEFORE UPDATE ON custom_product_page_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_localizations_mirror is the mirror of App Store Connect; edit the view custom_product_page_localizations instead'); END;
CREATE TRIGGER custom_product_page_localizations_mirror_guard_delete BEFORE DELETE ON custom_product_page_localizations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_localizations_mirror is the mirror of App Store Connect; edit the view custom_product_page_localizations instead'); END;
CREATE TRIGGER custom_product_page_localizations_mirror_settles AFTER UPDATE ON custom_product_page_localizations_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 31 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 31 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'promotional_text' THEN NEW.promotional_text END;
END;

-- custom_product_page_screenshot_sets
CREATE TABLE custom_product_page_screenshot_sets_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_page_localizations_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  display_type TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_screenshot_sets_mirror_id ON custom_product_page_screenshot_sets_mirror(id, account);
CREATE INDEX custom_product_page_screenshot_sets_mirror_parent ON custom_product_page_screenshot_sets_mirror(parent);
CREATE TRIGGER custom_product_page_screenshot_sets_mirror_guard_insert BEFORE INSERT ON custom_product_page_screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshot_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_screenshot_sets_mirror_guard_update BEFORE UPDATE ON custom_product_page_screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshot_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_screenshot_sets_mirror_guard_delete BEFORE DELETE ON custom_product_page_screenshot_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshot_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- custom_product_page_screenshots
CREATE TABLE custom_product_page_screenshots_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_page_screenshot_sets_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  checksum TEXT,
  url_template TEXT,
  width INTEGER,
  height INTEGER,
  delivery_state TEXT,
  delivery_errors TEXT,
  position INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_screenshots_mirror_id ON custom_product_page_screenshots_mirror(id, account);
CREATE INDEX custom_product_page_screenshots_mirror_parent ON custom_product_page_screenshots_mirror(parent, position);
CREATE TRIGGER custom_product_page_screenshots_mirror_guard_insert BEFORE INSERT ON custom_product_page_screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_screenshots_mirror_guard_update BEFORE UPDATE ON custom_product_page_screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_screenshots_mirror_guard_delete BEFORE DELETE ON custom_product_page_screenshots_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- custom_product_page_preview_sets
CREATE TABLE custom_product_page_preview_sets_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_page_localizations_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  preview_type TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_preview_sets_mirror_id ON custom_product_page_preview_sets_mirror(id, account);
CREATE INDEX custom_product_page_preview_sets_mirror_parent ON custom_product_page_preview_sets_mirror(parent);
CREATE TRIGGER custom_product_page_preview_sets_mirror_guard_insert BEFORE INSERT ON custom_product_page_preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_preview_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_preview_sets_mirror_guard_update BEFORE UPDATE ON custom_product_page_preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_preview_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_preview_sets_mirror_guard_delete BEFORE DELETE ON custom_product_page_preview_sets_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_preview_sets_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- custom_product_page_previews
CREATE TABLE custom_product_page_previews_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES custom_product_page_preview_sets_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  file_name TEXT,
  file_size INTEGER,
  mime_type TEXT,
  checksum TEXT,
  preview_frame_time_code TEXT,
  video_url TEXT,
  frame_url_template TEXT,
  frame_width INTEGER,
  frame_height INTEGER,
  delivery_state TEXT,
  delivery_errors TEXT,
  position INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX custom_product_page_previews_mirror_id ON custom_product_page_previews_mirror(id, account);
CREATE INDEX custom_product_page_previews_mirror_parent ON custom_product_page_previews_mirror(parent, position);
CREATE TRIGGER custom_product_page_previews_mirror_guard_insert BEFORE INSERT ON custom_product_page_previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_previews_mirror_guard_update BEFORE UPDATE ON custom_product_page_previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER custom_product_page_previews_mirror_guard_delete BEFORE DELETE ON custom_product_page_previews_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- encryption_declarations
CREATE TABLE encryption_declarations_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  state TEXT,
  app_description TEXT,
  created_date TEXT,
  exempt INTEGER,
  contains_proprietary_cryptography INTEGER,
  contains_third_party_cryptography INTEGER,
  available_on_french_store INTEGER,
  code_value TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX encryption_declarations_mirror_id ON encryption_declarations_mirror(id, account);
CREATE INDEX encryption_declarations_mirror_parent ON encryption_declarations_mirror(parent);
CREATE TRIGGER encryption_declarations_mirror_guard_insert BEFORE INSERT ON encryption_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'encryption_declarations_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER encryption_declarations_mirror_guard_update BEFORE UPDATE ON encryption_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'encryption_declarations_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER encryption_declarations_mirror_guard_delete BEFORE DELETE ON encryption_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'encryption_declarations_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER encryption_declarations_mirror_history_insert AFTER INSERT ON encryption_declarations_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(36, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER encryption_declarations_mirror_history_update AFTER UPDATE OF state ON encryption_declarations_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(36, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- accessibility_declarations
CREATE TABLE accessibility_declarations_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  device_family TEXT,
  state TEXT,
  publish INTEGER,
  supports_audio_descriptions INTEGER,
  supports_captions INTEGER,
  supports_dark_interface INTEGER,
  supports_differentiate_without_color_alone INTEGER,
  supports_larger_text INTEGER,
  supports_reduced_motion INTEGER,
  supports_sufficient_contrast INTEGER,
  supports_voice_control INTEGER,
  supports_voiceover INTEGER,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX accessibility_declarations_mirror_id ON accessibility_declarations_mirror(id, account);
CREATE INDEX accessibility_declarations_mirror_parent ON accessibility_declarations_mirror(parent);
CREATE TRIGGER accessibility_declarations_mirror_guard_insert BEFORE INSERT ON accessibility_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'accessibility_declarations_mirror is the mirror of App Store Connect; edit the view accessibility_declarations instead'); END;
CREATE TRIGGER accessibility_declarations_mirror_guard_update BEFORE UPDATE ON accessibility_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'accessibility_declarations_mirror is the mirror of App Store Connect; edit the view accessibility_declarations instead'); END;
CREATE TRIGGER accessibility_declarations_mirror_guard_delete BEFORE DELETE ON accessibility_declarations_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'accessibility_declarations_mirror is the mirror of App Store Connect; edit the view accessibility_declarations instead'); END;
CREATE TRIGGER accessibility_declarations_mirror_settles AFTER UPDATE ON accessibility_declarations_mirror WHEN EXISTS(SELECT 1 FROM dirty WHERE resource = 37 AND pk = NEW.pk)
BEGIN
  DELETE FROM staged WHERE resource = 37 AND pk = NEW.pk AND field NOT IN ('+', '-')
    AND value IS CASE field WHEN 'publish' THEN NEW.publish WHEN 'supports_audio_descriptions' THEN NEW.supports_audio_descriptions WHEN 'supports_captions' THEN NEW.supports_captions WHEN 'supports_dark_interface' THEN NEW.supports_dark_interface WHEN 'supports_differentiate_without_color_alone' THEN NEW.supports_differentiate_without_color_alone WHEN 'supports_larger_text' THEN NEW.supports_larger_text WHEN 'supports_reduced_motion' THEN NEW.supports_reduced_motion WHEN 'supports_sufficient_contrast' THEN NEW.supports_sufficient_contrast WHEN 'supports_voice_control' THEN NEW.supports_voice_control WHEN 'supports_voiceover' THEN NEW.supports_voiceover END;
END;
CREATE TRIGGER accessibility_declarations_mirror_history_insert AFTER INSERT ON accessibility_declarations_mirror WHEN NEW.state IS NOT NULL BEGIN
  INSERT INTO state_history(resource, row, seen_at, new) VALUES(37, NEW.pk, unixepoch(), NEW.state);
END;
CREATE TRIGGER accessibility_declarations_mirror_history_update AFTER UPDATE OF state ON accessibility_declarations_mirror WHEN NEW.state IS NOT OLD.state BEGIN
  INSERT INTO state_history(resource, row, seen_at, old, new) VALUES(37, NEW.pk, unixepoch(), OLD.state, NEW.state);
END;

-- webhooks
CREATE TABLE webhooks_mirror(
  pk INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts(pk),
  id TEXT NOT NULL,
  parent INTEGER NOT NULL REFERENCES apps_mirror(pk),
  gone_at INTEGER,
  changed_at INTEGER NOT NULL DEFAULT 0,
  name TEXT,
  url TEXT,
  enabled INTEGER,
  event_types TEXT,
  extra TEXT
) STRICT;
CREATE UNIQUE INDEX webhooks_mirror_id ON webhooks_mirror(id, account);
CREATE INDEX webhooks_mirror_parent ON webhooks_mirror(parent);
CREATE TRIGGER webhooks_mirror_guard_insert BEFORE INSERT ON webhooks_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'webhooks_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER webhooks_mirror_guard_update BEFORE UPDATE ON webhooks_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'webhooks_mirror is the mirror of App Store Connect; only a sync writes it'); END;
CREATE TRIGGER webhooks_mirror_guard_delete BEFORE DELETE ON webhooks_mirror WHEN (SELECT writer FROM mirror_guard) IS NULL
BEGIN SELECT RAISE(ABORT, 'webhooks_mirror is the mirror of App Store Connect; only a sync writes it'); END;

-- apps
CREATE VIEW apps AS SELECT
  apps.pk AS pk,
  apps.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.name AS name,
  apps.bundle_id AS bundle_id,
  apps.sku AS sku,
  CASE WHEN apps_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'primary_locale') ELSE apps.primary_locale END AS primary_locale,
  apps.is_or_ever_was_made_for_kids AS is_or_ever_was_made_for_kids,
  CASE WHEN apps_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'content_rights_declaration') ELSE apps.content_rights_declaration END AS content_rights_declaration,
  CASE WHEN apps_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'accessibility_url') ELSE apps.accessibility_url END AS accessibility_url,
  CASE WHEN apps_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'streamlined_purchasing_enabled') ELSE apps.streamlined_purchasing_enabled END AS streamlined_purchasing_enabled,
  CASE WHEN apps_dirty.mask & 256 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'subscription_status_url') ELSE apps.subscription_status_url END AS subscription_status_url,
  CASE WHEN apps_dirty.mask & 512 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'subscription_status_url_version') ELSE apps.subscription_status_url_version END AS subscription_status_url_version,
  CASE WHEN apps_dirty.mask & 1024 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'subscription_status_url_for_sandbox') ELSE apps.subscription_status_url_for_sandbox END AS subscription_status_url_for_sandbox,
  CASE WHEN apps_dirty.mask & 2048 THEN (SELECT value FROM staged WHERE resource = 1 AND pk = apps.pk AND field = 'subscription_status_url_version_for_sandbox') ELSE apps.subscription_status_url_version_for_sandbox END AS subscription_status_url_version_for_sandbox,
  1 AS editable,
  (apps_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at,
  (SELECT readiness FROM app_readiness WHERE app = apps.pk) AS readiness
FROM apps_mirror AS apps
  LEFT JOIN dirty AS apps_dirty ON apps_dirty.resource = 1 AND apps_dirty.pk = apps.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = apps.account AND sync_scopes.kind = 'heartbeat' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = apps.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NULL;
CREATE TRIGGER apps_set_primary_locale INSTEAD OF UPDATE OF primary_locale ON apps WHEN NEW.primary_locale IS NOT OLD.primary_locale BEGIN
  SELECT RAISE(ABORT, 'apps.primary_locale must be text or NULL') WHERE typeof(NEW.primary_locale) = 'blob';
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'primary_locale'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.primary_locale IS CAST(NEW.primary_locale AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'primary_locale', m.primary_locale, CAST(NEW.primary_locale AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.primary_locale IS NOT CAST(NEW.primary_locale AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_content_rights_declaration INSTEAD OF UPDATE OF content_rights_declaration ON apps WHEN NEW.content_rights_declaration IS NOT OLD.content_rights_declaration BEGIN
  SELECT RAISE(ABORT, 'apps.content_rights_declaration: not a known value; SELECT value FROM enum_values WHERE enum = ''ContentRights''') WHERE NEW.content_rights_declaration IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'ContentRights' AND value = NEW.content_rights_declaration);
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'content_rights_declaration'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.content_rights_declaration IS CAST(NEW.content_rights_declaration AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'content_rights_declaration', m.content_rights_declaration, CAST(NEW.content_rights_declaration AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.content_rights_declaration IS NOT CAST(NEW.content_rights_declaration AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_accessibility_url INSTEAD OF UPDATE OF accessibility_url ON apps WHEN NEW.accessibility_url IS NOT OLD.accessibility_url BEGIN
  SELECT RAISE(ABORT, 'apps.accessibility_url must be text or NULL') WHERE typeof(NEW.accessibility_url) = 'blob';
  SELECT RAISE(ABORT, 'apps.accessibility_url: an address cannot be empty; use NULL to clear it') WHERE NEW.accessibility_url = '';
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'accessibility_url'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.accessibility_url IS CAST(NEW.accessibility_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'accessibility_url', m.accessibility_url, CAST(NEW.accessibility_url AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.accessibility_url IS NOT CAST(NEW.accessibility_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_streamlined_purchasing_enabled INSTEAD OF UPDATE OF streamlined_purchasing_enabled ON apps WHEN NEW.streamlined_purchasing_enabled IS NOT OLD.streamlined_purchasing_enabled BEGIN
  SELECT RAISE(ABORT, 'apps.streamlined_purchasing_enabled must be 0, 1, true, false or NULL') WHERE NEW.streamlined_purchasing_enabled IS NOT NULL AND lower(CAST(NEW.streamlined_purchasing_enabled AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'streamlined_purchasing_enabled'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.streamlined_purchasing_enabled IS CASE WHEN lower(CAST(NEW.streamlined_purchasing_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.streamlined_purchasing_enabled IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'streamlined_purchasing_enabled', m.streamlined_purchasing_enabled, CASE WHEN lower(CAST(NEW.streamlined_purchasing_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.streamlined_purchasing_enabled IS NOT NULL THEN 0 END, 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.streamlined_purchasing_enabled IS NOT CASE WHEN lower(CAST(NEW.streamlined_purchasing_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.streamlined_purchasing_enabled IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_subscription_status_url INSTEAD OF UPDATE OF subscription_status_url ON apps WHEN NEW.subscription_status_url IS NOT OLD.subscription_status_url BEGIN
  SELECT RAISE(ABORT, 'apps.subscription_status_url must be text or NULL') WHERE typeof(NEW.subscription_status_url) = 'blob';
  SELECT RAISE(ABORT, 'apps.subscription_status_url: an address cannot be empty; use NULL to clear it') WHERE NEW.subscription_status_url = '';
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'subscription_status_url'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.subscription_status_url IS CAST(NEW.subscription_status_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'subscription_status_url', m.subscription_status_url, CAST(NEW.subscription_status_url AS TEXT), 8, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.subscription_status_url IS NOT CAST(NEW.subscription_status_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_subscription_status_url_version INSTEAD OF UPDATE OF subscription_status_url_version ON apps WHEN NEW.subscription_status_url_version IS NOT OLD.subscription_status_url_version BEGIN
  SELECT RAISE(ABORT, 'apps.subscription_status_url_version: not a known value; SELECT value FROM enum_values WHERE enum = ''SubscriptionStatusUrlVersion''') WHERE NEW.subscription_status_url_version IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'SubscriptionStatusUrlVersion' AND value = NEW.subscription_status_url_version);
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'subscription_status_url_version'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.subscription_status_url_version IS CAST(NEW.subscription_status_url_version AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'subscription_status_url_version', m.subscription_status_url_version, CAST(NEW.subscription_status_url_version AS TEXT), 9, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.subscription_status_url_version IS NOT CAST(NEW.subscription_status_url_version AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_subscription_status_url_for_sandbox INSTEAD OF UPDATE OF subscription_status_url_for_sandbox ON apps WHEN NEW.subscription_status_url_for_sandbox IS NOT OLD.subscription_status_url_for_sandbox BEGIN
  SELECT RAISE(ABORT, 'apps.subscription_status_url_for_sandbox must be text or NULL') WHERE typeof(NEW.subscription_status_url_for_sandbox) = 'blob';
  SELECT RAISE(ABORT, 'apps.subscription_status_url_for_sandbox: an address cannot be empty; use NULL to clear it') WHERE NEW.subscription_status_url_for_sandbox = '';
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'subscription_status_url_for_sandbox'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.subscription_status_url_for_sandbox IS CAST(NEW.subscription_status_url_for_sandbox AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'subscription_status_url_for_sandbox', m.subscription_status_url_for_sandbox, CAST(NEW.subscription_status_url_for_sandbox AS TEXT), 10, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.subscription_status_url_for_sandbox IS NOT CAST(NEW.subscription_status_url_for_sandbox AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_set_subscription_status_url_version_for_sandbox INSTEAD OF UPDATE OF subscription_status_url_version_for_sandbox ON apps WHEN NEW.subscription_status_url_version_for_sandbox IS NOT OLD.subscription_status_url_version_for_sandbox BEGIN
  SELECT RAISE(ABORT, 'apps.subscription_status_url_version_for_sandbox: not a known value; SELECT value FROM enum_values WHERE enum = ''SubscriptionStatusUrlVersion''') WHERE NEW.subscription_status_url_version_for_sandbox IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'SubscriptionStatusUrlVersion' AND value = NEW.subscription_status_url_version_for_sandbox);
  DELETE FROM staged WHERE resource = 1 AND pk = OLD.pk AND field = 'subscription_status_url_version_for_sandbox'
    AND EXISTS(SELECT 1 FROM apps_mirror AS m WHERE m.pk = OLD.pk AND m.subscription_status_url_version_for_sandbox IS CAST(NEW.subscription_status_url_version_for_sandbox AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 1, m.pk, 'subscription_status_url_version_for_sandbox', m.subscription_status_url_version_for_sandbox, CAST(NEW.subscription_status_url_version_for_sandbox AS TEXT), 11, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM apps_mirror AS m
    WHERE m.pk = OLD.pk AND m.subscription_status_url_version_for_sandbox IS NOT CAST(NEW.subscription_status_url_version_for_sandbox AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER apps_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, name, bundle_id, sku, is_or_ever_was_made_for_kids, editable, staged, synced_at, readiness ON apps BEGIN
  SELECT RAISE(ABORT, 'apps.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'apps.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'apps.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'apps.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'apps.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'apps.name is read-only: an app is named per locale; UPDATE listings SET name = …') WHERE CAST(NEW.name AS TEXT) IS NOT CAST(OLD.name AS TEXT);
  SELECT RAISE(ABORT, 'apps.bundle_id is read-only: Apple fixes it with the first build') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'apps.sku is read-only: Apple sets it') WHERE CAST(NEW.sku AS TEXT) IS NOT CAST(OLD.sku AS TEXT);
  SELECT RAISE(ABORT, 'apps.is_or_ever_was_made_for_kids is read-only: Apple sets it') WHERE CAST(NEW.is_or_ever_was_made_for_kids AS TEXT) IS NOT CAST(OLD.is_or_ever_was_made_for_kids AS TEXT);
  SELECT RAISE(ABORT, 'apps.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'apps.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'apps.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
  SELECT RAISE(ABORT, 'apps.readiness is read-only: it is derived') WHERE CAST(NEW.readiness AS TEXT) IS NOT CAST(OLD.readiness AS TEXT);
END;
CREATE TRIGGER apps_any INSTEAD OF UPDATE ON apps WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER apps_create INSTEAD OF INSERT ON apps BEGIN SELECT RAISE(ABORT, 'apps: rows cannot be created through the API'); END;
CREATE TRIGGER apps_delete INSTEAD OF DELETE ON apps BEGIN SELECT RAISE(ABORT, 'apps: rows cannot be deleted through the API'); END;

-- app_infos
CREATE VIEW app_infos AS SELECT
  app_infos.pk AS pk,
  app_infos.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_infos.state AS state,
  CASE WHEN app_infos_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'primary_category') ELSE app_infos.primary_category END AS primary_category,
  CASE WHEN app_infos_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'primary_subcategory_one') ELSE app_infos.primary_subcategory_one END AS primary_subcategory_one,
  CASE WHEN app_infos_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'primary_subcategory_two') ELSE app_infos.primary_subcategory_two END AS primary_subcategory_two,
  CASE WHEN app_infos_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'secondary_category') ELSE app_infos.secondary_category END AS secondary_category,
  CASE WHEN app_infos_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'secondary_subcategory_one') ELSE app_infos.secondary_subcategory_one END AS secondary_subcategory_one,
  CASE WHEN app_infos_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 2 AND pk = app_infos.pk AND field = 'secondary_subcategory_two') ELSE app_infos.secondary_subcategory_two END AS secondary_subcategory_two,
  (app_infos.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW') OR app_infos.id GLOB '~*') AS editable,
  (app_infos_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM app_infos_mirror AS app_infos
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  LEFT JOIN dirty AS app_infos_dirty ON app_infos_dirty.resource = 2 AND app_infos_dirty.pk = app_infos.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = app_infos.account AND sync_scopes.kind = 'app_infos' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = app_infos.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE app_infos.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER app_infos_set_primary_category INSTEAD OF UPDATE OF primary_category ON app_infos WHEN NEW.primary_category IS NOT OLD.primary_category BEGIN
  SELECT RAISE(ABORT, 'app_infos.primary_category cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.primary_category must be text or NULL') WHERE typeof(NEW.primary_category) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'primary_category'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.primary_category IS CAST(NEW.primary_category AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'primary_category', m.primary_category, CAST(NEW.primary_category AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.primary_category IS NOT CAST(NEW.primary_category AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_set_primary_subcategory_one INSTEAD OF UPDATE OF primary_subcategory_one ON app_infos WHEN NEW.primary_subcategory_one IS NOT OLD.primary_subcategory_one BEGIN
  SELECT RAISE(ABORT, 'app_infos.primary_subcategory_one cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.primary_subcategory_one must be text or NULL') WHERE typeof(NEW.primary_subcategory_one) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'primary_subcategory_one'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.primary_subcategory_one IS CAST(NEW.primary_subcategory_one AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'primary_subcategory_one', m.primary_subcategory_one, CAST(NEW.primary_subcategory_one AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.primary_subcategory_one IS NOT CAST(NEW.primary_subcategory_one AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_set_primary_subcategory_two INSTEAD OF UPDATE OF primary_subcategory_two ON app_infos WHEN NEW.primary_subcategory_two IS NOT OLD.primary_subcategory_two BEGIN
  SELECT RAISE(ABORT, 'app_infos.primary_subcategory_two cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.primary_subcategory_two must be text or NULL') WHERE typeof(NEW.primary_subcategory_two) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'primary_subcategory_two'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.primary_subcategory_two IS CAST(NEW.primary_subcategory_two AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'primary_subcategory_two', m.primary_subcategory_two, CAST(NEW.primary_subcategory_two AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.primary_subcategory_two IS NOT CAST(NEW.primary_subcategory_two AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_set_secondary_category INSTEAD OF UPDATE OF secondary_category ON app_infos WHEN NEW.secondary_category IS NOT OLD.secondary_category BEGIN
  SELECT RAISE(ABORT, 'app_infos.secondary_category cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.secondary_category must be text or NULL') WHERE typeof(NEW.secondary_category) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'secondary_category'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.secondary_category IS CAST(NEW.secondary_category AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'secondary_category', m.secondary_category, CAST(NEW.secondary_category AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.secondary_category IS NOT CAST(NEW.secondary_category AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_set_secondary_subcategory_one INSTEAD OF UPDATE OF secondary_subcategory_one ON app_infos WHEN NEW.secondary_subcategory_one IS NOT OLD.secondary_subcategory_one BEGIN
  SELECT RAISE(ABORT, 'app_infos.secondary_subcategory_one cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.secondary_subcategory_one must be text or NULL') WHERE typeof(NEW.secondary_subcategory_one) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'secondary_subcategory_one'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.secondary_subcategory_one IS CAST(NEW.secondary_subcategory_one AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'secondary_subcategory_one', m.secondary_subcategory_one, CAST(NEW.secondary_subcategory_one AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.secondary_subcategory_one IS NOT CAST(NEW.secondary_subcategory_one AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_set_secondary_subcategory_two INSTEAD OF UPDATE OF secondary_subcategory_two ON app_infos WHEN NEW.secondary_subcategory_two IS NOT OLD.secondary_subcategory_two BEGIN
  SELECT RAISE(ABORT, 'app_infos.secondary_subcategory_two cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_infos.secondary_subcategory_two must be text or NULL') WHERE typeof(NEW.secondary_subcategory_two) = 'blob';
  DELETE FROM staged WHERE resource = 2 AND pk = OLD.pk AND field = 'secondary_subcategory_two'
    AND EXISTS(SELECT 1 FROM app_infos_mirror AS m WHERE m.pk = OLD.pk AND m.secondary_subcategory_two IS CAST(NEW.secondary_subcategory_two AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 2, m.pk, 'secondary_subcategory_two', m.secondary_subcategory_two, CAST(NEW.secondary_subcategory_two AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_infos_mirror AS m
    WHERE m.pk = OLD.pk AND m.secondary_subcategory_two IS NOT CAST(NEW.secondary_subcategory_two AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_infos_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, state, editable, staged, synced_at ON app_infos BEGIN
  SELECT RAISE(ABORT, 'app_infos.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.state is read-only: Apple sets it') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'app_infos.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER app_infos_any INSTEAD OF UPDATE ON app_infos WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER app_infos_create INSTEAD OF INSERT ON app_infos BEGIN SELECT RAISE(ABORT, 'app_infos: rows cannot be created through the API'); END;
CREATE TRIGGER app_infos_delete INSTEAD OF DELETE ON app_infos BEGIN SELECT RAISE(ABORT, 'app_infos: rows cannot be deleted through the API'); END;

-- app_info_localizations
CREATE VIEW app_info_localizations AS SELECT
  app_info_localizations.pk AS pk,
  app_info_localizations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_infos.id AS app_info_id,
  app_infos.state AS state,
  app_info_localizations.locale AS locale,
  CASE WHEN app_info_localizations_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'name') ELSE app_info_localizations.name END AS name,
  CASE WHEN app_info_localizations_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'subtitle') ELSE app_info_localizations.subtitle END AS subtitle,
  CASE WHEN app_info_localizations_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'privacy_policy_url') ELSE app_info_localizations.privacy_policy_url END AS privacy_policy_url,
  CASE WHEN app_info_localizations_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'privacy_choices_url') ELSE app_info_localizations.privacy_choices_url END AS privacy_choices_url,
  CASE WHEN app_info_localizations_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'privacy_policy_text') ELSE app_info_localizations.privacy_policy_text END AS privacy_policy_text,
  CASE WHEN app_info_localizations_dirty.mask & 2 THEN (SELECT length(value) FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'name') ELSE app_info_localizations.name_len END AS name_len,
  CASE WHEN app_info_localizations_dirty.mask & 4 THEN (SELECT length(value) FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'subtitle') ELSE app_info_localizations.subtitle_len END AS subtitle_len,
  (app_infos.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW') OR app_infos.id GLOB '~*') AS editable,
  (app_info_localizations_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM app_info_localizations_mirror AS app_info_localizations
  JOIN app_infos_mirror AS app_infos ON app_infos.pk = app_info_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  LEFT JOIN dirty AS app_info_localizations_dirty ON app_info_localizations_dirty.resource = 3 AND app_info_localizations_dirty.pk = app_info_localizations.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = app_info_localizations.account AND sync_scopes.kind = 'app_infos' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = app_info_localizations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE app_info_localizations.gone_at IS NULL AND app_infos.gone_at IS NULL AND apps.gone_at IS NULL AND (app_info_localizations_dirty.mask IS NULL OR app_info_localizations_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER app_info_localizations_set_name INSTEAD OF UPDATE OF name ON app_info_localizations WHEN NEW.name IS NOT OLD.name BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.name cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_info_localizations.name must be text or NULL') WHERE typeof(NEW.name) = 'blob';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = 'name'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.name IS CAST(NEW.name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'name', m.name, CAST(NEW.name AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.name IS NOT CAST(NEW.name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_info_localizations_set_subtitle INSTEAD OF UPDATE OF subtitle ON app_info_localizations WHEN NEW.subtitle IS NOT OLD.subtitle BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.subtitle cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_info_localizations.subtitle must be text or NULL') WHERE typeof(NEW.subtitle) = 'blob';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = 'subtitle'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.subtitle IS CAST(NEW.subtitle AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'subtitle', m.subtitle, CAST(NEW.subtitle AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.subtitle IS NOT CAST(NEW.subtitle AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_info_localizations_set_privacy_policy_url INSTEAD OF UPDATE OF privacy_policy_url ON app_info_localizations WHEN NEW.privacy_policy_url IS NOT OLD.privacy_policy_url BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_policy_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_policy_url must be text or NULL') WHERE typeof(NEW.privacy_policy_url) = 'blob';
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_policy_url: an address cannot be empty; use NULL to clear it') WHERE NEW.privacy_policy_url = '';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = 'privacy_policy_url'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.privacy_policy_url IS CAST(NEW.privacy_policy_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'privacy_policy_url', m.privacy_policy_url, CAST(NEW.privacy_policy_url AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.privacy_policy_url IS NOT CAST(NEW.privacy_policy_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_info_localizations_set_privacy_choices_url INSTEAD OF UPDATE OF privacy_choices_url ON app_info_localizations WHEN NEW.privacy_choices_url IS NOT OLD.privacy_choices_url BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_choices_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_choices_url must be text or NULL') WHERE typeof(NEW.privacy_choices_url) = 'blob';
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_choices_url: an address cannot be empty; use NULL to clear it') WHERE NEW.privacy_choices_url = '';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = 'privacy_choices_url'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.privacy_choices_url IS CAST(NEW.privacy_choices_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'privacy_choices_url', m.privacy_choices_url, CAST(NEW.privacy_choices_url AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.privacy_choices_url IS NOT CAST(NEW.privacy_choices_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_info_localizations_set_privacy_policy_text INSTEAD OF UPDATE OF privacy_policy_text ON app_info_localizations WHEN NEW.privacy_policy_text IS NOT OLD.privacy_policy_text BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_policy_text cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'app_info_localizations.privacy_policy_text must be text or NULL') WHERE typeof(NEW.privacy_policy_text) = 'blob';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = 'privacy_policy_text'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.privacy_policy_text IS CAST(NEW.privacy_policy_text AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'privacy_policy_text', m.privacy_policy_text, CAST(NEW.privacy_policy_text AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.privacy_policy_text IS NOT CAST(NEW.privacy_policy_text AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER app_info_localizations_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, app_info_id, state, locale, name_len, subtitle_len, editable, staged, synced_at ON app_info_localizations BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.app_info_id is read-only: it is derived') WHERE CAST(NEW.app_info_id AS TEXT) IS NOT CAST(OLD.app_info_id AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.state is read-only: it belongs to app_infos; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.locale is read-only: it is set when the row is created') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.name_len is read-only: it is derived') WHERE CAST(NEW.name_len AS TEXT) IS NOT CAST(OLD.name_len AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.subtitle_len is read-only: it is derived') WHERE CAST(NEW.subtitle_len AS TEXT) IS NOT CAST(OLD.subtitle_len AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'app_info_localizations.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER app_info_localizations_any INSTEAD OF UPDATE ON app_info_localizations WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER app_info_localizations_create INSTEAD OF INSERT ON app_info_localizations BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations: unknown app_info_id; copy it from the view app_infos') WHERE (SELECT pk FROM app_infos_mirror WHERE id = NEW.app_info_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'app_info_localizations: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM app_info_localizations WHERE app_info_localizations.app_info_id = NEW.app_info_id AND app_info_localizations.locale IS NEW.locale) OR EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.parent = (SELECT pk FROM app_infos_mirror WHERE id = NEW.app_info_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.locale IS NEW.locale);
  SELECT RAISE(ABORT, 'app_info_localizations.locale is required') WHERE NEW.locale IS NULL;
  SELECT RAISE(ABORT, 'app_info_localizations.name is required') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'app_info_localizations: its app info cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM app_infos_mirror WHERE pk = (SELECT pk FROM app_infos_mirror WHERE id = NEW.app_info_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED'));
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO app_info_localizations_mirror(account, id, parent, locale) SELECT account, '~' || hex(randomblob(8)), pk, NEW.locale FROM app_infos_mirror WHERE pk = (SELECT pk FROM app_infos_mirror WHERE id = NEW.app_info_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 3, (SELECT max(pk) FROM app_info_localizations_mirror), '+', trim(coalesce(NEW.locale || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE app_info_localizations SET name = NEW.name, subtitle = NEW.subtitle, privacy_policy_url = NEW.privacy_policy_url, privacy_choices_url = NEW.privacy_choices_url, privacy_policy_text = NEW.privacy_policy_text WHERE pk = (SELECT max(pk) FROM app_info_localizations_mirror);
END;
CREATE TRIGGER app_info_localizations_delete INSTEAD OF DELETE ON app_info_localizations BEGIN
  SELECT RAISE(ABORT, 'app_info_localizations: this row cannot be deleted in this state; add: AND state IN (''PREPARE_FOR_SUBMISSION'', ''DEVELOPER_REJECTED'', ''REJECTED'')') WHERE OLD.id NOT GLOB '~*' AND OLD.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED');
  SELECT RAISE(ABORT, 'app_info_localizations: this is the app''s primary locale, which Apple keeps; change apps.primary_locale first') WHERE OLD.locale IS (SELECT apps.primary_locale FROM apps WHERE apps.id = OLD.app_id AND apps.account = OLD.account);
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = '+');
  DELETE FROM app_info_localizations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 3 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 3, m.pk, '-', trim(coalesce(m.locale || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.pk;
END;

-- age_ratings
CREATE VIEW age_ratings AS SELECT
  age_ratings.pk AS pk,
  age_ratings.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_infos.id AS app_info_id,
  app_infos.state AS state,
  CASE WHEN age_ratings_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'advertising') ELSE age_ratings.advertising END AS advertising,
  CASE WHEN age_ratings_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'age_assurance') ELSE age_ratings.age_assurance END AS age_assurance,
  CASE WHEN age_ratings_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'gambling') ELSE age_ratings.gambling END AS gambling,
  CASE WHEN age_ratings_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'health_or_wellness_topics') ELSE age_ratings.health_or_wellness_topics END AS health_or_wellness_topics,
  CASE WHEN age_ratings_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'loot_box') ELSE age_ratings.loot_box END AS loot_box,
  CASE WHEN age_ratings_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'messaging_and_chat') ELSE age_ratings.messaging_and_chat END AS messaging_and_chat,
  CASE WHEN age_ratings_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'parental_controls') ELSE age_ratings.parental_controls END AS parental_controls,
  CASE WHEN age_ratings_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'social_media') ELSE age_ratings.social_media END AS social_media,
  CASE WHEN age_ratings_dirty.mask & 256 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'social_media_age_restricted') ELSE age_ratings.social_media_age_restricted END AS social_media_age_restricted,
  CASE WHEN age_ratings_dirty.mask & 512 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'unrestricted_web_access') ELSE age_ratings.unrestricted_web_access END AS unrestricted_web_access,
  CASE WHEN age_ratings_dirty.mask & 1024 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'user_generated_content') ELSE age_ratings.user_generated_content END AS user_generated_content,
  CASE WHEN age_ratings_dirty.mask & 2048 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'alcohol_tobacco_or_drug_use_or_references') ELSE age_ratings.alcohol_tobacco_or_drug_use_or_references END AS alcohol_tobacco_or_drug_use_or_references,
  CASE WHEN age_ratings_dirty.mask & 4096 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'contests') ELSE age_ratings.contests END AS contests,
  CASE WHEN age_ratings_dirty.mask & 8192 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'gambling_simulated') ELSE age_ratings.gambling_simulated END AS gambling_simulated,
  CASE WHEN age_ratings_dirty.mask & 16384 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'guns_or_other_weapons') ELSE age_ratings.guns_or_other_weapons END AS guns_or_other_weapons,
  CASE WHEN age_ratings_dirty.mask & 32768 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'horror_or_fear_themes') ELSE age_ratings.horror_or_fear_themes END AS horror_or_fear_themes,
  CASE WHEN age_ratings_dirty.mask & 65536 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'mature_or_suggestive_themes') ELSE age_ratings.mature_or_suggestive_themes END AS mature_or_suggestive_themes,
  CASE WHEN age_ratings_dirty.mask & 131072 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'medical_or_treatment_information') ELSE age_ratings.medical_or_treatment_information END AS medical_or_treatment_information,
  CASE WHEN age_ratings_dirty.mask & 262144 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'profanity_or_crude_humor') ELSE age_ratings.profanity_or_crude_humor END AS profanity_or_crude_humor,
  CASE WHEN age_ratings_dirty.mask & 524288 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'sexual_content_graphic_and_nudity') ELSE age_ratings.sexual_content_graphic_and_nudity END AS sexual_content_graphic_and_nudity,
  CASE WHEN age_ratings_dirty.mask & 1048576 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'sexual_content_or_nudity') ELSE age_ratings.sexual_content_or_nudity END AS sexual_content_or_nudity,
  CASE WHEN age_ratings_dirty.mask & 2097152 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'violence_cartoon_or_fantasy') ELSE age_ratings.violence_cartoon_or_fantasy END AS violence_cartoon_or_fantasy,
  CASE WHEN age_ratings_dirty.mask & 4194304 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'violence_realistic') ELSE age_ratings.violence_realistic END AS violence_realistic,
  CASE WHEN age_ratings_dirty.mask & 8388608 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'violence_realistic_prolonged_graphic_or_sadistic') ELSE age_ratings.violence_realistic_prolonged_graphic_or_sadistic END AS violence_realistic_prolonged_graphic_or_sadistic,
  CASE WHEN age_ratings_dirty.mask & 16777216 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'kids_age_band') ELSE age_ratings.kids_age_band END AS kids_age_band,
  CASE WHEN age_ratings_dirty.mask & 33554432 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'age_rating_override_v2') ELSE age_ratings.age_rating_override_v2 END AS age_rating_override_v2,
  CASE WHEN age_ratings_dirty.mask & 67108864 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'korea_age_rating_override') ELSE age_ratings.korea_age_rating_override END AS korea_age_rating_override,
  CASE WHEN age_ratings_dirty.mask & 134217728 THEN (SELECT value FROM staged WHERE resource = 4 AND pk = age_ratings.pk AND field = 'developer_age_rating_info_url') ELSE age_ratings.developer_age_rating_info_url END AS developer_age_rating_info_url,
  (app_infos.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW') OR app_infos.id GLOB '~*') AS editable,
  (age_ratings_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM age_ratings_mirror AS age_ratings
  JOIN app_infos_mirror AS app_infos ON app_infos.pk = age_ratings.parent
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  LEFT JOIN dirty AS age_ratings_dirty ON age_ratings_dirty.resource = 4 AND age_ratings_dirty.pk = age_ratings.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = age_ratings.account AND sync_scopes.kind = 'app_infos' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = age_ratings.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE age_ratings.gone_at IS NULL AND app_infos.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER age_ratings_set_advertising INSTEAD OF UPDATE OF advertising ON age_ratings WHEN NEW.advertising IS NOT OLD.advertising BEGIN
  SELECT RAISE(ABORT, 'age_ratings.advertising cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.advertising must be 0, 1, true, false or NULL') WHERE NEW.advertising IS NOT NULL AND lower(CAST(NEW.advertising AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'advertising'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.advertising IS CASE WHEN lower(CAST(NEW.advertising AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.advertising IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'advertising', m.advertising, CASE WHEN lower(CAST(NEW.advertising AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.advertising IS NOT NULL THEN 0 END, 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.advertising IS NOT CASE WHEN lower(CAST(NEW.advertising AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.advertising IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_age_assurance INSTEAD OF UPDATE OF age_assurance ON age_ratings WHEN NEW.age_assurance IS NOT OLD.age_assurance BEGIN
  SELECT RAISE(ABORT, 'age_ratings.age_assurance cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.age_assurance must be 0, 1, true, false or NULL') WHERE NEW.age_assurance IS NOT NULL AND lower(CAST(NEW.age_assurance AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'age_assurance'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.age_assurance IS CASE WHEN lower(CAST(NEW.age_assurance AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.age_assurance IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'age_assurance', m.age_assurance, CASE WHEN lower(CAST(NEW.age_assurance AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.age_assurance IS NOT NULL THEN 0 END, 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.age_assurance IS NOT CASE WHEN lower(CAST(NEW.age_assurance AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.age_assurance IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_gambling INSTEAD OF UPDATE OF gambling ON age_ratings WHEN NEW.gambling IS NOT OLD.gambling BEGIN
  SELECT RAISE(ABORT, 'age_ratings.gambling cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.gambling must be 0, 1, true, false or NULL') WHERE NEW.gambling IS NOT NULL AND lower(CAST(NEW.gambling AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'gambling'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.gambling IS CASE WHEN lower(CAST(NEW.gambling AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.gambling IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'gambling', m.gambling, CASE WHEN lower(CAST(NEW.gambling AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.gambling IS NOT NULL THEN 0 END, 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.gambling IS NOT CASE WHEN lower(CAST(NEW.gambling AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.gambling IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_health_or_wellness_topics INSTEAD OF UPDATE OF health_or_wellness_topics ON age_ratings WHEN NEW.health_or_wellness_topics IS NOT OLD.health_or_wellness_topics BEGIN
  SELECT RAISE(ABORT, 'age_ratings.health_or_wellness_topics cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.health_or_wellness_topics must be 0, 1, true, false or NULL') WHERE NEW.health_or_wellness_topics IS NOT NULL AND lower(CAST(NEW.health_or_wellness_topics AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'health_or_wellness_topics'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.health_or_wellness_topics IS CASE WHEN lower(CAST(NEW.health_or_wellness_topics AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.health_or_wellness_topics IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'health_or_wellness_topics', m.health_or_wellness_topics, CASE WHEN lower(CAST(NEW.health_or_wellness_topics AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.health_or_wellness_topics IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.health_or_wellness_topics IS NOT CASE WHEN lower(CAST(NEW.health_or_wellness_topics AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.health_or_wellness_topics IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_loot_box INSTEAD OF UPDATE OF loot_box ON age_ratings WHEN NEW.loot_box IS NOT OLD.loot_box BEGIN
  SELECT RAISE(ABORT, 'age_ratings.loot_box cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.loot_box must be 0, 1, true, false or NULL') WHERE NEW.loot_box IS NOT NULL AND lower(CAST(NEW.loot_box AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'loot_box'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.loot_box IS CASE WHEN lower(CAST(NEW.loot_box AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.loot_box IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'loot_box', m.loot_box, CASE WHEN lower(CAST(NEW.loot_box AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.loot_box IS NOT NULL THEN 0 END, 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.loot_box IS NOT CASE WHEN lower(CAST(NEW.loot_box AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.loot_box IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_messaging_and_chat INSTEAD OF UPDATE OF messaging_and_chat ON age_ratings WHEN NEW.messaging_and_chat IS NOT OLD.messaging_and_chat BEGIN
  SELECT RAISE(ABORT, 'age_ratings.messaging_and_chat cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.messaging_and_chat must be 0, 1, true, false or NULL') WHERE NEW.messaging_and_chat IS NOT NULL AND lower(CAST(NEW.messaging_and_chat AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'messaging_and_chat'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.messaging_and_chat IS CASE WHEN lower(CAST(NEW.messaging_and_chat AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.messaging_and_chat IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'messaging_and_chat', m.messaging_and_chat, CASE WHEN lower(CAST(NEW.messaging_and_chat AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.messaging_and_chat IS NOT NULL THEN 0 END, 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.messaging_and_chat IS NOT CASE WHEN lower(CAST(NEW.messaging_and_chat AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.messaging_and_chat IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_parental_controls INSTEAD OF UPDATE OF parental_controls ON age_ratings WHEN NEW.parental_controls IS NOT OLD.parental_controls BEGIN
  SELECT RAISE(ABORT, 'age_ratings.parental_controls cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.parental_controls must be 0, 1, true, false or NULL') WHERE NEW.parental_controls IS NOT NULL AND lower(CAST(NEW.parental_controls AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'parental_controls'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.parental_controls IS CASE WHEN lower(CAST(NEW.parental_controls AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.parental_controls IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'parental_controls', m.parental_controls, CASE WHEN lower(CAST(NEW.parental_controls AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.parental_controls IS NOT NULL THEN 0 END, 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.parental_controls IS NOT CASE WHEN lower(CAST(NEW.parental_controls AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.parental_controls IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_social_media INSTEAD OF UPDATE OF social_media ON age_ratings WHEN NEW.social_media IS NOT OLD.social_media BEGIN
  SELECT RAISE(ABORT, 'age_ratings.social_media cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.social_media must be 0, 1, true, false or NULL') WHERE NEW.social_media IS NOT NULL AND lower(CAST(NEW.social_media AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'social_media'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.social_media IS CASE WHEN lower(CAST(NEW.social_media AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'social_media', m.social_media, CASE WHEN lower(CAST(NEW.social_media AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media IS NOT NULL THEN 0 END, 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.social_media IS NOT CASE WHEN lower(CAST(NEW.social_media AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_social_media_age_restricted INSTEAD OF UPDATE OF social_media_age_restricted ON age_ratings WHEN NEW.social_media_age_restricted IS NOT OLD.social_media_age_restricted BEGIN
  SELECT RAISE(ABORT, 'age_ratings.social_media_age_restricted cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.social_media_age_restricted must be 0, 1, true, false or NULL') WHERE NEW.social_media_age_restricted IS NOT NULL AND lower(CAST(NEW.social_media_age_restricted AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'social_media_age_restricted'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.social_media_age_restricted IS CASE WHEN lower(CAST(NEW.social_media_age_restricted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media_age_restricted IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'social_media_age_restricted', m.social_media_age_restricted, CASE WHEN lower(CAST(NEW.social_media_age_restricted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media_age_restricted IS NOT NULL THEN 0 END, 8, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.social_media_age_restricted IS NOT CASE WHEN lower(CAST(NEW.social_media_age_restricted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.social_media_age_restricted IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_unrestricted_web_access INSTEAD OF UPDATE OF unrestricted_web_access ON age_ratings WHEN NEW.unrestricted_web_access IS NOT OLD.unrestricted_web_access BEGIN
  SELECT RAISE(ABORT, 'age_ratings.unrestricted_web_access cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.unrestricted_web_access must be 0, 1, true, false or NULL') WHERE NEW.unrestricted_web_access IS NOT NULL AND lower(CAST(NEW.unrestricted_web_access AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'unrestricted_web_access'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.unrestricted_web_access IS CASE WHEN lower(CAST(NEW.unrestricted_web_access AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.unrestricted_web_access IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'unrestricted_web_access', m.unrestricted_web_access, CASE WHEN lower(CAST(NEW.unrestricted_web_access AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.unrestricted_web_access IS NOT NULL THEN 0 END, 9, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.unrestricted_web_access IS NOT CASE WHEN lower(CAST(NEW.unrestricted_web_access AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.unrestricted_web_access IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_user_generated_content INSTEAD OF UPDATE OF user_generated_content ON age_ratings WHEN NEW.user_generated_content IS NOT OLD.user_generated_content BEGIN
  SELECT RAISE(ABORT, 'age_ratings.user_generated_content cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.user_generated_content must be 0, 1, true, false or NULL') WHERE NEW.user_generated_content IS NOT NULL AND lower(CAST(NEW.user_generated_content AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'user_generated_content'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.user_generated_content IS CASE WHEN lower(CAST(NEW.user_generated_content AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.user_generated_content IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'user_generated_content', m.user_generated_content, CASE WHEN lower(CAST(NEW.user_generated_content AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.user_generated_content IS NOT NULL THEN 0 END, 10, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.user_generated_content IS NOT CASE WHEN lower(CAST(NEW.user_generated_content AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.user_generated_content IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_alcohol_tobacco_or_drug_use_or_references INSTEAD OF UPDATE OF alcohol_tobacco_or_drug_use_or_references ON age_ratings WHEN NEW.alcohol_tobacco_or_drug_use_or_references IS NOT OLD.alcohol_tobacco_or_drug_use_or_references BEGIN
  SELECT RAISE(ABORT, 'age_ratings.alcohol_tobacco_or_drug_use_or_references cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.alcohol_tobacco_or_drug_use_or_references: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.alcohol_tobacco_or_drug_use_or_references IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.alcohol_tobacco_or_drug_use_or_references);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'alcohol_tobacco_or_drug_use_or_references'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.alcohol_tobacco_or_drug_use_or_references IS CAST(NEW.alcohol_tobacco_or_drug_use_or_references AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'alcohol_tobacco_or_drug_use_or_references', m.alcohol_tobacco_or_drug_use_or_references, CAST(NEW.alcohol_tobacco_or_drug_use_or_references AS TEXT), 11, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.alcohol_tobacco_or_drug_use_or_references IS NOT CAST(NEW.alcohol_tobacco_or_drug_use_or_references AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_contests INSTEAD OF UPDATE OF contests ON age_ratings WHEN NEW.contests IS NOT OLD.contests BEGIN
  SELECT RAISE(ABORT, 'age_ratings.contests cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.contests: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.contests IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.contests);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'contests'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.contests IS CAST(NEW.contests AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'contests', m.contests, CAST(NEW.contests AS TEXT), 12, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.contests IS NOT CAST(NEW.contests AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_gambling_simulated INSTEAD OF UPDATE OF gambling_simulated ON age_ratings WHEN NEW.gambling_simulated IS NOT OLD.gambling_simulated BEGIN
  SELECT RAISE(ABORT, 'age_ratings.gambling_simulated cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.gambling_simulated: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.gambling_simulated IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.gambling_simulated);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'gambling_simulated'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.gambling_simulated IS CAST(NEW.gambling_simulated AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'gambling_simulated', m.gambling_simulated, CAST(NEW.gambling_simulated AS TEXT), 13, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.gambling_simulated IS NOT CAST(NEW.gambling_simulated AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_guns_or_other_weapons INSTEAD OF UPDATE OF guns_or_other_weapons ON age_ratings WHEN NEW.guns_or_other_weapons IS NOT OLD.guns_or_other_weapons BEGIN
  SELECT RAISE(ABORT, 'age_ratings.guns_or_other_weapons cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.guns_or_other_weapons: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.guns_or_other_weapons IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.guns_or_other_weapons);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'guns_or_other_weapons'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.guns_or_other_weapons IS CAST(NEW.guns_or_other_weapons AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'guns_or_other_weapons', m.guns_or_other_weapons, CAST(NEW.guns_or_other_weapons AS TEXT), 14, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.guns_or_other_weapons IS NOT CAST(NEW.guns_or_other_weapons AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_horror_or_fear_themes INSTEAD OF UPDATE OF horror_or_fear_themes ON age_ratings WHEN NEW.horror_or_fear_themes IS NOT OLD.horror_or_fear_themes BEGIN
  SELECT RAISE(ABORT, 'age_ratings.horror_or_fear_themes cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.horror_or_fear_themes: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.horror_or_fear_themes IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.horror_or_fear_themes);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'horror_or_fear_themes'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.horror_or_fear_themes IS CAST(NEW.horror_or_fear_themes AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'horror_or_fear_themes', m.horror_or_fear_themes, CAST(NEW.horror_or_fear_themes AS TEXT), 15, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.horror_or_fear_themes IS NOT CAST(NEW.horror_or_fear_themes AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_mature_or_suggestive_themes INSTEAD OF UPDATE OF mature_or_suggestive_themes ON age_ratings WHEN NEW.mature_or_suggestive_themes IS NOT OLD.mature_or_suggestive_themes BEGIN
  SELECT RAISE(ABORT, 'age_ratings.mature_or_suggestive_themes cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.mature_or_suggestive_themes: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.mature_or_suggestive_themes IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.mature_or_suggestive_themes);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'mature_or_suggestive_themes'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.mature_or_suggestive_themes IS CAST(NEW.mature_or_suggestive_themes AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'mature_or_suggestive_themes', m.mature_or_suggestive_themes, CAST(NEW.mature_or_suggestive_themes AS TEXT), 16, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.mature_or_suggestive_themes IS NOT CAST(NEW.mature_or_suggestive_themes AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_medical_or_treatment_information INSTEAD OF UPDATE OF medical_or_treatment_information ON age_ratings WHEN NEW.medical_or_treatment_information IS NOT OLD.medical_or_treatment_information BEGIN
  SELECT RAISE(ABORT, 'age_ratings.medical_or_treatment_information cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.medical_or_treatment_information: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.medical_or_treatment_information IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.medical_or_treatment_information);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'medical_or_treatment_information'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.medical_or_treatment_information IS CAST(NEW.medical_or_treatment_information AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'medical_or_treatment_information', m.medical_or_treatment_information, CAST(NEW.medical_or_treatment_information AS TEXT), 17, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.medical_or_treatment_information IS NOT CAST(NEW.medical_or_treatment_information AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_profanity_or_crude_humor INSTEAD OF UPDATE OF profanity_or_crude_humor ON age_ratings WHEN NEW.profanity_or_crude_humor IS NOT OLD.profanity_or_crude_humor BEGIN
  SELECT RAISE(ABORT, 'age_ratings.profanity_or_crude_humor cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.profanity_or_crude_humor: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.profanity_or_crude_humor IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.profanity_or_crude_humor);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'profanity_or_crude_humor'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.profanity_or_crude_humor IS CAST(NEW.profanity_or_crude_humor AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'profanity_or_crude_humor', m.profanity_or_crude_humor, CAST(NEW.profanity_or_crude_humor AS TEXT), 18, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.profanity_or_crude_humor IS NOT CAST(NEW.profanity_or_crude_humor AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_sexual_content_graphic_and_nudity INSTEAD OF UPDATE OF sexual_content_graphic_and_nudity ON age_ratings WHEN NEW.sexual_content_graphic_and_nudity IS NOT OLD.sexual_content_graphic_and_nudity BEGIN
  SELECT RAISE(ABORT, 'age_ratings.sexual_content_graphic_and_nudity cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.sexual_content_graphic_and_nudity: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.sexual_content_graphic_and_nudity IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.sexual_content_graphic_and_nudity);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'sexual_content_graphic_and_nudity'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.sexual_content_graphic_and_nudity IS CAST(NEW.sexual_content_graphic_and_nudity AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'sexual_content_graphic_and_nudity', m.sexual_content_graphic_and_nudity, CAST(NEW.sexual_content_graphic_and_nudity AS TEXT), 19, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.sexual_content_graphic_and_nudity IS NOT CAST(NEW.sexual_content_graphic_and_nudity AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_sexual_content_or_nudity INSTEAD OF UPDATE OF sexual_content_or_nudity ON age_ratings WHEN NEW.sexual_content_or_nudity IS NOT OLD.sexual_content_or_nudity BEGIN
  SELECT RAISE(ABORT, 'age_ratings.sexual_content_or_nudity cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.sexual_content_or_nudity: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.sexual_content_or_nudity IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.sexual_content_or_nudity);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'sexual_content_or_nudity'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.sexual_content_or_nudity IS CAST(NEW.sexual_content_or_nudity AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'sexual_content_or_nudity', m.sexual_content_or_nudity, CAST(NEW.sexual_content_or_nudity AS TEXT), 20, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.sexual_content_or_nudity IS NOT CAST(NEW.sexual_content_or_nudity AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_violence_cartoon_or_fantasy INSTEAD OF UPDATE OF violence_cartoon_or_fantasy ON age_ratings WHEN NEW.violence_cartoon_or_fantasy IS NOT OLD.violence_cartoon_or_fantasy BEGIN
  SELECT RAISE(ABORT, 'age_ratings.violence_cartoon_or_fantasy cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.violence_cartoon_or_fantasy: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.violence_cartoon_or_fantasy IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.violence_cartoon_or_fantasy);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'violence_cartoon_or_fantasy'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.violence_cartoon_or_fantasy IS CAST(NEW.violence_cartoon_or_fantasy AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'violence_cartoon_or_fantasy', m.violence_cartoon_or_fantasy, CAST(NEW.violence_cartoon_or_fantasy AS TEXT), 21, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.violence_cartoon_or_fantasy IS NOT CAST(NEW.violence_cartoon_or_fantasy AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_violence_realistic INSTEAD OF UPDATE OF violence_realistic ON age_ratings WHEN NEW.violence_realistic IS NOT OLD.violence_realistic BEGIN
  SELECT RAISE(ABORT, 'age_ratings.violence_realistic cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.violence_realistic: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.violence_realistic IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.violence_realistic);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'violence_realistic'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.violence_realistic IS CAST(NEW.violence_realistic AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'violence_realistic', m.violence_realistic, CAST(NEW.violence_realistic AS TEXT), 22, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.violence_realistic IS NOT CAST(NEW.violence_realistic AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_violence_realistic_prolonged_graphic_or_sadistic INSTEAD OF UPDATE OF violence_realistic_prolonged_graphic_or_sadistic ON age_ratings WHEN NEW.violence_realistic_prolonged_graphic_or_sadistic IS NOT OLD.violence_realistic_prolonged_graphic_or_sadistic BEGIN
  SELECT RAISE(ABORT, 'age_ratings.violence_realistic_prolonged_graphic_or_sadistic cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.violence_realistic_prolonged_graphic_or_sadistic: not a known value; SELECT value FROM enum_values WHERE enum = ''Frequency''') WHERE NEW.violence_realistic_prolonged_graphic_or_sadistic IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Frequency' AND value = NEW.violence_realistic_prolonged_graphic_or_sadistic);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'violence_realistic_prolonged_graphic_or_sadistic'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.violence_realistic_prolonged_graphic_or_sadistic IS CAST(NEW.violence_realistic_prolonged_graphic_or_sadistic AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'violence_realistic_prolonged_graphic_or_sadistic', m.violence_realistic_prolonged_graphic_or_sadistic, CAST(NEW.violence_realistic_prolonged_graphic_or_sadistic AS TEXT), 23, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.violence_realistic_prolonged_graphic_or_sadistic IS NOT CAST(NEW.violence_realistic_prolonged_graphic_or_sadistic AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_kids_age_band INSTEAD OF UPDATE OF kids_age_band ON age_ratings WHEN NEW.kids_age_band IS NOT OLD.kids_age_band BEGIN
  SELECT RAISE(ABORT, 'age_ratings.kids_age_band cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.kids_age_band: not a known value; SELECT value FROM enum_values WHERE enum = ''KidsAgeBand''') WHERE NEW.kids_age_band IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'KidsAgeBand' AND value = NEW.kids_age_band);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'kids_age_band'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.kids_age_band IS CAST(NEW.kids_age_band AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'kids_age_band', m.kids_age_band, CAST(NEW.kids_age_band AS TEXT), 24, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.kids_age_band IS NOT CAST(NEW.kids_age_band AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_age_rating_override_v2 INSTEAD OF UPDATE OF age_rating_override_v2 ON age_ratings WHEN NEW.age_rating_override_v2 IS NOT OLD.age_rating_override_v2 BEGIN
  SELECT RAISE(ABORT, 'age_ratings.age_rating_override_v2 cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.age_rating_override_v2: not a known value; SELECT value FROM enum_values WHERE enum = ''AgeRatingOverride''') WHERE NEW.age_rating_override_v2 IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'AgeRatingOverride' AND value = NEW.age_rating_override_v2);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'age_rating_override_v2'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.age_rating_override_v2 IS CAST(NEW.age_rating_override_v2 AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'age_rating_override_v2', m.age_rating_override_v2, CAST(NEW.age_rating_override_v2 AS TEXT), 25, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.age_rating_override_v2 IS NOT CAST(NEW.age_rating_override_v2 AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_korea_age_rating_override INSTEAD OF UPDATE OF korea_age_rating_override ON age_ratings WHEN NEW.korea_age_rating_override IS NOT OLD.korea_age_rating_override BEGIN
  SELECT RAISE(ABORT, 'age_ratings.korea_age_rating_override cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.korea_age_rating_override: not a known value; SELECT value FROM enum_values WHERE enum = ''KoreaAgeRatingOverride''') WHERE NEW.korea_age_rating_override IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'KoreaAgeRatingOverride' AND value = NEW.korea_age_rating_override);
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'korea_age_rating_override'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.korea_age_rating_override IS CAST(NEW.korea_age_rating_override AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'korea_age_rating_override', m.korea_age_rating_override, CAST(NEW.korea_age_rating_override AS TEXT), 26, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.korea_age_rating_override IS NOT CAST(NEW.korea_age_rating_override AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_set_developer_age_rating_info_url INSTEAD OF UPDATE OF developer_age_rating_info_url ON age_ratings WHEN NEW.developer_age_rating_info_url IS NOT OLD.developer_age_rating_info_url BEGIN
  SELECT RAISE(ABORT, 'age_ratings.developer_age_rating_info_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'age_ratings.developer_age_rating_info_url must be text or NULL') WHERE typeof(NEW.developer_age_rating_info_url) = 'blob';
  SELECT RAISE(ABORT, 'age_ratings.developer_age_rating_info_url: an address cannot be empty; use NULL to clear it') WHERE NEW.developer_age_rating_info_url = '';
  DELETE FROM staged WHERE resource = 4 AND pk = OLD.pk AND field = 'developer_age_rating_info_url'
    AND EXISTS(SELECT 1 FROM age_ratings_mirror AS m WHERE m.pk = OLD.pk AND m.developer_age_rating_info_url IS CAST(NEW.developer_age_rating_info_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 4, m.pk, 'developer_age_rating_info_url', m.developer_age_rating_info_url, CAST(NEW.developer_age_rating_info_url AS TEXT), 27, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM age_ratings_mirror AS m
    WHERE m.pk = OLD.pk AND m.developer_age_rating_info_url IS NOT CAST(NEW.developer_age_rating_info_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER age_ratings_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, app_info_id, state, editable, staged, synced_at ON age_ratings BEGIN
  SELECT RAISE(ABORT, 'age_ratings.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.app_info_id is read-only: it is derived') WHERE CAST(NEW.app_info_id AS TEXT) IS NOT CAST(OLD.app_info_id AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.state is read-only: it belongs to app_infos; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'age_ratings.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER age_ratings_any INSTEAD OF UPDATE ON age_ratings WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER age_ratings_create INSTEAD OF INSERT ON age_ratings BEGIN SELECT RAISE(ABORT, 'age_ratings: rows cannot be created through the API'); END;
CREATE TRIGGER age_ratings_delete INSTEAD OF DELETE ON age_ratings BEGIN SELECT RAISE(ABORT, 'age_ratings: rows cannot be deleted through the API'); END;

-- versions
CREATE VIEW versions AS SELECT
  versions.pk AS pk,
  versions.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.platform AS platform,
  CASE WHEN versions_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'version_string') ELSE versions.version_string END AS version_string,
  versions.state AS state,
  CASE WHEN versions_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'copyright') ELSE versions.copyright END AS copyright,
  CASE WHEN versions_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'review_type') ELSE versions.review_type END AS review_type,
  CASE WHEN versions_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'release_type') ELSE versions.release_type END AS release_type,
  CASE WHEN versions_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'earliest_release_date') ELSE versions.earliest_release_date END AS earliest_release_date,
  CASE WHEN versions_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'downloadable') ELSE versions.downloadable END AS downloadable,
  versions.created_date AS created_date,
  CASE WHEN versions_dirty.mask & 512 THEN (SELECT value FROM staged WHERE resource = 5 AND pk = versions.pk AND field = 'build') ELSE versions.build END AS build,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW') OR versions.id GLOB '~*') AS editable,
  (versions_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM versions_mirror AS versions
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS versions_dirty ON versions_dirty.resource = 5 AND versions_dirty.pk = versions.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = versions.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = versions.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE versions.gone_at IS NULL AND apps.gone_at IS NULL AND (versions_dirty.mask IS NULL OR versions_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER versions_set_version_string INSTEAD OF UPDATE OF version_string ON versions WHEN NEW.version_string IS NOT OLD.version_string BEGIN
  SELECT RAISE(ABORT, 'versions.version_string cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.version_string must be text or NULL') WHERE typeof(NEW.version_string) = 'blob';
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'version_string'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.version_string IS CAST(NEW.version_string AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'version_string', m.version_string, CAST(NEW.version_string AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.version_string IS NOT CAST(NEW.version_string AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_copyright INSTEAD OF UPDATE OF copyright ON versions WHEN NEW.copyright IS NOT OLD.copyright BEGIN
  SELECT RAISE(ABORT, 'versions.copyright cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.copyright must be text or NULL') WHERE typeof(NEW.copyright) = 'blob';
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'copyright'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.copyright IS CAST(NEW.copyright AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'copyright', m.copyright, CAST(NEW.copyright AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.copyright IS NOT CAST(NEW.copyright AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_review_type INSTEAD OF UPDATE OF review_type ON versions WHEN NEW.review_type IS NOT OLD.review_type BEGIN
  SELECT RAISE(ABORT, 'versions.review_type cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.review_type: not a known value; SELECT value FROM enum_values WHERE enum = ''ReviewType''') WHERE NEW.review_type IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'ReviewType' AND value = NEW.review_type);
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'review_type'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.review_type IS CAST(NEW.review_type AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'review_type', m.review_type, CAST(NEW.review_type AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.review_type IS NOT CAST(NEW.review_type AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_release_type INSTEAD OF UPDATE OF release_type ON versions WHEN NEW.release_type IS NOT OLD.release_type BEGIN
  SELECT RAISE(ABORT, 'versions.release_type cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.release_type: not a known value; SELECT value FROM enum_values WHERE enum = ''ReleaseType''') WHERE NEW.release_type IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'ReleaseType' AND value = NEW.release_type);
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'release_type'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.release_type IS CAST(NEW.release_type AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'release_type', m.release_type, CAST(NEW.release_type AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.release_type IS NOT CAST(NEW.release_type AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_earliest_release_date INSTEAD OF UPDATE OF earliest_release_date ON versions WHEN NEW.earliest_release_date IS NOT OLD.earliest_release_date BEGIN
  SELECT RAISE(ABORT, 'versions.earliest_release_date cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.earliest_release_date must be text or NULL') WHERE typeof(NEW.earliest_release_date) = 'blob';
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'earliest_release_date'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.earliest_release_date IS CAST(NEW.earliest_release_date AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'earliest_release_date', m.earliest_release_date, CAST(NEW.earliest_release_date AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.earliest_release_date IS NOT CAST(NEW.earliest_release_date AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_downloadable INSTEAD OF UPDATE OF downloadable ON versions WHEN NEW.downloadable IS NOT OLD.downloadable BEGIN
  SELECT RAISE(ABORT, 'versions.downloadable cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'versions.downloadable must be 0, 1, true, false or NULL') WHERE NEW.downloadable IS NOT NULL AND lower(CAST(NEW.downloadable AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'downloadable'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.downloadable IS CASE WHEN lower(CAST(NEW.downloadable AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.downloadable IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'downloadable', m.downloadable, CASE WHEN lower(CAST(NEW.downloadable AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.downloadable IS NOT NULL THEN 0 END, 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.downloadable IS NOT CASE WHEN lower(CAST(NEW.downloadable AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.downloadable IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_set_build INSTEAD OF UPDATE OF build ON versions WHEN NEW.build IS NOT OLD.build BEGIN
  SELECT RAISE(ABORT, 'versions.build cannot be edited in this state; add: AND state IN (''PREPARE_FOR_SUBMISSION'', ''DEVELOPER_REJECTED'', ''REJECTED'', ''METADATA_REJECTED'', ''INVALID_BINARY'')') WHERE OLD.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY');
  SELECT RAISE(ABORT, 'versions.build must be text or NULL') WHERE typeof(NEW.build) = 'blob';
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = 'build'
    AND EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.pk = OLD.pk AND m.build IS CAST(NEW.build AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 5, m.pk, 'build', m.build, CAST(NEW.build AS TEXT), 9, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.build IS NOT CAST(NEW.build AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER versions_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, platform, state, created_date, editable, staged, synced_at ON versions BEGIN
  SELECT RAISE(ABORT, 'versions.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'versions.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'versions.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'versions.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'versions.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'versions.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'versions.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'versions.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'versions.platform is read-only: it is set when the row is created') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'versions.state is read-only: Apple sets it') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'versions.created_date is read-only: Apple sets it') WHERE CAST(NEW.created_date AS TEXT) IS NOT CAST(OLD.created_date AS TEXT);
  SELECT RAISE(ABORT, 'versions.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'versions.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'versions.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER versions_any INSTEAD OF UPDATE ON versions WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER versions_create INSTEAD OF INSERT ON versions BEGIN
  SELECT RAISE(ABORT, 'versions: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'versions: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM versions WHERE versions.app_id = NEW.app_id AND versions.platform IS NEW.platform AND versions.version_string IS NEW.version_string) OR EXISTS(SELECT 1 FROM versions_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.platform IS NEW.platform AND m.version_string IS NEW.version_string);
  SELECT RAISE(ABORT, 'versions.platform is required') WHERE NEW.platform IS NULL;
  SELECT RAISE(ABORT, 'versions.version_string is required') WHERE NEW.version_string IS NULL;
  SELECT RAISE(ABORT, 'versions.platform: not a known value; SELECT value FROM enum_values WHERE enum = ''Platform''') WHERE NEW.platform IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Platform' AND value = NEW.platform);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO versions_mirror(account, id, parent, platform, version_string) SELECT account, '~' || hex(randomblob(8)), pk, NEW.platform, NEW.version_string FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE versions_mirror SET app_info = (SELECT i.pk FROM app_infos_mirror AS i WHERE i.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND i.gone_at IS NULL ORDER BY i.state IN ('READY_FOR_DISTRIBUTION', 'REPLACED_WITH_NEW_INFO'), i.pk DESC LIMIT 1) WHERE pk = (SELECT max(pk) FROM versions_mirror);
  INSERT INTO version_localizations_mirror(account, id, parent, locale, keywords, promotional_text, support_url, marketing_url, description) SELECT c.account, '~' || hex(randomblob(8)), (SELECT max(pk) FROM versions_mirror), c.locale, c.keywords, c.promotional_text, c.support_url, c.marketing_url, c.description FROM version_localizations_mirror AS c
    WHERE c.gone_at IS NULL AND c.id NOT GLOB '~*' AND c.parent = (SELECT b.pk FROM versions_mirror AS b WHERE b.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND b.platform IS NEW.platform
      AND b.gone_at IS NULL AND b.id NOT GLOB '~*' ORDER BY b.state = 'READY_FOR_DISTRIBUTION' DESC, b.pk DESC LIMIT 1);
  INSERT INTO review_details_mirror(account, id, parent, contact_first_name, contact_last_name, contact_phone, contact_email, demo_account_required, demo_account_name, demo_account_password, notes) SELECT c.account, '~' || hex(randomblob(8)), (SELECT max(pk) FROM versions_mirror), c.contact_first_name, c.contact_last_name, c.contact_phone, c.contact_email, c.demo_account_required, c.demo_account_name, c.demo_account_password, c.notes FROM review_details_mirror AS c
    WHERE c.gone_at IS NULL AND c.id NOT GLOB '~*' AND c.parent = (SELECT b.pk FROM versions_mirror AS b WHERE b.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND b.platform IS NEW.platform
      AND b.gone_at IS NULL AND b.id NOT GLOB '~*' ORDER BY b.state = 'READY_FOR_DISTRIBUTION' DESC, b.pk DESC LIMIT 1);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 5, (SELECT max(pk) FROM versions_mirror), '+', trim(coalesce(NEW.platform || ' ', '') || coalesce(NEW.version_string || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE versions SET copyright = NEW.copyright, review_type = NEW.review_type, release_type = NEW.release_type, earliest_release_date = NEW.earliest_release_date, downloadable = NEW.downloadable, build = NEW.build WHERE pk = (SELECT max(pk) FROM versions_mirror);
END;
CREATE TRIGGER versions_delete INSTEAD OF DELETE ON versions BEGIN
  SELECT RAISE(ABORT, 'versions: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 6 AND pk IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM version_localizations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 10 AND pk IN (SELECT pk FROM review_details_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM review_details_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 14 AND pk IN (SELECT pk FROM phased_releases_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM phased_releases_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND resource = 39 AND pk IN (SELECT pk FROM release_requests_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM release_requests_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM versions_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  DELETE FROM staged WHERE 1 AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE 1 AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE 1 AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE 1 AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE 1 AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 6 AND pk IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM version_localizations_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 10 AND pk IN (SELECT pk FROM review_details_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM review_details_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 14 AND pk IN (SELECT pk FROM phased_releases_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM phased_releases_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 39 AND pk IN (SELECT pk FROM release_requests_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM release_requests_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE resource = 6 AND pk IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk));
  DELETE FROM staged WHERE resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk)));
  DELETE FROM staged WHERE resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk));
  DELETE FROM staged WHERE resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk)));
  DELETE FROM staged WHERE resource = 10 AND pk IN (SELECT pk FROM review_details_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 14 AND pk IN (SELECT pk FROM phased_releases_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 39 AND pk IN (SELECT pk FROM release_requests_mirror WHERE parent = OLD.pk);
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 5 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 5, m.pk, '-', trim(coalesce(m.platform || ' ', '') || coalesce(m.version_string || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM versions_mirror AS m WHERE m.pk = OLD.pk;
END;

-- version_localizations
CREATE VIEW version_localizations AS SELECT
  version_localizations.pk AS pk,
  version_localizations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  CASE WHEN version_localizations_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'keywords') ELSE version_localizations.keywords END AS keywords,
  CASE WHEN version_localizations_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'promotional_text') ELSE version_localizations.promotional_text END AS promotional_text,
  CASE WHEN version_localizations_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'support_url') ELSE version_localizations.support_url END AS support_url,
  CASE WHEN version_localizations_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'marketing_url') ELSE version_localizations.marketing_url END AS marketing_url,
  CASE WHEN version_localizations_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'whats_new') ELSE version_localizations.whats_new END AS whats_new,
  CASE WHEN version_localizations_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'description') ELSE version_localizations.description END AS description,
  CASE WHEN version_localizations_dirty.mask & 2 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'keywords') ELSE version_localizations.keywords_len END AS keywords_len,
  CASE WHEN version_localizations_dirty.mask & 4 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'promotional_text') ELSE version_localizations.promotional_text_len END AS promotional_text_len,
  CASE WHEN version_localizations_dirty.mask & 32 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'whats_new') ELSE version_localizations.whats_new_len END AS whats_new_len,
  CASE WHEN version_localizations_dirty.mask & 64 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'description') ELSE version_localizations.description_len END AS description_len,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW') OR versions.id GLOB '~*') AS editable,
  (version_localizations_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM version_localizations_mirror AS version_localizations
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS version_localizations_dirty ON version_localizations_dirty.resource = 6 AND version_localizations_dirty.pk = version_localizations.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = version_localizations.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = version_localizations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (version_localizations_dirty.mask IS NULL OR version_localizations_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER version_localizations_set_keywords INSTEAD OF UPDATE OF keywords ON version_localizations WHEN NEW.keywords IS NOT OLD.keywords BEGIN
  SELECT RAISE(ABORT, 'version_localizations.keywords cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'version_localizations.keywords must be text or NULL') WHERE typeof(NEW.keywords) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'keywords'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.keywords IS CAST(NEW.keywords AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'keywords', m.keywords, CAST(NEW.keywords AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.keywords IS NOT CAST(NEW.keywords AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_set_promotional_text INSTEAD OF UPDATE OF promotional_text ON version_localizations WHEN NEW.promotional_text IS NOT OLD.promotional_text BEGIN
  SELECT RAISE(ABORT, 'version_localizations.promotional_text cannot be edited in a replaced version; add: AND state <> ''REPLACED_WITH_NEW_VERSION''') WHERE OLD.state IS 'REPLACED_WITH_NEW_VERSION';
  SELECT RAISE(ABORT, 'version_localizations.promotional_text must be text or NULL') WHERE typeof(NEW.promotional_text) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'promotional_text'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.promotional_text IS CAST(NEW.promotional_text AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'promotional_text', m.promotional_text, CAST(NEW.promotional_text AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.promotional_text IS NOT CAST(NEW.promotional_text AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_set_support_url INSTEAD OF UPDATE OF support_url ON version_localizations WHEN NEW.support_url IS NOT OLD.support_url BEGIN
  SELECT RAISE(ABORT, 'version_localizations.support_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'version_localizations.support_url must be text or NULL') WHERE typeof(NEW.support_url) = 'blob';
  SELECT RAISE(ABORT, 'version_localizations.support_url: an address cannot be empty; use NULL to clear it') WHERE NEW.support_url = '';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'support_url'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.support_url IS CAST(NEW.support_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'support_url', m.support_url, CAST(NEW.support_url AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.support_url IS NOT CAST(NEW.support_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_set_marketing_url INSTEAD OF UPDATE OF marketing_url ON version_localizations WHEN NEW.marketing_url IS NOT OLD.marketing_url BEGIN
  SELECT RAISE(ABORT, 'version_localizations.marketing_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'version_localizations.marketing_url must be text or NULL') WHERE typeof(NEW.marketing_url) = 'blob';
  SELECT RAISE(ABORT, 'version_localizations.marketing_url: an address cannot be empty; use NULL to clear it') WHERE NEW.marketing_url = '';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'marketing_url'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.marketing_url IS CAST(NEW.marketing_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'marketing_url', m.marketing_url, CAST(NEW.marketing_url AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.marketing_url IS NOT CAST(NEW.marketing_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_set_whats_new INSTEAD OF UPDATE OF whats_new ON version_localizations WHEN NEW.whats_new IS NOT OLD.whats_new BEGIN
  SELECT RAISE(ABORT, 'version_localizations.whats_new cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'version_localizations.whats_new must be text or NULL') WHERE typeof(NEW.whats_new) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'whats_new'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.whats_new IS CAST(NEW.whats_new AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'whats_new', m.whats_new, CAST(NEW.whats_new AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.whats_new IS NOT CAST(NEW.whats_new AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_set_description INSTEAD OF UPDATE OF description ON version_localizations WHEN NEW.description IS NOT OLD.description BEGIN
  SELECT RAISE(ABORT, 'version_localizations.description cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'version_localizations.description must be text or NULL') WHERE typeof(NEW.description) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'description'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.description IS CAST(NEW.description AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'description', m.description, CAST(NEW.description AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.description IS NOT CAST(NEW.description AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER version_localizations_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_id, platform, version_string, state, locale, keywords_len, promotional_text_len, whats_new_len, description_len, editable, staged, synced_at ON version_localizations BEGIN
  SELECT RAISE(ABORT, 'version_localizations.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.locale is read-only: it is set when the row is created') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.keywords_len is read-only: it is derived') WHERE CAST(NEW.keywords_len AS TEXT) IS NOT CAST(OLD.keywords_len AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.promotional_text_len is read-only: it is derived') WHERE CAST(NEW.promotional_text_len AS TEXT) IS NOT CAST(OLD.promotional_text_len AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.whats_new_len is read-only: it is derived') WHERE CAST(NEW.whats_new_len AS TEXT) IS NOT CAST(OLD.whats_new_len AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.description_len is read-only: it is derived') WHERE CAST(NEW.description_len AS TEXT) IS NOT CAST(OLD.description_len AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'version_localizations.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER version_localizations_any INSTEAD OF UPDATE ON version_localizations WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER version_localizations_create INSTEAD OF INSERT ON version_localizations BEGIN
  SELECT RAISE(ABORT, 'version_localizations: unknown version_id; copy it from the view versions') WHERE (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'version_localizations: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM version_localizations WHERE version_localizations.version_id = NEW.version_id AND version_localizations.locale IS NEW.locale) OR EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.parent = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.locale IS NEW.locale);
  SELECT RAISE(ABORT, 'version_localizations.locale is required') WHERE NEW.locale IS NULL;
  SELECT RAISE(ABORT, 'version_localizations: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'));
  SELECT RAISE(ABORT, 'version_localizations: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO version_localizations_mirror(account, id, parent, locale) SELECT account, '~' || hex(randomblob(8)), pk, NEW.locale FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 6, (SELECT max(pk) FROM version_localizations_mirror), '+', trim(coalesce(NEW.locale || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE version_localizations SET keywords = NEW.keywords, promotional_text = NEW.promotional_text, support_url = NEW.support_url, marketing_url = NEW.marketing_url, whats_new = NEW.whats_new, description = NEW.description WHERE pk = (SELECT max(pk) FROM version_localizations_mirror);
END;
CREATE TRIGGER version_localizations_delete INSTEAD OF DELETE ON version_localizations BEGIN
  SELECT RAISE(ABORT, 'version_localizations: this row cannot be deleted in this state; add: AND state IN (''PREPARE_FOR_SUBMISSION'', ''DEVELOPER_REJECTED'', ''REJECTED'', ''METADATA_REJECTED'', ''INVALID_BINARY'')') WHERE OLD.id NOT GLOB '~*' AND OLD.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY');
  SELECT RAISE(ABORT, 'version_localizations: this is the app''s primary locale, which Apple keeps; change apps.primary_locale first') WHERE OLD.locale IS (SELECT apps.primary_locale FROM apps WHERE apps.id = OLD.app_id AND apps.account = OLD.account);
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM version_localizations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  DELETE FROM staged WHERE 1 AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE 1 AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE 1 AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk));
  DELETE FROM staged WHERE resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk));
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 6, m.pk, '-', trim(coalesce(m.locale || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk;
END;

-- listings
CREATE VIEW listings AS SELECT
  version_localizations.pk AS pk,
  version_localizations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  CASE WHEN app_info_localizations_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'name') ELSE app_info_localizations.name END AS name,
  CASE WHEN app_info_localizations_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'subtitle') ELSE app_info_localizations.subtitle END AS subtitle,
  CASE WHEN version_localizations_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'keywords') ELSE version_localizations.keywords END AS keywords,
  CASE WHEN version_localizations_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'promotional_text') ELSE version_localizations.promotional_text END AS promotional_text,
  CASE WHEN version_localizations_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'support_url') ELSE version_localizations.support_url END AS support_url,
  CASE WHEN version_localizations_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'marketing_url') ELSE version_localizations.marketing_url END AS marketing_url,
  CASE WHEN app_info_localizations_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'privacy_policy_url') ELSE app_info_localizations.privacy_policy_url END AS privacy_policy_url,
  CASE WHEN version_localizations_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'whats_new') ELSE version_localizations.whats_new END AS whats_new,
  CASE WHEN version_localizations_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'description') ELSE version_localizations.description END AS description,
  CASE WHEN app_info_localizations_dirty.mask & 2 THEN (SELECT length(value) FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'name') ELSE app_info_localizations.name_len END AS name_len,
  CASE WHEN app_info_localizations_dirty.mask & 4 THEN (SELECT length(value) FROM staged WHERE resource = 3 AND pk = app_info_localizations.pk AND field = 'subtitle') ELSE app_info_localizations.subtitle_len END AS subtitle_len,
  CASE WHEN version_localizations_dirty.mask & 2 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'keywords') ELSE version_localizations.keywords_len END AS keywords_len,
  CASE WHEN version_localizations_dirty.mask & 4 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'promotional_text') ELSE version_localizations.promotional_text_len END AS promotional_text_len,
  CASE WHEN version_localizations_dirty.mask & 32 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'whats_new') ELSE version_localizations.whats_new_len END AS whats_new_len,
  CASE WHEN version_localizations_dirty.mask & 64 THEN (SELECT length(value) FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = 'description') ELSE version_localizations.description_len END AS description_len,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW') OR versions.id GLOB '~*') AS editable,
  coalesce(((SELECT state FROM app_infos_mirror WHERE pk = app_info_localizations.parent) IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW') OR app_info_localizations.id GLOB '~*'), 0) AS info_editable,
  (version_localizations_dirty.pk IS NOT NULL OR app_info_localizations_dirty.pk IS NOT NULL) AS staged,
  app_info_localizations.pk AS info_pk,
  sync_scopes.fetched_at AS synced_at
FROM version_localizations_mirror AS version_localizations
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN app_info_localizations_mirror AS app_info_localizations ON versions.app_info = app_info_localizations.parent AND version_localizations.locale = app_info_localizations.locale AND app_info_localizations.gone_at IS NULL
  LEFT JOIN dirty AS version_localizations_dirty ON version_localizations_dirty.resource = 6 AND version_localizations_dirty.pk = version_localizations.pk
  LEFT JOIN dirty AS app_info_localizations_dirty ON app_info_localizations_dirty.resource = 3 AND app_info_localizations_dirty.pk = app_info_localizations.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = version_localizations.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = version_localizations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (version_localizations_dirty.mask IS NULL OR version_localizations_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER listings_set_name INSTEAD OF UPDATE OF name ON listings WHEN NEW.name IS NOT OLD.name BEGIN
  SELECT RAISE(ABORT, 'listings.name: this locale has no app info localization yet; INSERT INTO app_info_localizations first') WHERE OLD.info_pk IS NULL;
  SELECT RAISE(ABORT, 'listings.name cannot be edited in this state; add: AND info_editable') WHERE NOT OLD.info_editable;
  SELECT RAISE(ABORT, 'listings.name must be text or NULL') WHERE typeof(NEW.name) = 'blob';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.info_pk AND field = 'name'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.info_pk AND m.name IS CAST(NEW.name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'name', m.name, CAST(NEW.name AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.info_pk AND m.name IS NOT CAST(NEW.name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_subtitle INSTEAD OF UPDATE OF subtitle ON listings WHEN NEW.subtitle IS NOT OLD.subtitle BEGIN
  SELECT RAISE(ABORT, 'listings.subtitle: this locale has no app info localization yet; INSERT INTO app_info_localizations first') WHERE OLD.info_pk IS NULL;
  SELECT RAISE(ABORT, 'listings.subtitle cannot be edited in this state; add: AND info_editable') WHERE NOT OLD.info_editable;
  SELECT RAISE(ABORT, 'listings.subtitle must be text or NULL') WHERE typeof(NEW.subtitle) = 'blob';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.info_pk AND field = 'subtitle'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.info_pk AND m.subtitle IS CAST(NEW.subtitle AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'subtitle', m.subtitle, CAST(NEW.subtitle AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.info_pk AND m.subtitle IS NOT CAST(NEW.subtitle AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_keywords INSTEAD OF UPDATE OF keywords ON listings WHEN NEW.keywords IS NOT OLD.keywords BEGIN
  SELECT RAISE(ABORT, 'listings.keywords cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'listings.keywords must be text or NULL') WHERE typeof(NEW.keywords) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'keywords'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.keywords IS CAST(NEW.keywords AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'keywords', m.keywords, CAST(NEW.keywords AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.keywords IS NOT CAST(NEW.keywords AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_promotional_text INSTEAD OF UPDATE OF promotional_text ON listings WHEN NEW.promotional_text IS NOT OLD.promotional_text BEGIN
  SELECT RAISE(ABORT, 'listings.promotional_text cannot be edited in a replaced version; add: AND state <> ''REPLACED_WITH_NEW_VERSION''') WHERE OLD.state IS 'REPLACED_WITH_NEW_VERSION';
  SELECT RAISE(ABORT, 'listings.promotional_text must be text or NULL') WHERE typeof(NEW.promotional_text) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'promotional_text'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.promotional_text IS CAST(NEW.promotional_text AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'promotional_text', m.promotional_text, CAST(NEW.promotional_text AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.promotional_text IS NOT CAST(NEW.promotional_text AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_support_url INSTEAD OF UPDATE OF support_url ON listings WHEN NEW.support_url IS NOT OLD.support_url BEGIN
  SELECT RAISE(ABORT, 'listings.support_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'listings.support_url must be text or NULL') WHERE typeof(NEW.support_url) = 'blob';
  SELECT RAISE(ABORT, 'listings.support_url: an address cannot be empty; use NULL to clear it') WHERE NEW.support_url = '';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'support_url'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.support_url IS CAST(NEW.support_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'support_url', m.support_url, CAST(NEW.support_url AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.support_url IS NOT CAST(NEW.support_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_marketing_url INSTEAD OF UPDATE OF marketing_url ON listings WHEN NEW.marketing_url IS NOT OLD.marketing_url BEGIN
  SELECT RAISE(ABORT, 'listings.marketing_url cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'listings.marketing_url must be text or NULL') WHERE typeof(NEW.marketing_url) = 'blob';
  SELECT RAISE(ABORT, 'listings.marketing_url: an address cannot be empty; use NULL to clear it') WHERE NEW.marketing_url = '';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'marketing_url'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.marketing_url IS CAST(NEW.marketing_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'marketing_url', m.marketing_url, CAST(NEW.marketing_url AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.marketing_url IS NOT CAST(NEW.marketing_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_privacy_policy_url INSTEAD OF UPDATE OF privacy_policy_url ON listings WHEN NEW.privacy_policy_url IS NOT OLD.privacy_policy_url BEGIN
  SELECT RAISE(ABORT, 'listings.privacy_policy_url: this locale has no app info localization yet; INSERT INTO app_info_localizations first') WHERE OLD.info_pk IS NULL;
  SELECT RAISE(ABORT, 'listings.privacy_policy_url cannot be edited in this state; add: AND info_editable') WHERE NOT OLD.info_editable;
  SELECT RAISE(ABORT, 'listings.privacy_policy_url must be text or NULL') WHERE typeof(NEW.privacy_policy_url) = 'blob';
  SELECT RAISE(ABORT, 'listings.privacy_policy_url: an address cannot be empty; use NULL to clear it') WHERE NEW.privacy_policy_url = '';
  DELETE FROM staged WHERE resource = 3 AND pk = OLD.info_pk AND field = 'privacy_policy_url'
    AND EXISTS(SELECT 1 FROM app_info_localizations_mirror AS m WHERE m.pk = OLD.info_pk AND m.privacy_policy_url IS CAST(NEW.privacy_policy_url AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 3, m.pk, 'privacy_policy_url', m.privacy_policy_url, CAST(NEW.privacy_policy_url AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM app_info_localizations_mirror AS m
    WHERE m.pk = OLD.info_pk AND m.privacy_policy_url IS NOT CAST(NEW.privacy_policy_url AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_whats_new INSTEAD OF UPDATE OF whats_new ON listings WHEN NEW.whats_new IS NOT OLD.whats_new BEGIN
  SELECT RAISE(ABORT, 'listings.whats_new cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'listings.whats_new must be text or NULL') WHERE typeof(NEW.whats_new) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'whats_new'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.whats_new IS CAST(NEW.whats_new AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'whats_new', m.whats_new, CAST(NEW.whats_new AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.whats_new IS NOT CAST(NEW.whats_new AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_set_description INSTEAD OF UPDATE OF description ON listings WHEN NEW.description IS NOT OLD.description BEGIN
  SELECT RAISE(ABORT, 'listings.description cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'listings.description must be text or NULL') WHERE typeof(NEW.description) = 'blob';
  DELETE FROM staged WHERE resource = 6 AND pk = OLD.pk AND field = 'description'
    AND EXISTS(SELECT 1 FROM version_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.description IS CAST(NEW.description AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 6, m.pk, 'description', m.description, CAST(NEW.description AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM version_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.description IS NOT CAST(NEW.description AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER listings_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_id, platform, version_string, state, locale, name_len, subtitle_len, keywords_len, promotional_text_len, whats_new_len, description_len, editable, info_editable, staged, info_pk, synced_at ON listings BEGIN
  SELECT RAISE(ABORT, 'listings.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'listings.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'listings.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'listings.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'listings.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'listings.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'listings.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'listings.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'listings.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'listings.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'listings.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'listings.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'listings.locale is read-only: it is set when the row is created') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'listings.name_len is read-only: it is derived') WHERE CAST(NEW.name_len AS TEXT) IS NOT CAST(OLD.name_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.subtitle_len is read-only: it is derived') WHERE CAST(NEW.subtitle_len AS TEXT) IS NOT CAST(OLD.subtitle_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.keywords_len is read-only: it is derived') WHERE CAST(NEW.keywords_len AS TEXT) IS NOT CAST(OLD.keywords_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.promotional_text_len is read-only: it is derived') WHERE CAST(NEW.promotional_text_len AS TEXT) IS NOT CAST(OLD.promotional_text_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.whats_new_len is read-only: it is derived') WHERE CAST(NEW.whats_new_len AS TEXT) IS NOT CAST(OLD.whats_new_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.description_len is read-only: it is derived') WHERE CAST(NEW.description_len AS TEXT) IS NOT CAST(OLD.description_len AS TEXT);
  SELECT RAISE(ABORT, 'listings.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'listings.info_editable is read-only: it is derived') WHERE CAST(NEW.info_editable AS TEXT) IS NOT CAST(OLD.info_editable AS TEXT);
  SELECT RAISE(ABORT, 'listings.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'listings.info_pk is read-only: it is derived') WHERE CAST(NEW.info_pk AS TEXT) IS NOT CAST(OLD.info_pk AS TEXT);
  SELECT RAISE(ABORT, 'listings.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER listings_any INSTEAD OF UPDATE ON listings WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER listings_create INSTEAD OF INSERT ON listings BEGIN
  INSERT INTO version_localizations(version_id, locale, keywords, promotional_text, support_url, marketing_url, whats_new, description) VALUES(NEW.version_id, NEW.locale, NEW.keywords, NEW.promotional_text, NEW.support_url, NEW.marketing_url, NEW.whats_new, NEW.description);
  SELECT RAISE(ABORT, 'listings: name, subtitle, privacy_policy_url cannot be set before the version is there; push it and sync first') WHERE (NEW.name IS NOT NULL OR NEW.subtitle IS NOT NULL OR NEW.privacy_policy_url IS NOT NULL) AND NOT EXISTS(SELECT m.pk FROM app_info_localizations_mirror AS m WHERE m.parent = (SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL) AND m.locale IS NEW.locale AND m.gone_at IS NULL) AND EXISTS(SELECT 1 FROM app_infos_mirror AS i WHERE i.pk = (SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL) AND (NEW.version_id GLOB '~*' AND i.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW')));
  INSERT INTO app_info_localizations(app_info_id, locale, name, subtitle, privacy_policy_url) SELECT i.id, NEW.locale, coalesce(NEW.name, (SELECT p.name FROM app_info_localizations AS p WHERE p.app_info_id = i.id AND p.locale = (SELECT a.primary_locale FROM apps AS a WHERE a.pk = i.parent))), NEW.subtitle, NEW.privacy_policy_url FROM app_infos_mirror AS i WHERE i.pk = (SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL) AND NOT EXISTS(SELECT m.pk FROM app_info_localizations_mirror AS m WHERE m.parent = (SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL) AND m.locale IS NEW.locale AND m.gone_at IS NULL) AND NOT (NEW.version_id GLOB '~*' AND i.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'WAITING_FOR_REVIEW'));
  UPDATE app_info_localizations SET name = coalesce(NEW.name, name), subtitle = coalesce(NEW.subtitle, subtitle), privacy_policy_url = coalesce(NEW.privacy_policy_url, privacy_policy_url) WHERE pk = (SELECT m.pk FROM app_info_localizations_mirror AS m WHERE m.parent = (SELECT v.app_info FROM versions_mirror AS v WHERE v.id = NEW.version_id AND v.gone_at IS NULL) AND m.locale IS NEW.locale AND m.gone_at IS NULL);
END;
CREATE TRIGGER listings_delete INSTEAD OF DELETE ON listings BEGIN
  DELETE FROM version_localizations WHERE pk = OLD.pk;
  DELETE FROM app_info_localizations WHERE pk = OLD.info_pk
    AND (SELECT i.state FROM app_info_localizations_mirror AS o JOIN app_infos_mirror AS i ON i.pk = o.parent WHERE o.pk = OLD.info_pk) IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED') AND NOT EXISTS(SELECT 1 FROM version_localizations AS other JOIN version_localizations_mirror AS m ON m.pk = other.pk
    JOIN versions_mirror AS v ON v.pk = m.parent WHERE v.app_info = (SELECT i.parent FROM app_info_localizations_mirror AS i WHERE i.pk = OLD.info_pk)
    AND other.locale IS OLD.locale AND other.pk <> OLD.pk);
END;

-- builds
CREATE VIEW builds AS SELECT
  builds.pk AS pk,
  builds.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  builds.version AS version,
  builds.uploaded_date AS uploaded_date,
  builds.expiration_date AS expiration_date,
  CASE WHEN builds_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 9 AND pk = builds.pk AND field = 'expired') ELSE builds.expired END AS expired,
  builds.min_os_version AS min_os_version,
  builds.processing_state AS processing_state,
  builds.build_audience_type AS build_audience_type,
  CASE WHEN builds_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 9 AND pk = builds.pk AND field = 'uses_non_exempt_encryption') ELSE builds.uses_non_exempt_encryption END AS uses_non_exempt_encryption,
  builds.pre_release_version AS pre_release_version,
  CASE WHEN builds_dirty.mask & 512 THEN (SELECT value FROM staged WHERE resource = 9 AND pk = builds.pk AND field = 'encryption_declaration') ELSE builds.encryption_declaration END AS encryption_declaration,
  1 AS editable,
  (builds_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM builds_mirror AS builds
  JOIN apps_mirror AS apps ON apps.pk = builds.parent
  LEFT JOIN dirty AS builds_dirty ON builds_dirty.resource = 9 AND builds_dirty.pk = builds.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = builds.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = builds.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE builds.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER builds_set_expired INSTEAD OF UPDATE OF expired ON builds WHEN NEW.expired IS NOT OLD.expired BEGIN
  SELECT RAISE(ABORT, 'builds.expired must be 0, 1, true, false or NULL') WHERE NEW.expired IS NOT NULL AND lower(CAST(NEW.expired AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 9 AND pk = OLD.pk AND field = 'expired'
    AND EXISTS(SELECT 1 FROM builds_mirror AS m WHERE m.pk = OLD.pk AND m.expired IS CASE WHEN lower(CAST(NEW.expired AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.expired IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 9, m.pk, 'expired', m.expired, CASE WHEN lower(CAST(NEW.expired AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.expired IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM builds_mirror AS m
    WHERE m.pk = OLD.pk AND m.expired IS NOT CASE WHEN lower(CAST(NEW.expired AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.expired IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER builds_set_uses_non_exempt_encryption INSTEAD OF UPDATE OF uses_non_exempt_encryption ON builds WHEN NEW.uses_non_exempt_encryption IS NOT OLD.uses_non_exempt_encryption BEGIN
  SELECT RAISE(ABORT, 'builds.uses_non_exempt_encryption must be 0, 1, true, false or NULL') WHERE NEW.uses_non_exempt_encryption IS NOT NULL AND lower(CAST(NEW.uses_non_exempt_encryption AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 9 AND pk = OLD.pk AND field = 'uses_non_exempt_encryption'
    AND EXISTS(SELECT 1 FROM builds_mirror AS m WHERE m.pk = OLD.pk AND m.uses_non_exempt_encryption IS CASE WHEN lower(CAST(NEW.uses_non_exempt_encryption AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.uses_non_exempt_encryption IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 9, m.pk, 'uses_non_exempt_encryption', m.uses_non_exempt_encryption, CASE WHEN lower(CAST(NEW.uses_non_exempt_encryption AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.uses_non_exempt_encryption IS NOT NULL THEN 0 END, 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM builds_mirror AS m
    WHERE m.pk = OLD.pk AND m.uses_non_exempt_encryption IS NOT CASE WHEN lower(CAST(NEW.uses_non_exempt_encryption AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.uses_non_exempt_encryption IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER builds_set_encryption_declaration INSTEAD OF UPDATE OF encryption_declaration ON builds WHEN NEW.encryption_declaration IS NOT OLD.encryption_declaration BEGIN
  SELECT RAISE(ABORT, 'builds.encryption_declaration must be text or NULL') WHERE typeof(NEW.encryption_declaration) = 'blob';
  DELETE FROM staged WHERE resource = 9 AND pk = OLD.pk AND field = 'encryption_declaration'
    AND EXISTS(SELECT 1 FROM builds_mirror AS m WHERE m.pk = OLD.pk AND m.encryption_declaration IS CAST(NEW.encryption_declaration AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 9, m.pk, 'encryption_declaration', m.encryption_declaration, CAST(NEW.encryption_declaration AS TEXT), 9, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM builds_mirror AS m
    WHERE m.pk = OLD.pk AND m.encryption_declaration IS NOT CAST(NEW.encryption_declaration AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER builds_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version, uploaded_date, expiration_date, min_os_version, processing_state, build_audience_type, pre_release_version, editable, staged, synced_at ON builds BEGIN
  SELECT RAISE(ABORT, 'builds.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'builds.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'builds.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'builds.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'builds.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'builds.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'builds.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'builds.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'builds.version is read-only: Apple sets it') WHERE CAST(NEW.version AS TEXT) IS NOT CAST(OLD.version AS TEXT);
  SELECT RAISE(ABORT, 'builds.uploaded_date is read-only: Apple sets it') WHERE CAST(NEW.uploaded_date AS TEXT) IS NOT CAST(OLD.uploaded_date AS TEXT);
  SELECT RAISE(ABORT, 'builds.expiration_date is read-only: Apple sets it') WHERE CAST(NEW.expiration_date AS TEXT) IS NOT CAST(OLD.expiration_date AS TEXT);
  SELECT RAISE(ABORT, 'builds.min_os_version is read-only: Apple sets it') WHERE CAST(NEW.min_os_version AS TEXT) IS NOT CAST(OLD.min_os_version AS TEXT);
  SELECT RAISE(ABORT, 'builds.processing_state is read-only: Apple sets it') WHERE CAST(NEW.processing_state AS TEXT) IS NOT CAST(OLD.processing_state AS TEXT);
  SELECT RAISE(ABORT, 'builds.build_audience_type is read-only: Apple sets it') WHERE CAST(NEW.build_audience_type AS TEXT) IS NOT CAST(OLD.build_audience_type AS TEXT);
  SELECT RAISE(ABORT, 'builds.pre_release_version is read-only: Apple sets it') WHERE CAST(NEW.pre_release_version AS TEXT) IS NOT CAST(OLD.pre_release_version AS TEXT);
  SELECT RAISE(ABORT, 'builds.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'builds.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'builds.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER builds_any INSTEAD OF UPDATE ON builds WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER builds_create INSTEAD OF INSERT ON builds BEGIN SELECT RAISE(ABORT, 'builds: rows cannot be created through the API'); END;
CREATE TRIGGER builds_delete INSTEAD OF DELETE ON builds BEGIN SELECT RAISE(ABORT, 'builds: rows cannot be deleted through the API'); END;

-- pre_release_versions
CREATE VIEW pre_release_versions AS SELECT
  pre_release_versions.pk AS pk,
  pre_release_versions.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  pre_release_versions.version AS version,
  pre_release_versions.platform AS platform,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM pre_release_versions_mirror AS pre_release_versions
  JOIN apps_mirror AS apps ON apps.pk = pre_release_versions.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = pre_release_versions.account AND sync_scopes.kind = 'builds' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = pre_release_versions.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE pre_release_versions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER pre_release_versions_insert INSTEAD OF INSERT ON pre_release_versions BEGIN SELECT RAISE(ABORT, 'pre_release_versions shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER pre_release_versions_update INSTEAD OF UPDATE ON pre_release_versions BEGIN SELECT RAISE(ABORT, 'pre_release_versions shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER pre_release_versions_delete INSTEAD OF DELETE ON pre_release_versions BEGIN SELECT RAISE(ABORT, 'pre_release_versions shows what Apple has, and cannot be changed from here'); END;

-- app_icons
CREATE VIEW app_icons AS SELECT
  app_icons.pk AS pk,
  app_icons.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_icons.icon_type AS icon_type,
  app_icons.url_template AS url_template,
  app_icons.width AS width,
  app_icons.height AS height,
  app_icons.url_template AS image_source,
  (SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format FROM images WHERE source = app_icons.url_template) AS image,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM app_icons_mirror AS app_icons
  JOIN apps_mirror AS apps ON apps.pk = app_icons.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = app_icons.account AND sync_scopes.kind = 'heartbeat' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = app_icons.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE app_icons.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER app_icons_insert INSTEAD OF INSERT ON app_icons BEGIN SELECT RAISE(ABORT, 'app_icons shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER app_icons_update INSTEAD OF UPDATE ON app_icons BEGIN SELECT RAISE(ABORT, 'app_icons shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER app_icons_delete INSTEAD OF DELETE ON app_icons BEGIN SELECT RAISE(ABORT, 'app_icons shows what Apple has, and cannot be changed from here'); END;

-- review_details
CREATE VIEW review_details AS SELECT
  review_details.pk AS pk,
  review_details.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  CASE WHEN review_details_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'contact_first_name') ELSE review_details.contact_first_name END AS contact_first_name,
  CASE WHEN review_details_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'contact_last_name') ELSE review_details.contact_last_name END AS contact_last_name,
  CASE WHEN review_details_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'contact_phone') ELSE review_details.contact_phone END AS contact_phone,
  CASE WHEN review_details_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'contact_email') ELSE review_details.contact_email END AS contact_email,
  CASE WHEN review_details_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'demo_account_required') ELSE review_details.demo_account_required END AS demo_account_required,
  CASE WHEN review_details_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'demo_account_name') ELSE review_details.demo_account_name END AS demo_account_name,
  CASE WHEN review_details_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'demo_account_password') ELSE review_details.demo_account_password END AS demo_account_password,
  CASE WHEN review_details_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'notes') ELSE review_details.notes END AS notes,
  (coalesce(CASE WHEN review_details_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'demo_account_password') ELSE review_details.demo_account_password END, '') <> '') AS demo_account_password_set,
  CASE WHEN review_details_dirty.mask & 128 THEN (SELECT length(value) FROM staged WHERE resource = 10 AND pk = review_details.pk AND field = 'notes') ELSE review_details.notes_len END AS notes_len,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE', 'IN_REVIEW', 'ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION', 'READY_FOR_DISTRIBUTION') OR versions.id GLOB '~*') AS editable,
  (review_details_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM review_details_mirror AS review_details
  JOIN versions_mirror AS versions ON versions.pk = review_details.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS review_details_dirty ON review_details_dirty.resource = 10 AND review_details_dirty.pk = review_details.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = review_details.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = review_details.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE review_details.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER review_details_set_contact_first_name INSTEAD OF UPDATE OF contact_first_name ON review_details WHEN NEW.contact_first_name IS NOT OLD.contact_first_name BEGIN
  SELECT RAISE(ABORT, 'review_details.contact_first_name cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.contact_first_name must be text or NULL') WHERE typeof(NEW.contact_first_name) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'contact_first_name'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.contact_first_name IS CAST(NEW.contact_first_name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'contact_first_name', m.contact_first_name, CAST(NEW.contact_first_name AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.contact_first_name IS NOT CAST(NEW.contact_first_name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_contact_last_name INSTEAD OF UPDATE OF contact_last_name ON review_details WHEN NEW.contact_last_name IS NOT OLD.contact_last_name BEGIN
  SELECT RAISE(ABORT, 'review_details.contact_last_name cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.contact_last_name must be text or NULL') WHERE typeof(NEW.contact_last_name) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'contact_last_name'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.contact_last_name IS CAST(NEW.contact_last_name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'contact_last_name', m.contact_last_name, CAST(NEW.contact_last_name AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.contact_last_name IS NOT CAST(NEW.contact_last_name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_contact_phone INSTEAD OF UPDATE OF contact_phone ON review_details WHEN NEW.contact_phone IS NOT OLD.contact_phone BEGIN
  SELECT RAISE(ABORT, 'review_details.contact_phone cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.contact_phone must be text or NULL') WHERE typeof(NEW.contact_phone) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'contact_phone'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.contact_phone IS CAST(NEW.contact_phone AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'contact_phone', m.contact_phone, CAST(NEW.contact_phone AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.contact_phone IS NOT CAST(NEW.contact_phone AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_contact_email INSTEAD OF UPDATE OF contact_email ON review_details WHEN NEW.contact_email IS NOT OLD.contact_email BEGIN
  SELECT RAISE(ABORT, 'review_details.contact_email cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.contact_email must be text or NULL') WHERE typeof(NEW.contact_email) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'contact_email'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.contact_email IS CAST(NEW.contact_email AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'contact_email', m.contact_email, CAST(NEW.contact_email AS TEXT), 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.contact_email IS NOT CAST(NEW.contact_email AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_demo_account_required INSTEAD OF UPDATE OF demo_account_required ON review_details WHEN NEW.demo_account_required IS NOT OLD.demo_account_required BEGIN
  SELECT RAISE(ABORT, 'review_details.demo_account_required cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.demo_account_required must be 0, 1, true, false or NULL') WHERE NEW.demo_account_required IS NOT NULL AND lower(CAST(NEW.demo_account_required AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'demo_account_required'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.demo_account_required IS CASE WHEN lower(CAST(NEW.demo_account_required AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.demo_account_required IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'demo_account_required', m.demo_account_required, CASE WHEN lower(CAST(NEW.demo_account_required AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.demo_account_required IS NOT NULL THEN 0 END, 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.demo_account_required IS NOT CASE WHEN lower(CAST(NEW.demo_account_required AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.demo_account_required IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_demo_account_name INSTEAD OF UPDATE OF demo_account_name ON review_details WHEN NEW.demo_account_name IS NOT OLD.demo_account_name BEGIN
  SELECT RAISE(ABORT, 'review_details.demo_account_name cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.demo_account_name must be text or NULL') WHERE typeof(NEW.demo_account_name) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'demo_account_name'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.demo_account_name IS CAST(NEW.demo_account_name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'demo_account_name', m.demo_account_name, CAST(NEW.demo_account_name AS TEXT), 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.demo_account_name IS NOT CAST(NEW.demo_account_name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_demo_account_password INSTEAD OF UPDATE OF demo_account_password ON review_details WHEN NEW.demo_account_password IS NOT OLD.demo_account_password BEGIN
  SELECT RAISE(ABORT, 'review_details.demo_account_password cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.demo_account_password takes no password but the place of one: ''env:NAME'' or ''file:PATH'', read when it is pushed') WHERE CAST(NEW.demo_account_password AS TEXT) <> '' AND CAST(NEW.demo_account_password AS TEXT) NOT GLOB 'env:?*' AND CAST(NEW.demo_account_password AS TEXT) NOT GLOB 'file:?*';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'demo_account_password'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.demo_account_password IS CAST(NEW.demo_account_password AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'demo_account_password', m.demo_account_password, CAST(NEW.demo_account_password AS TEXT), 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.demo_account_password IS NOT CAST(NEW.demo_account_password AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_set_notes INSTEAD OF UPDATE OF notes ON review_details WHEN NEW.notes IS NOT OLD.notes BEGIN
  SELECT RAISE(ABORT, 'review_details.notes cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'review_details.notes must be text or NULL') WHERE typeof(NEW.notes) = 'blob';
  DELETE FROM staged WHERE resource = 10 AND pk = OLD.pk AND field = 'notes'
    AND EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.pk = OLD.pk AND m.notes IS CAST(NEW.notes AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 10, m.pk, 'notes', m.notes, CAST(NEW.notes AS TEXT), 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM review_details_mirror AS m
    WHERE m.pk = OLD.pk AND m.notes IS NOT CAST(NEW.notes AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER review_details_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_id, platform, version_string, state, demo_account_password_set, notes_len, editable, staged, synced_at ON review_details BEGIN
  SELECT RAISE(ABORT, 'review_details.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'review_details.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'review_details.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'review_details.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'review_details.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'review_details.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'review_details.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'review_details.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'review_details.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'review_details.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'review_details.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'review_details.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'review_details.demo_account_password_set is read-only: it is derived') WHERE CAST(NEW.demo_account_password_set AS TEXT) IS NOT CAST(OLD.demo_account_password_set AS TEXT);
  SELECT RAISE(ABORT, 'review_details.notes_len is read-only: it is derived') WHERE CAST(NEW.notes_len AS TEXT) IS NOT CAST(OLD.notes_len AS TEXT);
  SELECT RAISE(ABORT, 'review_details.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'review_details.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'review_details.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER review_details_any INSTEAD OF UPDATE ON review_details WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER review_details_create INSTEAD OF INSERT ON review_details BEGIN
  SELECT RAISE(ABORT, 'review_details: unknown version_id; copy it from the view versions') WHERE (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'review_details: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM review_details WHERE review_details.version_id = NEW.version_id) OR EXISTS(SELECT 1 FROM review_details_mirror AS m WHERE m.parent = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'review_details: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE', 'IN_REVIEW', 'ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION', 'READY_FOR_DISTRIBUTION'));
  SELECT RAISE(ABORT, 'review_details: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO review_details_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 10, (SELECT max(pk) FROM review_details_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE review_details SET contact_first_name = NEW.contact_first_name, contact_last_name = NEW.contact_last_name, contact_phone = NEW.contact_phone, contact_email = NEW.contact_email, demo_account_required = NEW.demo_account_required, demo_account_name = NEW.demo_account_name, demo_account_password = NEW.demo_account_password, notes = NEW.notes WHERE pk = (SELECT max(pk) FROM review_details_mirror);
END;
CREATE TRIGGER review_details_delete INSTEAD OF DELETE ON review_details BEGIN SELECT RAISE(ABORT, 'review_details: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- phased_releases
CREATE VIEW phased_releases AS SELECT
  phased_releases.pk AS pk,
  phased_releases.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS version_state,
  CASE WHEN phased_releases_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 14 AND pk = phased_releases.pk AND field = 'state') ELSE phased_releases.state END AS state,
  phased_releases.start_date AS start_date,
  phased_releases.total_pause_duration AS total_pause_duration,
  phased_releases.current_day_number AS current_day_number,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE', 'IN_REVIEW', 'ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION', 'READY_FOR_DISTRIBUTION') OR versions.id GLOB '~*') AS editable,
  (phased_releases_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM phased_releases_mirror AS phased_releases
  JOIN versions_mirror AS versions ON versions.pk = phased_releases.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS phased_releases_dirty ON phased_releases_dirty.resource = 14 AND phased_releases_dirty.pk = phased_releases.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = phased_releases.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = phased_releases.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE phased_releases.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (phased_releases_dirty.mask IS NULL OR phased_releases_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER phased_releases_set_state INSTEAD OF UPDATE OF state ON phased_releases WHEN NEW.state IS NOT OLD.state BEGIN
  SELECT RAISE(ABORT, 'phased_releases.state cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'phased_releases.state: not a known value; SELECT value FROM enum_values WHERE enum = ''PhasedReleaseState''') WHERE NEW.state IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'PhasedReleaseState' AND value = NEW.state);
  DELETE FROM staged WHERE resource = 14 AND pk = OLD.pk AND field = 'state'
    AND EXISTS(SELECT 1 FROM phased_releases_mirror AS m WHERE m.pk = OLD.pk AND m.state IS CAST(NEW.state AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 14, m.pk, 'state', m.state, CAST(NEW.state AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM phased_releases_mirror AS m
    WHERE m.pk = OLD.pk AND m.state IS NOT CAST(NEW.state AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER phased_releases_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_id, platform, version_string, version_state, start_date, total_pause_duration, current_day_number, editable, staged, synced_at ON phased_releases BEGIN
  SELECT RAISE(ABORT, 'phased_releases.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.version_state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_state AS TEXT) IS NOT CAST(OLD.version_state AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.start_date is read-only: Apple sets it') WHERE CAST(NEW.start_date AS TEXT) IS NOT CAST(OLD.start_date AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.total_pause_duration is read-only: Apple sets it') WHERE CAST(NEW.total_pause_duration AS TEXT) IS NOT CAST(OLD.total_pause_duration AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.current_day_number is read-only: Apple sets it') WHERE CAST(NEW.current_day_number AS TEXT) IS NOT CAST(OLD.current_day_number AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'phased_releases.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER phased_releases_any INSTEAD OF UPDATE ON phased_releases WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER phased_releases_create INSTEAD OF INSERT ON phased_releases BEGIN
  SELECT RAISE(ABORT, 'phased_releases: unknown version_id; copy it from the view versions') WHERE (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'phased_releases: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM phased_releases WHERE phased_releases.version_id = NEW.version_id) OR EXISTS(SELECT 1 FROM phased_releases_mirror AS m WHERE m.parent = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'phased_releases: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY', 'READY_FOR_REVIEW', 'WAITING_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE', 'IN_REVIEW', 'ACCEPTED', 'PENDING_APPLE_RELEASE', 'PENDING_DEVELOPER_RELEASE', 'PROCESSING_FOR_DISTRIBUTION', 'READY_FOR_DISTRIBUTION'));
  SELECT RAISE(ABORT, 'phased_releases: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO phased_releases_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 14, (SELECT max(pk) FROM phased_releases_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE phased_releases SET state = NEW.state WHERE pk = (SELECT max(pk) FROM phased_releases_mirror);
END;
CREATE TRIGGER phased_releases_delete INSTEAD OF DELETE ON phased_releases BEGIN
  SELECT RAISE(ABORT, 'phased_releases: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 14 AND pk = OLD.pk AND field = '+');
  DELETE FROM phased_releases_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 14 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 14 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 14 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 14, m.pk, '-', NULL, 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM phased_releases_mirror AS m WHERE m.pk = OLD.pk;
END;

-- review_attachments
CREATE VIEW review_attachments AS SELECT
  review_attachments.pk AS pk,
  review_attachments.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  review_details.id AS review_detail_id,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  review_attachments.file_name AS file_name,
  review_attachments.file_size AS file_size,
  review_attachments.checksum AS checksum,
  review_attachments.delivery_state AS delivery_state,
  review_attachments.delivery_errors AS delivery_errors,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM review_attachments_mirror AS review_attachments
  JOIN review_details_mirror AS review_details ON review_details.pk = review_attachments.parent
  JOIN versions_mirror AS versions ON versions.pk = review_details.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = review_attachments.account AND sync_scopes.kind = 'review_attachments' AND sync_scopes.parent = review_details.pk
  LEFT JOIN accounts ON accounts.pk = review_attachments.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE review_attachments.gone_at IS NULL AND review_details.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER review_attachments_insert INSTEAD OF INSERT ON review_attachments BEGIN SELECT RAISE(ABORT, 'review_attachments shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER review_attachments_update INSTEAD OF UPDATE ON review_attachments BEGIN SELECT RAISE(ABORT, 'review_attachments shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER review_attachments_delete INSTEAD OF DELETE ON review_attachments BEGIN SELECT RAISE(ABORT, 'review_attachments shows what Apple has, and cannot be changed from here'); END;

-- release_requests
CREATE VIEW release_requests AS SELECT
  release_requests.pk AS pk,
  release_requests.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  (versions.state IN ('PENDING_DEVELOPER_RELEASE') OR versions.id GLOB '~*') AS editable,
  (release_requests_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM release_requests_mirror AS release_requests
  JOIN versions_mirror AS versions ON versions.pk = release_requests.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS release_requests_dirty ON release_requests_dirty.resource = 39 AND release_requests_dirty.pk = release_requests.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = release_requests.account AND sync_scopes.kind = 'heartbeat' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = release_requests.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE release_requests.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER release_requests_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_id, platform, version_string, state, editable, staged, synced_at ON release_requests BEGIN
  SELECT RAISE(ABORT, 'release_requests.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'release_requests.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER release_requests_any INSTEAD OF UPDATE ON release_requests WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER release_requests_create INSTEAD OF INSERT ON release_requests BEGIN
  SELECT RAISE(ABORT, 'release_requests: unknown version_id; copy it from the view versions') WHERE (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'release_requests: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM release_requests WHERE release_requests.version_id = NEW.version_id) OR EXISTS(SELECT 1 FROM release_requests_mirror AS m WHERE m.parent = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'release_requests: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND coalesce(state, '') NOT IN ('PENDING_DEVELOPER_RELEASE'));
  SELECT RAISE(ABORT, 'release_requests: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO release_requests_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM versions_mirror WHERE pk = (SELECT pk FROM versions_mirror WHERE id = NEW.version_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 39, (SELECT max(pk) FROM release_requests_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
END;
CREATE TRIGGER release_requests_delete INSTEAD OF DELETE ON release_requests BEGIN SELECT RAISE(ABORT, 'release_requests: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- routing_coverages
CREATE VIEW routing_coverages AS SELECT
  routing_coverages.pk AS pk,
  routing_coverages.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  routing_coverages.file_name AS file_name,
  routing_coverages.file_size AS file_size,
  routing_coverages.checksum AS checksum,
  routing_coverages.delivery_state AS delivery_state,
  routing_coverages.delivery_errors AS delivery_errors,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM routing_coverages_mirror AS routing_coverages
  JOIN versions_mirror AS versions ON versions.pk = routing_coverages.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = routing_coverages.account AND sync_scopes.kind = 'versions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = routing_coverages.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE routing_coverages.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER routing_coverages_insert INSTEAD OF INSERT ON routing_coverages BEGIN SELECT RAISE(ABORT, 'routing_coverages shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER routing_coverages_update INSTEAD OF UPDATE ON routing_coverages BEGIN SELECT RAISE(ABORT, 'routing_coverages shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER routing_coverages_delete INSTEAD OF DELETE ON routing_coverages BEGIN SELECT RAISE(ABORT, 'routing_coverages shows what Apple has, and cannot be changed from here'); END;

-- screenshot_sets
CREATE VIEW screenshot_sets AS SELECT
  screenshot_sets.pk AS pk,
  screenshot_sets.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  version_localizations.id AS version_localization_id,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  screenshot_sets.display_type AS display_type,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY') OR versions.id GLOB '~*') AS editable,
  (screenshot_sets_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM screenshot_sets_mirror AS screenshot_sets
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS screenshot_sets_dirty ON screenshot_sets_dirty.resource = 7 AND screenshot_sets_dirty.pk = screenshot_sets.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = screenshot_sets.account AND sync_scopes.kind = 'screenshots' AND sync_scopes.parent = version_localizations.pk
  LEFT JOIN accounts ON accounts.pk = screenshot_sets.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE screenshot_sets.gone_at IS NULL AND version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (screenshot_sets_dirty.mask IS NULL OR screenshot_sets_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER screenshot_sets_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_localization_id, version_id, platform, version_string, state, locale, display_type, editable, staged, synced_at ON screenshot_sets BEGIN
  SELECT RAISE(ABORT, 'screenshot_sets.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.version_localization_id is read-only: it is derived') WHERE CAST(NEW.version_localization_id AS TEXT) IS NOT CAST(OLD.version_localization_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.locale is read-only: it belongs to version_localizations; edit that view') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.display_type is read-only: it is set when the row is created') WHERE CAST(NEW.display_type AS TEXT) IS NOT CAST(OLD.display_type AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'screenshot_sets.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER screenshot_sets_any INSTEAD OF UPDATE ON screenshot_sets WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER screenshot_sets_create INSTEAD OF INSERT ON screenshot_sets BEGIN
  SELECT RAISE(ABORT, 'screenshot_sets: unknown version_localization_id; copy it from the view version_localizations') WHERE (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'screenshot_sets: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM screenshot_sets WHERE screenshot_sets.version_localization_id = NEW.version_localization_id AND screenshot_sets.display_type IS NEW.display_type) OR EXISTS(SELECT 1 FROM screenshot_sets_mirror AS m WHERE m.parent = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.display_type IS NEW.display_type);
  SELECT RAISE(ABORT, 'screenshot_sets.display_type is required') WHERE NEW.display_type IS NULL;
  SELECT RAISE(ABORT, 'screenshot_sets.display_type: not a known value; SELECT value FROM enum_values WHERE enum = ''DisplayType''') WHERE NEW.display_type IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'DisplayType' AND value = NEW.display_type);
  SELECT RAISE(ABORT, 'screenshot_sets: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM version_localizations_mirror AS version_localizations JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE version_localizations.pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND versions.id NOT GLOB '~*' AND versions.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'));
  SELECT RAISE(ABORT, 'screenshot_sets: Apple copies what hangs from the version before; push the new version first, then sync') WHERE EXISTS(SELECT 1 FROM version_localizations_mirror AS version_localizations JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE version_localizations.pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND version_localizations.id GLOB '~*'
    AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = '+'));
  SELECT RAISE(ABORT, 'screenshot_sets: its version localization is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND field = '-');
  SELECT RAISE(ABORT, 'screenshot_sets: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT parent FROM version_localizations_mirror WHERE pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL)) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO screenshot_sets_mirror(account, id, parent, display_type) SELECT account, '~' || hex(randomblob(8)), pk, NEW.display_type FROM version_localizations_mirror WHERE pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 7, (SELECT max(pk) FROM screenshot_sets_mirror), '+', trim(coalesce(NEW.display_type || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
END;
CREATE TRIGGER screenshot_sets_delete INSTEAD OF DELETE ON screenshot_sets BEGIN
  SELECT RAISE(ABORT, 'screenshot_sets: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = OLD.pk AND field = '+') AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM screenshot_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  DELETE FROM staged WHERE 1 AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent = OLD.pk);
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 7 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 7, m.pk, '-', trim(coalesce(m.display_type || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM screenshot_sets_mirror AS m WHERE m.pk = OLD.pk;
END;

-- screenshots
CREATE VIEW screenshots AS SELECT
  screenshots.pk AS pk,
  screenshots.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  screenshot_sets.id AS screenshot_set_id,
  version_localizations.id AS version_localization_id,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  screenshot_sets.display_type AS display_type,
  screenshots.file_name AS file_name,
  screenshots.file_size AS file_size,
  screenshots.checksum AS checksum,
  screenshots.url_template AS url_template,
  screenshots.width AS width,
  screenshots.height AS height,
  screenshots.delivery_state AS delivery_state,
  screenshots.delivery_errors AS delivery_errors,
  CASE WHEN screenshots_dirty.mask & 256 THEN (SELECT value FROM staged WHERE resource = 8 AND pk = screenshots.pk AND field = 'position') ELSE screenshots.position END AS position,
  coalesce(nullif(screenshots.checksum, ''), screenshots.url_template) AS image_source,
  (SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format FROM images WHERE source = coalesce(nullif(screenshots.checksum, ''), screenshots.url_template)) AS image,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY') OR versions.id GLOB '~*') AS editable,
  (screenshots_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM screenshots_mirror AS screenshots
  JOIN screenshot_sets_mirror AS screenshot_sets ON screenshot_sets.pk = screenshots.parent
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS screenshots_dirty ON screenshots_dirty.resource = 8 AND screenshots_dirty.pk = screenshots.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = screenshots.account AND sync_scopes.kind = 'screenshots' AND sync_scopes.parent = version_localizations.pk
  LEFT JOIN accounts ON accounts.pk = screenshots.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE screenshots.gone_at IS NULL AND screenshot_sets.gone_at IS NULL AND version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (screenshots_dirty.mask IS NULL OR screenshots_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER screenshots_set_position INSTEAD OF UPDATE OF position ON screenshots WHEN NEW.position IS NOT OLD.position BEGIN
  SELECT RAISE(ABORT, 'screenshots.position cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'screenshots.position must be an integer; the first is 0') WHERE NEW.position IS NULL OR CAST(CAST(CAST(NEW.position AS TEXT) AS INTEGER) AS TEXT) <> CAST(NEW.position AS TEXT) OR CAST(CAST(NEW.position AS TEXT) AS INTEGER) < 0;
  DELETE FROM staged WHERE resource = 8 AND pk = OLD.pk AND field = 'position'
    AND EXISTS(SELECT 1 FROM screenshots_mirror AS m WHERE m.pk = OLD.pk AND m.position IS CAST(NEW.position AS INTEGER));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 8, m.pk, 'position', m.position, CAST(NEW.position AS INTEGER), 8, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM screenshots_mirror AS m
    WHERE m.pk = OLD.pk AND m.position IS NOT CAST(NEW.position AS INTEGER)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER screenshots_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, screenshot_set_id, version_localization_id, version_id, platform, version_string, state, locale, display_type, file_name, file_size, checksum, url_template, width, height, delivery_state, delivery_errors, image_source, image, editable, staged, synced_at ON screenshots BEGIN
  SELECT RAISE(ABORT, 'screenshots.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.screenshot_set_id is read-only: it is derived') WHERE CAST(NEW.screenshot_set_id AS TEXT) IS NOT CAST(OLD.screenshot_set_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.version_localization_id is read-only: it is derived') WHERE CAST(NEW.version_localization_id AS TEXT) IS NOT CAST(OLD.version_localization_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.locale is read-only: it belongs to version_localizations; edit that view') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.display_type is read-only: it belongs to screenshot_sets; edit that view') WHERE CAST(NEW.display_type AS TEXT) IS NOT CAST(OLD.display_type AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.file_name is read-only: it is set when the row is created') WHERE CAST(NEW.file_name AS TEXT) IS NOT CAST(OLD.file_name AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.file_size is read-only: it is set when the row is created') WHERE CAST(NEW.file_size AS TEXT) IS NOT CAST(OLD.file_size AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.checksum is read-only: it is set when the row is created') WHERE CAST(NEW.checksum AS TEXT) IS NOT CAST(OLD.checksum AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.url_template is read-only: Apple sets it') WHERE CAST(NEW.url_template AS TEXT) IS NOT CAST(OLD.url_template AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.width is read-only: Apple sets it') WHERE CAST(NEW.width AS TEXT) IS NOT CAST(OLD.width AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.height is read-only: Apple sets it') WHERE CAST(NEW.height AS TEXT) IS NOT CAST(OLD.height AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.delivery_state is read-only: Apple sets it') WHERE CAST(NEW.delivery_state AS TEXT) IS NOT CAST(OLD.delivery_state AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.delivery_errors is read-only: Apple sets it') WHERE CAST(NEW.delivery_errors AS TEXT) IS NOT CAST(OLD.delivery_errors AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.image_source is read-only: it is derived') WHERE CAST(NEW.image_source AS TEXT) IS NOT CAST(OLD.image_source AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.image is read-only: it is derived') WHERE CAST(NEW.image AS TEXT) IS NOT CAST(OLD.image AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'screenshots.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER screenshots_any INSTEAD OF UPDATE ON screenshots WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER screenshots_create INSTEAD OF INSERT ON screenshots BEGIN
  INSERT INTO screenshot_sets(version_localization_id, display_type) SELECT NEW.version_localization_id, NEW.display_type
    WHERE NEW.screenshot_set_id IS NULL AND NEW.version_localization_id IS NOT NULL AND NEW.display_type IS NOT NULL AND NOT EXISTS(SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type);
  SELECT RAISE(ABORT, 'screenshots: name the set by screenshot_set_id, or by version_localization_id and display_type; copy them from the views of what is above') WHERE coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)) IS NULL;
  SELECT RAISE(ABORT, 'screenshots: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM screenshot_sets_mirror AS screenshot_sets JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE screenshot_sets.pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)) AND versions.id NOT GLOB '~*' AND versions.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'));
  SELECT RAISE(ABORT, 'screenshots: Apple copies what hangs from the version before; push the new version first, then sync') WHERE EXISTS(SELECT 1 FROM screenshot_sets_mirror AS screenshot_sets JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE screenshot_sets.pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)) AND version_localizations.id GLOB '~*'
    AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = '+'));
  SELECT RAISE(ABORT, 'screenshots: its screenshot set is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 7 AND pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)) AND field = '-');
  SELECT RAISE(ABORT, 'screenshots: its version localization is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = (SELECT parent FROM screenshot_sets_mirror WHERE pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type))) AND field = '-');
  SELECT RAISE(ABORT, 'screenshots: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT parent FROM version_localizations_mirror WHERE pk = (SELECT parent FROM screenshot_sets_mirror WHERE pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)))) AND field = '-');
  SELECT RAISE(ABORT, 'screenshots.checksum names no file that is kept here; `fleet shots add FILE` keeps one and prints its checksum') WHERE NOT EXISTS(SELECT 1 FROM media_files WHERE checksum IS NEW.checksum);
  SELECT RAISE(ABORT, 'screenshots: the file is of no size that this display_type takes; SELECT width, height, fits FROM media_files') WHERE NOT EXISTS(SELECT 1 FROM media_files AS f, json_each(f.fits) AS fits WHERE f.checksum = NEW.checksum
    AND fits.value = (SELECT s.display_type FROM screenshot_sets AS s WHERE s.pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type))));
  SELECT RAISE(ABORT, 'screenshots: the set has this file already') WHERE EXISTS(SELECT 1 FROM screenshots AS v JOIN screenshots_mirror AS m ON m.pk = v.pk WHERE m.parent = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type)) AND v.checksum = NEW.checksum);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO screenshots_mirror(account, id, parent, file_name, file_size, checksum, position)
    SELECT s.account, '~' || hex(randomblob(8)), s.pk, coalesce(NEW.file_name, f.file_name), f.bytes, f.checksum, coalesce((SELECT max(max(v.position) + 1, count(*)) FROM screenshots AS v WHERE v.screenshot_set_id = s.id), 0)
    FROM screenshot_sets_mirror AS s JOIN media_files AS f ON f.checksum = NEW.checksum WHERE s.pk = coalesce((SELECT s.pk FROM screenshot_sets AS s WHERE s.id = NEW.screenshot_set_id), (SELECT s.pk FROM screenshot_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.display_type = NEW.display_type));
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 8, m.pk, '+', (SELECT s.display_type || ' ' FROM screenshot_sets_mirror AS s WHERE s.pk = m.parent) || m.file_name, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM screenshots_mirror AS m WHERE m.pk = (SELECT max(pk) FROM screenshots_mirror);
  UPDATE screenshots SET position = NEW.position WHERE pk = (SELECT max(pk) FROM screenshots_mirror) AND NEW.position IS NOT NULL;
END;
CREATE TRIGGER screenshots_delete INSTEAD OF DELETE ON screenshots BEGIN
  SELECT RAISE(ABORT, 'screenshots: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 8 AND pk = OLD.pk AND field = '+');
  DELETE FROM screenshots_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 8 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 8 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 8 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 8, m.pk, '-', (SELECT s.display_type || ' ' FROM screenshot_sets_mirror AS s WHERE s.pk = m.parent) || m.file_name, 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM screenshots_mirror AS m WHERE m.pk = OLD.pk;
END;

-- preview_sets
CREATE VIEW preview_sets AS SELECT
  preview_sets.pk AS pk,
  preview_sets.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  version_localizations.id AS version_localization_id,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  preview_sets.preview_type AS preview_type,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY') OR versions.id GLOB '~*') AS editable,
  (preview_sets_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM preview_sets_mirror AS preview_sets
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS preview_sets_dirty ON preview_sets_dirty.resource = 16 AND preview_sets_dirty.pk = preview_sets.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = preview_sets.account AND sync_scopes.kind = 'previews' AND sync_scopes.parent = version_localizations.pk
  LEFT JOIN accounts ON accounts.pk = preview_sets.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE preview_sets.gone_at IS NULL AND version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (preview_sets_dirty.mask IS NULL OR preview_sets_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER preview_sets_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, version_localization_id, version_id, platform, version_string, state, locale, preview_type, editable, staged, synced_at ON preview_sets BEGIN
  SELECT RAISE(ABORT, 'preview_sets.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.version_localization_id is read-only: it is derived') WHERE CAST(NEW.version_localization_id AS TEXT) IS NOT CAST(OLD.version_localization_id AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.locale is read-only: it belongs to version_localizations; edit that view') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.preview_type is read-only: it is set when the row is created') WHERE CAST(NEW.preview_type AS TEXT) IS NOT CAST(OLD.preview_type AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'preview_sets.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER preview_sets_any INSTEAD OF UPDATE ON preview_sets WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER preview_sets_create INSTEAD OF INSERT ON preview_sets BEGIN
  SELECT RAISE(ABORT, 'preview_sets: unknown version_localization_id; copy it from the view version_localizations') WHERE (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'preview_sets: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM preview_sets WHERE preview_sets.version_localization_id = NEW.version_localization_id AND preview_sets.preview_type IS NEW.preview_type) OR EXISTS(SELECT 1 FROM preview_sets_mirror AS m WHERE m.parent = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.preview_type IS NEW.preview_type);
  SELECT RAISE(ABORT, 'preview_sets.preview_type is required') WHERE NEW.preview_type IS NULL;
  SELECT RAISE(ABORT, 'preview_sets.preview_type: not a known value; SELECT value FROM enum_values WHERE enum = ''PreviewType''') WHERE NEW.preview_type IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'PreviewType' AND value = NEW.preview_type);
  SELECT RAISE(ABORT, 'preview_sets: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM version_localizations_mirror AS version_localizations JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE version_localizations.pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND versions.id NOT GLOB '~*' AND versions.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'));
  SELECT RAISE(ABORT, 'preview_sets: Apple copies what hangs from the version before; push the new version first, then sync') WHERE EXISTS(SELECT 1 FROM version_localizations_mirror AS version_localizations JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE version_localizations.pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND version_localizations.id GLOB '~*'
    AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = '+'));
  SELECT RAISE(ABORT, 'preview_sets: its version localization is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL) AND field = '-');
  SELECT RAISE(ABORT, 'preview_sets: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT parent FROM version_localizations_mirror WHERE pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL)) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO preview_sets_mirror(account, id, parent, preview_type) SELECT account, '~' || hex(randomblob(8)), pk, NEW.preview_type FROM version_localizations_mirror WHERE pk = (SELECT pk FROM version_localizations_mirror WHERE id = NEW.version_localization_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 16, (SELECT max(pk) FROM preview_sets_mirror), '+', trim(coalesce(NEW.preview_type || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
END;
CREATE TRIGGER preview_sets_delete INSTEAD OF DELETE ON preview_sets BEGIN
  SELECT RAISE(ABORT, 'preview_sets: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = OLD.pk AND field = '+') AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM preview_sets_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  DELETE FROM staged WHERE 1 AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent = OLD.pk);
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 16 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 16, m.pk, '-', trim(coalesce(m.preview_type || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM preview_sets_mirror AS m WHERE m.pk = OLD.pk;
END;

-- previews
CREATE VIEW previews AS SELECT
  previews.pk AS pk,
  previews.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  preview_sets.id AS preview_set_id,
  version_localizations.id AS version_localization_id,
  versions.id AS version_id,
  versions.platform AS platform,
  versions.version_string AS version_string,
  versions.state AS state,
  version_localizations.locale AS locale,
  preview_sets.preview_type AS preview_type,
  previews.file_name AS file_name,
  previews.file_size AS file_size,
  previews.mime_type AS mime_type,
  previews.checksum AS checksum,
  CASE WHEN previews_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 17 AND pk = previews.pk AND field = 'preview_frame_time_code') ELSE previews.preview_frame_time_code END AS preview_frame_time_code,
  previews.video_url AS video_url,
  previews.frame_url_template AS frame_url_template,
  previews.frame_width AS frame_width,
  previews.frame_height AS frame_height,
  previews.delivery_state AS delivery_state,
  previews.delivery_errors AS delivery_errors,
  CASE WHEN previews_dirty.mask & 2048 THEN (SELECT value FROM staged WHERE resource = 17 AND pk = previews.pk AND field = 'position') ELSE previews.position END AS position,
  coalesce(nullif(previews.checksum, '') || coalesce(' ' || previews.preview_frame_time_code, ''), previews.frame_url_template) AS image_source,
  (SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format FROM images WHERE source = coalesce(nullif(previews.checksum, '') || coalesce(' ' || previews.preview_frame_time_code, ''), previews.frame_url_template)) AS image,
  (versions.state IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY') OR versions.id GLOB '~*') AS editable,
  (previews_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM previews_mirror AS previews
  JOIN preview_sets_mirror AS preview_sets ON preview_sets.pk = previews.parent
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  LEFT JOIN dirty AS previews_dirty ON previews_dirty.resource = 17 AND previews_dirty.pk = previews.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = previews.account AND sync_scopes.kind = 'previews' AND sync_scopes.parent = version_localizations.pk
  LEFT JOIN accounts ON accounts.pk = previews.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE previews.gone_at IS NULL AND preview_sets.gone_at IS NULL AND version_localizations.gone_at IS NULL AND versions.gone_at IS NULL AND apps.gone_at IS NULL AND (previews_dirty.mask IS NULL OR previews_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER previews_set_preview_frame_time_code INSTEAD OF UPDATE OF preview_frame_time_code ON previews WHEN NEW.preview_frame_time_code IS NOT OLD.preview_frame_time_code BEGIN
  SELECT RAISE(ABORT, 'previews.preview_frame_time_code cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'previews.preview_frame_time_code must be text or NULL') WHERE typeof(NEW.preview_frame_time_code) = 'blob';
  DELETE FROM staged WHERE resource = 17 AND pk = OLD.pk AND field = 'preview_frame_time_code'
    AND EXISTS(SELECT 1 FROM previews_mirror AS m WHERE m.pk = OLD.pk AND m.preview_frame_time_code IS CAST(NEW.preview_frame_time_code AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 17, m.pk, 'preview_frame_time_code', m.preview_frame_time_code, CAST(NEW.preview_frame_time_code AS TEXT), 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM previews_mirror AS m
    WHERE m.pk = OLD.pk AND m.preview_frame_time_code IS NOT CAST(NEW.preview_frame_time_code AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER previews_set_position INSTEAD OF UPDATE OF position ON previews WHEN NEW.position IS NOT OLD.position BEGIN
  SELECT RAISE(ABORT, 'previews.position cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'previews.position must be an integer; the first is 0') WHERE NEW.position IS NULL OR CAST(CAST(CAST(NEW.position AS TEXT) AS INTEGER) AS TEXT) <> CAST(NEW.position AS TEXT) OR CAST(CAST(NEW.position AS TEXT) AS INTEGER) < 0;
  DELETE FROM staged WHERE resource = 17 AND pk = OLD.pk AND field = 'position'
    AND EXISTS(SELECT 1 FROM previews_mirror AS m WHERE m.pk = OLD.pk AND m.position IS CAST(NEW.position AS INTEGER));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 17, m.pk, 'position', m.position, CAST(NEW.position AS INTEGER), 11, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM previews_mirror AS m
    WHERE m.pk = OLD.pk AND m.position IS NOT CAST(NEW.position AS INTEGER)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER previews_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, preview_set_id, version_localization_id, version_id, platform, version_string, state, locale, preview_type, file_name, file_size, mime_type, checksum, video_url, frame_url_template, frame_width, frame_height, delivery_state, delivery_errors, image_source, image, editable, staged, synced_at ON previews BEGIN
  SELECT RAISE(ABORT, 'previews.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'previews.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'previews.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'previews.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'previews.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'previews.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'previews.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'previews.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'previews.preview_set_id is read-only: it is derived') WHERE CAST(NEW.preview_set_id AS TEXT) IS NOT CAST(OLD.preview_set_id AS TEXT);
  SELECT RAISE(ABORT, 'previews.version_localization_id is read-only: it is derived') WHERE CAST(NEW.version_localization_id AS TEXT) IS NOT CAST(OLD.version_localization_id AS TEXT);
  SELECT RAISE(ABORT, 'previews.version_id is read-only: it is derived') WHERE CAST(NEW.version_id AS TEXT) IS NOT CAST(OLD.version_id AS TEXT);
  SELECT RAISE(ABORT, 'previews.platform is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'previews.version_string is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.version_string AS TEXT) IS NOT CAST(OLD.version_string AS TEXT);
  SELECT RAISE(ABORT, 'previews.state is read-only: it belongs to versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'previews.locale is read-only: it belongs to version_localizations; edit that view') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'previews.preview_type is read-only: it belongs to preview_sets; edit that view') WHERE CAST(NEW.preview_type AS TEXT) IS NOT CAST(OLD.preview_type AS TEXT);
  SELECT RAISE(ABORT, 'previews.file_name is read-only: it is set when the row is created') WHERE CAST(NEW.file_name AS TEXT) IS NOT CAST(OLD.file_name AS TEXT);
  SELECT RAISE(ABORT, 'previews.file_size is read-only: it is set when the row is created') WHERE CAST(NEW.file_size AS TEXT) IS NOT CAST(OLD.file_size AS TEXT);
  SELECT RAISE(ABORT, 'previews.mime_type is read-only: it is set when the row is created') WHERE CAST(NEW.mime_type AS TEXT) IS NOT CAST(OLD.mime_type AS TEXT);
  SELECT RAISE(ABORT, 'previews.checksum is read-only: it is set when the row is created') WHERE CAST(NEW.checksum AS TEXT) IS NOT CAST(OLD.checksum AS TEXT);
  SELECT RAISE(ABORT, 'previews.video_url is read-only: Apple sets it') WHERE CAST(NEW.video_url AS TEXT) IS NOT CAST(OLD.video_url AS TEXT);
  SELECT RAISE(ABORT, 'previews.frame_url_template is read-only: Apple sets it') WHERE CAST(NEW.frame_url_template AS TEXT) IS NOT CAST(OLD.frame_url_template AS TEXT);
  SELECT RAISE(ABORT, 'previews.frame_width is read-only: Apple sets it') WHERE CAST(NEW.frame_width AS TEXT) IS NOT CAST(OLD.frame_width AS TEXT);
  SELECT RAISE(ABORT, 'previews.frame_height is read-only: Apple sets it') WHERE CAST(NEW.frame_height AS TEXT) IS NOT CAST(OLD.frame_height AS TEXT);
  SELECT RAISE(ABORT, 'previews.delivery_state is read-only: Apple sets it') WHERE CAST(NEW.delivery_state AS TEXT) IS NOT CAST(OLD.delivery_state AS TEXT);
  SELECT RAISE(ABORT, 'previews.delivery_errors is read-only: Apple sets it') WHERE CAST(NEW.delivery_errors AS TEXT) IS NOT CAST(OLD.delivery_errors AS TEXT);
  SELECT RAISE(ABORT, 'previews.image_source is read-only: it is derived') WHERE CAST(NEW.image_source AS TEXT) IS NOT CAST(OLD.image_source AS TEXT);
  SELECT RAISE(ABORT, 'previews.image is read-only: it is derived') WHERE CAST(NEW.image AS TEXT) IS NOT CAST(OLD.image AS TEXT);
  SELECT RAISE(ABORT, 'previews.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'previews.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'previews.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER previews_any INSTEAD OF UPDATE ON previews WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER previews_create INSTEAD OF INSERT ON previews BEGIN
  INSERT INTO preview_sets(version_localization_id, preview_type) SELECT NEW.version_localization_id, NEW.preview_type
    WHERE NEW.preview_set_id IS NULL AND NEW.version_localization_id IS NOT NULL AND NEW.preview_type IS NOT NULL AND NOT EXISTS(SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type);
  SELECT RAISE(ABORT, 'previews: name the set by preview_set_id, or by version_localization_id and preview_type; copy them from the views of what is above') WHERE coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)) IS NULL;
  SELECT RAISE(ABORT, 'previews: its version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM preview_sets_mirror AS preview_sets JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE preview_sets.pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)) AND versions.id NOT GLOB '~*' AND versions.state NOT IN ('PREPARE_FOR_SUBMISSION', 'DEVELOPER_REJECTED', 'REJECTED', 'METADATA_REJECTED', 'INVALID_BINARY'));
  SELECT RAISE(ABORT, 'previews: Apple copies what hangs from the version before; push the new version first, then sync') WHERE EXISTS(SELECT 1 FROM preview_sets_mirror AS preview_sets JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent JOIN apps_mirror AS apps ON apps.pk = versions.parent WHERE preview_sets.pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)) AND version_localizations.id GLOB '~*'
    AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = version_localizations.pk AND field = '+'));
  SELECT RAISE(ABORT, 'previews: its preview set is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 16 AND pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)) AND field = '-');
  SELECT RAISE(ABORT, 'previews: its version localization is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 6 AND pk = (SELECT parent FROM preview_sets_mirror WHERE pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type))) AND field = '-');
  SELECT RAISE(ABORT, 'previews: its version is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 5 AND pk = (SELECT parent FROM version_localizations_mirror WHERE pk = (SELECT parent FROM preview_sets_mirror WHERE pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)))) AND field = '-');
  SELECT RAISE(ABORT, 'previews.checksum names no file that is kept here; `fleet shots add FILE` keeps one and prints its checksum') WHERE NOT EXISTS(SELECT 1 FROM media_files WHERE checksum IS NEW.checksum);
  SELECT RAISE(ABORT, 'previews: the file is of no size that this preview_type takes; SELECT width, height, fits FROM media_files') WHERE NOT EXISTS(SELECT 1 FROM media_files AS f, json_each(f.fits) AS fits WHERE f.checksum = NEW.checksum
    AND fits.value = (SELECT s.preview_type FROM preview_sets AS s WHERE s.pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type))));
  SELECT RAISE(ABORT, 'previews: the set has this file already') WHERE EXISTS(SELECT 1 FROM previews AS v JOIN previews_mirror AS m ON m.pk = v.pk WHERE m.parent = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type)) AND v.checksum = NEW.checksum);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO previews_mirror(account, id, parent, file_name, file_size, mime_type, checksum, position)
    SELECT s.account, '~' || hex(randomblob(8)), s.pk, coalesce(NEW.file_name, f.file_name), f.bytes, f.mime_type, f.checksum, coalesce((SELECT max(max(v.position) + 1, count(*)) FROM previews AS v WHERE v.preview_set_id = s.id), 0)
    FROM preview_sets_mirror AS s JOIN media_files AS f ON f.checksum = NEW.checksum WHERE s.pk = coalesce((SELECT s.pk FROM preview_sets AS s WHERE s.id = NEW.preview_set_id), (SELECT s.pk FROM preview_sets AS s WHERE s.version_localization_id = NEW.version_localization_id AND s.preview_type = NEW.preview_type));
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 17, m.pk, '+', (SELECT s.preview_type || ' ' FROM preview_sets_mirror AS s WHERE s.pk = m.parent) || m.file_name, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM previews_mirror AS m WHERE m.pk = (SELECT max(pk) FROM previews_mirror);
  UPDATE previews SET preview_frame_time_code = NEW.preview_frame_time_code WHERE pk = (SELECT max(pk) FROM previews_mirror);
  UPDATE previews SET position = NEW.position WHERE pk = (SELECT max(pk) FROM previews_mirror) AND NEW.position IS NOT NULL;
END;
CREATE TRIGGER previews_delete INSTEAD OF DELETE ON previews BEGIN
  SELECT RAISE(ABORT, 'previews: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 17 AND pk = OLD.pk AND field = '+');
  DELETE FROM previews_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 17 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 17 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 17 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 17, m.pk, '-', (SELECT s.preview_type || ' ' FROM preview_sets_mirror AS s WHERE s.pk = m.parent) || m.file_name, 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM previews_mirror AS m WHERE m.pk = OLD.pk;
END;

-- submissions
CREATE VIEW submissions AS SELECT
  submissions.pk AS pk,
  submissions.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  CASE WHEN submissions_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 11 AND pk = submissions.pk AND field = 'platform') ELSE submissions.platform END AS platform,
  submissions.state AS state,
  submissions.submitted_date AS submitted_date,
  CASE WHEN submissions_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 11 AND pk = submissions.pk AND field = 'submitted') ELSE submissions.submitted END AS submitted,
  CASE WHEN submissions_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 11 AND pk = submissions.pk AND field = 'canceled') ELSE submissions.canceled END AS canceled,
  submissions.version AS version,
  submissions.submitted_by AS submitted_by,
  1 AS editable,
  (submissions_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM submissions_mirror AS submissions
  JOIN apps_mirror AS apps ON apps.pk = submissions.parent
  LEFT JOIN dirty AS submissions_dirty ON submissions_dirty.resource = 11 AND submissions_dirty.pk = submissions.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = submissions.account AND sync_scopes.kind = 'heartbeat' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = submissions.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE submissions.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER submissions_set_platform INSTEAD OF UPDATE OF platform ON submissions WHEN NEW.platform IS NOT OLD.platform BEGIN
  SELECT RAISE(ABORT, 'submissions.platform cannot be edited in this state; add: AND state IN (''READY_FOR_REVIEW'')') WHERE OLD.state NOT IN ('READY_FOR_REVIEW');
  SELECT RAISE(ABORT, 'submissions.platform: not a known value; SELECT value FROM enum_values WHERE enum = ''Platform''') WHERE NEW.platform IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Platform' AND value = NEW.platform);
  DELETE FROM staged WHERE resource = 11 AND pk = OLD.pk AND field = 'platform'
    AND EXISTS(SELECT 1 FROM submissions_mirror AS m WHERE m.pk = OLD.pk AND m.platform IS CAST(NEW.platform AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 11, m.pk, 'platform', m.platform, CAST(NEW.platform AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submissions_mirror AS m
    WHERE m.pk = OLD.pk AND m.platform IS NOT CAST(NEW.platform AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER submissions_set_submitted INSTEAD OF UPDATE OF submitted ON submissions WHEN NEW.submitted IS NOT OLD.submitted BEGIN
  SELECT RAISE(ABORT, 'submissions.submitted cannot be edited in this state; add: AND state IN (''READY_FOR_REVIEW'', ''UNRESOLVED_ISSUES'')') WHERE OLD.state NOT IN ('READY_FOR_REVIEW', 'UNRESOLVED_ISSUES');
  SELECT RAISE(ABORT, 'submissions.submitted must be 0, 1, true, false or NULL') WHERE NEW.submitted IS NOT NULL AND lower(CAST(NEW.submitted AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 11 AND pk = OLD.pk AND field = 'submitted'
    AND EXISTS(SELECT 1 FROM submissions_mirror AS m WHERE m.pk = OLD.pk AND m.submitted IS CASE WHEN lower(CAST(NEW.submitted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.submitted IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 11, m.pk, 'submitted', m.submitted, CASE WHEN lower(CAST(NEW.submitted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.submitted IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submissions_mirror AS m
    WHERE m.pk = OLD.pk AND m.submitted IS NOT CASE WHEN lower(CAST(NEW.submitted AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.submitted IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER submissions_set_canceled INSTEAD OF UPDATE OF canceled ON submissions WHEN NEW.canceled IS NOT OLD.canceled BEGIN
  SELECT RAISE(ABORT, 'submissions.canceled cannot be edited in this state; add: AND state IN (''WAITING_FOR_REVIEW'', ''IN_REVIEW'', ''UNRESOLVED_ISSUES'')') WHERE OLD.state NOT IN ('WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES');
  SELECT RAISE(ABORT, 'submissions.canceled must be 0, 1, true, false or NULL') WHERE NEW.canceled IS NOT NULL AND lower(CAST(NEW.canceled AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 11 AND pk = OLD.pk AND field = 'canceled'
    AND EXISTS(SELECT 1 FROM submissions_mirror AS m WHERE m.pk = OLD.pk AND m.canceled IS CASE WHEN lower(CAST(NEW.canceled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.canceled IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 11, m.pk, 'canceled', m.canceled, CASE WHEN lower(CAST(NEW.canceled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.canceled IS NOT NULL THEN 0 END, 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submissions_mirror AS m
    WHERE m.pk = OLD.pk AND m.canceled IS NOT CASE WHEN lower(CAST(NEW.canceled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.canceled IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER submissions_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, state, submitted_date, version, submitted_by, editable, staged, synced_at ON submissions BEGIN
  SELECT RAISE(ABORT, 'submissions.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'submissions.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'submissions.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'submissions.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'submissions.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'submissions.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'submissions.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'submissions.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'submissions.state is read-only: Apple sets it; SET submitted = 1 or canceled = 1') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'submissions.submitted_date is read-only: Apple sets it') WHERE CAST(NEW.submitted_date AS TEXT) IS NOT CAST(OLD.submitted_date AS TEXT);
  SELECT RAISE(ABORT, 'submissions.version is read-only: it follows from the items; INSERT INTO submission_items') WHERE CAST(NEW.version AS TEXT) IS NOT CAST(OLD.version AS TEXT);
  SELECT RAISE(ABORT, 'submissions.submitted_by is read-only: Apple sets it') WHERE CAST(NEW.submitted_by AS TEXT) IS NOT CAST(OLD.submitted_by AS TEXT);
  SELECT RAISE(ABORT, 'submissions.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'submissions.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'submissions.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER submissions_any INSTEAD OF UPDATE ON submissions WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER submissions_create INSTEAD OF INSERT ON submissions BEGIN
  SELECT RAISE(ABORT, 'submissions: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'submissions: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM submissions WHERE submissions.app_id = NEW.app_id AND submissions.platform IS NEW.platform AND coalesce(submissions.state, '') NOT IN ('WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES', 'CANCELING', 'COMPLETING', 'COMPLETE')) OR EXISTS(SELECT 1 FROM submissions_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.platform IS NEW.platform AND coalesce(m.state, '') NOT IN ('WAITING_FOR_REVIEW', 'IN_REVIEW', 'UNRESOLVED_ISSUES', 'CANCELING', 'COMPLETING', 'COMPLETE'));
  SELECT RAISE(ABORT, 'submissions.platform is required') WHERE NEW.platform IS NULL;
  SELECT RAISE(ABORT, 'submissions.platform: not a known value; SELECT value FROM enum_values WHERE enum = ''Platform''') WHERE NEW.platform IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'Platform' AND value = NEW.platform);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO submissions_mirror(account, id, parent, platform) SELECT account, '~' || hex(randomblob(8)), pk, NEW.platform FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 11, (SELECT max(pk) FROM submissions_mirror), '+', trim(coalesce(NEW.platform || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE submissions SET submitted = NEW.submitted, canceled = NEW.canceled WHERE pk = (SELECT max(pk) FROM submissions_mirror);
  INSERT INTO submission_items(submission_id, version) SELECT m.id, NEW.version FROM submissions_mirror AS m WHERE m.pk = (SELECT max(pk) FROM submissions_mirror) AND NEW.version IS NOT NULL;
END;
CREATE TRIGGER submissions_delete INSTEAD OF DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'submissions: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- submission_items
CREATE VIEW submission_items AS SELECT
  submission_items.pk AS pk,
  submission_items.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  submissions.id AS submission_id,
  submissions.platform AS platform,
  submissions.state AS submission_state,
  submission_items.state AS state,
  submission_items.version AS version,
  submission_items.custom_product_page_version AS custom_product_page_version,
  CASE WHEN submission_items_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 18 AND pk = submission_items.pk AND field = 'resolved') ELSE submission_items.resolved END AS resolved,
  CASE WHEN submission_items_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 18 AND pk = submission_items.pk AND field = 'removed') ELSE submission_items.removed END AS removed,
  (submissions.state IN ('READY_FOR_REVIEW', 'UNRESOLVED_ISSUES') OR submissions.id GLOB '~*') AS editable,
  (submission_items_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM submission_items_mirror AS submission_items
  JOIN submissions_mirror AS submissions ON submissions.pk = submission_items.parent
  JOIN apps_mirror AS apps ON apps.pk = submissions.parent
  LEFT JOIN dirty AS submission_items_dirty ON submission_items_dirty.resource = 18 AND submission_items_dirty.pk = submission_items.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = submission_items.account AND sync_scopes.kind = 'submissions' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = submission_items.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE submission_items.gone_at IS NULL AND submissions.gone_at IS NULL AND apps.gone_at IS NULL AND (submission_items_dirty.mask IS NULL OR submission_items_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER submission_items_set_resolved INSTEAD OF UPDATE OF resolved ON submission_items WHEN NEW.resolved IS NOT OLD.resolved BEGIN
  SELECT RAISE(ABORT, 'submission_items.resolved cannot be edited in this state; add: AND state IN (''REJECTED'')') WHERE OLD.state NOT IN ('REJECTED');
  SELECT RAISE(ABORT, 'submission_items.resolved must be 0, 1, true, false or NULL') WHERE NEW.resolved IS NOT NULL AND lower(CAST(NEW.resolved AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 18 AND pk = OLD.pk AND field = 'resolved'
    AND EXISTS(SELECT 1 FROM submission_items_mirror AS m WHERE m.pk = OLD.pk AND m.resolved IS CASE WHEN lower(CAST(NEW.resolved AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.resolved IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 18, m.pk, 'resolved', m.resolved, CASE WHEN lower(CAST(NEW.resolved AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.resolved IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submission_items_mirror AS m
    WHERE m.pk = OLD.pk AND m.resolved IS NOT CASE WHEN lower(CAST(NEW.resolved AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.resolved IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER submission_items_set_removed INSTEAD OF UPDATE OF removed ON submission_items WHEN NEW.removed IS NOT OLD.removed BEGIN
  SELECT RAISE(ABORT, 'submission_items.removed cannot be edited in this state; add: AND state IN (''READY_FOR_REVIEW'', ''REJECTED'')') WHERE OLD.state NOT IN ('READY_FOR_REVIEW', 'REJECTED');
  SELECT RAISE(ABORT, 'submission_items.removed must be 0, 1, true, false or NULL') WHERE NEW.removed IS NOT NULL AND lower(CAST(NEW.removed AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 18 AND pk = OLD.pk AND field = 'removed'
    AND EXISTS(SELECT 1 FROM submission_items_mirror AS m WHERE m.pk = OLD.pk AND m.removed IS CASE WHEN lower(CAST(NEW.removed AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.removed IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 18, m.pk, 'removed', m.removed, CASE WHEN lower(CAST(NEW.removed AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.removed IS NOT NULL THEN 0 END, 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submission_items_mirror AS m
    WHERE m.pk = OLD.pk AND m.removed IS NOT CASE WHEN lower(CAST(NEW.removed AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.removed IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER submission_items_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, submission_id, platform, submission_state, state, version, custom_product_page_version, editable, staged, synced_at ON submission_items BEGIN
  SELECT RAISE(ABORT, 'submission_items.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.submission_id is read-only: it is derived') WHERE CAST(NEW.submission_id AS TEXT) IS NOT CAST(OLD.submission_id AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.platform is read-only: it belongs to submissions; edit that view') WHERE CAST(NEW.platform AS TEXT) IS NOT CAST(OLD.platform AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.submission_state is read-only: it belongs to submissions; edit that view') WHERE CAST(NEW.submission_state AS TEXT) IS NOT CAST(OLD.submission_state AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.state is read-only: Apple sets it; SET resolved = 1 or removed = 1') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.version is read-only: it is set when the row is created') WHERE CAST(NEW.version AS TEXT) IS NOT CAST(OLD.version AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.custom_product_page_version is read-only: it is set when the row is created') WHERE CAST(NEW.custom_product_page_version AS TEXT) IS NOT CAST(OLD.custom_product_page_version AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'submission_items.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER submission_items_any INSTEAD OF UPDATE ON submission_items WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER submission_items_create INSTEAD OF INSERT ON submission_items BEGIN
  SELECT RAISE(ABORT, 'submission_items: unknown submission_id; copy it from the view submissions') WHERE (SELECT pk FROM submissions_mirror WHERE id = NEW.submission_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'submission_items: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM submission_items WHERE submission_items.submission_id = NEW.submission_id AND submission_items.version IS NEW.version AND submission_items.custom_product_page_version IS NEW.custom_product_page_version) OR EXISTS(SELECT 1 FROM submission_items_mirror AS m WHERE m.parent = (SELECT pk FROM submissions_mirror WHERE id = NEW.submission_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.version IS NEW.version AND m.custom_product_page_version IS NEW.custom_product_page_version);
  SELECT RAISE(ABORT, 'submission_items: give one of version, custom_product_page_version') WHERE NEW.version IS NULL AND NEW.custom_product_page_version IS NULL;
  SELECT RAISE(ABORT, 'submission_items: its submission cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM submissions_mirror WHERE pk = (SELECT pk FROM submissions_mirror WHERE id = NEW.submission_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('READY_FOR_REVIEW', 'UNRESOLVED_ISSUES'));
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO submission_items_mirror(account, id, parent, version, custom_product_page_version) SELECT account, '~' || hex(randomblob(8)), pk, NEW.version, NEW.custom_product_page_version FROM submissions_mirror WHERE pk = (SELECT pk FROM submissions_mirror WHERE id = NEW.submission_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 18, (SELECT max(pk) FROM submission_items_mirror), '+', trim(coalesce(NEW.version || ' ', '') || coalesce(NEW.custom_product_page_version || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE submission_items SET resolved = NEW.resolved, removed = NEW.removed WHERE pk = (SELECT max(pk) FROM submission_items_mirror);
END;
CREATE TRIGGER submission_items_delete INSTEAD OF DELETE ON submission_items BEGIN
  SELECT RAISE(ABORT, 'submission_items: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 18 AND pk = OLD.pk AND field = '+');
  DELETE FROM submission_items_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 18 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 18 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 18 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 18, m.pk, '-', trim(coalesce(m.version || ' ', '') || coalesce(m.custom_product_page_version || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM submission_items_mirror AS m WHERE m.pk = OLD.pk;
END;

-- actors
CREATE VIEW actors AS SELECT
  actors.pk AS pk,
  actors.id AS id,
  accounts.name AS account,
  actors.actor_type AS actor_type,
  actors.user_first_name AS user_first_name,
  actors.user_last_name AS user_last_name,
  actors.user_email AS user_email,
  actors.api_key_id AS api_key_id,
  0 AS editable,
  0 AS staged,
  (SELECT max(fetched_at) FROM sync_scopes WHERE account = actors.account AND kind = 'submissions') AS synced_at
FROM actors_mirror AS actors
  LEFT JOIN accounts ON accounts.pk = actors.account
WHERE actors.gone_at IS NULL;
CREATE TRIGGER actors_insert INSTEAD OF INSERT ON actors BEGIN SELECT RAISE(ABORT, 'actors shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER actors_update INSTEAD OF UPDATE ON actors BEGIN SELECT RAISE(ABORT, 'actors shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER actors_delete INSTEAD OF DELETE ON actors BEGIN SELECT RAISE(ABORT, 'actors shows what Apple has, and cannot be changed from here'); END;

-- categories
CREATE VIEW categories AS SELECT
  categories.pk AS pk,
  categories.id AS id,
  accounts.name AS account,
  categories.platforms AS platforms,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM categories_mirror AS categories
  LEFT JOIN sync_scopes ON sync_scopes.account = categories.account AND sync_scopes.kind = 'categories' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = categories.account
WHERE categories.gone_at IS NULL;
CREATE TRIGGER categories_insert INSTEAD OF INSERT ON categories BEGIN SELECT RAISE(ABORT, 'categories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER categories_update INSTEAD OF UPDATE ON categories BEGIN SELECT RAISE(ABORT, 'categories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER categories_delete INSTEAD OF DELETE ON categories BEGIN SELECT RAISE(ABORT, 'categories shows what Apple has, and cannot be changed from here'); END;

-- subcategories
CREATE VIEW subcategories AS SELECT
  subcategories.pk AS pk,
  subcategories.id AS id,
  accounts.name AS account,
  categories.id AS category_id,
  subcategories.platforms AS platforms,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM subcategories_mirror AS subcategories
  JOIN categories_mirror AS categories ON categories.pk = subcategories.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = subcategories.account AND sync_scopes.kind = 'categories' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = subcategories.account
WHERE subcategories.gone_at IS NULL AND categories.gone_at IS NULL;
CREATE TRIGGER subcategories_insert INSTEAD OF INSERT ON subcategories BEGIN SELECT RAISE(ABORT, 'subcategories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER subcategories_update INSTEAD OF UPDATE ON subcategories BEGIN SELECT RAISE(ABORT, 'subcategories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER subcategories_delete INSTEAD OF DELETE ON subcategories BEGIN SELECT RAISE(ABORT, 'subcategories shows what Apple has, and cannot be changed from here'); END;

-- territories
CREATE VIEW territories AS SELECT
  territories.pk AS pk,
  territories.id AS id,
  accounts.name AS account,
  territories.currency AS currency,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM territories_mirror AS territories
  LEFT JOIN sync_scopes ON sync_scopes.account = territories.account AND sync_scopes.kind = 'territories' AND sync_scopes.parent = 0
  LEFT JOIN accounts ON accounts.pk = territories.account
WHERE territories.gone_at IS NULL;
CREATE TRIGGER territories_insert INSTEAD OF INSERT ON territories BEGIN SELECT RAISE(ABORT, 'territories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER territories_update INSTEAD OF UPDATE ON territories BEGIN SELECT RAISE(ABORT, 'territories shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER territories_delete INSTEAD OF DELETE ON territories BEGIN SELECT RAISE(ABORT, 'territories shows what Apple has, and cannot be changed from here'); END;

-- price_schedules
CREATE VIEW price_schedules AS SELECT
  price_schedules.pk AS pk,
  price_schedules.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  CASE WHEN price_schedules_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 40 AND pk = price_schedules.pk AND field = 'base_territory') ELSE price_schedules.base_territory END AS base_territory,
  CASE WHEN price_schedules_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 40 AND pk = price_schedules.pk AND field = 'manual_prices') ELSE price_schedules.manual_prices END AS manual_prices,
  1 AS editable,
  (price_schedules_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM price_schedules_mirror AS price_schedules
  JOIN apps_mirror AS apps ON apps.pk = price_schedules.parent
  LEFT JOIN dirty AS price_schedules_dirty ON price_schedules_dirty.resource = 40 AND price_schedules_dirty.pk = price_schedules.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = price_schedules.account AND sync_scopes.kind = 'price_schedules' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = price_schedules.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE price_schedules.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER price_schedules_set_base_territory INSTEAD OF UPDATE OF base_territory ON price_schedules WHEN NEW.base_territory IS NOT OLD.base_territory BEGIN
  SELECT RAISE(ABORT, 'price_schedules.base_territory must be text or NULL') WHERE typeof(NEW.base_territory) = 'blob';
  DELETE FROM staged WHERE resource = 40 AND pk = OLD.pk AND field = 'base_territory'
    AND EXISTS(SELECT 1 FROM price_schedules_mirror AS m WHERE m.pk = OLD.pk AND m.base_territory IS CAST(NEW.base_territory AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 40, m.pk, 'base_territory', m.base_territory, CAST(NEW.base_territory AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM price_schedules_mirror AS m
    WHERE m.pk = OLD.pk AND m.base_territory IS NOT CAST(NEW.base_territory AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER price_schedules_set_manual_prices INSTEAD OF UPDATE OF manual_prices ON price_schedules WHEN NEW.manual_prices IS NOT OLD.manual_prices BEGIN
  SELECT RAISE(ABORT, 'price_schedules.manual_prices must be a JSON array of objects with territory, price_point, start_date and end_date') WHERE NEW.manual_prices IS NULL OR NOT (CASE WHEN json_valid(CAST(NEW.manual_prices AS TEXT)) THEN json_type(CAST(NEW.manual_prices AS TEXT)) = 'array' AND NOT EXISTS(SELECT 1 FROM json_each(CAST(NEW.manual_prices AS TEXT)) WHERE type <> 'object') ELSE 0 END);
  DELETE FROM staged WHERE resource = 40 AND pk = OLD.pk AND field = 'manual_prices'
    AND EXISTS(SELECT 1 FROM price_schedules_mirror AS m WHERE m.pk = OLD.pk AND m.manual_prices IS (SELECT json_group_array(json(price)) FROM (SELECT json_object('territory', json_extract(value, '$.territory'), 'price_point', json_extract(value, '$.price_point'), 'start_date', json_extract(value, '$.start_date'), 'end_date', json_extract(value, '$.end_date')) AS price FROM json_each(CAST(NEW.manual_prices AS TEXT)) ORDER BY json_extract(value, '$.territory'), json_extract(value, '$.start_date'))));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 40, m.pk, 'manual_prices', m.manual_prices, (SELECT json_group_array(json(price)) FROM (SELECT json_object('territory', json_extract(value, '$.territory'), 'price_point', json_extract(value, '$.price_point'), 'start_date', json_extract(value, '$.start_date'), 'end_date', json_extract(value, '$.end_date')) AS price FROM json_each(CAST(NEW.manual_prices AS TEXT)) ORDER BY json_extract(value, '$.territory'), json_extract(value, '$.start_date'))), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM price_schedules_mirror AS m
    WHERE m.pk = OLD.pk AND m.manual_prices IS NOT (SELECT json_group_array(json(price)) FROM (SELECT json_object('territory', json_extract(value, '$.territory'), 'price_point', json_extract(value, '$.price_point'), 'start_date', json_extract(value, '$.start_date'), 'end_date', json_extract(value, '$.end_date')) AS price FROM json_each(CAST(NEW.manual_prices AS TEXT)) ORDER BY json_extract(value, '$.territory'), json_extract(value, '$.start_date')))
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER price_schedules_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, editable, staged, synced_at ON price_schedules BEGIN
  SELECT RAISE(ABORT, 'price_schedules.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'price_schedules.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER price_schedules_any INSTEAD OF UPDATE ON price_schedules WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER price_schedules_create INSTEAD OF INSERT ON price_schedules BEGIN
  SELECT RAISE(ABORT, 'price_schedules: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'price_schedules: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM price_schedules WHERE price_schedules.app_id = NEW.app_id) OR EXISTS(SELECT 1 FROM price_schedules_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'price_schedules.base_territory is required') WHERE NEW.base_territory IS NULL;
  SELECT RAISE(ABORT, 'price_schedules.manual_prices is required') WHERE NEW.manual_prices IS NULL;
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO price_schedules_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 40, (SELECT max(pk) FROM price_schedules_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE price_schedules SET base_territory = NEW.base_territory, manual_prices = NEW.manual_prices WHERE pk = (SELECT max(pk) FROM price_schedules_mirror);
END;
CREATE TRIGGER price_schedules_delete INSTEAD OF DELETE ON price_schedules BEGIN SELECT RAISE(ABORT, 'price_schedules: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- prices
CREATE VIEW prices AS SELECT
  prices.pk AS pk,
  prices.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  prices.manual AS manual,
  prices.start_date AS start_date,
  prices.end_date AS end_date,
  prices.territory AS territory,
  prices.price_point AS price_point,
  price_points.customer_price AS customer_price,
  price_points.proceeds AS proceeds,
  0 AS editable,
  coalesce(0, 0) AS info_editable,
  0 AS staged,
  price_points.pk AS info_pk,
  sync_scopes.fetched_at AS synced_at
FROM prices_mirror AS prices
  JOIN apps_mirror AS apps ON apps.pk = prices.parent
  LEFT JOIN price_points_mirror AS price_points ON prices.price_point = price_points.id AND prices.account = price_points.account AND price_points.gone_at IS NULL
  LEFT JOIN sync_scopes ON sync_scopes.account = prices.account AND sync_scopes.kind = 'prices' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = prices.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE prices.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER prices_insert INSTEAD OF INSERT ON prices BEGIN SELECT RAISE(ABORT, 'prices shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER prices_update INSTEAD OF UPDATE ON prices BEGIN SELECT RAISE(ABORT, 'prices shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER prices_delete INSTEAD OF DELETE ON prices BEGIN SELECT RAISE(ABORT, 'prices shows what Apple has, and cannot be changed from here'); END;

-- app_availabilities
CREATE VIEW app_availabilities AS SELECT
  app_availabilities.pk AS pk,
  app_availabilities.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_availabilities.available_in_new_territories AS available_in_new_territories,
  app_availabilities.territories AS territories,
  1 AS editable,
  (app_availabilities_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM app_availabilities_mirror AS app_availabilities
  JOIN apps_mirror AS apps ON apps.pk = app_availabilities.parent
  LEFT JOIN dirty AS app_availabilities_dirty ON app_availabilities_dirty.resource = 42 AND app_availabilities_dirty.pk = app_availabilities.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = app_availabilities.account AND sync_scopes.kind = 'app_availabilities' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = app_availabilities.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE app_availabilities.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER app_availabilities_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, available_in_new_territories, territories, editable, staged, synced_at ON app_availabilities BEGIN
  SELECT RAISE(ABORT, 'app_availabilities.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.available_in_new_territories is read-only: it is set when the row is created') WHERE CAST(NEW.available_in_new_territories AS TEXT) IS NOT CAST(OLD.available_in_new_territories AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.territories is read-only: it is set when the row is created') WHERE CAST(NEW.territories AS TEXT) IS NOT CAST(OLD.territories AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'app_availabilities.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER app_availabilities_any INSTEAD OF UPDATE ON app_availabilities WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER app_availabilities_create INSTEAD OF INSERT ON app_availabilities BEGIN
  SELECT RAISE(ABORT, 'app_availabilities: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'app_availabilities: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM app_availabilities WHERE app_availabilities.app_id = NEW.app_id) OR EXISTS(SELECT 1 FROM app_availabilities_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'app_availabilities.available_in_new_territories is required') WHERE NEW.available_in_new_territories IS NULL;
  SELECT RAISE(ABORT, 'app_availabilities.territories is required') WHERE NEW.territories IS NULL;
  SELECT RAISE(ABORT, 'app_availabilities.available_in_new_territories must be 0, 1, true, false or NULL') WHERE NEW.available_in_new_territories IS NOT NULL AND lower(CAST(NEW.available_in_new_territories AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  SELECT RAISE(ABORT, 'app_availabilities.territories must be a JSON array of ids, such as ''["USA"]''') WHERE NEW.territories IS NULL OR NOT (CASE WHEN json_valid(CAST(NEW.territories AS TEXT)) THEN json_type(CAST(NEW.territories AS TEXT)) = 'array' AND NOT EXISTS(SELECT 1 FROM json_each(CAST(NEW.territories AS TEXT)) WHERE type <> 'text') ELSE 0 END);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO app_availabilities_mirror(account, id, parent, available_in_new_territories, territories) SELECT account, '~' || hex(randomblob(8)), pk, NEW.available_in_new_territories, NEW.territories FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 42, (SELECT max(pk) FROM app_availabilities_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
END;
CREATE TRIGGER app_availabilities_delete INSTEAD OF DELETE ON app_availabilities BEGIN SELECT RAISE(ABORT, 'app_availabilities: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- availability
CREATE VIEW availability AS SELECT
  territory_availabilities.pk AS pk,
  territory_availabilities.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  territory_availabilities.territory AS territory,
  CASE WHEN territory_availabilities_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 25 AND pk = territory_availabilities.pk AND field = 'available') ELSE territory_availabilities.available END AS available,
  CASE WHEN territory_availabilities_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 25 AND pk = territory_availabilities.pk AND field = 'release_date') ELSE territory_availabilities.release_date END AS release_date,
  CASE WHEN territory_availabilities_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 25 AND pk = territory_availabilities.pk AND field = 'pre_order_enabled') ELSE territory_availabilities.pre_order_enabled END AS pre_order_enabled,
  territory_availabilities.pre_order_publish_date AS pre_order_publish_date,
  territory_availabilities.content_statuses AS content_statuses,
  1 AS editable,
  (territory_availabilities_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM territory_availabilities_mirror AS territory_availabilities
  JOIN apps_mirror AS apps ON apps.pk = territory_availabilities.parent
  LEFT JOIN dirty AS territory_availabilities_dirty ON territory_availabilities_dirty.resource = 25 AND territory_availabilities_dirty.pk = territory_availabilities.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = territory_availabilities.account AND sync_scopes.kind = 'availability' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = territory_availabilities.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE territory_availabilities.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER availability_set_available INSTEAD OF UPDATE OF available ON availability WHEN NEW.available IS NOT OLD.available BEGIN
  SELECT RAISE(ABORT, 'availability.available must be 0, 1, true, false or NULL') WHERE NEW.available IS NOT NULL AND lower(CAST(NEW.available AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 25 AND pk = OLD.pk AND field = 'available'
    AND EXISTS(SELECT 1 FROM territory_availabilities_mirror AS m WHERE m.pk = OLD.pk AND m.available IS CASE WHEN lower(CAST(NEW.available AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.available IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 25, m.pk, 'available', m.available, CASE WHEN lower(CAST(NEW.available AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.available IS NOT NULL THEN 0 END, 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM territory_availabilities_mirror AS m
    WHERE m.pk = OLD.pk AND m.available IS NOT CASE WHEN lower(CAST(NEW.available AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.available IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER availability_set_release_date INSTEAD OF UPDATE OF release_date ON availability WHEN NEW.release_date IS NOT OLD.release_date BEGIN
  SELECT RAISE(ABORT, 'availability.release_date must be text or NULL') WHERE typeof(NEW.release_date) = 'blob';
  DELETE FROM staged WHERE resource = 25 AND pk = OLD.pk AND field = 'release_date'
    AND EXISTS(SELECT 1 FROM territory_availabilities_mirror AS m WHERE m.pk = OLD.pk AND m.release_date IS CAST(NEW.release_date AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 25, m.pk, 'release_date', m.release_date, CAST(NEW.release_date AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM territory_availabilities_mirror AS m
    WHERE m.pk = OLD.pk AND m.release_date IS NOT CAST(NEW.release_date AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER availability_set_pre_order_enabled INSTEAD OF UPDATE OF pre_order_enabled ON availability WHEN NEW.pre_order_enabled IS NOT OLD.pre_order_enabled BEGIN
  SELECT RAISE(ABORT, 'availability.pre_order_enabled must be 0, 1, true, false or NULL') WHERE NEW.pre_order_enabled IS NOT NULL AND lower(CAST(NEW.pre_order_enabled AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 25 AND pk = OLD.pk AND field = 'pre_order_enabled'
    AND EXISTS(SELECT 1 FROM territory_availabilities_mirror AS m WHERE m.pk = OLD.pk AND m.pre_order_enabled IS CASE WHEN lower(CAST(NEW.pre_order_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.pre_order_enabled IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 25, m.pk, 'pre_order_enabled', m.pre_order_enabled, CASE WHEN lower(CAST(NEW.pre_order_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.pre_order_enabled IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM territory_availabilities_mirror AS m
    WHERE m.pk = OLD.pk AND m.pre_order_enabled IS NOT CASE WHEN lower(CAST(NEW.pre_order_enabled AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.pre_order_enabled IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER availability_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, territory, pre_order_publish_date, content_statuses, editable, staged, synced_at ON availability BEGIN
  SELECT RAISE(ABORT, 'availability.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'availability.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'availability.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'availability.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'availability.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'availability.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'availability.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'availability.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'availability.territory is read-only: Apple sets it') WHERE CAST(NEW.territory AS TEXT) IS NOT CAST(OLD.territory AS TEXT);
  SELECT RAISE(ABORT, 'availability.pre_order_publish_date is read-only: Apple sets it') WHERE CAST(NEW.pre_order_publish_date AS TEXT) IS NOT CAST(OLD.pre_order_publish_date AS TEXT);
  SELECT RAISE(ABORT, 'availability.content_statuses is read-only: Apple sets it') WHERE CAST(NEW.content_statuses AS TEXT) IS NOT CAST(OLD.content_statuses AS TEXT);
  SELECT RAISE(ABORT, 'availability.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'availability.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'availability.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER availability_any INSTEAD OF UPDATE ON availability WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER availability_create INSTEAD OF INSERT ON availability BEGIN SELECT RAISE(ABORT, 'availability: rows cannot be created through the API'); END;
CREATE TRIGGER availability_delete INSTEAD OF DELETE ON availability BEGIN SELECT RAISE(ABORT, 'availability: rows cannot be deleted through the API'); END;

-- territory_age_ratings
CREATE VIEW territory_age_ratings AS SELECT
  territory_age_ratings.pk AS pk,
  territory_age_ratings.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  app_infos.id AS app_info_id,
  app_infos.state AS state,
  territory_age_ratings.territory AS territory,
  territory_age_ratings.age_rating AS age_rating,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM territory_age_ratings_mirror AS territory_age_ratings
  JOIN app_infos_mirror AS app_infos ON app_infos.pk = territory_age_ratings.parent
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = territory_age_ratings.account AND sync_scopes.kind = 'territory_age_ratings' AND sync_scopes.parent = app_infos.pk
  LEFT JOIN accounts ON accounts.pk = territory_age_ratings.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE territory_age_ratings.gone_at IS NULL AND app_infos.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER territory_age_ratings_insert INSTEAD OF INSERT ON territory_age_ratings BEGIN SELECT RAISE(ABORT, 'territory_age_ratings shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER territory_age_ratings_update INSTEAD OF UPDATE ON territory_age_ratings BEGIN SELECT RAISE(ABORT, 'territory_age_ratings shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER territory_age_ratings_delete INSTEAD OF DELETE ON territory_age_ratings BEGIN SELECT RAISE(ABORT, 'territory_age_ratings shows what Apple has, and cannot be changed from here'); END;

-- customer_reviews
CREATE VIEW customer_reviews AS SELECT
  customer_reviews.pk AS pk,
  customer_reviews.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  customer_reviews.rating AS rating,
  customer_reviews.title AS title,
  customer_reviews.body AS body,
  customer_reviews.reviewer_nickname AS reviewer_nickname,
  customer_reviews.created_date AS created_date,
  customer_reviews.territory AS territory,
  CASE WHEN customer_review_responses_dirty.mask & 2305843009213693952 THEN NULL WHEN customer_review_responses_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 28 AND pk = customer_review_responses.pk AND field = 'response_body') ELSE customer_review_responses.response_body END AS response_body,
  customer_review_responses.state AS response_state,
  customer_review_responses.last_modified_date AS response_date,
  0 AS editable,
  coalesce(1, 0) AS info_editable,
  (customer_review_responses_dirty.pk IS NOT NULL) AS staged,
  customer_review_responses.pk AS info_pk,
  sync_scopes.fetched_at AS synced_at
FROM customer_reviews_mirror AS customer_reviews
  JOIN apps_mirror AS apps ON apps.pk = customer_reviews.parent
  LEFT JOIN customer_review_responses_mirror AS customer_review_responses ON customer_reviews.pk = customer_review_responses.parent AND customer_review_responses.gone_at IS NULL
  LEFT JOIN dirty AS customer_review_responses_dirty ON customer_review_responses_dirty.resource = 28 AND customer_review_responses_dirty.pk = customer_review_responses.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = customer_reviews.account AND sync_scopes.kind = 'customer_reviews' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = customer_reviews.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE customer_reviews.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER customer_reviews_set_response_body INSTEAD OF UPDATE OF response_body ON customer_reviews WHEN NEW.response_body IS NOT OLD.response_body BEGIN
  SELECT RAISE(ABORT, 'customer_reviews.response_body must be text or NULL') WHERE typeof(NEW.response_body) = 'blob';
  DELETE FROM staged WHERE resource = 28 AND pk = OLD.info_pk AND field = '-' AND NEW.response_body IS NOT NULL;
  INSERT INTO customer_review_responses(customer_review_id, response_body) SELECT OLD.id, NEW.response_body WHERE OLD.info_pk IS NULL;
  UPDATE customer_review_responses SET response_body = NEW.response_body WHERE pk = OLD.info_pk AND NEW.response_body IS NOT NULL;
  DELETE FROM customer_review_responses WHERE pk = OLD.info_pk AND NEW.response_body IS NULL;
END;
CREATE TRIGGER customer_reviews_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, rating, title, body, reviewer_nickname, created_date, territory, response_state, response_date, editable, info_editable, staged, info_pk, synced_at ON customer_reviews BEGIN
  SELECT RAISE(ABORT, 'customer_reviews.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.rating is read-only: Apple sets it') WHERE CAST(NEW.rating AS TEXT) IS NOT CAST(OLD.rating AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.title is read-only: Apple sets it') WHERE CAST(NEW.title AS TEXT) IS NOT CAST(OLD.title AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.body is read-only: Apple sets it') WHERE CAST(NEW.body AS TEXT) IS NOT CAST(OLD.body AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.reviewer_nickname is read-only: Apple sets it') WHERE CAST(NEW.reviewer_nickname AS TEXT) IS NOT CAST(OLD.reviewer_nickname AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.created_date is read-only: Apple sets it') WHERE CAST(NEW.created_date AS TEXT) IS NOT CAST(OLD.created_date AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.territory is read-only: Apple sets it') WHERE CAST(NEW.territory AS TEXT) IS NOT CAST(OLD.territory AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.response_state is read-only: Apple sets it') WHERE CAST(NEW.response_state AS TEXT) IS NOT CAST(OLD.response_state AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.response_date is read-only: Apple sets it') WHERE CAST(NEW.response_date AS TEXT) IS NOT CAST(OLD.response_date AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.info_editable is read-only: it is derived') WHERE CAST(NEW.info_editable AS TEXT) IS NOT CAST(OLD.info_editable AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.info_pk is read-only: it is derived') WHERE CAST(NEW.info_pk AS TEXT) IS NOT CAST(OLD.info_pk AS TEXT);
  SELECT RAISE(ABORT, 'customer_reviews.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER customer_reviews_any INSTEAD OF UPDATE ON customer_reviews WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER customer_reviews_insert INSTEAD OF INSERT ON customer_reviews BEGIN SELECT RAISE(ABORT, 'customer_reviews shows several resources side by side; INSERT INTO or DELETE FROM customer_review_responses instead'); END;
CREATE TRIGGER customer_reviews_delete INSTEAD OF DELETE ON customer_reviews BEGIN SELECT RAISE(ABORT, 'customer_reviews shows several resources side by side; INSERT INTO or DELETE FROM customer_review_responses instead'); END;

-- customer_review_responses
CREATE VIEW customer_review_responses AS SELECT
  customer_review_responses.pk AS pk,
  customer_review_responses.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  customer_reviews.id AS customer_review_id,
  customer_reviews.rating AS rating,
  customer_reviews.title AS title,
  customer_reviews.reviewer_nickname AS reviewer_nickname,
  customer_reviews.territory AS territory,
  CASE WHEN customer_review_responses_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 28 AND pk = customer_review_responses.pk AND field = 'response_body') ELSE customer_review_responses.response_body END AS response_body,
  customer_review_responses.last_modified_date AS last_modified_date,
  customer_review_responses.state AS state,
  1 AS editable,
  (customer_review_responses_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM customer_review_responses_mirror AS customer_review_responses
  JOIN customer_reviews_mirror AS customer_reviews ON customer_reviews.pk = customer_review_responses.parent
  JOIN apps_mirror AS apps ON apps.pk = customer_reviews.parent
  LEFT JOIN dirty AS customer_review_responses_dirty ON customer_review_responses_dirty.resource = 28 AND customer_review_responses_dirty.pk = customer_review_responses.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = customer_review_responses.account AND sync_scopes.kind = 'customer_reviews' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = customer_review_responses.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE customer_review_responses.gone_at IS NULL AND customer_reviews.gone_at IS NULL AND apps.gone_at IS NULL AND (customer_review_responses_dirty.mask IS NULL OR customer_review_responses_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER customer_review_responses_set_response_body INSTEAD OF UPDATE OF response_body ON customer_review_responses WHEN NEW.response_body IS NOT OLD.response_body BEGIN
  SELECT RAISE(ABORT, 'customer_review_responses.response_body must be text or NULL') WHERE typeof(NEW.response_body) = 'blob';
  DELETE FROM staged WHERE resource = 28 AND pk = OLD.pk AND field = 'response_body'
    AND EXISTS(SELECT 1 FROM customer_review_responses_mirror AS m WHERE m.pk = OLD.pk AND m.response_body IS CAST(NEW.response_body AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 28, m.pk, 'response_body', m.response_body, CAST(NEW.response_body AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM customer_review_responses_mirror AS m
    WHERE m.pk = OLD.pk AND m.response_body IS NOT CAST(NEW.response_body AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER customer_review_responses_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, customer_review_id, rating, title, reviewer_nickname, territory, last_modified_date, state, editable, staged, synced_at ON customer_review_responses BEGIN
  SELECT RAISE(ABORT, 'customer_review_responses.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.customer_review_id is read-only: it is derived') WHERE CAST(NEW.customer_review_id AS TEXT) IS NOT CAST(OLD.customer_review_id AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.rating is read-only: it belongs to customer_reviews; edit that view') WHERE CAST(NEW.rating AS TEXT) IS NOT CAST(OLD.rating AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.title is read-only: it belongs to customer_reviews; edit that view') WHERE CAST(NEW.title AS TEXT) IS NOT CAST(OLD.title AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.reviewer_nickname is read-only: it belongs to customer_reviews; edit that view') WHERE CAST(NEW.reviewer_nickname AS TEXT) IS NOT CAST(OLD.reviewer_nickname AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.territory is read-only: it belongs to customer_reviews; edit that view') WHERE CAST(NEW.territory AS TEXT) IS NOT CAST(OLD.territory AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.last_modified_date is read-only: Apple sets it') WHERE CAST(NEW.last_modified_date AS TEXT) IS NOT CAST(OLD.last_modified_date AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.state is read-only: Apple sets it') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'customer_review_responses.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER customer_review_responses_any INSTEAD OF UPDATE ON customer_review_responses WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER customer_review_responses_create INSTEAD OF INSERT ON customer_review_responses BEGIN
  SELECT RAISE(ABORT, 'customer_review_responses: unknown customer_review_id; copy it from the view customer_reviews') WHERE (SELECT pk FROM customer_reviews_mirror WHERE id = NEW.customer_review_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'customer_review_responses: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM customer_review_responses WHERE customer_review_responses.customer_review_id = NEW.customer_review_id) OR EXISTS(SELECT 1 FROM customer_review_responses_mirror AS m WHERE m.parent = (SELECT pk FROM customer_reviews_mirror WHERE id = NEW.customer_review_id AND gone_at IS NULL) AND m.gone_at IS NULL);
  SELECT RAISE(ABORT, 'customer_review_responses.response_body is required') WHERE NEW.response_body IS NULL;
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO customer_review_responses_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM customer_reviews_mirror WHERE pk = (SELECT pk FROM customer_reviews_mirror WHERE id = NEW.customer_review_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 28, (SELECT max(pk) FROM customer_review_responses_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE customer_review_responses SET response_body = NEW.response_body WHERE pk = (SELECT max(pk) FROM customer_review_responses_mirror);
END;
CREATE TRIGGER customer_review_responses_delete INSTEAD OF DELETE ON customer_review_responses BEGIN
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 28 AND pk = OLD.pk AND field = '+');
  DELETE FROM customer_review_responses_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 28 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 28 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 28 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 28, m.pk, '-', NULL, 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM customer_review_responses_mirror AS m WHERE m.pk = OLD.pk;
END;

-- custom_product_pages
CREATE VIEW custom_product_pages AS SELECT
  custom_product_pages.pk AS pk,
  custom_product_pages.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  CASE WHEN custom_product_pages_dirty.mask & 1 THEN (SELECT value FROM staged WHERE resource = 29 AND pk = custom_product_pages.pk AND field = 'name') ELSE custom_product_pages.name END AS name,
  custom_product_pages.url AS url,
  CASE WHEN custom_product_pages_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 29 AND pk = custom_product_pages.pk AND field = 'visible') ELSE custom_product_pages.visible END AS visible,
  CASE WHEN custom_product_pages_dirty.mask & 1 THEN (SELECT length(value) FROM staged WHERE resource = 29 AND pk = custom_product_pages.pk AND field = 'name') ELSE custom_product_pages.name_len END AS name_len,
  1 AS editable,
  (custom_product_pages_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM custom_product_pages_mirror AS custom_product_pages
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  LEFT JOIN dirty AS custom_product_pages_dirty ON custom_product_pages_dirty.resource = 29 AND custom_product_pages_dirty.pk = custom_product_pages.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = custom_product_pages.account AND sync_scopes.kind = 'custom_product_pages' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = custom_product_pages.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE custom_product_pages.gone_at IS NULL AND apps.gone_at IS NULL AND (custom_product_pages_dirty.mask IS NULL OR custom_product_pages_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER custom_product_pages_set_name INSTEAD OF UPDATE OF name ON custom_product_pages WHEN NEW.name IS NOT OLD.name BEGIN
  SELECT RAISE(ABORT, 'custom_product_pages.name must be text or NULL') WHERE typeof(NEW.name) = 'blob';
  DELETE FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = 'name'
    AND EXISTS(SELECT 1 FROM custom_product_pages_mirror AS m WHERE m.pk = OLD.pk AND m.name IS CAST(NEW.name AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 29, m.pk, 'name', m.name, CAST(NEW.name AS TEXT), 0, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_pages_mirror AS m
    WHERE m.pk = OLD.pk AND m.name IS NOT CAST(NEW.name AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER custom_product_pages_set_visible INSTEAD OF UPDATE OF visible ON custom_product_pages WHEN NEW.visible IS NOT OLD.visible BEGIN
  SELECT RAISE(ABORT, 'custom_product_pages.visible must be 0, 1, true, false or NULL') WHERE NEW.visible IS NOT NULL AND lower(CAST(NEW.visible AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = 'visible'
    AND EXISTS(SELECT 1 FROM custom_product_pages_mirror AS m WHERE m.pk = OLD.pk AND m.visible IS CASE WHEN lower(CAST(NEW.visible AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.visible IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 29, m.pk, 'visible', m.visible, CASE WHEN lower(CAST(NEW.visible AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.visible IS NOT NULL THEN 0 END, 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_pages_mirror AS m
    WHERE m.pk = OLD.pk AND m.visible IS NOT CASE WHEN lower(CAST(NEW.visible AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.visible IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER custom_product_pages_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, url, name_len, editable, staged, synced_at ON custom_product_pages BEGIN
  SELECT RAISE(ABORT, 'custom_product_pages.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.url is read-only: Apple sets it') WHERE CAST(NEW.url AS TEXT) IS NOT CAST(OLD.url AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.name_len is read-only: it is derived') WHERE CAST(NEW.name_len AS TEXT) IS NOT CAST(OLD.name_len AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_pages.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER custom_product_pages_any INSTEAD OF UPDATE ON custom_product_pages WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER custom_product_pages_create INSTEAD OF INSERT ON custom_product_pages BEGIN
  SELECT RAISE(ABORT, 'custom_product_pages: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'custom_product_pages: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM custom_product_pages WHERE custom_product_pages.app_id = NEW.app_id AND custom_product_pages.name IS NEW.name) OR EXISTS(SELECT 1 FROM custom_product_pages_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.name IS NEW.name);
  SELECT RAISE(ABORT, 'custom_product_pages.name is required') WHERE NEW.name IS NULL;
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO custom_product_pages_mirror(account, id, parent, name) SELECT account, '~' || hex(randomblob(8)), pk, NEW.name FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 29, (SELECT max(pk) FROM custom_product_pages_mirror), '+', trim(coalesce(NEW.name || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE custom_product_pages SET visible = NEW.visible WHERE pk = (SELECT max(pk) FROM custom_product_pages_mirror);
END;
CREATE TRIGGER custom_product_pages_delete INSTEAD OF DELETE ON custom_product_pages BEGIN
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+') AND resource = 31 AND pk IN (SELECT pk FROM custom_product_page_localizations_mirror WHERE parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM custom_product_page_localizations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+') AND parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+') AND resource = 30 AND pk IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM custom_product_page_versions_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+') AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM custom_product_pages_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  DELETE FROM staged WHERE 1 AND resource = 31 AND pk IN (SELECT pk FROM custom_product_page_localizations_mirror WHERE parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM custom_product_page_localizations_mirror WHERE 1 AND parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE 1 AND resource = 30 AND pk IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM custom_product_page_versions_mirror WHERE 1 AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE resource = 30 AND pk IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk);
  DELETE FROM staged WHERE resource = 31 AND pk IN (SELECT pk FROM custom_product_page_localizations_mirror WHERE parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk));
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 29 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 29, m.pk, '-', trim(coalesce(m.name || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_pages_mirror AS m WHERE m.pk = OLD.pk;
END;

-- custom_product_page_versions
CREATE VIEW custom_product_page_versions AS SELECT
  custom_product_page_versions.pk AS pk,
  custom_product_page_versions.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  custom_product_pages.id AS custom_product_page_id,
  custom_product_pages.name AS name,
  custom_product_page_versions.version AS version,
  custom_product_page_versions.state AS state,
  CASE WHEN custom_product_page_versions_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 30 AND pk = custom_product_page_versions.pk AND field = 'deep_link') ELSE custom_product_page_versions.deep_link END AS deep_link,
  custom_product_pages.name_len AS name_len,
  (custom_product_page_versions.state IN ('PREPARE_FOR_SUBMISSION', 'REJECTED') OR custom_product_page_versions.id GLOB '~*') AS editable,
  (custom_product_page_versions_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM custom_product_page_versions_mirror AS custom_product_page_versions
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  LEFT JOIN dirty AS custom_product_page_versions_dirty ON custom_product_page_versions_dirty.resource = 30 AND custom_product_page_versions_dirty.pk = custom_product_page_versions.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = custom_product_page_versions.account AND sync_scopes.kind = 'custom_product_pages' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = custom_product_page_versions.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE custom_product_page_versions.gone_at IS NULL AND custom_product_pages.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER custom_product_page_versions_set_deep_link INSTEAD OF UPDATE OF deep_link ON custom_product_page_versions WHEN NEW.deep_link IS NOT OLD.deep_link BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_versions.deep_link cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'custom_product_page_versions.deep_link must be text or NULL') WHERE typeof(NEW.deep_link) = 'blob';
  SELECT RAISE(ABORT, 'custom_product_page_versions.deep_link: an address cannot be empty; use NULL to clear it') WHERE NEW.deep_link = '';
  DELETE FROM staged WHERE resource = 30 AND pk = OLD.pk AND field = 'deep_link'
    AND EXISTS(SELECT 1 FROM custom_product_page_versions_mirror AS m WHERE m.pk = OLD.pk AND m.deep_link IS CAST(NEW.deep_link AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 30, m.pk, 'deep_link', m.deep_link, CAST(NEW.deep_link AS TEXT), 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_page_versions_mirror AS m
    WHERE m.pk = OLD.pk AND m.deep_link IS NOT CAST(NEW.deep_link AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER custom_product_page_versions_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, custom_product_page_id, name, version, state, name_len, editable, staged, synced_at ON custom_product_page_versions BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_versions.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.custom_product_page_id is read-only: it is derived') WHERE CAST(NEW.custom_product_page_id AS TEXT) IS NOT CAST(OLD.custom_product_page_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.name is read-only: it belongs to custom_product_pages; edit that view') WHERE CAST(NEW.name AS TEXT) IS NOT CAST(OLD.name AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.version is read-only: Apple sets it') WHERE CAST(NEW.version AS TEXT) IS NOT CAST(OLD.version AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.state is read-only: Apple sets it') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.name_len is read-only: it is derived') WHERE CAST(NEW.name_len AS TEXT) IS NOT CAST(OLD.name_len AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_versions.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER custom_product_page_versions_any INSTEAD OF UPDATE ON custom_product_page_versions WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER custom_product_page_versions_create INSTEAD OF INSERT ON custom_product_page_versions BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_versions: unknown custom_product_page_id; copy it from the view custom_product_pages') WHERE (SELECT pk FROM custom_product_pages_mirror WHERE id = NEW.custom_product_page_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'custom_product_page_versions: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM custom_product_page_versions WHERE custom_product_page_versions.custom_product_page_id = NEW.custom_product_page_id AND coalesce(custom_product_page_versions.state, '') NOT IN ('APPROVED', 'REPLACED_WITH_NEW_VERSION')) OR EXISTS(SELECT 1 FROM custom_product_page_versions_mirror AS m WHERE m.parent = (SELECT pk FROM custom_product_pages_mirror WHERE id = NEW.custom_product_page_id AND gone_at IS NULL) AND m.gone_at IS NULL AND coalesce(m.state, '') NOT IN ('APPROVED', 'REPLACED_WITH_NEW_VERSION'));
  SELECT RAISE(ABORT, 'custom_product_page_versions: its custom product page is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = (SELECT pk FROM custom_product_pages_mirror WHERE id = NEW.custom_product_page_id AND gone_at IS NULL) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO custom_product_page_versions_mirror(account, id, parent) SELECT account, '~' || hex(randomblob(8)), pk FROM custom_product_pages_mirror WHERE pk = (SELECT pk FROM custom_product_pages_mirror WHERE id = NEW.custom_product_page_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 30, (SELECT max(pk) FROM custom_product_page_versions_mirror), '+', NULL, 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE custom_product_page_versions SET deep_link = NEW.deep_link WHERE pk = (SELECT max(pk) FROM custom_product_page_versions_mirror);
END;
CREATE TRIGGER custom_product_page_versions_delete INSTEAD OF DELETE ON custom_product_page_versions BEGIN SELECT RAISE(ABORT, 'custom_product_page_versions: rows cannot be deleted through the API; DELETE FROM changes drops one that is only staged'); END;

-- custom_product_page_localizations
CREATE VIEW custom_product_page_localizations AS SELECT
  custom_product_page_localizations.pk AS pk,
  custom_product_page_localizations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  custom_product_page_versions.id AS custom_product_page_version_id,
  custom_product_pages.id AS custom_product_page_id,
  custom_product_pages.name AS name,
  custom_product_page_versions.version AS version,
  custom_product_page_versions.state AS state,
  custom_product_page_localizations.locale AS locale,
  CASE WHEN custom_product_page_localizations_dirty.mask & 2 THEN (SELECT value FROM staged WHERE resource = 31 AND pk = custom_product_page_localizations.pk AND field = 'promotional_text') ELSE custom_product_page_localizations.promotional_text END AS promotional_text,
  custom_product_pages.name_len AS name_len,
  CASE WHEN custom_product_page_localizations_dirty.mask & 2 THEN (SELECT length(value) FROM staged WHERE resource = 31 AND pk = custom_product_page_localizations.pk AND field = 'promotional_text') ELSE custom_product_page_localizations.promotional_text_len END AS promotional_text_len,
  (custom_product_page_versions.state IN ('PREPARE_FOR_SUBMISSION', 'REJECTED') OR custom_product_page_versions.id GLOB '~*') AS editable,
  (custom_product_page_localizations_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM custom_product_page_localizations_mirror AS custom_product_page_localizations
  JOIN custom_product_page_versions_mirror AS custom_product_page_versions ON custom_product_page_versions.pk = custom_product_page_localizations.parent
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  LEFT JOIN dirty AS custom_product_page_localizations_dirty ON custom_product_page_localizations_dirty.resource = 31 AND custom_product_page_localizations_dirty.pk = custom_product_page_localizations.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = custom_product_page_localizations.account AND sync_scopes.kind = 'custom_product_page_localizations' AND sync_scopes.parent = custom_product_page_versions.pk
  LEFT JOIN accounts ON accounts.pk = custom_product_page_localizations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE custom_product_page_localizations.gone_at IS NULL AND custom_product_page_versions.gone_at IS NULL AND custom_product_pages.gone_at IS NULL AND apps.gone_at IS NULL AND (custom_product_page_localizations_dirty.mask IS NULL OR custom_product_page_localizations_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER custom_product_page_localizations_set_promotional_text INSTEAD OF UPDATE OF promotional_text ON custom_product_page_localizations WHEN NEW.promotional_text IS NOT OLD.promotional_text BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_localizations.promotional_text cannot be edited in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'custom_product_page_localizations.promotional_text must be text or NULL') WHERE typeof(NEW.promotional_text) = 'blob';
  DELETE FROM staged WHERE resource = 31 AND pk = OLD.pk AND field = 'promotional_text'
    AND EXISTS(SELECT 1 FROM custom_product_page_localizations_mirror AS m WHERE m.pk = OLD.pk AND m.promotional_text IS CAST(NEW.promotional_text AS TEXT));
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 31, m.pk, 'promotional_text', m.promotional_text, CAST(NEW.promotional_text AS TEXT), 1, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_page_localizations_mirror AS m
    WHERE m.pk = OLD.pk AND m.promotional_text IS NOT CAST(NEW.promotional_text AS TEXT)
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER custom_product_page_localizations_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, custom_product_page_version_id, custom_product_page_id, name, version, state, locale, name_len, promotional_text_len, editable, staged, synced_at ON custom_product_page_localizations BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_localizations.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.custom_product_page_version_id is read-only: it is derived') WHERE CAST(NEW.custom_product_page_version_id AS TEXT) IS NOT CAST(OLD.custom_product_page_version_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.custom_product_page_id is read-only: it is derived') WHERE CAST(NEW.custom_product_page_id AS TEXT) IS NOT CAST(OLD.custom_product_page_id AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.name is read-only: it belongs to custom_product_pages; edit that view') WHERE CAST(NEW.name AS TEXT) IS NOT CAST(OLD.name AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.version is read-only: it belongs to custom_product_page_versions; edit that view') WHERE CAST(NEW.version AS TEXT) IS NOT CAST(OLD.version AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.state is read-only: it belongs to custom_product_page_versions; edit that view') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.locale is read-only: it is set when the row is created') WHERE CAST(NEW.locale AS TEXT) IS NOT CAST(OLD.locale AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.name_len is read-only: it is derived') WHERE CAST(NEW.name_len AS TEXT) IS NOT CAST(OLD.name_len AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.promotional_text_len is read-only: it is derived') WHERE CAST(NEW.promotional_text_len AS TEXT) IS NOT CAST(OLD.promotional_text_len AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER custom_product_page_localizations_any INSTEAD OF UPDATE ON custom_product_page_localizations WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER custom_product_page_localizations_create INSTEAD OF INSERT ON custom_product_page_localizations BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_localizations: unknown custom_product_page_version_id; copy it from the view custom_product_page_versions') WHERE (SELECT pk FROM custom_product_page_versions_mirror WHERE id = NEW.custom_product_page_version_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'custom_product_page_localizations: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM custom_product_page_localizations WHERE custom_product_page_localizations.custom_product_page_version_id = NEW.custom_product_page_version_id AND custom_product_page_localizations.locale IS NEW.locale) OR EXISTS(SELECT 1 FROM custom_product_page_localizations_mirror AS m WHERE m.parent = (SELECT pk FROM custom_product_page_versions_mirror WHERE id = NEW.custom_product_page_version_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.locale IS NEW.locale);
  SELECT RAISE(ABORT, 'custom_product_page_localizations.locale is required') WHERE NEW.locale IS NULL;
  SELECT RAISE(ABORT, 'custom_product_page_localizations: its custom product page version cannot be edited in this state') WHERE EXISTS(SELECT 1 FROM custom_product_page_versions_mirror WHERE pk = (SELECT pk FROM custom_product_page_versions_mirror WHERE id = NEW.custom_product_page_version_id AND gone_at IS NULL) AND id NOT GLOB '~*' AND state NOT IN ('PREPARE_FOR_SUBMISSION', 'REJECTED'));
  SELECT RAISE(ABORT, 'custom_product_page_localizations: its custom product page is staged for deletion; take that back first') WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 29 AND pk = (SELECT parent FROM custom_product_page_versions_mirror WHERE pk = (SELECT pk FROM custom_product_page_versions_mirror WHERE id = NEW.custom_product_page_version_id AND gone_at IS NULL)) AND field = '-');
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO custom_product_page_localizations_mirror(account, id, parent, locale) SELECT account, '~' || hex(randomblob(8)), pk, NEW.locale FROM custom_product_page_versions_mirror WHERE pk = (SELECT pk FROM custom_product_page_versions_mirror WHERE id = NEW.custom_product_page_version_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 31, (SELECT max(pk) FROM custom_product_page_localizations_mirror), '+', trim(coalesce(NEW.locale || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE custom_product_page_localizations SET promotional_text = NEW.promotional_text WHERE pk = (SELECT max(pk) FROM custom_product_page_localizations_mirror);
END;
CREATE TRIGGER custom_product_page_localizations_delete INSTEAD OF DELETE ON custom_product_page_localizations BEGIN
  SELECT RAISE(ABORT, 'custom_product_page_localizations: this row cannot be deleted in this state; add: AND editable') WHERE NOT OLD.editable;
  SELECT RAISE(ABORT, 'custom_product_page_localizations: this is the app''s primary locale, which Apple keeps; change apps.primary_locale first') WHERE OLD.locale IS (SELECT apps.primary_locale FROM apps WHERE apps.id = OLD.app_id AND apps.account = OLD.account);
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 31 AND pk = OLD.pk AND field = '+');
  DELETE FROM custom_product_page_localizations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 31 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 31 AND pk = OLD.pk AND field = '+');
  UPDATE mirror_guard SET writer = 'create';
  UPDATE mirror_guard SET writer = NULL;
  DELETE FROM staged WHERE resource = 31 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 31, m.pk, '-', trim(coalesce(m.locale || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM custom_product_page_localizations_mirror AS m WHERE m.pk = OLD.pk;
END;

-- custom_product_page_screenshots
CREATE VIEW custom_product_page_screenshots AS SELECT
  custom_product_page_screenshots.pk AS pk,
  custom_product_page_screenshots.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  custom_product_page_screenshot_sets.id AS custom_product_page_screenshot_set_id,
  custom_product_page_localizations.id AS custom_product_page_localization_id,
  custom_product_page_versions.id AS custom_product_page_version_id,
  custom_product_pages.id AS custom_product_page_id,
  custom_product_pages.name AS name,
  custom_product_page_versions.state AS state,
  custom_product_page_localizations.locale AS locale,
  custom_product_page_screenshot_sets.display_type AS display_type,
  custom_product_page_screenshots.file_name AS file_name,
  custom_product_page_screenshots.file_size AS file_size,
  custom_product_page_screenshots.checksum AS checksum,
  custom_product_page_screenshots.url_template AS url_template,
  custom_product_page_screenshots.width AS width,
  custom_product_page_screenshots.height AS height,
  custom_product_page_screenshots.delivery_state AS delivery_state,
  custom_product_page_screenshots.delivery_errors AS delivery_errors,
  custom_product_page_screenshots.position AS position,
  coalesce(nullif(custom_product_page_screenshots.checksum, ''), custom_product_page_screenshots.url_template) AS image_source,
  (SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format FROM images WHERE source = coalesce(nullif(custom_product_page_screenshots.checksum, ''), custom_product_page_screenshots.url_template)) AS image,
  custom_product_pages.name_len AS name_len,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM custom_product_page_screenshots_mirror AS custom_product_page_screenshots
  JOIN custom_product_page_screenshot_sets_mirror AS custom_product_page_screenshot_sets ON custom_product_page_screenshot_sets.pk = custom_product_page_screenshots.parent
  JOIN custom_product_page_localizations_mirror AS custom_product_page_localizations ON custom_product_page_localizations.pk = custom_product_page_screenshot_sets.parent
  JOIN custom_product_page_versions_mirror AS custom_product_page_versions ON custom_product_page_versions.pk = custom_product_page_localizations.parent
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = custom_product_page_screenshots.account AND sync_scopes.kind = 'custom_product_page_screenshots' AND sync_scopes.parent = custom_product_page_localizations.pk
  LEFT JOIN accounts ON accounts.pk = custom_product_page_screenshots.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE custom_product_page_screenshots.gone_at IS NULL AND custom_product_page_screenshot_sets.gone_at IS NULL AND custom_product_page_localizations.gone_at IS NULL AND custom_product_page_versions.gone_at IS NULL AND custom_product_pages.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER custom_product_page_screenshots_insert INSTEAD OF INSERT ON custom_product_page_screenshots BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER custom_product_page_screenshots_update INSTEAD OF UPDATE ON custom_product_page_screenshots BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER custom_product_page_screenshots_delete INSTEAD OF DELETE ON custom_product_page_screenshots BEGIN SELECT RAISE(ABORT, 'custom_product_page_screenshots shows what Apple has, and cannot be changed from here'); END;

-- custom_product_page_previews
CREATE VIEW custom_product_page_previews AS SELECT
  custom_product_page_previews.pk AS pk,
  custom_product_page_previews.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  custom_product_page_preview_sets.id AS custom_product_page_preview_set_id,
  custom_product_page_localizations.id AS custom_product_page_localization_id,
  custom_product_page_versions.id AS custom_product_page_version_id,
  custom_product_pages.id AS custom_product_page_id,
  custom_product_pages.name AS name,
  custom_product_page_versions.state AS state,
  custom_product_page_localizations.locale AS locale,
  custom_product_page_preview_sets.preview_type AS preview_type,
  custom_product_page_previews.file_name AS file_name,
  custom_product_page_previews.file_size AS file_size,
  custom_product_page_previews.mime_type AS mime_type,
  custom_product_page_previews.checksum AS checksum,
  custom_product_page_previews.preview_frame_time_code AS preview_frame_time_code,
  custom_product_page_previews.video_url AS video_url,
  custom_product_page_previews.frame_url_template AS frame_url_template,
  custom_product_page_previews.frame_width AS frame_width,
  custom_product_page_previews.frame_height AS frame_height,
  custom_product_page_previews.delivery_state AS delivery_state,
  custom_product_page_previews.delivery_errors AS delivery_errors,
  custom_product_page_previews.position AS position,
  coalesce(nullif(custom_product_page_previews.checksum, '') || coalesce(' ' || custom_product_page_previews.preview_frame_time_code, ''), custom_product_page_previews.frame_url_template) AS image_source,
  (SELECT substr(sha256, 1, 2) || '/' || sha256 || '.' || format FROM images WHERE source = coalesce(nullif(custom_product_page_previews.checksum, '') || coalesce(' ' || custom_product_page_previews.preview_frame_time_code, ''), custom_product_page_previews.frame_url_template)) AS image,
  custom_product_pages.name_len AS name_len,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM custom_product_page_previews_mirror AS custom_product_page_previews
  JOIN custom_product_page_preview_sets_mirror AS custom_product_page_preview_sets ON custom_product_page_preview_sets.pk = custom_product_page_previews.parent
  JOIN custom_product_page_localizations_mirror AS custom_product_page_localizations ON custom_product_page_localizations.pk = custom_product_page_preview_sets.parent
  JOIN custom_product_page_versions_mirror AS custom_product_page_versions ON custom_product_page_versions.pk = custom_product_page_localizations.parent
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = custom_product_page_previews.account AND sync_scopes.kind = 'custom_product_page_previews' AND sync_scopes.parent = custom_product_page_localizations.pk
  LEFT JOIN accounts ON accounts.pk = custom_product_page_previews.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE custom_product_page_previews.gone_at IS NULL AND custom_product_page_preview_sets.gone_at IS NULL AND custom_product_page_localizations.gone_at IS NULL AND custom_product_page_versions.gone_at IS NULL AND custom_product_pages.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER custom_product_page_previews_insert INSTEAD OF INSERT ON custom_product_page_previews BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER custom_product_page_previews_update INSTEAD OF UPDATE ON custom_product_page_previews BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER custom_product_page_previews_delete INSTEAD OF DELETE ON custom_product_page_previews BEGIN SELECT RAISE(ABORT, 'custom_product_page_previews shows what Apple has, and cannot be changed from here'); END;

-- encryption_declarations
CREATE VIEW encryption_declarations AS SELECT
  encryption_declarations.pk AS pk,
  encryption_declarations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  encryption_declarations.state AS state,
  encryption_declarations.app_description AS app_description,
  encryption_declarations.created_date AS created_date,
  encryption_declarations.exempt AS exempt,
  encryption_declarations.contains_proprietary_cryptography AS contains_proprietary_cryptography,
  encryption_declarations.contains_third_party_cryptography AS contains_third_party_cryptography,
  encryption_declarations.available_on_french_store AS available_on_french_store,
  encryption_declarations.code_value AS code_value,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM encryption_declarations_mirror AS encryption_declarations
  JOIN apps_mirror AS apps ON apps.pk = encryption_declarations.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = encryption_declarations.account AND sync_scopes.kind = 'encryption_declarations' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = encryption_declarations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE encryption_declarations.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER encryption_declarations_insert INSTEAD OF INSERT ON encryption_declarations BEGIN SELECT RAISE(ABORT, 'encryption_declarations shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER encryption_declarations_update INSTEAD OF UPDATE ON encryption_declarations BEGIN SELECT RAISE(ABORT, 'encryption_declarations shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER encryption_declarations_delete INSTEAD OF DELETE ON encryption_declarations BEGIN SELECT RAISE(ABORT, 'encryption_declarations shows what Apple has, and cannot be changed from here'); END;

-- accessibility_declarations
CREATE VIEW accessibility_declarations AS SELECT
  accessibility_declarations.pk AS pk,
  accessibility_declarations.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  accessibility_declarations.device_family AS device_family,
  accessibility_declarations.state AS state,
  CASE WHEN accessibility_declarations_dirty.mask & 4 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'publish') ELSE accessibility_declarations.publish END AS publish,
  CASE WHEN accessibility_declarations_dirty.mask & 8 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_audio_descriptions') ELSE accessibility_declarations.supports_audio_descriptions END AS supports_audio_descriptions,
  CASE WHEN accessibility_declarations_dirty.mask & 16 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_captions') ELSE accessibility_declarations.supports_captions END AS supports_captions,
  CASE WHEN accessibility_declarations_dirty.mask & 32 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_dark_interface') ELSE accessibility_declarations.supports_dark_interface END AS supports_dark_interface,
  CASE WHEN accessibility_declarations_dirty.mask & 64 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_differentiate_without_color_alone') ELSE accessibility_declarations.supports_differentiate_without_color_alone END AS supports_differentiate_without_color_alone,
  CASE WHEN accessibility_declarations_dirty.mask & 128 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_larger_text') ELSE accessibility_declarations.supports_larger_text END AS supports_larger_text,
  CASE WHEN accessibility_declarations_dirty.mask & 256 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_reduced_motion') ELSE accessibility_declarations.supports_reduced_motion END AS supports_reduced_motion,
  CASE WHEN accessibility_declarations_dirty.mask & 512 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_sufficient_contrast') ELSE accessibility_declarations.supports_sufficient_contrast END AS supports_sufficient_contrast,
  CASE WHEN accessibility_declarations_dirty.mask & 1024 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_voice_control') ELSE accessibility_declarations.supports_voice_control END AS supports_voice_control,
  CASE WHEN accessibility_declarations_dirty.mask & 2048 THEN (SELECT value FROM staged WHERE resource = 37 AND pk = accessibility_declarations.pk AND field = 'supports_voiceover') ELSE accessibility_declarations.supports_voiceover END AS supports_voiceover,
  1 AS editable,
  (accessibility_declarations_dirty.pk IS NOT NULL) AS staged,
  sync_scopes.fetched_at AS synced_at
FROM accessibility_declarations_mirror AS accessibility_declarations
  JOIN apps_mirror AS apps ON apps.pk = accessibility_declarations.parent
  LEFT JOIN dirty AS accessibility_declarations_dirty ON accessibility_declarations_dirty.resource = 37 AND accessibility_declarations_dirty.pk = accessibility_declarations.pk
  LEFT JOIN sync_scopes ON sync_scopes.account = accessibility_declarations.account AND sync_scopes.kind = 'accessibility_declarations' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = accessibility_declarations.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE accessibility_declarations.gone_at IS NULL AND apps.gone_at IS NULL AND (accessibility_declarations_dirty.mask IS NULL OR accessibility_declarations_dirty.mask & 2305843009213693952 = 0);
CREATE TRIGGER accessibility_declarations_set_publish INSTEAD OF UPDATE OF publish ON accessibility_declarations WHEN NEW.publish IS NOT OLD.publish BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.publish cannot be edited in this state; add: AND state IN (''DRAFT'')') WHERE OLD.state NOT IN ('DRAFT');
  SELECT RAISE(ABORT, 'accessibility_declarations.publish must be 0, 1, true, false or NULL') WHERE NEW.publish IS NOT NULL AND lower(CAST(NEW.publish AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'publish'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.publish IS CASE WHEN lower(CAST(NEW.publish AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.publish IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'publish', m.publish, CASE WHEN lower(CAST(NEW.publish AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.publish IS NOT NULL THEN 0 END, 2, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.publish IS NOT CASE WHEN lower(CAST(NEW.publish AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.publish IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_audio_descriptions INSTEAD OF UPDATE OF supports_audio_descriptions ON accessibility_declarations WHEN NEW.supports_audio_descriptions IS NOT OLD.supports_audio_descriptions BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_audio_descriptions must be 0, 1, true, false or NULL') WHERE NEW.supports_audio_descriptions IS NOT NULL AND lower(CAST(NEW.supports_audio_descriptions AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_audio_descriptions'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_audio_descriptions IS CASE WHEN lower(CAST(NEW.supports_audio_descriptions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_audio_descriptions IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_audio_descriptions', m.supports_audio_descriptions, CASE WHEN lower(CAST(NEW.supports_audio_descriptions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_audio_descriptions IS NOT NULL THEN 0 END, 3, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_audio_descriptions IS NOT CASE WHEN lower(CAST(NEW.supports_audio_descriptions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_audio_descriptions IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_captions INSTEAD OF UPDATE OF supports_captions ON accessibility_declarations WHEN NEW.supports_captions IS NOT OLD.supports_captions BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_captions must be 0, 1, true, false or NULL') WHERE NEW.supports_captions IS NOT NULL AND lower(CAST(NEW.supports_captions AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_captions'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_captions IS CASE WHEN lower(CAST(NEW.supports_captions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_captions IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_captions', m.supports_captions, CASE WHEN lower(CAST(NEW.supports_captions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_captions IS NOT NULL THEN 0 END, 4, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_captions IS NOT CASE WHEN lower(CAST(NEW.supports_captions AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_captions IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_dark_interface INSTEAD OF UPDATE OF supports_dark_interface ON accessibility_declarations WHEN NEW.supports_dark_interface IS NOT OLD.supports_dark_interface BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_dark_interface must be 0, 1, true, false or NULL') WHERE NEW.supports_dark_interface IS NOT NULL AND lower(CAST(NEW.supports_dark_interface AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_dark_interface'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_dark_interface IS CASE WHEN lower(CAST(NEW.supports_dark_interface AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_dark_interface IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_dark_interface', m.supports_dark_interface, CASE WHEN lower(CAST(NEW.supports_dark_interface AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_dark_interface IS NOT NULL THEN 0 END, 5, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_dark_interface IS NOT CASE WHEN lower(CAST(NEW.supports_dark_interface AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_dark_interface IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_differentiate_without_color_alone INSTEAD OF UPDATE OF supports_differentiate_without_color_alone ON accessibility_declarations WHEN NEW.supports_differentiate_without_color_alone IS NOT OLD.supports_differentiate_without_color_alone BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_differentiate_without_color_alone must be 0, 1, true, false or NULL') WHERE NEW.supports_differentiate_without_color_alone IS NOT NULL AND lower(CAST(NEW.supports_differentiate_without_color_alone AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_differentiate_without_color_alone'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_differentiate_without_color_alone IS CASE WHEN lower(CAST(NEW.supports_differentiate_without_color_alone AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_differentiate_without_color_alone IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_differentiate_without_color_alone', m.supports_differentiate_without_color_alone, CASE WHEN lower(CAST(NEW.supports_differentiate_without_color_alone AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_differentiate_without_color_alone IS NOT NULL THEN 0 END, 6, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_differentiate_without_color_alone IS NOT CASE WHEN lower(CAST(NEW.supports_differentiate_without_color_alone AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_differentiate_without_color_alone IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_larger_text INSTEAD OF UPDATE OF supports_larger_text ON accessibility_declarations WHEN NEW.supports_larger_text IS NOT OLD.supports_larger_text BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_larger_text must be 0, 1, true, false or NULL') WHERE NEW.supports_larger_text IS NOT NULL AND lower(CAST(NEW.supports_larger_text AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_larger_text'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_larger_text IS CASE WHEN lower(CAST(NEW.supports_larger_text AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_larger_text IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_larger_text', m.supports_larger_text, CASE WHEN lower(CAST(NEW.supports_larger_text AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_larger_text IS NOT NULL THEN 0 END, 7, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_larger_text IS NOT CASE WHEN lower(CAST(NEW.supports_larger_text AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_larger_text IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_reduced_motion INSTEAD OF UPDATE OF supports_reduced_motion ON accessibility_declarations WHEN NEW.supports_reduced_motion IS NOT OLD.supports_reduced_motion BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_reduced_motion must be 0, 1, true, false or NULL') WHERE NEW.supports_reduced_motion IS NOT NULL AND lower(CAST(NEW.supports_reduced_motion AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_reduced_motion'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_reduced_motion IS CASE WHEN lower(CAST(NEW.supports_reduced_motion AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_reduced_motion IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_reduced_motion', m.supports_reduced_motion, CASE WHEN lower(CAST(NEW.supports_reduced_motion AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_reduced_motion IS NOT NULL THEN 0 END, 8, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_reduced_motion IS NOT CASE WHEN lower(CAST(NEW.supports_reduced_motion AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_reduced_motion IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_sufficient_contrast INSTEAD OF UPDATE OF supports_sufficient_contrast ON accessibility_declarations WHEN NEW.supports_sufficient_contrast IS NOT OLD.supports_sufficient_contrast BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_sufficient_contrast must be 0, 1, true, false or NULL') WHERE NEW.supports_sufficient_contrast IS NOT NULL AND lower(CAST(NEW.supports_sufficient_contrast AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_sufficient_contrast'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_sufficient_contrast IS CASE WHEN lower(CAST(NEW.supports_sufficient_contrast AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_sufficient_contrast IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_sufficient_contrast', m.supports_sufficient_contrast, CASE WHEN lower(CAST(NEW.supports_sufficient_contrast AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_sufficient_contrast IS NOT NULL THEN 0 END, 9, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_sufficient_contrast IS NOT CASE WHEN lower(CAST(NEW.supports_sufficient_contrast AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_sufficient_contrast IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_voice_control INSTEAD OF UPDATE OF supports_voice_control ON accessibility_declarations WHEN NEW.supports_voice_control IS NOT OLD.supports_voice_control BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_voice_control must be 0, 1, true, false or NULL') WHERE NEW.supports_voice_control IS NOT NULL AND lower(CAST(NEW.supports_voice_control AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_voice_control'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_voice_control IS CASE WHEN lower(CAST(NEW.supports_voice_control AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voice_control IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_voice_control', m.supports_voice_control, CASE WHEN lower(CAST(NEW.supports_voice_control AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voice_control IS NOT NULL THEN 0 END, 10, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_voice_control IS NOT CASE WHEN lower(CAST(NEW.supports_voice_control AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voice_control IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_set_supports_voiceover INSTEAD OF UPDATE OF supports_voiceover ON accessibility_declarations WHEN NEW.supports_voiceover IS NOT OLD.supports_voiceover BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.supports_voiceover must be 0, 1, true, false or NULL') WHERE NEW.supports_voiceover IS NOT NULL AND lower(CAST(NEW.supports_voiceover AS TEXT)) NOT IN ('0', '1', '0.0', '1.0', 'true', 'false');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = 'supports_voiceover'
    AND EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk AND m.supports_voiceover IS CASE WHEN lower(CAST(NEW.supports_voiceover AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voiceover IS NOT NULL THEN 0 END);
  INSERT INTO staged(resource, pk, field, base, value, bit, changeset, at)
    SELECT 37, m.pk, 'supports_voiceover', m.supports_voiceover, CASE WHEN lower(CAST(NEW.supports_voiceover AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voiceover IS NOT NULL THEN 0 END, 11, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m
    WHERE m.pk = OLD.pk AND m.supports_voiceover IS NOT CASE WHEN lower(CAST(NEW.supports_voiceover AS TEXT)) IN ('1', '1.0', 'true') THEN 1 WHEN NEW.supports_voiceover IS NOT NULL THEN 0 END
    ON CONFLICT(resource, pk, field) DO UPDATE SET value = excluded.value, changeset = excluded.changeset, at = excluded.at;
END;
CREATE TRIGGER accessibility_declarations_read_only INSTEAD OF UPDATE OF pk, id, account, client, legal_name, app_id, bundle_id, app, device_family, state, editable, staged, synced_at ON accessibility_declarations BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations.pk is read-only: it is derived') WHERE CAST(NEW.pk AS TEXT) IS NOT CAST(OLD.pk AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.id is read-only: it is derived') WHERE CAST(NEW.id AS TEXT) IS NOT CAST(OLD.id AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.account is read-only: it is derived') WHERE CAST(NEW.account AS TEXT) IS NOT CAST(OLD.account AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.client is read-only: it is derived') WHERE CAST(NEW.client AS TEXT) IS NOT CAST(OLD.client AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.legal_name is read-only: it is derived') WHERE CAST(NEW.legal_name AS TEXT) IS NOT CAST(OLD.legal_name AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.app_id is read-only: it is derived') WHERE CAST(NEW.app_id AS TEXT) IS NOT CAST(OLD.app_id AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.bundle_id is read-only: it is derived') WHERE CAST(NEW.bundle_id AS TEXT) IS NOT CAST(OLD.bundle_id AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.app is read-only: it is derived') WHERE CAST(NEW.app AS TEXT) IS NOT CAST(OLD.app AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.device_family is read-only: it is set when the row is created') WHERE CAST(NEW.device_family AS TEXT) IS NOT CAST(OLD.device_family AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.state is read-only: Apple sets it; SET publish = 1') WHERE CAST(NEW.state AS TEXT) IS NOT CAST(OLD.state AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.editable is read-only: it is derived') WHERE CAST(NEW.editable AS TEXT) IS NOT CAST(OLD.editable AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.staged is read-only: it is derived') WHERE CAST(NEW.staged AS TEXT) IS NOT CAST(OLD.staged AS TEXT);
  SELECT RAISE(ABORT, 'accessibility_declarations.synced_at is read-only: it is derived') WHERE CAST(NEW.synced_at AS TEXT) IS NOT CAST(OLD.synced_at AS TEXT);
END;
CREATE TRIGGER accessibility_declarations_any INSTEAD OF UPDATE ON accessibility_declarations WHEN 0 BEGIN SELECT 1; END;
CREATE TRIGGER accessibility_declarations_create INSTEAD OF INSERT ON accessibility_declarations BEGIN
  SELECT RAISE(ABORT, 'accessibility_declarations: unknown app_id; copy it from the view apps') WHERE (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) IS NULL;
  SELECT RAISE(ABORT, 'accessibility_declarations: that row already exists; UPDATE it instead') WHERE EXISTS(SELECT 1 FROM accessibility_declarations WHERE accessibility_declarations.app_id = NEW.app_id AND accessibility_declarations.device_family IS NEW.device_family AND coalesce(accessibility_declarations.state, '') NOT IN ('PUBLISHED', 'REPLACED')) OR EXISTS(SELECT 1 FROM accessibility_declarations_mirror AS m WHERE m.parent = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL) AND m.gone_at IS NULL AND m.device_family IS NEW.device_family AND coalesce(m.state, '') NOT IN ('PUBLISHED', 'REPLACED'));
  SELECT RAISE(ABORT, 'accessibility_declarations.device_family is required') WHERE NEW.device_family IS NULL;
  SELECT RAISE(ABORT, 'accessibility_declarations.device_family: not a known value; SELECT value FROM enum_values WHERE enum = ''DeviceFamily''') WHERE NEW.device_family IS NOT NULL AND NOT EXISTS(SELECT 1 FROM enum_values WHERE enum = 'DeviceFamily' AND value = NEW.device_family);
  UPDATE mirror_guard SET writer = 'create';
  INSERT INTO accessibility_declarations_mirror(account, id, parent, device_family) SELECT account, '~' || hex(randomblob(8)), pk, NEW.device_family FROM apps_mirror WHERE pk = (SELECT pk FROM apps_mirror WHERE id = NEW.app_id AND gone_at IS NULL);
  UPDATE mirror_guard SET writer = NULL;
  INSERT INTO staged(resource, pk, field, value, bit, changeset, at) SELECT 37, (SELECT max(pk) FROM accessibility_declarations_mirror), '+', trim(coalesce(NEW.device_family || ' ', '')), 62, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch();
  UPDATE accessibility_declarations SET publish = NEW.publish, supports_audio_descriptions = NEW.supports_audio_descriptions, supports_captions = NEW.supports_captions, supports_dark_interface = NEW.supports_dark_interface, supports_differentiate_without_color_alone = NEW.supports_differentiate_without_color_alone, supports_larger_text = NEW.supports_larger_text, supports_reduced_motion = NEW.supports_reduced_motion, supports_sufficient_contrast = NEW.supports_sufficient_contrast, supports_voice_control = NEW.supports_voice_control, supports_voiceover = NEW.supports_voiceover WHERE pk = (SELECT max(pk) FROM accessibility_declarations_mirror);
END;
CREATE TRIGGER accessibility_declarations_delete INSTEAD OF DELETE ON accessibility_declarations BEGIN
  UPDATE mirror_guard SET writer = 'create' WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = '+');
  DELETE FROM accessibility_declarations_mirror WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = '+') AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE EXISTS(SELECT 1 FROM staged WHERE resource = 37 AND pk = OLD.pk AND field = '+');
  DELETE FROM staged WHERE resource = 37 AND pk = OLD.pk;
  INSERT INTO staged(resource, pk, field, base, bit, changeset, at) SELECT 37, m.pk, '-', trim(coalesce(m.device_family || ' ', '')), 61, (SELECT pk FROM changesets WHERE status = 'open'), unixepoch() FROM accessibility_declarations_mirror AS m WHERE m.pk = OLD.pk;
END;

-- webhooks
CREATE VIEW webhooks AS SELECT
  webhooks.pk AS pk,
  webhooks.id AS id,
  accounts.name AS account,
  clients.name AS client,
  clients.legal_name AS legal_name,
  apps.id AS app_id,
  apps.bundle_id AS bundle_id,
  apps.name AS app,
  webhooks.name AS name,
  webhooks.url AS url,
  webhooks.enabled AS enabled,
  webhooks.event_types AS event_types,
  0 AS editable,
  0 AS staged,
  sync_scopes.fetched_at AS synced_at
FROM webhooks_mirror AS webhooks
  JOIN apps_mirror AS apps ON apps.pk = webhooks.parent
  LEFT JOIN sync_scopes ON sync_scopes.account = webhooks.account AND sync_scopes.kind = 'webhooks' AND sync_scopes.parent = apps.pk
  LEFT JOIN accounts ON accounts.pk = webhooks.account
  LEFT JOIN client_apps ON client_apps.app = apps.pk
  LEFT JOIN clients ON clients.pk = client_apps.client
WHERE webhooks.gone_at IS NULL AND apps.gone_at IS NULL;
CREATE TRIGGER webhooks_insert INSTEAD OF INSERT ON webhooks BEGIN SELECT RAISE(ABORT, 'webhooks shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER webhooks_update INSTEAD OF UPDATE ON webhooks BEGIN SELECT RAISE(ABORT, 'webhooks shows what Apple has, and cannot be changed from here'); END;
CREATE TRIGGER webhooks_delete INSTEAD OF DELETE ON webhooks BEGIN SELECT RAISE(ABORT, 'webhooks shows what Apple has, and cannot be changed from here'); END;

-- changes
CREATE VIEW changes AS
SELECT s.changeset, 'apps' AS resource, apps.id, s.field, s.base, s.value, CASE s.field WHEN 'primary_locale' THEN apps.primary_locale WHEN 'content_rights_declaration' THEN apps.content_rights_declaration WHEN 'accessibility_url' THEN apps.accessibility_url WHEN 'streamlined_purchasing_enabled' THEN apps.streamlined_purchasing_enabled WHEN 'subscription_status_url' THEN apps.subscription_status_url WHEN 'subscription_status_url_version' THEN apps.subscription_status_url_version WHEN 'subscription_status_url_for_sandbox' THEN apps.subscription_status_url_for_sandbox WHEN 'subscription_status_url_version_for_sandbox' THEN apps.subscription_status_url_version_for_sandbox END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN apps_mirror AS apps ON apps.pk = s.pk
  JOIN accounts ON accounts.pk = apps.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 1
UNION ALL
SELECT s.changeset, 'app_infos' AS resource, app_infos.id, s.field, s.base, s.value, CASE s.field WHEN 'primary_category' THEN app_infos.primary_category WHEN 'primary_subcategory_one' THEN app_infos.primary_subcategory_one WHEN 'primary_subcategory_two' THEN app_infos.primary_subcategory_two WHEN 'secondary_category' THEN app_infos.secondary_category WHEN 'secondary_subcategory_one' THEN app_infos.secondary_subcategory_one WHEN 'secondary_subcategory_two' THEN app_infos.secondary_subcategory_two END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN app_infos_mirror AS app_infos ON app_infos.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  JOIN accounts ON accounts.pk = app_infos.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 2
UNION ALL
SELECT s.changeset, 'app_info_localizations' AS resource, app_info_localizations.id, s.field, s.base, s.value, CASE s.field WHEN 'name' THEN app_info_localizations.name WHEN 'subtitle' THEN app_info_localizations.subtitle WHEN 'privacy_policy_url' THEN app_info_localizations.privacy_policy_url WHEN 'privacy_choices_url' THEN app_info_localizations.privacy_choices_url WHEN 'privacy_policy_text' THEN app_info_localizations.privacy_policy_text END AS current,
  app_info_localizations.locale AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN app_info_localizations_mirror AS app_info_localizations ON app_info_localizations.pk = s.pk
  JOIN app_infos_mirror AS app_infos ON app_infos.pk = app_info_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  JOIN accounts ON accounts.pk = app_info_localizations.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 3
UNION ALL
SELECT s.changeset, 'age_ratings' AS resource, age_ratings.id, s.field, s.base, s.value, CASE s.field WHEN 'advertising' THEN age_ratings.advertising WHEN 'age_assurance' THEN age_ratings.age_assurance WHEN 'gambling' THEN age_ratings.gambling WHEN 'health_or_wellness_topics' THEN age_ratings.health_or_wellness_topics WHEN 'loot_box' THEN age_ratings.loot_box WHEN 'messaging_and_chat' THEN age_ratings.messaging_and_chat WHEN 'parental_controls' THEN age_ratings.parental_controls WHEN 'social_media' THEN age_ratings.social_media WHEN 'social_media_age_restricted' THEN age_ratings.social_media_age_restricted WHEN 'unrestricted_web_access' THEN age_ratings.unrestricted_web_access WHEN 'user_generated_content' THEN age_ratings.user_generated_content WHEN 'alcohol_tobacco_or_drug_use_or_references' THEN age_ratings.alcohol_tobacco_or_drug_use_or_references WHEN 'contests' THEN age_ratings.contests WHEN 'gambling_simulated' THEN age_ratings.gambling_simulated WHEN 'guns_or_other_weapons' THEN age_ratings.guns_or_other_weapons WHEN 'horror_or_fear_themes' THEN age_ratings.horror_or_fear_themes WHEN 'mature_or_suggestive_themes' THEN age_ratings.mature_or_suggestive_themes WHEN 'medical_or_treatment_information' THEN age_ratings.medical_or_treatment_information WHEN 'profanity_or_crude_humor' THEN age_ratings.profanity_or_crude_humor WHEN 'sexual_content_graphic_and_nudity' THEN age_ratings.sexual_content_graphic_and_nudity WHEN 'sexual_content_or_nudity' THEN age_ratings.sexual_content_or_nudity WHEN 'violence_cartoon_or_fantasy' THEN age_ratings.violence_cartoon_or_fantasy WHEN 'violence_realistic' THEN age_ratings.violence_realistic WHEN 'violence_realistic_prolonged_graphic_or_sadistic' THEN age_ratings.violence_realistic_prolonged_graphic_or_sadistic WHEN 'kids_age_band' THEN age_ratings.kids_age_band WHEN 'age_rating_override_v2' THEN age_ratings.age_rating_override_v2 WHEN 'korea_age_rating_override' THEN age_ratings.korea_age_rating_override WHEN 'developer_age_rating_info_url' THEN age_ratings.developer_age_rating_info_url END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN age_ratings_mirror AS age_ratings ON age_ratings.pk = s.pk
  JOIN app_infos_mirror AS app_infos ON app_infos.pk = age_ratings.parent
  JOIN apps_mirror AS apps ON apps.pk = app_infos.parent
  JOIN accounts ON accounts.pk = age_ratings.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 4
UNION ALL
SELECT s.changeset, 'versions' AS resource, versions.id, s.field, s.base, s.value, CASE s.field WHEN 'version_string' THEN versions.version_string WHEN 'copyright' THEN versions.copyright WHEN 'review_type' THEN versions.review_type WHEN 'release_type' THEN versions.release_type WHEN 'earliest_release_date' THEN versions.earliest_release_date WHEN 'downloadable' THEN versions.downloadable WHEN 'build' THEN versions.build END AS current,
  NULL AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN versions_mirror AS versions ON versions.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = versions.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 5
UNION ALL
SELECT s.changeset, 'version_localizations' AS resource, version_localizations.id, s.field, s.base, s.value, CASE s.field WHEN 'keywords' THEN version_localizations.keywords WHEN 'promotional_text' THEN version_localizations.promotional_text WHEN 'support_url' THEN version_localizations.support_url WHEN 'marketing_url' THEN version_localizations.marketing_url WHEN 'whats_new' THEN version_localizations.whats_new WHEN 'description' THEN version_localizations.description END AS current,
  version_localizations.locale AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = s.pk
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = version_localizations.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 6
UNION ALL
SELECT s.changeset, 'builds' AS resource, builds.id, s.field, s.base, s.value, CASE s.field WHEN 'expired' THEN builds.expired WHEN 'uses_non_exempt_encryption' THEN builds.uses_non_exempt_encryption WHEN 'encryption_declaration' THEN builds.encryption_declaration END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN builds_mirror AS builds ON builds.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = builds.parent
  JOIN accounts ON accounts.pk = builds.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 9
UNION ALL
SELECT s.changeset, 'review_details' AS resource, review_details.id, s.field, s.base, s.value, CASE s.field WHEN 'contact_first_name' THEN review_details.contact_first_name WHEN 'contact_last_name' THEN review_details.contact_last_name WHEN 'contact_phone' THEN review_details.contact_phone WHEN 'contact_email' THEN review_details.contact_email WHEN 'demo_account_required' THEN review_details.demo_account_required WHEN 'demo_account_name' THEN review_details.demo_account_name WHEN 'demo_account_password' THEN review_details.demo_account_password WHEN 'notes' THEN review_details.notes END AS current,
  NULL AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN review_details_mirror AS review_details ON review_details.pk = s.pk
  JOIN versions_mirror AS versions ON versions.pk = review_details.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = review_details.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 10
UNION ALL
SELECT s.changeset, 'phased_releases' AS resource, phased_releases.id, s.field, s.base, s.value, CASE s.field WHEN 'state' THEN phased_releases.state END AS current,
  NULL AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN phased_releases_mirror AS phased_releases ON phased_releases.pk = s.pk
  JOIN versions_mirror AS versions ON versions.pk = phased_releases.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = phased_releases.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 14
UNION ALL
SELECT s.changeset, 'release_requests' AS resource, release_requests.id, s.field, s.base, s.value, NULL AS current,
  NULL AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN release_requests_mirror AS release_requests ON release_requests.pk = s.pk
  JOIN versions_mirror AS versions ON versions.pk = release_requests.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = release_requests.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 39
UNION ALL
SELECT s.changeset, 'screenshot_sets' AS resource, screenshot_sets.id, s.field, s.base, s.value, NULL AS current,
  version_localizations.locale AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN screenshot_sets_mirror AS screenshot_sets ON screenshot_sets.pk = s.pk
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = screenshot_sets.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 7
UNION ALL
SELECT s.changeset, 'screenshots' AS resource, screenshots.id, s.field, s.base, s.value, CASE s.field WHEN 'position' THEN screenshots.position END AS current,
  version_localizations.locale AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN screenshots_mirror AS screenshots ON screenshots.pk = s.pk
  JOIN screenshot_sets_mirror AS screenshot_sets ON screenshot_sets.pk = screenshots.parent
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = screenshot_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = screenshots.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 8
UNION ALL
SELECT s.changeset, 'preview_sets' AS resource, preview_sets.id, s.field, s.base, s.value, NULL AS current,
  version_localizations.locale AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN preview_sets_mirror AS preview_sets ON preview_sets.pk = s.pk
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = preview_sets.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 16
UNION ALL
SELECT s.changeset, 'previews' AS resource, previews.id, s.field, s.base, s.value, CASE s.field WHEN 'preview_frame_time_code' THEN previews.preview_frame_time_code WHEN 'position' THEN previews.position END AS current,
  version_localizations.locale AS locale, versions.platform AS platform, versions.version_string AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN previews_mirror AS previews ON previews.pk = s.pk
  JOIN preview_sets_mirror AS preview_sets ON preview_sets.pk = previews.parent
  JOIN version_localizations_mirror AS version_localizations ON version_localizations.pk = preview_sets.parent
  JOIN versions_mirror AS versions ON versions.pk = version_localizations.parent
  JOIN apps_mirror AS apps ON apps.pk = versions.parent
  JOIN accounts ON accounts.pk = previews.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 17
UNION ALL
SELECT s.changeset, 'submissions' AS resource, submissions.id, s.field, s.base, s.value, CASE s.field WHEN 'platform' THEN submissions.platform WHEN 'submitted' THEN submissions.submitted WHEN 'canceled' THEN submissions.canceled END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN submissions_mirror AS submissions ON submissions.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = submissions.parent
  JOIN accounts ON accounts.pk = submissions.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 11
UNION ALL
SELECT s.changeset, 'submission_items' AS resource, submission_items.id, s.field, s.base, s.value, CASE s.field WHEN 'resolved' THEN submission_items.resolved WHEN 'removed' THEN submission_items.removed END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN submission_items_mirror AS submission_items ON submission_items.pk = s.pk
  JOIN submissions_mirror AS submissions ON submissions.pk = submission_items.parent
  JOIN apps_mirror AS apps ON apps.pk = submissions.parent
  JOIN accounts ON accounts.pk = submission_items.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 18
UNION ALL
SELECT s.changeset, 'price_schedules' AS resource, price_schedules.id, s.field, s.base, s.value, CASE s.field WHEN 'base_territory' THEN price_schedules.base_territory WHEN 'manual_prices' THEN price_schedules.manual_prices END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN price_schedules_mirror AS price_schedules ON price_schedules.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = price_schedules.parent
  JOIN accounts ON accounts.pk = price_schedules.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 40
UNION ALL
SELECT s.changeset, 'app_availabilities' AS resource, app_availabilities.id, s.field, s.base, s.value, NULL AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN app_availabilities_mirror AS app_availabilities ON app_availabilities.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = app_availabilities.parent
  JOIN accounts ON accounts.pk = app_availabilities.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 42
UNION ALL
SELECT s.changeset, 'territory_availabilities' AS resource, territory_availabilities.id, s.field, s.base, s.value, CASE s.field WHEN 'available' THEN territory_availabilities.available WHEN 'release_date' THEN territory_availabilities.release_date WHEN 'pre_order_enabled' THEN territory_availabilities.pre_order_enabled END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN territory_availabilities_mirror AS territory_availabilities ON territory_availabilities.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = territory_availabilities.parent
  JOIN accounts ON accounts.pk = territory_availabilities.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 25
UNION ALL
SELECT s.changeset, 'customer_review_responses' AS resource, customer_review_responses.id, s.field, s.base, s.value, CASE s.field WHEN 'response_body' THEN customer_review_responses.response_body END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN customer_review_responses_mirror AS customer_review_responses ON customer_review_responses.pk = s.pk
  JOIN customer_reviews_mirror AS customer_reviews ON customer_reviews.pk = customer_review_responses.parent
  JOIN apps_mirror AS apps ON apps.pk = customer_reviews.parent
  JOIN accounts ON accounts.pk = customer_review_responses.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 28
UNION ALL
SELECT s.changeset, 'custom_product_pages' AS resource, custom_product_pages.id, s.field, s.base, s.value, CASE s.field WHEN 'name' THEN custom_product_pages.name WHEN 'visible' THEN custom_product_pages.visible END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  JOIN accounts ON accounts.pk = custom_product_pages.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 29
UNION ALL
SELECT s.changeset, 'custom_product_page_versions' AS resource, custom_product_page_versions.id, s.field, s.base, s.value, CASE s.field WHEN 'deep_link' THEN custom_product_page_versions.deep_link END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN custom_product_page_versions_mirror AS custom_product_page_versions ON custom_product_page_versions.pk = s.pk
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  JOIN accounts ON accounts.pk = custom_product_page_versions.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 30
UNION ALL
SELECT s.changeset, 'custom_product_page_localizations' AS resource, custom_product_page_localizations.id, s.field, s.base, s.value, CASE s.field WHEN 'promotional_text' THEN custom_product_page_localizations.promotional_text END AS current,
  custom_product_page_localizations.locale AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN custom_product_page_localizations_mirror AS custom_product_page_localizations ON custom_product_page_localizations.pk = s.pk
  JOIN custom_product_page_versions_mirror AS custom_product_page_versions ON custom_product_page_versions.pk = custom_product_page_localizations.parent
  JOIN custom_product_pages_mirror AS custom_product_pages ON custom_product_pages.pk = custom_product_page_versions.parent
  JOIN apps_mirror AS apps ON apps.pk = custom_product_pages.parent
  JOIN accounts ON accounts.pk = custom_product_page_localizations.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 31
UNION ALL
SELECT s.changeset, 'accessibility_declarations' AS resource, accessibility_declarations.id, s.field, s.base, s.value, CASE s.field WHEN 'publish' THEN accessibility_declarations.publish WHEN 'supports_audio_descriptions' THEN accessibility_declarations.supports_audio_descriptions WHEN 'supports_captions' THEN accessibility_declarations.supports_captions WHEN 'supports_dark_interface' THEN accessibility_declarations.supports_dark_interface WHEN 'supports_differentiate_without_color_alone' THEN accessibility_declarations.supports_differentiate_without_color_alone WHEN 'supports_larger_text' THEN accessibility_declarations.supports_larger_text WHEN 'supports_reduced_motion' THEN accessibility_declarations.supports_reduced_motion WHEN 'supports_sufficient_contrast' THEN accessibility_declarations.supports_sufficient_contrast WHEN 'supports_voice_control' THEN accessibility_declarations.supports_voice_control WHEN 'supports_voiceover' THEN accessibility_declarations.supports_voiceover END AS current,
  NULL AS locale, NULL AS platform, NULL AS version_string, apps.id AS app_id, apps.name AS app, accounts.name AS account,
  clients.name AS client, s.pk, s.at
FROM staged AS s JOIN accessibility_declarations_mirror AS accessibility_declarations ON accessibility_declarations.pk = s.pk
  JOIN apps_mirror AS apps ON apps.pk = accessibility_declarations.parent
  JOIN accounts ON accounts.pk = accessibility_declarations.account LEFT JOIN client_apps ON client_apps.app = apps.pk LEFT JOIN clients ON clients.pk = client_apps.client
WHERE s.resource = 37;
CREATE TRIGGER changes_unstage INSTEAD OF DELETE ON changes WHEN OLD.field <> '+' BEGIN
  DELETE FROM staged WHERE resource = (SELECT code FROM resources WHERE name = OLD.resource) AND pk = OLD.pk AND field = OLD.field;
END;
CREATE TRIGGER changes_unstage_created INSTEAD OF DELETE ON changes WHEN OLD.field = '+' BEGIN
  DELETE FROM staged WHERE resource = (SELECT code FROM resources WHERE name = OLD.resource) AND pk = OLD.pk;
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'app_info_localizations';
  DELETE FROM app_info_localizations_mirror WHERE OLD.resource = 'app_info_localizations' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'app_info_localizations';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'versions';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE OLD.resource = 'versions' AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE OLD.resource = 'versions' AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE OLD.resource = 'versions' AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE OLD.resource = 'versions' AND parent IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 6 AND pk IN (SELECT pk FROM version_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM version_localizations_mirror WHERE OLD.resource = 'versions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 10 AND pk IN (SELECT pk FROM review_details_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM review_details_mirror WHERE OLD.resource = 'versions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 14 AND pk IN (SELECT pk FROM phased_releases_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM phased_releases_mirror WHERE OLD.resource = 'versions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'versions' AND resource = 39 AND pk IN (SELECT pk FROM release_requests_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM release_requests_mirror WHERE OLD.resource = 'versions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM versions_mirror WHERE OLD.resource = 'versions' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'versions';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'version_localizations';
  DELETE FROM staged WHERE OLD.resource = 'version_localizations' AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE OLD.resource = 'version_localizations' AND parent IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'version_localizations' AND resource = 7 AND pk IN (SELECT pk FROM screenshot_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshot_sets_mirror WHERE OLD.resource = 'version_localizations' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'version_localizations' AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE OLD.resource = 'version_localizations' AND parent IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'version_localizations' AND resource = 16 AND pk IN (SELECT pk FROM preview_sets_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM preview_sets_mirror WHERE OLD.resource = 'version_localizations' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM version_localizations_mirror WHERE OLD.resource = 'version_localizations' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'version_localizations';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'review_details';
  DELETE FROM review_details_mirror WHERE OLD.resource = 'review_details' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'review_details';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'phased_releases';
  DELETE FROM phased_releases_mirror WHERE OLD.resource = 'phased_releases' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'phased_releases';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'release_requests';
  DELETE FROM release_requests_mirror WHERE OLD.resource = 'release_requests' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'release_requests';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'screenshot_sets';
  DELETE FROM staged WHERE OLD.resource = 'screenshot_sets' AND resource = 8 AND pk IN (SELECT pk FROM screenshots_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM screenshots_mirror WHERE OLD.resource = 'screenshot_sets' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM screenshot_sets_mirror WHERE OLD.resource = 'screenshot_sets' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'screenshot_sets';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'screenshots';
  DELETE FROM screenshots_mirror WHERE OLD.resource = 'screenshots' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'screenshots';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'preview_sets';
  DELETE FROM staged WHERE OLD.resource = 'preview_sets' AND resource = 17 AND pk IN (SELECT pk FROM previews_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM previews_mirror WHERE OLD.resource = 'preview_sets' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM preview_sets_mirror WHERE OLD.resource = 'preview_sets' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'preview_sets';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'previews';
  DELETE FROM previews_mirror WHERE OLD.resource = 'previews' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'previews';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'submissions';
  DELETE FROM staged WHERE OLD.resource = 'submissions' AND resource = 18 AND pk IN (SELECT pk FROM submission_items_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM submission_items_mirror WHERE OLD.resource = 'submissions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM submissions_mirror WHERE OLD.resource = 'submissions' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'submissions';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'submission_items';
  DELETE FROM submission_items_mirror WHERE OLD.resource = 'submission_items' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'submission_items';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'price_schedules';
  DELETE FROM price_schedules_mirror WHERE OLD.resource = 'price_schedules' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'price_schedules';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'app_availabilities';
  DELETE FROM app_availabilities_mirror WHERE OLD.resource = 'app_availabilities' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'app_availabilities';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'customer_review_responses';
  DELETE FROM customer_review_responses_mirror WHERE OLD.resource = 'customer_review_responses' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'customer_review_responses';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'custom_product_pages';
  DELETE FROM staged WHERE OLD.resource = 'custom_product_pages' AND resource = 31 AND pk IN (SELECT pk FROM custom_product_page_localizations_mirror WHERE parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*');
  DELETE FROM custom_product_page_localizations_mirror WHERE OLD.resource = 'custom_product_pages' AND parent IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*') AND id GLOB '~*';
  DELETE FROM staged WHERE OLD.resource = 'custom_product_pages' AND resource = 30 AND pk IN (SELECT pk FROM custom_product_page_versions_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM custom_product_page_versions_mirror WHERE OLD.resource = 'custom_product_pages' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM custom_product_pages_mirror WHERE OLD.resource = 'custom_product_pages' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'custom_product_pages';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'custom_product_page_versions';
  DELETE FROM staged WHERE OLD.resource = 'custom_product_page_versions' AND resource = 31 AND pk IN (SELECT pk FROM custom_product_page_localizations_mirror WHERE parent = OLD.pk AND id GLOB '~*');
  DELETE FROM custom_product_page_localizations_mirror WHERE OLD.resource = 'custom_product_page_versions' AND parent = OLD.pk AND id GLOB '~*';
  DELETE FROM custom_product_page_versions_mirror WHERE OLD.resource = 'custom_product_page_versions' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'custom_product_page_versions';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'custom_product_page_localizations';
  DELETE FROM custom_product_page_localizations_mirror WHERE OLD.resource = 'custom_product_page_localizations' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'custom_product_page_localizations';
  UPDATE mirror_guard SET writer = 'create' WHERE OLD.resource = 'accessibility_declarations';
  DELETE FROM accessibility_declarations_mirror WHERE OLD.resource = 'accessibility_declarations' AND pk = OLD.pk AND id GLOB '~*';
  UPDATE mirror_guard SET writer = NULL WHERE OLD.resource = 'accessibility_declarations';
END;
CREATE TRIGGER changes_insert INSTEAD OF INSERT ON changes BEGIN
  SELECT RAISE(ABORT, 'changes: no such field can be edited; SELECT resource, name FROM fields WHERE access = ''update''')
    WHERE NOT EXISTS(SELECT 1 FROM fields WHERE resource = NEW.resource AND name = NEW.field AND access = 'update');
  SELECT RAISE(ABORT, 'changes: no row of that resource has this id; copy it from the view of the resource') WHERE NOT CASE NEW.resource
    WHEN 'apps' THEN EXISTS(SELECT 1 FROM apps WHERE apps.id = NEW.id AND (NEW.account IS NULL OR apps.account = NEW.account))
    WHEN 'app_infos' THEN EXISTS(SELECT 1 FROM app_infos WHERE app_infos.id = NEW.id AND (NEW.account IS NULL OR app_infos.account = NEW.account))
    WHEN 'app_info_localizations' THEN EXISTS(SELECT 1 FROM app_info_localizations WHERE app_info_localizations.id = NEW.id AND (NEW.account IS NULL OR app_info_localizations.account = NEW.account))
    WHEN 'age_ratings' THEN EXISTS(SELECT 1 FROM age_ratings WHERE age_ratings.id = NEW.id AND (NEW.account IS NULL OR age_ratings.account = NEW.account))
    WHEN 'versions' THEN EXISTS(SELECT 1 FROM versions WHERE versions.id = NEW.id AND (NEW.account IS NULL OR versions.account = NEW.account))
    WHEN 'version_localizations' THEN EXISTS(SELECT 1 FROM version_localizations WHERE version_localizations.id = NEW.id AND (NEW.account IS NULL OR version_localizations.account = NEW.account))
    WHEN 'builds' THEN EXISTS(SELECT 1 FROM builds WHERE builds.id = NEW.id AND (NEW.account IS NULL OR builds.account = NEW.account))
    WHEN 'review_details' THEN EXISTS(SELECT 1 FROM review_details WHERE review_details.id = NEW.id AND (NEW.account IS NULL OR review_details.account = NEW.account))
    WHEN 'phased_releases' THEN EXISTS(SELECT 1 FROM phased_releases WHERE phased_releases.id = NEW.id AND (NEW.account IS NULL OR phased_releases.account = NEW.account))
    WHEN 'screenshots' THEN EXISTS(SELECT 1 FROM screenshots WHERE screenshots.id = NEW.id AND (NEW.account IS NULL OR screenshots.account = NEW.account))
    WHEN 'previews' THEN EXISTS(SELECT 1 FROM previews WHERE previews.id = NEW.id AND (NEW.account IS NULL OR previews.account = NEW.account))
    WHEN 'submissions' THEN EXISTS(SELECT 1 FROM submissions WHERE submissions.id = NEW.id AND (NEW.account IS NULL OR submissions.account = NEW.account))
    WHEN 'submission_items' THEN EXISTS(SELECT 1 FROM submission_items WHERE submission_items.id = NEW.id AND (NEW.account IS NULL OR submission_items.account = NEW.account))
    WHEN 'price_schedules' THEN EXISTS(SELECT 1 FROM price_schedules WHERE price_schedules.id = NEW.id AND (NEW.account IS NULL OR price_schedules.account = NEW.account))
    WHEN 'territory_availabilities' THEN EXISTS(SELECT 1 FROM availability WHERE availability.id = NEW.id AND (NEW.account IS NULL OR availability.account = NEW.account))
    WHEN 'customer_review_responses' THEN EXISTS(SELECT 1 FROM customer_review_responses WHERE customer_review_responses.id = NEW.id AND (NEW.account IS NULL OR customer_review_responses.account = NEW.account))
    WHEN 'custom_product_pages' THEN EXISTS(SELECT 1 FROM custom_product_pages WHERE custom_product_pages.id = NEW.id AND (NEW.account IS NULL OR custom_product_pages.account = NEW.account))
    WHEN 'custom_product_page_versions' THEN EXISTS(SELECT 1 FROM custom_product_page_versions WHERE custom_product_page_versions.id = NEW.id AND (NEW.account IS NULL OR custom_product_page_versions.account = NEW.account))
    WHEN 'custom_product_page_localizations' THEN EXISTS(SELECT 1 FROM custom_product_page_localizations WHERE custom_product_page_localizations.id = NEW.id AND (NEW.account IS NULL OR custom_product_page_localizations.account = NEW.account))
    WHEN 'accessibility_declarations' THEN EXISTS(SELECT 1 FROM accessibility_declarations WHERE accessibility_declarations.id = NEW.id AND (NEW.account IS NULL OR accessibility_declarations.account = NEW.account)) ELSE 0 END;
  UPDATE apps SET primary_locale = CASE WHEN NEW.field = 'primary_locale' THEN NEW.value ELSE primary_locale END, content_rights_declaration = CASE WHEN NEW.field = 'content_rights_declaration' THEN NEW.value ELSE content_rights_declaration END, accessibility_url = CASE WHEN NEW.field = 'accessibility_url' THEN NEW.value ELSE accessibility_url END, streamlined_purchasing_enabled = CASE WHEN NEW.field = 'streamlined_purchasing_enabled' THEN NEW.value ELSE streamlined_purchasing_enabled END, subscription_status_url = CASE WHEN NEW.field = 'subscription_status_url' THEN NEW.value ELSE subscription_status_url END, subscription_status_url_version = CASE WHEN NEW.field = 'subscription_status_url_version' THEN NEW.value ELSE subscription_status_url_version END, subscription_status_url_for_sandbox = CASE WHEN NEW.field = 'subscription_status_url_for_sandbox' THEN NEW.value ELSE subscription_status_url_for_sandbox END, subscription_status_url_version_for_sandbox = CASE WHEN NEW.field = 'subscription_status_url_version_for_sandbox' THEN NEW.value ELSE subscription_status_url_version_for_sandbox END WHERE NEW.resource = 'apps' AND apps.id = NEW.id AND (NEW.account IS NULL OR apps.account = NEW.account);
  UPDATE app_infos SET primary_category = CASE WHEN NEW.field = 'primary_category' THEN NEW.value ELSE primary_category END, primary_subcategory_one = CASE WHEN NEW.field = 'primary_subcategory_one' THEN NEW.value ELSE primary_subcategory_one END, primary_subcategory_two = CASE WHEN NEW.field = 'primary_subcategory_two' THEN NEW.value ELSE primary_subcategory_two END, secondary_category = CASE WHEN NEW.field = 'secondary_category' THEN NEW.value ELSE secondary_category END, secondary_subcategory_one = CASE WHEN NEW.field = 'secondary_subcategory_one' THEN NEW.value ELSE secondary_subcategory_one END, secondary_subcategory_two = CASE WHEN NEW.field = 'secondary_subcategory_two' THEN NEW.value ELSE secondary_subcategory_two END WHERE NEW.resource = 'app_infos' AND app_infos.id = NEW.id AND (NEW.account IS NULL OR app_infos.account = NEW.account);
  UPDATE app_info_localizations SET name = CASE WHEN NEW.field = 'name' THEN NEW.value ELSE name END, subtitle = CASE WHEN NEW.field = 'subtitle' THEN NEW.value ELSE subtitle END, privacy_policy_url = CASE WHEN NEW.field = 'privacy_policy_url' THEN NEW.value ELSE privacy_policy_url END, privacy_choices_url = CASE WHEN NEW.field = 'privacy_choices_url' THEN NEW.value ELSE privacy_choices_url END, privacy_policy_text = CASE WHEN NEW.field = 'privacy_policy_text' THEN NEW.value ELSE privacy_policy_text END WHERE NEW.resource = 'app_info_localizations' AND app_info_localizations.id = NEW.id AND (NEW.account IS NULL OR app_info_localizations.account = NEW.account);
  UPDATE age_ratings SET advertising = CASE WHEN NEW.field = 'advertising' THEN NEW.value ELSE advertising END, age_assurance = CASE WHEN NEW.field = 'age_assurance' THEN NEW.value ELSE age_assurance END, gambling = CASE WHEN NEW.field = 'gambling' THEN NEW.value ELSE gambling END, health_or_wellness_topics = CASE WHEN NEW.field = 'health_or_wellness_topics' THEN NEW.value ELSE health_or_wellness_topics END, loot_box = CASE WHEN NEW.field = 'loot_box' THEN NEW.value ELSE loot_box END, messaging_and_chat = CASE WHEN NEW.field = 'messaging_and_chat' THEN NEW.value ELSE messaging_and_chat END, parental_controls = CASE WHEN NEW.field = 'parental_controls' THEN NEW.value ELSE parental_controls END, social_media = CASE WHEN NEW.field = 'social_media' THEN NEW.value ELSE social_media END, social_media_age_restricted = CASE WHEN NEW.field = 'social_media_age_restricted' THEN NEW.value ELSE social_media_age_restricted END, unrestricted_web_access = CASE WHEN NEW.field = 'unrestricted_web_access' THEN NEW.value ELSE unrestricted_web_access END, user_generated_content = CASE WHEN NEW.field = 'user_generated_content' THEN NEW.value ELSE user_generated_content END, alcohol_tobacco_or_drug_use_or_references = CASE WHEN NEW.field = 'alcohol_tobacco_or_drug_use_or_references' THEN NEW.value ELSE alcohol_tobacco_or_drug_use_or_references END, contests = CASE WHEN NEW.field = 'contests' THEN NEW.value ELSE contests END, gambling_simulated = CASE WHEN NEW.field = 'gambling_simulated' THEN NEW.value ELSE gambling_simulated END, guns_or_other_weapons = CASE WHEN NEW.field = 'guns_or_other_weapons' THEN NEW.value ELSE guns_or_other_weapons END, horror_or_fear_themes = CASE WHEN NEW.field = 'horror_or_fear_themes' THEN NEW.value ELSE horror_or_fear_themes END, mature_or_suggestive_themes = CASE WHEN NEW.field = 'mature_or_suggestive_themes' THEN NEW.value ELSE mature_or_suggestive_themes END, medical_or_treatment_information = CASE WHEN NEW.field = 'medical_or_treatment_information' THEN NEW.value ELSE medical_or_treatment_information END, profanity_or_crude_humor = CASE WHEN NEW.field = 'profanity_or_crude_humor' THEN NEW.value ELSE profanity_or_crude_humor END, sexual_content_graphic_and_nudity = CASE WHEN NEW.field = 'sexual_content_graphic_and_nudity' THEN NEW.value ELSE sexual_content_graphic_and_nudity END, sexual_content_or_nudity = CASE WHEN NEW.field = 'sexual_content_or_nudity' THEN NEW.value ELSE sexual_content_or_nudity END, violence_cartoon_or_fantasy = CASE WHEN NEW.field = 'violence_cartoon_or_fantasy' THEN NEW.value ELSE violence_cartoon_or_fantasy END, violence_realistic = CASE WHEN NEW.field = 'violence_realistic' THEN NEW.value ELSE violence_realistic END, violence_realistic_prolonged_graphic_or_sadistic = CASE WHEN NEW.field = 'violence_realistic_prolonged_graphic_or_sadistic' THEN NEW.value ELSE violence_realistic_prolonged_graphic_or_sadistic END, kids_age_band = CASE WHEN NEW.field = 'kids_age_band' THEN NEW.value ELSE kids_age_band END, age_rating_override_v2 = CASE WHEN NEW.field = 'age_rating_override_v2' THEN NEW.value ELSE age_rating_override_v2 END, korea_age_rating_override = CASE WHEN NEW.field = 'korea_age_rating_override' THEN NEW.value ELSE korea_age_rating_override END, developer_age_rating_info_url = CASE WHEN NEW.field = 'developer_age_rating_info_url' THEN NEW.value ELSE developer_age_rating_info_url END WHERE NEW.resource = 'age_ratings' AND age_ratings.id = NEW.id AND (NEW.account IS NULL OR age_ratings.account = NEW.account);
  UPDATE versions SET version_string = CASE WHEN NEW.field = 'version_string' THEN NEW.value ELSE version_string END, copyright = CASE WHEN NEW.field = 'copyright' THEN NEW.value ELSE copyright END, review_type = CASE WHEN NEW.field = 'review_type' THEN NEW.value ELSE review_type END, release_type = CASE WHEN NEW.field = 'release_type' THEN NEW.value ELSE release_type END, earliest_release_date = CASE WHEN NEW.field = 'earliest_release_date' THEN NEW.value ELSE earliest_release_date END, downloadable = CASE WHEN NEW.field = 'downloadable' THEN NEW.value ELSE downloadable END, build = CASE WHEN NEW.field = 'build' THEN NEW.value ELSE build END WHERE NEW.resource = 'versions' AND versions.id = NEW.id AND (NEW.account IS NULL OR versions.account = NEW.account);
  UPDATE version_localizations SET keywords = CASE WHEN NEW.field = 'keywords' THEN NEW.value ELSE keywords END, promotional_text = CASE WHEN NEW.field = 'promotional_text' THEN NEW.value ELSE promotional_text END, support_url = CASE WHEN NEW.field = 'support_url' THEN NEW.value ELSE support_url END, marketing_url = CASE WHEN NEW.field = 'marketing_url' THEN NEW.value ELSE marketing_url END, whats_new = CASE WHEN NEW.field = 'whats_new' THEN NEW.value ELSE whats_new END, description = CASE WHEN NEW.field = 'description' THEN NEW.value ELSE description END WHERE NEW.resource = 'version_localizations' AND version_localizations.id = NEW.id AND (NEW.account IS NULL OR version_localizations.account = NEW.account);
  UPDATE builds SET expired = CASE WHEN NEW.field = 'expired' THEN NEW.value ELSE expired END, uses_non_exempt_encryption = CASE WHEN NEW.field = 'uses_non_exempt_encryption' THEN NEW.value ELSE uses_non_exempt_encryption END, encryption_declaration = CASE WHEN NEW.field = 'encryption_declaration' THEN NEW.value ELSE encryption_declaration END WHERE NEW.resource = 'builds' AND builds.id = NEW.id AND (NEW.account IS NULL OR builds.account = NEW.account);
  UPDATE review_details SET contact_first_name = CASE WHEN NEW.field = 'contact_first_name' THEN NEW.value ELSE contact_first_name END, contact_last_name = CASE WHEN NEW.field = 'contact_last_name' THEN NEW.value ELSE contact_last_name END, contact_phone = CASE WHEN NEW.field = 'contact_phone' THEN NEW.value ELSE contact_phone END, contact_email = CASE WHEN NEW.field = 'contact_email' THEN NEW.value ELSE contact_email END, demo_account_required = CASE WHEN NEW.field = 'demo_account_required' THEN NEW.value ELSE demo_account_required END, demo_account_name = CASE WHEN NEW.field = 'demo_account_name' THEN NEW.value ELSE demo_account_name END, demo_account_password = CASE WHEN NEW.field = 'demo_account_password' THEN NEW.value ELSE demo_account_password END, notes = CASE WHEN NEW.field = 'notes' THEN NEW.value ELSE notes END WHERE NEW.resource = 'review_details' AND review_details.id = NEW.id AND (NEW.account IS NULL OR review_details.account = NEW.account);
  UPDATE phased_releases SET state = CASE WHEN NEW.field = 'state' THEN NEW.value ELSE state END WHERE NEW.resource = 'phased_releases' AND phased_releases.id = NEW.id AND (NEW.account IS NULL OR phased_releases.account = NEW.account);
  UPDATE screenshots SET position = CASE WHEN NEW.field = 'position' THEN NEW.value ELSE position END WHERE NEW.resource = 'screenshots' AND screenshots.id = NEW.id AND (NEW.account IS NULL OR screenshots.account = NEW.account);
  UPDATE previews SET preview_frame_time_code = CASE WHEN NEW.field = 'preview_frame_time_code' THEN NEW.value ELSE preview_frame_time_code END, position = CASE WHEN NEW.field = 'position' THEN NEW.value ELSE position END WHERE NEW.resource = 'previews' AND previews.id = NEW.id AND (NEW.account IS NULL OR previews.account = NEW.account);
  UPDATE submissions SET platform = CASE WHEN NEW.field = 'platform' THEN NEW.value ELSE platform END, submitted = CASE WHEN NEW.field = 'submitted' THEN NEW.value ELSE submitted END, canceled = CASE WHEN NEW.field = 'canceled' THEN NEW.value ELSE canceled END WHERE NEW.resource = 'submissions' AND submissions.id = NEW.id AND (NEW.account IS NULL OR submissions.account = NEW.account);
  UPDATE submission_items SET resolved = CASE WHEN NEW.field = 'resolved' THEN NEW.value ELSE resolved END, removed = CASE WHEN NEW.field = 'removed' THEN NEW.value ELSE removed END WHERE NEW.resource = 'submission_items' AND submission_items.id = NEW.id AND (NEW.account IS NULL OR submission_items.account = NEW.account);
  UPDATE price_schedules SET base_territory = CASE WHEN NEW.field = 'base_territory' THEN NEW.value ELSE base_territory END, manual_prices = CASE WHEN NEW.field = 'manual_prices' THEN NEW.value ELSE manual_prices END WHERE NEW.resource = 'price_schedules' AND price_schedules.id = NEW.id AND (NEW.account IS NULL OR price_schedules.account = NEW.account);
  UPDATE availability SET available = CASE WHEN NEW.field = 'available' THEN NEW.value ELSE available END, release_date = CASE WHEN NEW.field = 'release_date' THEN NEW.value ELSE release_date END, pre_order_enabled = CASE WHEN NEW.field = 'pre_order_enabled' THEN NEW.value ELSE pre_order_enabled END WHERE NEW.resource = 'territory_availabilities' AND availability.id = NEW.id AND (NEW.account IS NULL OR availability.account = NEW.account);
  UPDATE customer_review_responses SET response_body = CASE WHEN NEW.field = 'response_body' THEN NEW.value ELSE response_body END WHERE NEW.resource = 'customer_review_responses' AND customer_review_responses.id = NEW.id AND (NEW.account IS NULL OR customer_review_responses.account = NEW.account);
  UPDATE custom_product_pages SET name = CASE WHEN NEW.field = 'name' THEN NEW.value ELSE name END, visible = CASE WHEN NEW.field = 'visible' THEN NEW.value ELSE visible END WHERE NEW.resource = 'custom_product_pages' AND custom_product_pages.id = NEW.id AND (NEW.account IS NULL OR custom_product_pages.account = NEW.account);
  UPDATE custom_product_page_versions SET deep_link = CASE WHEN NEW.field = 'deep_link' THEN NEW.value ELSE deep_link END WHERE NEW.resource = 'custom_product_page_versions' AND custom_product_page_versions.id = NEW.id AND (NEW.account IS NULL OR custom_product_page_versions.account = NEW.account);
  UPDATE custom_product_page_localizations SET promotional_text = CASE WHEN NEW.field = 'promotional_text' THEN NEW.value ELSE promotional_text END WHERE NEW.resource = 'custom_product_page_localizations' AND custom_product_page_localizations.id = NEW.id AND (NEW.account IS NULL OR custom_product_page_localizations.account = NEW.account);
  UPDATE accessibility_declarations SET publish = CASE WHEN NEW.field = 'publish' THEN NEW.value ELSE publish END, supports_audio_descriptions = CASE WHEN NEW.field = 'supports_audio_descriptions' THEN NEW.value ELSE supports_audio_descriptions END, supports_captions = CASE WHEN NEW.field = 'supports_captions' THEN NEW.value ELSE supports_captions END, supports_dark_interface = CASE WHEN NEW.field = 'supports_dark_interface' THEN NEW.value ELSE supports_dark_interface END, supports_differentiate_without_color_alone = CASE WHEN NEW.field = 'supports_differentiate_without_color_alone' THEN NEW.value ELSE supports_differentiate_without_color_alone END, supports_larger_text = CASE WHEN NEW.field = 'supports_larger_text' THEN NEW.value ELSE supports_larger_text END, supports_reduced_motion = CASE WHEN NEW.field = 'supports_reduced_motion' THEN NEW.value ELSE supports_reduced_motion END, supports_sufficient_contrast = CASE WHEN NEW.field = 'supports_sufficient_contrast' THEN NEW.value ELSE supports_sufficient_contrast END, supports_voice_control = CASE WHEN NEW.field = 'supports_voice_control' THEN NEW.value ELSE supports_voice_control END, supports_voiceover = CASE WHEN NEW.field = 'supports_voiceover' THEN NEW.value ELSE supports_voiceover END WHERE NEW.resource = 'accessibility_declarations' AND accessibility_declarations.id = NEW.id AND (NEW.account IS NULL OR accessibility_declarations.account = NEW.account);
END;
CREATE TRIGGER changes_update INSTEAD OF UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes is a list of what is staged; UPDATE the view of the resource to stage, DELETE FROM changes to unstage'); END;
CREATE VIEW conflicts AS SELECT * FROM changes WHERE field NOT IN ('+', '-') AND base IS NOT current;

-- Tags of apps, from `fleet.toml`: `account, app_id, bundle_id, app, tag`.
CREATE VIEW tags AS
SELECT accounts.name AS account, apps.id AS app_id, apps.bundle_id, apps.name AS app, t.tag
FROM app_tags AS t
JOIN apps_mirror AS apps ON apps.pk = t.app
JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL;

-- Variables of apps, from `fleet.toml`: `account, app_id, bundle_id, app, name, value`. A template names them in braces.
CREATE VIEW variables AS
SELECT accounts.name AS account, apps.id AS app_id, apps.bundle_id, apps.name AS app, v.name, v.value
FROM app_variables AS v
JOIN apps_mirror AS apps ON apps.pk = v.app
JOIN accounts ON accounts.pk = apps.account
WHERE apps.gone_at IS NULL;

-- Every change of state that a sync has seen, of versions, review submissions and builds: `pk, seen_at, account, client,
-- app_id, bundle_id, app, resource, id, platform, version_string, old, new, held`. `held` is for how many seconds the old
-- state had been seen. What was seen for the first time has changed nothing, so it is not here.
--
-- CROSS JOIN keeps the order of the tables, and the plus keeps to the numbers of the lines: the news of a sync are found
-- from the end of the history.
CREATE VIEW transitions AS
SELECT changed.pk, changed.seen_at, accounts.name AS account, clients.name AS client, apps.id AS app_id,
  coalesce(apps.bundle_id, '') AS bundle_id, coalesce(apps.name, '') AS app, changed.resource, changed.id,
  changed.platform, changed.version_string, changed.old, changed.new,
  changed.seen_at - (
    SELECT before.seen_at FROM state_history AS before
    WHERE before.resource = changed.code AND before.row = changed.row AND before.pk < changed.pk
    ORDER BY before.seen_at DESC LIMIT 1
  ) AS held
FROM (
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource AS code, h.row, 'version' AS resource, v.id, v.parent, v.platform, v.version_string
  FROM state_history AS h CROSS JOIN versions_mirror AS v ON v.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'versions') AND h.old IS NOT NULL
  UNION ALL
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource, h.row, 'submission', s.id, s.parent, s.platform, NULL
  FROM state_history AS h CROSS JOIN submissions_mirror AS s ON s.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'submissions') AND h.old IS NOT NULL
  UNION ALL
  SELECT h.pk, h.seen_at, h.old, h.new, h.resource, h.row, 'build', b.id, b.parent, NULL, b.version
  FROM state_history AS h CROSS JOIN builds_mirror AS b ON b.pk = h.row
  WHERE +h.resource = (SELECT code FROM resources WHERE name = 'builds') AND h.old IS NOT NULL
) AS changed
CROSS JOIN apps_mirror AS apps ON apps.pk = changed.parent
CROSS JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client;

-- One row for each time that a version was seen to be submitted for review: `account, client, app_id, bundle_id, app,
-- version_id, platform, version_string, waiting_at, review_at, decided_at, outcome, waited, reviewed`. `waited` and
-- `reviewed` are seconds; they are NULL while it lasts, when the version was withdrawn before, and where no sync looked
-- in between. They are as exact as the syncs were frequent: `fleet sync --watch` and `fleet watch` are.
CREATE VIEW review_times AS
SELECT accounts.name AS account, clients.name AS client, apps.id AS app_id, apps.bundle_id, apps.name AS app,
  versions.id AS version_id, versions.platform, versions.version_string, round.seen_at AS waiting_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.next_at END AS review_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last_at ELSE round.next_at END AS decided_at,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last ELSE round.next END AS outcome,
  CASE WHEN round.next NOT IN ('DEVELOPER_REJECTED', 'PREPARE_FOR_SUBMISSION', 'READY_FOR_REVIEW', 'WAITING_FOR_EXPORT_COMPLIANCE')
    THEN round.next_at - round.seen_at END AS waited,
  CASE round.next WHEN 'IN_REVIEW' THEN round.last_at - round.next_at END AS reviewed
FROM (
  SELECT row, seen_at, old, new, lead(new) OVER later AS next, lead(seen_at) OVER later AS next_at,
    lead(new, 2) OVER later AS last, lead(seen_at, 2) OVER later AS last_at
  FROM state_history WHERE resource = (SELECT code FROM resources WHERE name = 'versions')
  WINDOW later AS (PARTITION BY row ORDER BY pk)
) AS round
JOIN versions_mirror AS versions ON versions.pk = round.row
JOIN apps_mirror AS apps ON apps.pk = versions.parent
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
-- A version that was waiting when it was first seen may have waited for long.
WHERE round.new = 'WAITING_FOR_REVIEW' AND round.old IS NOT NULL;

-- Apps that their key shows no more, because they were deleted or transferred, or the key lost the right to see them:
-- `account, client, id, bundle_id, name, gone_at`. Their rows are kept.
CREATE VIEW disappeared AS
SELECT accounts.name AS account, clients.name AS client, apps.id, apps.bundle_id, apps.name, apps.gone_at
FROM apps_mirror AS apps
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NOT NULL;

-- Which pictures the store shows where: one row for each locale and display type of a version, which is the one of an app
-- and platform that is in preparation, else the one in the store: `account, client, app_id, bundle_id, app, platform, version_id,
-- version_string, state, locale, is_primary, display_type, own, failed, under_way, coverage, source, required, overfull`.
-- `own` counts the pictures of its own that can be shown, `under_way` those of them that Apple is not done with, `failed`
-- those that take up room and are never shown. `coverage` is `own`; or `scaled` from the next larger display type of this
-- locale, which `source` names; or `inherited` from the primary locale, which `source` names; or `missing`. `required` is 1
-- where Apple accepts no submission without pictures, in the primary locale only; `overfull` where there are more than 10.
-- Versions whose pictures were never read are not here: `fleet sync --only media`.
--
-- Nothing in Apple's API says for which devices an app is made, so its pictures do: an app for iOS is made for iPad and for
-- Watch if any of its versions shows pictures there, and for iPhone unless they show iPad and no iPhone. Apple requires
-- 6.9" of an iPhone, or 6.5" if there is no 6.9", 13" of an iPad, and any size of a Watch.
--
-- Everything is counted once, and what stands in for what is found by windows: a thousand apps are ten thousand locales.
-- A common table counts again towards SQLite's limits wherever it is named, with all that it is made of; so there are few.
CREATE VIEW screenshot_coverage AS
-- Families from the largest display type to the smallest.
WITH display_types(number, family, name) AS (VALUES
  (1, 'iPhone', 'APP_IPHONE_67'), (2, 'iPhone', 'APP_IPHONE_65'), (3, 'iPhone', 'APP_IPHONE_61'),
  (4, 'iPhone', 'APP_IPHONE_58'), (5, 'iPhone', 'APP_IPHONE_55'), (6, 'iPhone', 'APP_IPHONE_47'),
  (7, 'iPhone', 'APP_IPHONE_40'), (8, 'iPhone', 'APP_IPHONE_35'),
  (9, 'iPad', 'APP_IPAD_PRO_3GEN_129'), (10, 'iPad', 'APP_IPAD_PRO_3GEN_11'), (11, 'iPad', 'APP_IPAD_PRO_129'),
  (12, 'iPad', 'APP_IPAD_105'), (13, 'iPad', 'APP_IPAD_97'),
  (14, 'Mac', 'APP_DESKTOP'), (15, 'TV', 'APP_APPLE_TV'), (16, 'Vision', 'APP_APPLE_VISION_PRO'),
  (17, 'Watch', 'APP_WATCH_ULTRA'), (18, 'Watch', 'APP_WATCH_SERIES_10'), (19, 'Watch', 'APP_WATCH_SERIES_7'),
  (20, 'Watch', 'APP_WATCH_SERIES_4'), (21, 'Watch', 'APP_WATCH_SERIES_3'),
  (22, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_67'), (23, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_65'),
  (24, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_61'), (25, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_58'),
  (26, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_55'), (27, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_47'),
  (28, 'iMessage iPhone', 'IMESSAGE_APP_IPHONE_40'),
  (29, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_129'), (30, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_3GEN_11'),
  (31, 'iMessage iPad', 'IMESSAGE_APP_IPAD_PRO_129'), (32, 'iMessage iPad', 'IMESSAGE_APP_IPAD_105'),
  (33, 'iMessage iPad', 'IMESSAGE_APP_IPAD_97')
),
-- A row for each set, or for a locale without any. A version that is only staged has no pictures yet: when it is made,
-- Apple gives it those of the version before.
sets AS (
  SELECT v.account, v.app_id, v.platform, v.pk AS version, l.pk AS localization, l.locale, l.locale = a.primary_locale AS is_primary,
    s.display_type, t.number, t.family,
    coalesce(c.own, 0) AS own, coalesce(c.failed, 0) AS failed, coalesce(c.under_way, 0) AS under_way,
    -- Apple lists the sets of a version first; what is in them is read later.
    NOT EXISTS(SELECT 1 FROM sync_scopes AS r JOIN accounts AS of ON of.pk = r.account
      WHERE of.name = v.account AND r.kind = 'localizations' AND r.parent = v.pk AND r.fetched_at IS NOT NULL)
      OR (s.id IS NOT NULL AND s.id NOT GLOB '~*' AND s.synced_at IS NULL AND c.own IS NULL) AS is_unread,
    dense_rank() OVER (
      PARTITION BY v.account, v.app_id, v.platform ORDER BY v.state = 'READY_FOR_DISTRIBUTION', v.created_date DESC, v.pk DESC
    ) AS nth
  FROM versions AS v
  JOIN apps AS a ON a.account = v.account AND a.id = v.app_id
  JOIN version_localizations AS l ON l.account = v.account AND l.version_id = v.id
  LEFT JOIN screenshot_sets AS s ON s.account = l.account AND s.version_localization_id = l.id
  LEFT JOIN (
    SELECT account, screenshot_set_id, sum(delivery_state IS NOT 'FAILED') AS own, sum(delivery_state IS 'FAILED') AS failed,
      sum(coalesce(delivery_state, '') IN ('AWAITING_UPLOAD', 'UPLOAD_COMPLETE', 'PROCESSING')) AS under_way
    FROM screenshots GROUP BY account, screenshot_set_id
  ) AS c ON c.account = s.account AND c.screenshot_set_id = s.id
  LEFT JOIN display_types AS t ON t.name = s.display_type
  WHERE v.state <> 'REPLACED_WITH_NEW_VERSION' AND v.id NOT GLOB '~*'
),
-- Beside each set: what its app is made for, and which sizes its version shows in the primary locale.
devices AS MATERIALIZED (
  SELECT *, max(is_unread) OVER its_version AS is_version_unread,
    CASE platform WHEN 'MAC_OS' THEN 14 WHEN 'TV_OS' THEN 15 WHEN 'VISION_OS' THEN 16 ELSE CASE
      WHEN max(own > 0 AND family = 'iPad') OVER its_app AND NOT coalesce(max(own > 0 AND family = 'iPhone') OVER its_app, 0) THEN NULL
      WHEN min(CASE WHEN own > 0 AND is_primary THEN number END) OVER its_version = 2 THEN 2 ELSE 1 END END AS first,
    CASE WHEN platform = 'IOS' AND max(own > 0 AND family = 'iPad') OVER its_app THEN 9 END AS second,
    CASE WHEN platform = 'IOS' THEN coalesce(min(CASE WHEN own > 0 AND is_primary AND family = 'Watch' THEN number END) OVER its_version,
      min(CASE WHEN own > 0 AND family = 'Watch' THEN number END) OVER its_app) END AS third
  FROM sets
  WINDOW its_app AS (PARTITION BY account, app_id), its_version AS (PARTITION BY version)
),
-- Every locale of a version beside every display type that the version has in any locale or should have in the primary one.
cells AS (
  SELECT l.*, c.column_type AS display_type, c.column_number AS number, c.column_family AS family,
    l.is_primary AND c.column_number IN (l.first, l.second, l.third) AS required,
    max(CASE WHEN c.localization = l.localization THEN c.own ELSE 0 END) AS own,
    max(CASE WHEN c.localization = l.localization THEN c.failed ELSE 0 END) AS failed,
    max(CASE WHEN c.localization = l.localization THEN c.under_way ELSE 0 END) AS under_way
  FROM (
    SELECT version, localization, locale, is_primary, first, second, third FROM devices
    WHERE nth = 1 AND NOT is_version_unread GROUP BY localization
  ) AS l
  JOIN (
    SELECT d.version, d.localization, CASE k.column1 WHEN 0 THEN d.display_type ELSE t.name END AS column_type,
      t.number AS column_number, t.family AS column_family, CASE k.column1 WHEN 0 THEN d.own ELSE 0 END AS own,
      CASE k.column1 WHEN 0 THEN d.failed ELSE 0 END AS failed, CASE k.column1 WHEN 0 THEN d.under_way ELSE 0 END AS under_way
    FROM devices AS d
    JOIN (VALUES (0), (1), (2), (3)) AS k ON k.column1 = 0 OR d.is_primary
    LEFT JOIN display_types AS t ON t.number = CASE k.column1 WHEN 0 THEN d.number WHEN 1 THEN d.first WHEN 2 THEN d.second ELSE d.third END
    WHERE d.nth = 1
  ) AS c ON c.version = l.version
  WHERE c.column_type IS NOT NULL
  GROUP BY l.localization, c.column_type
)
SELECT v.account, v.client, v.app_id, v.bundle_id, v.app, v.platform, v.id AS version_id, v.version_string, v.state, c.locale,
  c.is_primary, c.display_type, c.own, c.failed, c.under_way,
  CASE WHEN own > 0 THEN 'own' WHEN larger IS NOT NULL THEN 'scaled' WHEN inherited IS NOT NULL THEN 'inherited' ELSE 'missing' END
    AS coverage,
  CASE WHEN own > 0 THEN NULL WHEN larger IS NOT NULL THEN (SELECT name FROM display_types WHERE number = larger) ELSE inherited END
    AS source,
  coalesce(c.required, 0) AS required, own + failed > 10 AS overfull
FROM (
  SELECT *, max(CASE WHEN is_primary AND (own > 0 OR larger IS NOT NULL) THEN locale END) OVER (
    PARTITION BY version, display_type
  ) AS inherited
  FROM (
    SELECT *, max(CASE WHEN own > 0 THEN number END) OVER (
      PARTITION BY localization, coalesce(family, display_type) ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS larger
    FROM cells
  )
) AS c
JOIN versions AS v ON v.pk = c.version;

-- Pictures that a version shows more than once: the same file twice in a set, or in several locales, which inherit those of
-- the primary locale anyhow: `account, client, app_id, bundle_id, app, version_id, platform, version_string, state,
-- checksum, times, in_sets, in_locales, display_types, locales, file_names`. `times` is more than `in_sets` where a set has
-- it twice. Versions that were replaced, and files that Apple could not use, are left out.
--
-- The innermost rows are sorted, so that the lists are.
CREATE VIEW duplicate_screenshots AS
SELECT account, client, app_id, bundle_id, app, version_id, platform, version_string, state, checksum, count(*) AS times,
  count(DISTINCT screenshot_set_id) AS in_sets, count(DISTINCT locale) AS in_locales,
  group_concat(DISTINCT display_type) AS display_types, group_concat(DISTINCT locale) AS locales,
  group_concat(DISTINCT file_name) AS file_names
FROM (
  SELECT p.account, p.client, p.app_id, p.bundle_id, p.app, p.version_id, p.platform, p.version_string, p.state, p.checksum,
    p.screenshot_set_id, p.locale, p.display_type, p.file_name
  FROM screenshots AS p
  -- A set, or a locale, that is to be removed takes its pictures along.
  JOIN screenshot_sets AS s ON s.account = p.account AND s.id = p.screenshot_set_id
  JOIN version_localizations AS l ON l.account = p.account AND l.id = p.version_localization_id
  WHERE p.state <> 'REPLACED_WITH_NEW_VERSION' AND p.checksum <> '' AND p.delivery_state IS NOT 'FAILED'
  ORDER BY p.account, p.version_id, p.checksum, p.locale, p.display_type, p.position
)
GROUP BY account, version_id, checksum
HAVING times > in_sets OR in_locales > 1;

-- Versions that can be submitted for review, or will be once they are created: the columns of `versions`, with the app's
-- `primary_locale`, the id of the app info that they ship with (`app_info_id`, and its row `app_info_pk`), the app's row
-- `app_pk`, and `is_first` where the app has no other version on the platform. Checks are about these.
CREATE VIEW drafts AS
SELECT v.pk, v.id, v.account, v.client, v.legal_name, v.app_id, v.bundle_id, v.app, v.platform, v.version_string, v.state,
  v.copyright, v.review_type, v.release_type, v.earliest_release_date, v.downloadable, v.created_date, v.build, v.staged,
  v.synced_at, apps.primary_locale, apps.pk AS app_pk, i.pk AS app_info_pk, i.id AS app_info_id,
  NOT EXISTS(
    SELECT 1 FROM versions_mirror AS other
    WHERE other.parent = m.parent AND other.platform IS m.platform AND other.pk <> m.pk AND other.gone_at IS NULL AND other.id NOT GLOB '~*'
  ) AS is_first
FROM versions AS v
JOIN versions_mirror AS m ON m.pk = v.pk
JOIN apps ON apps.pk = m.parent
LEFT JOIN app_infos_mirror AS i ON i.pk = coalesce(
  m.app_info, (SELECT max(pk) FROM app_infos_mirror WHERE parent = m.parent AND gone_at IS NULL)
)
WHERE v.editable;

-- The listings of the drafts: the columns of `listings`, with the app's `primary_locale`, its row `app_pk`, the draft's row
-- `version_pk`, and `is_first` where the app has no other version on the platform.
CREATE VIEW draft_listings AS
SELECT l.*, d.primary_locale, d.app_pk, d.pk AS version_pk, d.app_info_pk, d.is_first
FROM drafts AS d
CROSS JOIN version_localizations_mirror AS m ON m.parent = d.pk
CROSS JOIN listings AS l ON l.pk = m.pk;

-- What the checks found when they last ran, at the end of a sync, after a push and with `fleet check`: `account, client,
-- app_id, bundle_id, app, check_name, level, platform, version_string, locale, resource, id, field, message, fix,
-- first_seen_at`.
CREATE VIEW findings AS
SELECT accounts.name AS account, clients.name AS client, apps.id AS app_id, apps.bundle_id, apps.name AS app, f.check_name, f.level,
  f.platform, f.version_string, f.locale, f.resource, f.id, f.field, f.message, f.fix, f.first_seen_at
FROM check_findings AS f
JOIN apps_mirror AS apps ON apps.pk = f.app
JOIN accounts ON accounts.pk = apps.account
LEFT JOIN client_apps ON client_apps.app = apps.pk
LEFT JOIN clients ON clients.pk = client_apps.client
WHERE apps.gone_at IS NULL;
