-- Doubtful records that somebody looked at and said to be right.
CREATE TABLE doubt_ignored (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 record_table TEXT NOT NULL DEFAULT '',
 record_id TEXT NOT NULL DEFAULT '',
 other_id TEXT NOT NULL DEFAULT '',
 digest TEXT NOT NULL DEFAULT '',
 reason TEXT NOT NULL DEFAULT '',
 said_on TEXT NOT NULL DEFAULT '',
 said_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX doubt_ignored__record_id ON doubt_ignored (record_id);
