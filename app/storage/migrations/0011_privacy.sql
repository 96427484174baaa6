-- What left the register, who agreed to it, what is kept longer, and the digests of journal lines whose values were erased.
CREATE TABLE outgoing (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 number INTEGER,
 kind TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 form TEXT NOT NULL DEFAULT '',
 receiver TEXT NOT NULL DEFAULT '',
 purpose TEXT NOT NULL DEFAULT '',
 lines INTEGER,
 sensitivity TEXT NOT NULL DEFAULT '',
 full INTEGER,
 left_at TEXT NOT NULL DEFAULT '',
 left_by TEXT NOT NULL DEFAULT '',
 expires_on TEXT NOT NULL DEFAULT '',
 request_id TEXT NOT NULL DEFAULT '',
 approval TEXT NOT NULL DEFAULT '',
 deleted_on TEXT NOT NULL DEFAULT '',
 deleted_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outgoing__number ON outgoing (number);
CREATE INDEX outgoing__expires_on_deleted_on ON outgoing (expires_on, deleted_on);
CREATE TABLE outgoing_request (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 form TEXT NOT NULL DEFAULT '',
 scope TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 lines INTEGER,
 receiver TEXT NOT NULL DEFAULT '',
 purpose TEXT NOT NULL DEFAULT '',
 expires_on TEXT NOT NULL DEFAULT '',
 asked_by TEXT NOT NULL DEFAULT '',
 asked_at TEXT NOT NULL DEFAULT '',
 decision TEXT NOT NULL DEFAULT '',
 decided_by TEXT NOT NULL DEFAULT '',
 decided_at TEXT NOT NULL DEFAULT '',
 decided_why TEXT NOT NULL DEFAULT '',
 used_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outgoing_request__decision_used_by ON outgoing_request (decision, used_by);
CREATE TABLE retention (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 resident_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 decision TEXT NOT NULL DEFAULT '',
 reason TEXT NOT NULL DEFAULT '',
 decided_on TEXT NOT NULL DEFAULT '',
 decided_by TEXT NOT NULL DEFAULT '',
 keep_until TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX retention__resident_id ON retention (resident_id);
CREATE TABLE redaction (
 dev TEXT NOT NULL, dseq INTEGER NOT NULL, digest BLOB NOT NULL, grp TEXT NOT NULL, PRIMARY KEY (dev, dseq)
) STRICT, WITHOUT ROWID;
