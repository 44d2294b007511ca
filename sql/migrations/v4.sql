-- From format 3 to 4: files that can be uploaded.
CREATE TABLE media_files(
  checksum TEXT PRIMARY KEY,      -- MD5, 32 hexadecimal digits
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,           -- the end of its name: png, jpg, mov, m4v, mp4
  mime_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,         -- pixels
  height INTEGER NOT NULL,
  fits TEXT NOT NULL,             -- display types or preview types that take its size, as a JSON array
  file_name TEXT NOT NULL,        -- what it was called when it was kept
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX media_files_sha256 ON media_files(sha256);
