-- Targets: a plan per year, indicator and level with its versions, and its lines.
CREATE TABLE target_plan (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 year INTEGER,
 indicator TEXT NOT NULL DEFAULT '',
 level TEXT NOT NULL DEFAULT '',
 version INTEGER,
 total INTEGER,
 weights TEXT NOT NULL DEFAULT '',
 times INTEGER,
 month_rule TEXT NOT NULL DEFAULT '',
 pace TEXT NOT NULL DEFAULT '',
 first_day TEXT NOT NULL DEFAULT '',
 basis_on TEXT NOT NULL DEFAULT '',
 notes TEXT NOT NULL DEFAULT '',
 why TEXT NOT NULL DEFAULT '',
 set_on TEXT NOT NULL DEFAULT '',
 set_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX target_plan__year_indicator_level ON target_plan (year, indicator, level);
CREATE TABLE target (
 id TEXT NOT NULL PRIMARY KEY,
 community TEXT NOT NULL DEFAULT '*',
 status TEXT NOT NULL DEFAULT 'active',
 status_why TEXT NOT NULL DEFAULT '',
 plan_id TEXT NOT NULL DEFAULT '' REFERENCES target_plan (id) DEFERRABLE INITIALLY DEFERRED,
 subject_id TEXT NOT NULL DEFAULT '',
 first_day TEXT NOT NULL DEFAULT '',
 last_day TEXT NOT NULL DEFAULT '',
 population INTEGER,
 area_m2 INTEGER,
 households INTEGER,
 entities INTEGER,
 last_year INTEGER,
 limit_at INTEGER,
 computed INTEGER,
 adjustment INTEGER,
 adjust_why TEXT NOT NULL DEFAULT '',
 amount INTEGER,
 months TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX target__plan_id ON target (plan_id);
CREATE INDEX target__subject_id ON target (subject_id);
