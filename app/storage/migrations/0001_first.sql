CREATE TABLE migration (
 number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE operation (
 seq INTEGER PRIMARY KEY, dev TEXT NOT NULL, number INTEGER NOT NULL, grp TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
 actor_name TEXT NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL, undoes TEXT NOT NULL, schema INTEGER NOT NULL,
 first_dseq INTEGER NOT NULL, lines INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX operation_grp ON operation (grp);
CREATE UNIQUE INDEX operation_number ON operation (dev, number);
CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes <> '';
CREATE TABLE change (
 lseq INTEGER PRIMARY KEY, dev TEXT NOT NULL, dseq INTEGER NOT NULL, grp TEXT NOT NULL, hlc INTEGER NOT NULL, entity TEXT NOT NULL,
 row TEXT NOT NULL, op TEXT NOT NULL, base INTEGER NOT NULL, community TEXT NOT NULL, schema INTEGER NOT NULL, cols TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_dseq ON change (dev, dseq);
CREATE INDEX change_row ON change (row, hlc);
CREATE TABLE seal (
 number INTEGER PRIMARY KEY, dev TEXT NOT NULL, upto INTEGER NOT NULL, operations INTEGER NOT NULL, n INTEGER NOT NULL,
 at_ms INTEGER NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX seal_upto ON seal (dev, upto, operations);
CREATE TABLE context (
 one INTEGER PRIMARY KEY CHECK (one = 1), register TEXT NOT NULL, dev TEXT NOT NULL, dseq INTEGER NOT NULL, number INTEGER NOT NULL,
 hlc INTEGER NOT NULL, schema INTEGER NOT NULL, machine TEXT NOT NULL, path TEXT NOT NULL, grp TEXT, actor TEXT,
 dseq_shift INTEGER NOT NULL DEFAULT 0, hlc_shift INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE office (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 code TEXT NOT NULL DEFAULT '',
 practice INTEGER,
 meeting_weekday INTEGER,
 level_names TEXT NOT NULL DEFAULT '',
 settings TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE account (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 login TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 role TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 scope TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE code_item (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 code_table TEXT NOT NULL DEFAULT '',
 code TEXT NOT NULL DEFAULT '',
 label TEXT NOT NULL DEFAULT '',
 extra TEXT NOT NULL DEFAULT '',
 position INTEGER
) STRICT;
CREATE INDEX code_item__code_table_code ON code_item (code_table, code);
CREATE TABLE grid (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 code TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 parent_id TEXT NOT NULL DEFAULT '',
 level INTEGER,
 level_name TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 territorial INTEGER,
 range_text TEXT NOT NULL DEFAULT '',
 area_m2 INTEGER,
 valid_from TEXT NOT NULL DEFAULT '',
 valid_to TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX grid__parent_id ON grid (parent_id);
CREATE INDEX grid__code ON grid (code);
CREATE TABLE grid_code (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '' REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
 code TEXT NOT NULL DEFAULT '',
 valid_from TEXT NOT NULL DEFAULT '',
 valid_to TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX grid_code__grid_id ON grid_code (grid_id);
CREATE INDEX grid_code__code ON grid_code (code);
CREATE TABLE grid_member (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 staff_no TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 phone TEXT NOT NULL DEFAULT '',
 joined_on TEXT NOT NULL DEFAULT '',
 left_on TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX grid_member__staff_no ON grid_member (staff_no);
CREATE INDEX grid_member__name ON grid_member (name);
CREATE TABLE assignment (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 grid_id TEXT NOT NULL DEFAULT '' REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
 role TEXT NOT NULL DEFAULT '',
 valid_from TEXT NOT NULL DEFAULT '',
 valid_to TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX assignment__member_id ON assignment (member_id);
CREATE INDEX assignment__grid_id ON assignment (grid_id);
CREATE TABLE dwelling (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 estate TEXT NOT NULL DEFAULT '',
 building TEXT NOT NULL DEFAULT '',
 unit TEXT NOT NULL DEFAULT '',
 room TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 floor INTEGER,
 use TEXT NOT NULL DEFAULT '',
 rent_use TEXT NOT NULL DEFAULT '',
 owner_name TEXT NOT NULL DEFAULT '',
 owner_phone TEXT NOT NULL DEFAULT '',
 owner_number TEXT NOT NULL DEFAULT '',
 area_dm2 INTEGER,
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX dwelling__estate_building_unit_room ON dwelling (estate, building, unit, room);
CREATE INDEX dwelling__grid_id ON dwelling (grid_id);
CREATE TABLE household (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 dwelling_id TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 booklet_no TEXT NOT NULL DEFAULT '',
 opened_on TEXT NOT NULL DEFAULT '',
 closed_on TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX household__dwelling_id ON household (dwelling_id);
CREATE TABLE resident (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 former_name TEXT NOT NULL DEFAULT '',
 sex TEXT NOT NULL DEFAULT '',
 id_type TEXT NOT NULL DEFAULT '',
 id_number TEXT NOT NULL DEFAULT '',
 no_number_reason TEXT NOT NULL DEFAULT '',
 birth_date TEXT NOT NULL DEFAULT '',
 ethnic_group TEXT NOT NULL DEFAULT '',
 population TEXT NOT NULL DEFAULT '',
 consistency TEXT NOT NULL DEFAULT '',
 registered_address TEXT NOT NULL DEFAULT '',
 phone TEXT NOT NULL DEFAULT '',
 marital_status TEXT NOT NULL DEFAULT '',
 education TEXT NOT NULL DEFAULT '',
 employment TEXT NOT NULL DEFAULT '',
 workplace TEXT NOT NULL DEFAULT '',
 health TEXT NOT NULL DEFAULT '',
 political TEXT NOT NULL DEFAULT '',
 emergency_contact TEXT NOT NULL DEFAULT '',
 emergency_phone TEXT NOT NULL DEFAULT '',
 vehicle TEXT NOT NULL DEFAULT '',
 unknown_fields TEXT NOT NULL DEFAULT '',
 merged_into TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT '',
 entered_ms INTEGER
) STRICT;
CREATE INDEX resident__id_number ON resident (id_number);
CREATE INDEX resident__phone ON resident (phone);
CREATE INDEX resident__name ON resident (name);
CREATE TABLE residence (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 resident_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 household_id TEXT NOT NULL DEFAULT '',
 dwelling_id TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 relation TEXT NOT NULL DEFAULT '',
 opened_on TEXT NOT NULL DEFAULT '',
 open_reason TEXT NOT NULL DEFAULT '',
 opened_by TEXT NOT NULL DEFAULT '',
 opened_entered_ms INTEGER,
 moved_from TEXT NOT NULL DEFAULT '',
 came_on TEXT NOT NULL DEFAULT '',
 closed_on TEXT NOT NULL DEFAULT '',
 close_reason TEXT NOT NULL DEFAULT '',
 closed_by TEXT NOT NULL DEFAULT '',
 closed_entered_ms INTEGER,
 close_proof TEXT NOT NULL DEFAULT '',
 confirmed_by TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX residence__resident_id ON residence (resident_id);
CREATE INDEX residence__household_id ON residence (household_id);
CREATE INDEX residence__dwelling_id_household_id_relation_status ON residence (dwelling_id, household_id, relation, status);
CREATE INDEX residence__grid_id_closed_on ON residence (grid_id, closed_on);
CREATE INDEX residence__opened_on_opened_by_open_reason_status_grid_id ON residence (opened_on, opened_by, open_reason, status, grid_id);
CREATE INDEX residence__closed_on_closed_by_close_reason_status_grid_id ON residence (closed_on, closed_by, close_reason, status, grid_id);
CREATE TABLE legal_entity (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 credit_code TEXT NOT NULL DEFAULT '',
 former_code TEXT NOT NULL DEFAULT '',
 no_code_reason TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 industry TEXT NOT NULL DEFAULT '',
 responsible_name TEXT NOT NULL DEFAULT '',
 responsible_phone TEXT NOT NULL DEFAULT '',
 responsible_id TEXT NOT NULL DEFAULT '',
 licence_expires_on TEXT NOT NULL DEFAULT '',
 unknown_fields TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT '',
 entered_ms INTEGER
) STRICT;
CREATE INDEX legal_entity__credit_code ON legal_entity (credit_code);
CREATE INDEX legal_entity__name ON legal_entity (name);
CREATE TABLE entity_registration (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 entity_id TEXT NOT NULL DEFAULT '' REFERENCES legal_entity (id) DEFERRABLE INITIALLY DEFERRED,
 dwelling_id TEXT NOT NULL DEFAULT '',
 address TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 opened_on TEXT NOT NULL DEFAULT '',
 open_reason TEXT NOT NULL DEFAULT '',
 opened_by TEXT NOT NULL DEFAULT '',
 opened_entered_ms INTEGER,
 moved_from TEXT NOT NULL DEFAULT '',
 closed_on TEXT NOT NULL DEFAULT '',
 close_reason TEXT NOT NULL DEFAULT '',
 closed_by TEXT NOT NULL DEFAULT '',
 closed_entered_ms INTEGER,
 close_proof TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX entity_registration__entity_id ON entity_registration (entity_id);
CREATE INDEX entity_registration__dwelling_id ON entity_registration (dwelling_id);
CREATE INDEX entity_registration__grid_id_closed_on ON entity_registration (grid_id, closed_on);
CREATE INDEX entity_registration__opened_on_opened_by ON entity_registration (opened_on, opened_by);
CREATE INDEX entity_registration__closed_on_closed_by ON entity_registration (closed_on, closed_by);
CREATE TABLE visit (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 visited_on TEXT NOT NULL DEFAULT '',
 visited_at TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 target_kind TEXT NOT NULL DEFAULT '',
 target_id TEXT NOT NULL DEFAULT '',
 dwelling_id TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 outcome TEXT NOT NULL DEFAULT '',
 persons_met INTEGER,
 finding TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT '',
 next_on TEXT NOT NULL DEFAULT '',
 entered_ms INTEGER
) STRICT;
CREATE INDEX visit__visited_on_member_id_target_kind_target_id_outcome_persons_met_status_grid_id ON visit (visited_on, member_id, target_kind, target_id, outcome, persons_met, status, grid_id);
CREATE INDEX visit__target_id_visited_on ON visit (target_id, visited_on);
CREATE INDEX visit__dwelling_id ON visit (dwelling_id);
CREATE TABLE visit_person (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 visit_id TEXT NOT NULL DEFAULT '' REFERENCES visit (id) DEFERRABLE INITIALLY DEFERRED,
 resident_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 met INTEGER
) STRICT;
CREATE INDEX visit_person__visit_id ON visit_person (visit_id);
CREATE INDEX visit_person__resident_id ON visit_person (resident_id);
CREATE TABLE resident_tag (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 resident_id TEXT NOT NULL DEFAULT '' REFERENCES resident (id) DEFERRABLE INITIALLY DEFERRED,
 tag TEXT NOT NULL DEFAULT '',
 valid_from TEXT NOT NULL DEFAULT '',
 valid_to TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX resident_tag__resident_id ON resident_tag (resident_id);
CREATE INDEX resident_tag__tag ON resident_tag (tag);
CREATE TABLE attendance (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 day TEXT NOT NULL DEFAULT '',
 shift TEXT NOT NULL DEFAULT '',
 state TEXT NOT NULL DEFAULT '',
 came_at TEXT NOT NULL DEFAULT '',
 left_at TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attendance__day_member_id ON attendance (day, member_id);
CREATE TABLE closed_week (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 first_day TEXT NOT NULL DEFAULT '',
 last_day TEXT NOT NULL DEFAULT '',
 meeting_on TEXT NOT NULL DEFAULT '',
 label TEXT NOT NULL DEFAULT '',
 closed_at TEXT NOT NULL DEFAULT '',
 closed_by TEXT NOT NULL DEFAULT '',
 sheet TEXT NOT NULL DEFAULT '',
 rules TEXT NOT NULL DEFAULT '',
 journal_position INTEGER,
 seal TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX closed_week__meeting_on ON closed_week (meeting_on);
CREATE INDEX closed_week__first_day ON closed_week (first_day);
