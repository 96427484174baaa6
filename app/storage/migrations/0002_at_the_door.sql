-- Work at the door: revisits, visit cycles, phrases, tasks, duplicates; drafts are local to this file and not journalled.
CREATE TABLE revisit (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 target_kind TEXT NOT NULL DEFAULT '',
 target_id TEXT NOT NULL DEFAULT '',
 dwelling_id TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 due_on TEXT NOT NULL DEFAULT '',
 postponed_from TEXT NOT NULL DEFAULT '',
 postpone_why TEXT NOT NULL DEFAULT '',
 why TEXT NOT NULL DEFAULT '',
 proposed_hour TEXT NOT NULL DEFAULT '',
 state TEXT NOT NULL DEFAULT '',
 closed_by_visit TEXT NOT NULL DEFAULT '',
 close_why TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX revisit__target_id ON revisit (target_id);
CREATE INDEX revisit__member_id_state_due_on ON revisit (member_id, state, due_on);
CREATE INDEX revisit__grid_id_state_due_on ON revisit (grid_id, state, due_on);
CREATE TABLE visit_cycle (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 subject_kind TEXT NOT NULL DEFAULT '',
 subject TEXT NOT NULL DEFAULT '',
 days INTEGER,
 active INTEGER
) STRICT;
CREATE INDEX visit_cycle__subject_kind_subject ON visit_cycle (subject_kind, subject);
CREATE TABLE phrase (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 phrase TEXT NOT NULL DEFAULT '',
 position INTEGER,
 member_id TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE task (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 due_on TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 done_on TEXT NOT NULL DEFAULT '',
 done_note TEXT NOT NULL DEFAULT '',
 source TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX task__member_id_done_on ON task (member_id, done_on);
CREATE TABLE distinct_pair (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 first_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 second_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX distinct_pair__first_id ON distinct_pair (first_id);
CREATE INDEX distinct_pair__second_id ON distinct_pair (second_id);
CREATE TABLE person_merge (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 kept_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 merged_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 picks TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX person_merge__kept_id ON person_merge (kept_id);
CREATE INDEX person_merge__merged_id ON person_merge (merged_id);
CREATE TABLE draft (
 id TEXT NOT NULL PRIMARY KEY,
 kind TEXT NOT NULL,
 owner TEXT NOT NULL,
 title TEXT NOT NULL DEFAULT '',
 subject TEXT NOT NULL DEFAULT '',
 payload TEXT NOT NULL,
 focus TEXT NOT NULL DEFAULT '',
 saved_ms INTEGER NOT NULL
) STRICT;
