"""Documents of every format of GB/T 9704 read back from the PDF: places, order, numbers, what may not part."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.models.official_document import (
    Appendix,
    Block,
    ChartBlock,
    ChartKind,
    ChartSpec,
    Heading,
    NamesLine,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Run,
    Series,
    Signature,
    TableBlock,
    TableColumn,
    plain,
)
from app.reports.official_docx import write_docx
from app.reports.official_pdf import write_pdf
from tests.reports import official_samples as samples
from tests.reports.page_places import MILLIMETRE, find, has_red, page_texts, places, red_rows
from tests.reports.reading import fonts_not_embedded

PAGE_HEIGHT, PAGE_WIDTH = 297 * MILLIMETRE, 210 * MILLIMETRE
PITCH = 156 / 28 * MILLIMETRE
LINE = 15.75 * (1 + 7 / 8)  # a line is a character of 三号 and 7/8 of it (3.2)


def written(document: OfficialDocument, tmp_path: Path) -> Path:
    path = tmp_path / "document.pdf"
    write_pdf(document, path)
    return path


@pytest.fixture(scope="module")
def red_head(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(samples.RED_HEAD, tmp_path_factory.mktemp("red"))


def test_a_full_page_has_22_lines_of_28_characters_on_the_grid(tmp_path: Path) -> None:
    text = "国" * 28 * 70
    path = written(replace(samples.PLAIN, blocks=(plain(text),), signature=None, data_line=""), tmp_path)
    page = [place for place in places(path)[1] if place.character == "国"]
    assert len(page) == 22 * 28
    lines = [page[index : index + 28] for index in range(0, len(page), 28)]
    for line in lines:
        assert len({round(place.y, 2) for place in line}) == 1
        assert [place.x for place in line] == pytest.approx([28 * MILLIMETRE + column * PITCH for column in range(28)], abs=0.05)
    assert round(PITCH / MILLIMETRE, 3) == 5.571
    assert [line[0].y - lines[0][0].y for line in lines] == pytest.approx([-row * LINE for row in range(22)], abs=0.1)
    assert lines[0][0].top == pytest.approx(PAGE_HEIGHT - 37 * MILLIMETRE, abs=2.5)  # 天头 37 mm ± 1 mm, ink within its character
    depth = lines[0][0].y - lines[21][0].y + 15.75
    assert depth == pytest.approx(225 * MILLIMETRE, abs=3)


def test_order_of_a_red_headed_document(red_head: Path) -> None:
    text = "".join(page_texts(red_head))
    parts = [
        "特急", "桂湖街道办事处文件", "桂街发〔2026〕7号", "各社区居民委员会，街道机关各科室：", "一、基本情况", "（一）人口变动。",
        "（二）走访情况。",
        "表1各网格走访", "注：见面率", "二、主要做法", "（一）抓采集", "1.逐户核实", "（1）先出租房屋", "（二）抓走访", "图1各月新增与注销",
        "三、下一步打算", "附件：1.各网格人口增减和走访情况表", "2.隐患清单", "2026年11月20日", "（此件公开发布）", "附件1",
        "表2各网格人口增减和走访（续）", "2026年11月20日印发",
    ]  # fmt: skip
    position = 0
    for part in parts:
        position = text.index(part, position)
    assert all(part in text for part in ("签发人：欧阳丽华", "单位：人次、户次", "附件2", "抄送：", "桂湖街道办事处党政办公室"))
    assert "桂湖社区卫生服务中心。" in text.replace("\n", "")


def test_the_red_head_stands_where_the_standard_says(red_head: Path) -> None:
    first = places(red_head)[0]
    mark = find(first, "桂湖街道办事处文件")
    assert max(place.top for place in mark) == pytest.approx(PAGE_HEIGHT - 72 * MILLIMETRE, abs=1.2 * MILLIMETRE)
    assert mark[-1].right - mark[0].x <= 156 * MILLIMETRE
    assert (mark[-1].right + mark[0].x) / 2 == pytest.approx((28 + 78) * MILLIMETRE, abs=3)
    number, signer = find(first, "桂街发〔2026〕7号"), find(first, "欧阳丽华")
    assert number[0].x == pytest.approx(28 * MILLIMETRE + PITCH, abs=0.5)
    assert signer[-1].right == pytest.approx(184 * MILLIMETRE - PITCH, abs=1.5)
    rows = red_rows(red_head)[0]
    line = rows[-1]
    number_foot = (PAGE_HEIGHT - number[0].y) / MILLIMETRE + 15.75 * 0.14 / MILLIMETRE
    assert line - number_foot == pytest.approx(4, abs=0.6)
    assert len(rows) <= 6  # one line, no more
    assert has_red(red_head) == [True] + [False] * 10


def test_the_seal_covers_name_and_date(red_head: Path) -> None:
    page = places(red_head)[3]
    day = find(page, "2026年11月20日")
    assert day[-1].right == pytest.approx(184 * MILLIMETRE - 4 * PITCH, abs=5)  # 日 is narrower than its square
    office = find(page, "桂湖街道办事处")
    assert (office[0].x + office[-1].right) / 2 == pytest.approx((day[0].x + day[-1].right) / 2, abs=2)
    assert office[0].y - day[0].y == pytest.approx(LINE, abs=0.1)
    text_foot = find(page, "隐患清单")[0].y
    assert text_foot - office[0].y == pytest.approx(3 * LINE, abs=0.1)


def test_a_long_office_name_with_seal_stays_on_the_page(tmp_path: Path) -> None:
    name = "桂湖街道办事处网格化服务管理中心综合治理与应急办公室"
    path = written(replace(samples.PLAIN, blocks=(plain("正文。"),), signature=Signature(name, "2026-11-20", seal=True)), tmp_path)
    page = places(path)[0]
    assert find(page, name)[-1].right <= 184 * MILLIMETRE + 1
    assert find(page, name)[0].x >= 28 * MILLIMETRE - 1


def test_the_record_ends_the_last_page(red_head: Path) -> None:
    last = places(red_head)[-1]
    printed = find(last, "2026年11月20日印发")
    assert 35 * MILLIMETRE < printed[0].y < 35 * MILLIMETRE + 24
    assert printed[-1].right == pytest.approx(184 * MILLIMETRE - PITCH, abs=1.5)
    assert find(last, "桂湖街道办事处党政办公室")[0].x == pytest.approx(28 * MILLIMETRE + PITCH, abs=0.5)
    assert not any("印发" in text for text in page_texts(red_head)[:-1])


def test_turned_pages_keep_their_number_where_it_always_stands(red_head: Path) -> None:
    reader = PdfReader(red_head)
    assert [page.rotation for page in reader.pages] == [0] * 4 + [90] * 3 + [0] * 4
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages} == {(595, 842)}
    pages = places(red_head)
    for upright, turned in ((2, 4), (3, 5)):
        numbers = [[place for place in pages[index] if place.y < 29 * MILLIMETRE][:1][0] for index in (upright, turned)]
        assert numbers[0].y == pytest.approx(numbers[1].y, abs=0.1)
        assert numbers[0].x == pytest.approx(numbers[1].x, abs=4)
    heads = [find(pages[index], "网格")[0].x for index in (4, 5)]
    assert all(x < 90 * MILLIMETRE for x in heads)  # the head of the table lies towards the left edge on odd and even pages


def test_long_tables_repeat_their_head_and_keep_their_rows_whole(red_head: Path) -> None:
    texts = page_texts(red_head)
    for text in texts[7:]:
        assert "序号地址问题期限" in text
    assert [text.count("（续）") for text in texts[7:]] == [0, 1, 1, 1]
    for number in range(1, 61):
        row = f"桂湖花园{number}栋" + "楼道堆放杂物，通道变窄；" * (1 + number % 4) + "2026年12月1日"
        assert sum(row in text for text in texts) == 1, number
    for text in texts[4:7]:
        assert "新增人口" in text
        assert "注销人口" in text
        assert text.count("增长") == 2


def test_a_letter(tmp_path: Path) -> None:
    path = written(samples.LETTER, tmp_path)
    first, last = places(path)
    name = find(first, "桂湖街道办事处")
    assert max(place.top for place in name) == pytest.approx(PAGE_HEIGHT - 30 * MILLIMETRE, abs=1.2 * MILLIMETRE)
    assert (name[0].x + name[-1].right) / 2 == pytest.approx(PAGE_WIDTH / 2, abs=2)
    assert find(first, "桂街函〔2026〕12号")[-1].right == pytest.approx(184 * MILLIMETRE, abs=1.5)
    upper, lower = red_rows(path)[0][0], red_rows(path)[0][-1]
    name_foot = (PAGE_HEIGHT - name[0].y + 34 * 0.14) / MILLIMETRE
    assert upper - name_foot == pytest.approx(4, abs=0.6)
    assert 297 - lower == pytest.approx(20, abs=0.5)
    assert "—1—" not in page_texts(path)[0]
    assert "—2—" in page_texts(path)[1]
    text = "".join(place.character for place in last)
    assert "抄送：" in text
    assert "区民政局。" in text
    assert "印发" not in text
    assert has_red(path) == [True, False]


def test_minutes(tmp_path: Path) -> None:
    path = written(samples.MINUTES, tmp_path)
    first, last = places(path)
    mark = find(first, "桂湖街道网格工作例会纪要")
    assert max(place.top for place in mark) == pytest.approx(PAGE_HEIGHT - 72 * MILLIMETRE, abs=1.2 * MILLIMETRE)
    text = "".join(page_texts(path))
    assert "1.完成06网格3栋的补登（责任人：欧阳丽华；完成时限：2026年11月27日）。" in text
    assert "2.核对出租房屋名单（责任人：内勤小周）。3.例会改在周五下午召开。" in text
    colon = find(last, "出席：")[-1]
    names = find(last, "桂湖社区网格员王甲")
    assert names[0].x == pytest.approx(28 * MILLIMETRE + 5 * PITCH, abs=1)
    lower = [place for place in last if names[0].y - 3.5 * LINE < place.y < names[0].y - 0.5 * LINE]
    assert min(place.x for place in lower) == pytest.approx(names[0].x, abs=1.5)
    assert colon.y == pytest.approx(names[0].y, abs=0.1)
    assert text.count("桂湖街道办事处") == 2  # in the head and the record: minutes are not signed


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_fonts_title_and_the_same_bytes(name: str, tmp_path: Path) -> None:
    document = samples.SAMPLES[name]
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    pages = [write_pdf(document, path) for path in paths]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert fonts_not_embedded(paths[0]) == []
    reader = PdfReader(paths[0])
    assert pages == [len(reader.pages)] * 2
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (document.title, document.imprint.office)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


def outline(reader: PdfReader) -> list[tuple[int, str, int]]:
    """(depth, title, page) of each bookmark."""
    found: list[tuple[int, str, int]] = []

    def walk(entries: list[object], depth: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, depth + 1)
            else:
                found.append((depth, entry.title, reader.get_destination_page_number(entry)))  # type: ignore[attr-defined, arg-type]

    walk(list(reader.outline), 0)
    return found


def test_bookmarks_lead_to_the_heads(red_head: Path) -> None:
    assert outline(PdfReader(red_head)) == [
        (0, "一、基本情况", 0), (1, "（一）人口变动", 0), (1, "（二）走访情况", 0),
        (0, "二、主要做法", 1), (1, "（一）抓采集", 1), (2, "1.逐户核实", 1), (3, "（1）先出租房屋，后自住房屋", 1), (1, "（二）抓走访", 1),
        (0, "三、下一步打算", 2), (0, "附件1　各网格人口增减和走访情况表", 4), (0, "附件2　隐患清单", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", range(10, 24))
@pytest.mark.parametrize("seal", [False, True])
def test_no_signature_without_text_and_no_head_at_the_foot(lines: int, seal: bool, tmp_path: Path) -> None:
    filler = plain("国" * (28 * lines - 2))
    blocks = (filler, Heading(1, "下一步打算"), Heading(2, "抓落实"), plain("末" * 100))
    document = replace(samples.PLAIN, blocks=blocks, signature=Signature("桂湖街道办事处", "2026-11-20", seal), data_line="")
    texts = page_texts(written(document, tmp_path))
    signed = next(text for text in texts if "2026年11月20日" in text)
    assert signed.count("末") >= 30 or signed.count("末") == 100
    for text in texts:
        assert ("（一）抓落实" in text) == ("一、下一步打算" in text)
        if "（一）抓落实" in text:
            assert text.count("末") >= 56 - 2


@pytest.mark.parametrize("block", [samples.CHART, samples.NARROW_TABLE])
@pytest.mark.parametrize("lines", [12, 15, 17, 20])
def test_heads_stay_with_tables_and_figures_and_these_with_the_signature(
    block: TableBlock | ChartBlock, lines: int, tmp_path: Path
) -> None:
    blocks = (plain("国" * (28 * lines - 2)), Heading(1, "走访情况"), block)
    document = replace(samples.PLAIN, blocks=blocks, data_line="")
    texts = page_texts(written(document, tmp_path))
    together = [text for text in texts if "一、走访情况" in text]
    assert len(together) == 1
    assert ("新增多于注销" if isinstance(block, ChartBlock) else "01网格") in together[0]
    signed = next(text for text in texts if "2026年11月20日" in text)
    assert block.caption in signed


def test_cells_longer_than_a_page_go_on_in_a_further_row(tmp_path: Path) -> None:
    words = "".join(f"{number:04}、" for number in range(900))
    table = TableBlock("记录", (TableColumn("序号", 1), TableColumn("内容", 4)), (("1", words), ("2", "短"), ("3", words)))
    for landscape in (False, True):
        document = replace(samples.PLAIN, appendices=(Appendix("长表", (table,), landscape),))
        text = "".join(page_texts(written(document, tmp_path)))
        assert all(text.count(f"{number:04}、") >= 2 for number in range(900))


def test_blank_rows_are_as_high_as_asked(tmp_path: Path) -> None:
    form = TableBlock("", (TableColumn("姓名"), TableColumn("电话")), tuple((str(row), "") for row in range(1, 11)), row_height=12)
    path = written(replace(samples.PLAIN, title="采集表", blocks=(form,), signature=None, data_line=""), tmp_path)
    rows = sorted((place.y for place in places(path)[0] if place.character in "23456789"), reverse=True)
    assert rows[0] - rows[1] == pytest.approx(12 * MILLIMETRE, abs=0.1)


def test_one_attachment_has_no_number_and_long_names_hang(tmp_path: Path) -> None:
    name = "关于进一步做好出租房屋和流动人口信息采集工作有关事项说明的补充材料"
    path = written(replace(samples.PLAIN, blocks=(plain("正文。"),), attachments=(name,), data_line=""), tmp_path)
    page = places(path)[0]
    label, hung = find(page, "附件："), find(page, name)
    assert label[0].x == pytest.approx(28 * MILLIMETRE + 2 * PITCH, abs=0.5)
    second = [place for place in hung if place.y < hung[0].y - 1]
    assert second
    assert min(place.x for place in second) == pytest.approx(hung[0].x, abs=0.5)


def test_typed_heads_keep_their_own_numbers_and_a_break_starts_a_page(tmp_path: Path) -> None:
    blocks = (
        Heading(1, "第一部分　概述", numbered=False), plain("甲。"), PageBreak(), Heading(1, "概况"),
        Paragraph((Run("乙。"),), "无号的头。", 0), Paragraph((Run("丙。"),), "有号的头。"),
    )  # fmt: skip
    texts = page_texts(written(replace(samples.PLAIN, blocks=blocks, data_line=""), tmp_path))
    assert "第一部分概述甲。" in texts[0]
    assert "一、概况无号的头。乙。（一）有号的头。丙。" in texts[1]


def test_practice_documents_are_marked_on_every_page(tmp_path: Path) -> None:
    document = replace(samples.RED_HEAD, imprint=replace(samples.IMPRINT, practice=True))
    assert all("练习" in text for text in page_texts(written(document, tmp_path)))


def random_blocks(chance: random.Random, count: int) -> list[Block]:
    """Any mixture of blocks, long and short, full and empty."""
    blocks: list[Block] = []
    for _ in range(count):
        kind = chance.randrange(9)
        if kind == 0:
            blocks.append(Heading(chance.randint(1, 4), chance.choice(["走访", "关于进一步做好出租房屋和流动人口信息采集工作有关事项的说明"])))
        elif kind == 1:
            rows = tuple((f"{row}", "内容" * chance.choice([1, 5, 400])) for row in range(chance.choice([0, 1, 2, 30])))
            total = ("合计", "—") if rows and chance.random() < 0.5 else ()
            columns = (TableColumn("序号"), TableColumn("内容", 3, group=chance.choice(["", "组"])))
            blocks.append(TableBlock("表", columns, rows, total, "人", chance.choice(["", "口径。"])))
        elif kind == 2:
            count_of_labels = chance.choice([0, 1, 6, 40])
            labels = tuple(f"{label}岁" for label in range(count_of_labels))
            values = tuple(chance.choice([None, 0, 7, 12.5]) for _ in labels)
            blocks.append(ChartBlock("图", ChartSpec(chance.choice(list(ChartKind)), "题", labels, (Series("甲", values), Series("乙", values)))))
        elif kind == 3:
            blocks.append(NamesLine("出席", tuple(f"王{place}" for place in range(chance.choice([0, 1, 300])))))
        elif kind == 4:
            blocks.append(PageBreak())
        else:
            blocks.append(Paragraph((Run("字" * chance.choice([0, 1, 27, 60, 900])),), chance.choice(["", "小标题。"]), chance.randint(0, 4)))
    return blocks


@pytest.mark.parametrize("seed", range(12))
def test_any_mixture_of_blocks_is_written(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    document = replace(
        samples.SAMPLES[chance.choice(sorted(samples.SAMPLES))],
        blocks=tuple(random_blocks(chance, chance.randint(0, 12))),
        appendices=tuple(Appendix("附表", tuple(random_blocks(chance, 4)), chance.random() < 0.5) for _ in range(chance.randint(0, 3))),
    )
    assert write_pdf(document, tmp_path / "any.pdf") >= 1
    write_docx(document, tmp_path / "any.docx")
