-- The weekly meeting: who came, what was decided, and the minutes as they were frozen.
CREATE TABLE meeting (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_on TEXT NOT NULL DEFAULT '',
 label TEXT NOT NULL DEFAULT '',
 held_on TEXT NOT NULL DEFAULT '',
 held_at TEXT NOT NULL DEFAULT '',
 place TEXT NOT NULL DEFAULT '',
 host TEXT NOT NULL DEFAULT '',
 recorder TEXT NOT NULL DEFAULT '',
 mark TEXT NOT NULL DEFAULT '',
 summary TEXT NOT NULL DEFAULT '',
 review TEXT NOT NULL DEFAULT '',
 plan TEXT NOT NULL DEFAULT '',
 state TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting__meeting_on ON meeting (meeting_on);
CREATE TABLE meeting_person (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_id TEXT NOT NULL DEFAULT '' REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
 member_id TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 attendance TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting_person__meeting_id ON meeting_person (meeting_id);
CREATE TABLE meeting_decision (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_id TEXT NOT NULL DEFAULT '' REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
 position INTEGER,
 decision TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 due_on TEXT NOT NULL DEFAULT '',
 task_id TEXT NOT NULL DEFAULT '',
 carried_from TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting_decision__meeting_id ON meeting_decision (meeting_id);
CREATE INDEX meeting_decision__task_id ON meeting_decision (task_id);
CREATE TABLE meeting_minutes (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 meeting_id TEXT NOT NULL DEFAULT '' REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
 version INTEGER,
 content TEXT NOT NULL DEFAULT '',
 finished_at TEXT NOT NULL DEFAULT '',
 finished_by TEXT NOT NULL DEFAULT '',
 reopened_at TEXT NOT NULL DEFAULT '',
 reopened_by TEXT NOT NULL DEFAULT '',
 reopened_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX meeting_minutes__meeting_id ON meeting_minutes (meeting_id);
