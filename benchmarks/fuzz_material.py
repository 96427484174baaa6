"""What fuzzing feeds: rows that are right, cells that are not, tables in every encoding, and ways to damage a file."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

from app.models.import_rows import TEMPLATES
from app.models.resident_numbers import check_character

KINDS = ("residents", "entities", "visits", "grids", "staff", "attendance")
GRIDS = [["01", "第一网格", "", "网格"], ["02", "第二网格", "", "网格"], ["S1", "青禾社区", "", "社区"]]
STAFF = [["WG-01", "李秀兰", "专职网格员", "19900000001", "01", "2019-03-01"], ["WG-02", "王伟", "专职网格员", "19900000002", "02", "2019-03-01"]]
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, (0, 1, 7, 8, 9, 10, 11, 13, 27, 31, 127, 0x85, 0x9F)))
UNSEEN = "\u200b\u200c\u200d\ufeff\u00ad\u2028\u2029\u3000\u00a0"
HAN = "𠮷𡈽𣲷𫠜𬺰𰻞㐂龘䶮王李张"
QUOTES = "'\"`;%_\\*?()[]{}<>&|^$#@!=+-/,.:·•．"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BIG = 1 << 20
BEGINNINGS = (b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def number(chance: random.Random) -> str:
    """An invented identity number that is right."""
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(0, 34_000))
    first = f"990106{born:%Y%m%d}{chance.randrange(1000):03d}"
    return first + check_character(first)


def credit_code(chance: random.Random) -> str:
    """An invented credit code that is right."""
    first = "92990106MA" + "".join(chance.choice(LETTERS) for _ in range(7))
    total = sum(LETTERS.index(each) * pow(3, place, 31) for place, each in enumerate(first))
    return first + LETTERS[-total % 31]


def _day(chance: random.Random) -> str:
    return (date(2026, 1, 2) + timedelta(days=chance.randrange(0, 300))).isoformat()


def _usual(kind: str, chance: random.Random) -> dict[str, object]:
    serial = chance.randrange(10**6)
    door = {"小区": "青禾苑", "楼栋": f"{chance.randrange(1, 9)}栋", "单元": "1单元", "房号": str(chance.randrange(101, 999))}
    if kind == "residents":
        name = chance.choice("王李张韦覃") + chance.choice("秀国志美") + chance.choice(HAN)
        return {"姓名": name, "证件类型": "居民身份证", "证件号码": number(chance),
                "民族": "汉族", "人户情况": "人户一致", "网格编码": "01", "与户主关系": "其他亲属",
                "登记日期": _day(chance), "登记原因": "迁入", "登记人": "WG-01", "联系电话": f"199{serial:08d}", **door}  # fmt: skip
    if kind == "entities":
        return {"名称": f"青禾小店{serial}",
                "统一社会信用代码": credit_code(chance), "类型": "个体工商户", "行业": "批发和零售业",
                "负责人": "王伟", "联系电话": "19900000003", "地址": f"青禾路{serial}号",
                "网格编码": "01", "登记日期": _day(chance), "登记人": "WG-01"}  # fmt: skip
    if kind == "visits":
        at = f"青禾苑-{door['楼栋']}-1单元-{door['房号']}"
        return {"走访日期": _day(chance), "走访人": "WG-01", "对象类型": "房屋", "对象": at, "结果": "见到本人"}
    if kind == "grids":
        return {"编码": f"G{serial}", "名称": f"网格{serial}", "上级编码": "S1", "层级": "网格"}
    if kind == "staff":
        return {"工号": f"WG-{serial}", "姓名": f"员{serial}", "角色": "专职网格员", "联系电话": "19900000003",
                "网格编码": "01", "任职日期": "2019-03-01"}  # fmt: skip
    return {"日期": _day(chance), "工号": "WG-01", "班次": "晚", "状态": "出勤"}


def row(kind: str, chance: random.Random) -> tuple[list[object], int]:
    """One row with some cells mutated, mostly a single one; and how many."""
    usual = _usual(kind, chance)
    cells = [usual.get(title, "") for title in TEMPLATES[kind].titles]
    many = chance.choices((1, 2, 4, len(cells)), (70, 20, 9, 1))[0]
    for place in chance.sample(range(len(cells)), min(many, len(cells))):
        cells[place] = mutated(cells[place], chance)
    return cells, many


def mutated(cell: object, chance: random.Random) -> object:
    """A cell made wrong, odd, huge or empty."""
    text = str(cell)
    return chance.choice((_bent, _bent, _bent, _noise, _typed_cell, _swapped, _unseen))(text, chance)


def _bent(text: str, chance: random.Random) -> str:
    """One character changed, doubled or lost."""
    if not text:
        return chance.choice(QUOTES)
    place = chance.randrange(len(text))
    odd = (chance.choice(pool) for pool in ("0123456789xXＸ", "０１２三四五", QUOTES, HAN))
    other = chance.choice(("", text[place] * 2, *odd))
    return text[:place] + other + text[place + 1 :]


def _swapped(text: str, chance: random.Random) -> str:
    if len(text) < 2:
        return text * 3
    place = chance.randrange(len(text) - 1)
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return chance.choice((swapped, text[::-1], text * 3, text[:-1], f" {text} ", text.lower()))


def _unseen(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + "".join(chance.choice(CONTROLS + DIRECTIONS + UNSEEN) for _ in range(chance.randrange(1, 4))) + text[place:]


def _noise(_text: str, chance: random.Random) -> str:
    if chance.random() < 0.003:
        return chance.choice("王1-,") * (BIG if chance.random() < 0.3 else 40_000)
    return chance.choice((
        "=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)", "#REF!", "#N/A", "1e400", "-0", "NaN", "inf", "1,234", "2026-02-30", "0000-00-00", "9999-12-31",
        "1899-12-31", "2026年13月1日", "20261120", "26.1.1", "44197", "2958466", "-1", "99999999999999999999", "9.90106195108032E+17",
        "NULL", "null", "'; DROP TABLE resident; --", "\\N", "是", "无", "/", "——", "𰻞" * 60, "e\u0301" * 30, "👨\u200d👩\u200d👧",
        "１２３", "x" * 300, "true", "12:61", "24:00",
        "ＷＧ－０１", "wg-01", "李秀兰", "王伟", "S1", "青禾苑-1-1-101", "青禾苑1栋1单元101室", "1-2-3-4-5-6-7", "\t", "\n\n", "", " ", "　",
    ))  # fmt: skip


def _typed_cell(_text: str, chance: random.Random) -> object:
    """What is no text at all."""
    return chance.choice((
        lambda: chance.uniform(-1e6, 1e6), lambda: chance.randrange(-10, 10**6), lambda: chance.randrange(10**17, 10**18), lambda: True, lambda: None,
        lambda: datetime(1900, 1, 1) + timedelta(days=chance.randrange(0, 2_900_000)), lambda: datetime(9999, 12, 31, 23, 59),
        lambda: date(1900, 2, 28), lambda: time(23, 59, 59), lambda: 2958465.99999, lambda: 2958466, lambda: 1e308, lambda: 60, lambda: 0.5,
        lambda: float(number(chance)[:17]),
    ))()  # fmt: skip


# ---- tables ----------------------------------------------------------------------------------------------------------------------


def workbook(path: Path, kind: str, rows: Sequence[Sequence[object]], chance: random.Random | None = None) -> Path:
    """A workbook; with ``chance`` also merged cells, formulas and days shown as numbers."""
    with xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True, "strings_to_urls": False}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, cells in enumerate([list(TEMPLATES[kind].titles), *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime | date | time):
                    sheet.write_datetime(place, column, cell, day)
                elif isinstance(cell, str):
                    if chance is not None and cell.startswith("="):
                        sheet.write_formula(place, column, cell, value=chance.choice((0, "王", "#REF!")))
                    else:
                        sheet.write_string(place, column, cell[:32_767])
                elif cell is not None:
                    sheet.write(place, column, cell, day if chance is not None and chance.random() < 0.3 else None)
        if chance is not None and len(rows) > 3 and chance.random() < 0.5:
            for top in range(1, min(len(rows) - 2, 40), 7):
                first = chance.randrange(len(rows[0]) - 1)
                sheet.merge_range(top, first, top + 1, first + chance.randrange(2), "合并")
    return path


def written(folder: Path, kind: str, rows: Sequence[Sequence[object]], chance: random.Random) -> Path:
    """The rows as workbook or as text in some encoding."""
    how = chance.choice(("xlsx", "xlsx", "xlsx", "utf-8", "utf-8-sig", "gb18030", "utf-16"))
    path = folder / f"{kind}.{'xlsx' if how == 'xlsx' else 'csv'}"
    if how == "xlsx":
        return workbook(path, kind, rows, chance)
    with path.open("w", encoding=how, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=chance.choice(",,,\t;"), quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
        writer.writerow(TEMPLATES[kind].titles)
        for cells in rows:
            writer.writerow([str(cell).replace("\x00", "") if chance.random() < 0.97 else cell for cell in cells])
    return path


def damaged(path: Path, chance: random.Random) -> tuple[Path, str]:
    """The file damaged in one of many ways; and the word for it."""
    content = path.read_bytes()
    how = chance.choice(("cut", "flipped", "renamed", "member bent", "member gone", "member swollen", "joined", "other thing", "far cell"))
    if how in ("member bent", "member gone", "member swollen", "far cell") and not content.startswith(b"PK"):
        how = chance.choice(("cut", "flipped", "renamed"))
    if how == "cut":
        path.write_bytes(content[: chance.randrange(len(content) + 1)])
    elif how == "flipped":
        path.write_bytes(bent_bytes(content, chance))
    elif how == "renamed":
        return path.rename(path.with_suffix(chance.choice((".csv", ".txt", ".xls", ".et", ".xlsx", ".pdf", ".ods", ".xlsb", "")))), how
    elif how == "joined":
        path.write_bytes(chance.choice(BEGINNINGS) + content)
    elif how == "other thing":
        path.write_bytes(chance.randbytes(chance.randrange(1, 5000)))
    else:
        path.write_bytes(_rezipped(content, how, chance))
    return path, how


def bent_bytes(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed."""
    bent = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        if bent:
            bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _rezipped(content: bytes, how: str, chance: random.Random) -> bytes:
    """Damage inside a member, with sizes and sums of the archive right again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        sheet = next(name for name in names if name.startswith("xl/worksheets/sheet"))
        chosen = chance.choice(names) if how != "far cell" else sheet
        for name in names:
            data = old.read(name)
            if name == chosen and how == "member gone":
                continue
            if name == chosen and how == "member bent":
                data = bent_bytes(data, chance) if chance.random() < 0.7 else data[: chance.randrange(len(data) + 1)]
            if name == chosen and how == "member swollen":
                data = data.replace(b">", b">" + b" " * chance.choice((10_000_000, 60_000_000)), 1)
            if name == chosen and how == "far cell":
                cell = chance.choice(("XFD1048576", "ZZ1048576", "XFD9", "A1048576", "AAA1", "A99999999", "ZZZZZZ1", "A0", "0", ""))
                line = "".join(filter(str.isdigit, cell)) or "1"
                data = data.replace(b"</sheetData>", f'<row r="{line}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode())
            new.writestr(name, data)
    return target.getvalue()


def bent_json(content: bytes, chance: random.Random) -> bytes:
    """A key file with bytes changed, or with a value of another kind where it is still JSON."""
    if chance.random() < 0.5:
        return bent_bytes(content, chance)
    text = content.decode()
    parts = text.split(": ")
    place = chance.randrange(1, len(parts))
    end = max(parts[place].find(","), parts[place].find("\n"), 0)
    values = ("null", "[]", "{}", "-1", '""', '"x"', "1e400", "true", "99999999999", '"\\ud800"')
    parts[place] = chance.choice(values) + parts[place][end:]
    return ": ".join(parts).encode()


# ---- typed strings ---------------------------------------------------------------------------------------------------------------


STRANGE = (
    "NEAR(a b)", "a AND", "OR", "NOT x", '"', '""', "*", "a*b*", "^a", "col:a", "(", "a)", "-a", "'", "''", "%", "_", "\\", "3r1*", "NULL",
    "1" * 5000, "王" * 3000, "- - -", "\x00", "\ud800", "王\udfff", "1204室 王", "桂湖花园3栋", "3-1-1204", "x", "X", "ü", "'x'", "#3",
)  # fmt: skip
POOLS = (CONTROLS + DIRECTIONS + UNSEEN, HAN, QUOTES, "0123456789xX",
         "abcdefghijklmnopqrstuvwxyz' ", QUOTES + HAN + "01a ", "栋单元室号幢座楼-0123456789")


def typed(chance: random.Random, known: Sequence[str]) -> str:
    """What somebody, or a cat, types: known words whole, cut, bent and joined; operators of full-text search; lone halves of characters."""
    how = chance.randrange(8)
    if how < 3 and known:
        text = chance.choice(known)
        return chance.choice((text, text[: chance.randrange(len(text) + 1)], text[-4:], _bent(text, chance), f"{text} {chance.choice(known)}"))
    if how == 3:
        return chance.choice(STRANGE)
    if how == 7:
        highest = (0x80, 0x3000, 0x110000)
        return "".join(chr(chance.randrange(chance.choice(highest))) for _ in range(chance.randrange(1, 20)))
    pool = chance.choice(POOLS)
    return "".join(chance.choice(pool) for _ in range(chance.randrange(0, 30)))
