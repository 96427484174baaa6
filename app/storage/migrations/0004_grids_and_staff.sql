-- Grids that were split, merged or re-coded; equipment, training and pairs of the members.
CREATE TABLE grid_change (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 day TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 old_id TEXT NOT NULL DEFAULT '',
 old_code TEXT NOT NULL DEFAULT '',
 old_name TEXT NOT NULL DEFAULT '',
 new_id TEXT NOT NULL DEFAULT '',
 new_code TEXT NOT NULL DEFAULT '',
 new_name TEXT NOT NULL DEFAULT '',
 dwellings INTEGER,
 households INTEGER,
 persons INTEGER,
 entities INTEGER,
 why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX grid_change__day ON grid_change (day);
CREATE INDEX grid_change__old_id ON grid_change (old_id);
CREATE INDEX grid_change__new_id ON grid_change (new_id);
CREATE TABLE equipment (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 item TEXT NOT NULL DEFAULT '',
 number TEXT NOT NULL DEFAULT '',
 issued_on TEXT NOT NULL DEFAULT '',
 returned_on TEXT NOT NULL DEFAULT '',
 return_note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX equipment__member_id ON equipment (member_id);
CREATE TABLE training (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 held_on TEXT NOT NULL DEFAULT '',
 title TEXT NOT NULL DEFAULT '',
 held_by TEXT NOT NULL DEFAULT '',
 minutes INTEGER,
 everybody INTEGER,
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX training__held_on ON training (held_on);
CREATE TABLE training_person (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 training_id TEXT NOT NULL DEFAULT '' REFERENCES training (id) DEFERRABLE INITIALLY DEFERRED,
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 share TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX training_person__training_id ON training_person (training_id);
CREATE INDEX training_person__member_id ON training_person (member_id);
CREATE TABLE pair (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 mentor_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 novice_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 began_on TEXT NOT NULL DEFAULT '',
 ended_on TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX pair__mentor_id ON pair (mentor_id);
CREATE INDEX pair__novice_id ON pair (novice_id);
