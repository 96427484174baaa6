-- Signs that a visit should be asked about: the office's rules, what is asked again, what the member says.
CREATE TABLE sign_rule (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 active INTEGER,
 least INTEGER,
 bound INTEGER,
 extra INTEGER
) STRICT;
CREATE TABLE recheck (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_on TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 why TEXT NOT NULL DEFAULT '',
 record_table TEXT NOT NULL DEFAULT '',
 record_id TEXT NOT NULL DEFAULT '',
 listed_on TEXT NOT NULL DEFAULT '',
 way TEXT NOT NULL DEFAULT '',
 outcome TEXT NOT NULL DEFAULT '',
 checked_on TEXT NOT NULL DEFAULT '',
 checked_by TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX recheck__meeting_on_member_id ON recheck (meeting_on, member_id);
CREATE INDEX recheck__record_id ON recheck (record_id);
CREATE TABLE sign_statement (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_on TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 statement TEXT NOT NULL DEFAULT '',
 stated_on TEXT NOT NULL DEFAULT '',
 written_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sign_statement__meeting_on_member_id ON sign_statement (meeting_on, member_id);
