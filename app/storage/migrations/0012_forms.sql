-- What the columns of received forms mean, and what was sent.
CREATE TABLE form_mapping (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 fingerprint TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 fields TEXT NOT NULL DEFAULT '',
 used_on TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX form_mapping__fingerprint ON form_mapping (fingerprint);
CREATE TABLE form_sent (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 fingerprint TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 file_name TEXT NOT NULL DEFAULT '',
 receiver TEXT NOT NULL DEFAULT '',
 purpose TEXT NOT NULL DEFAULT '',
 sent_on TEXT NOT NULL DEFAULT '',
 sent_by TEXT NOT NULL DEFAULT '',
 lines INTEGER,
 full INTEGER,
 digest TEXT NOT NULL DEFAULT '',
 people TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX form_sent__fingerprint_sent_on ON form_sent (fingerprint, sent_on);
