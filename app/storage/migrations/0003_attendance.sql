-- Attendance: shifts, who follows which, the office's own edits of the calendar, corrections with approval.
CREATE TABLE shift_template (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 name TEXT NOT NULL DEFAULT '',
 weekdays TEXT NOT NULL DEFAULT '',
 starts TEXT NOT NULL DEFAULT '',
 ends TEXT NOT NULL DEFAULT '',
 everybody INTEGER
) STRICT;
CREATE TABLE member_shift (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 template_id TEXT NOT NULL DEFAULT '' REFERENCES shift_template (id) DEFERRABLE INITIALLY DEFERRED,
 valid_from TEXT NOT NULL DEFAULT '',
 valid_to TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX member_shift__member_id ON member_shift (member_id);
CREATE TABLE calendar_day (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 day TEXT NOT NULL DEFAULT '',
 kind TEXT NOT NULL DEFAULT '',
 note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX calendar_day__day ON calendar_day (day);
CREATE TABLE attendance_correction (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 member_id TEXT NOT NULL DEFAULT '' REFERENCES grid_member (id) DEFERRABLE INITIALLY DEFERRED,
 day TEXT NOT NULL DEFAULT '',
 wanted TEXT NOT NULL DEFAULT '',
 reason TEXT NOT NULL DEFAULT '',
 asked_by TEXT NOT NULL DEFAULT '',
 asked_name TEXT NOT NULL DEFAULT '',
 asked_on TEXT NOT NULL DEFAULT '',
 decision TEXT NOT NULL DEFAULT '',
 decided_by TEXT NOT NULL DEFAULT '',
 decided_name TEXT NOT NULL DEFAULT '',
 decided_on TEXT NOT NULL DEFAULT '',
 decided_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attendance_correction__decision_day ON attendance_correction (decision, day);
CREATE INDEX attendance_correction__member_id ON attendance_correction (member_id);
