-- Most checks read these two views. A copy of the same name is found first, so that each of them is put together once.
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
CREATE TEMP TABLE drafts AS SELECT * FROM main.drafts;
CREATE TEMP TABLE draft_listings AS SELECT * FROM main.draft_listings;
