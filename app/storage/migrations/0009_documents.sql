-- The office's own templates; documents and their versions with the figures they were made of.
CREATE TABLE report_template (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 code TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE report_document (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 template TEXT NOT NULL DEFAULT '',
 kind_name TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 period_kind TEXT NOT NULL DEFAULT '',
 first_day TEXT NOT NULL DEFAULT '',
 last_day TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 list_filter TEXT NOT NULL DEFAULT '',
 state TEXT NOT NULL DEFAULT '',
 version INTEGER,
 saved_by TEXT NOT NULL DEFAULT '',
 saved_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX report_document__state_first_day ON report_document (state, first_day);
CREATE TABLE report_version (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 document_id TEXT NOT NULL DEFAULT '' REFERENCES report_document (id) DEFERRABLE INITIALLY DEFERRED,
 number INTEGER,
 state TEXT NOT NULL DEFAULT '',
 content TEXT NOT NULL DEFAULT '',
 figures TEXT NOT NULL DEFAULT '',
 saved_by TEXT NOT NULL DEFAULT '',
 saved_at TEXT NOT NULL DEFAULT '',
 why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX report_version__document_id_number ON report_version (document_id, number);
