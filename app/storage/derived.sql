-- Tables and indexes that follow from the register itself.  Not journalled; a change of this text empties and refills them.

-- characters and neighbouring pairs of names; only row numbers are kept
DROP TABLE IF EXISTS resident_search;
CREATE VIRTUAL TABLE resident_search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0");

-- initials and full readings; a seek by prefix stops after the rows that are shown, and the main reading gives the order by name
DROP TABLE IF EXISTS resident_reading;
CREATE TABLE resident_reading (
 reading TEXT NOT NULL, resident INTEGER NOT NULL, main INTEGER NOT NULL, PRIMARY KEY (reading, resident)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS dwelling_search;
CREATE VIRTUAL TABLE dwelling_search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0");

DROP TABLE IF EXISTS entity_search;
CREATE VIRTUAL TABLE entity_search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0");

-- the last four seek, the rest of a longer tail is compared inside the index
DROP INDEX IF EXISTS resident_number_tail;
CREATE INDEX resident_number_tail ON resident (substr(id_number, -4), id_number) WHERE id_number <> '';

DROP INDEX IF EXISTS resident_phone_tail;
CREATE INDEX resident_phone_tail ON resident (substr(phone, -4), phone) WHERE phone <> '';

-- lists in address order: 3栋 before 12栋, 902 before 1002
DROP INDEX IF EXISTS dwelling_order;
CREATE INDEX dwelling_order ON dwelling (
 estate, CAST(building AS INTEGER), building, CAST(unit AS INTEGER), unit, CAST(room AS INTEGER), room, id
);

-- doubles without a number are found by the day of birth too
DROP INDEX IF EXISTS resident_birth;
CREATE INDEX resident_birth ON resident (birth_date) WHERE birth_date <> '';
