-- 抽查: draws that can be repeated, their items and what was found at the door.
CREATE TABLE spot_check (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 sheet_no TEXT NOT NULL DEFAULT '',
 drawn_on TEXT NOT NULL DEFAULT '',
 first_day TEXT NOT NULL DEFAULT '',
 last_day TEXT NOT NULL DEFAULT '',
 method TEXT NOT NULL DEFAULT '',
 subject TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '',
 per_member INTEGER,
 total INTEGER,
 seed TEXT NOT NULL DEFAULT '',
 grids TEXT NOT NULL DEFAULT '',
 candidates INTEGER,
 digest TEXT NOT NULL DEFAULT '',
 checker_id TEXT NOT NULL DEFAULT '',
 checker TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX spot_check__drawn_on ON spot_check (drawn_on);

CREATE TABLE spot_check_item (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 check_id TEXT NOT NULL DEFAULT '' REFERENCES spot_check (id) DEFERRABLE INITIALLY DEFERRED,
 number INTEGER,
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 day TEXT NOT NULL DEFAULT '',
 record_kind TEXT NOT NULL DEFAULT '',
 record_id TEXT NOT NULL DEFAULT '',
 target_kind TEXT NOT NULL DEFAULT '',
 target_id TEXT NOT NULL DEFAULT '',
 dwelling_id TEXT NOT NULL DEFAULT '',
 grid_id TEXT NOT NULL DEFAULT '',
 claim TEXT NOT NULL DEFAULT '',
 weight INTEGER,
 why TEXT NOT NULL DEFAULT '',
 result TEXT NOT NULL DEFAULT '',
 finding TEXT NOT NULL DEFAULT '',
 checked_on TEXT NOT NULL DEFAULT '',
 checked_name TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX spot_check_item__check_id_number ON spot_check_item (check_id, number);
CREATE INDEX spot_check_item__day_member_id ON spot_check_item (day, member_id);
