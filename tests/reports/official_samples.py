"""Documents of every format for tests, written by hand with invented people."""

from __future__ import annotations

from dataclasses import replace

from app.models.documents import Imprint
from app.models.official_document import (
    Align,
    Appendix,
    Block,
    ChartBlock,
    ChartKind,
    ChartSpec,
    Decision,
    DecisionList,
    DocumentLayout,
    Heading,
    NamesLine,
    OfficialDocument,
    Paragraph,
    Role,
    Run,
    Series,
    Signature,
    TableBlock,
    TableColumn,
    plain,
)

IMPRINT = Imprint("桂湖街道办事处", "内勤小周", "2026-11-20 12:06")
LONG = (
    "各社区按照“底数清、情况明、服务到位”的要求，逐户核实人口和房屋信息，新增登记9905人，注销8810人，走访57187人次；"
    "对出租房屋和关爱服务对象做到定期走访，发现问题及时登记、及时更正。"
)
MONTHS = tuple(f"{month}月" for month in range(1, 12))
FLOWS = (Series("新增", tuple(range(800, 1350, 50))), Series("注销", tuple(range(700, 1250, 50))))
CHART = ChartBlock(
    "各月新增与注销",
    ChartSpec(ChartKind.LINES, "新增多于注销", MONTHS, FLOWS, "人"),
)  # fmt: skip
NARROW_TABLE = TableBlock(
    "各网格走访",
    (TableColumn("网格", 1.2, Align.LEFT), TableColumn("走访人次"), TableColumn("走访户次"), TableColumn("见面率")),
    (("01网格", "5,136", "2,010", "88.2%"), ("02网格", "3,402", "1,377", "—"), ("03网格", "2,968", "1,105", "79.0%")),
    ("合计", "11,506", "4,492", "84.1%"),
    unit="人次、户次",
    note="见面率为见到本人的次数与走访次数之比；02网格没有登记。",
)
BODY: tuple[Block, ...] = (
    plain("现将2026年网格化服务管理工作情况通报如下。"),
    Heading(1, "基本情况"),
    Paragraph((Run(LONG),), "人口变动。"),
    Paragraph((Run(LONG), Run("【此处待补充】", Role.HEI)), "走访情况。"),
    NARROW_TABLE,
    Heading(1, "主要做法"),
    Heading(2, "抓采集"),
    Heading(3, "逐户核实"),
    plain(LONG),
    Heading(4, "先出租房屋，后自住房屋"),
    plain(LONG),
    Heading(2, "抓走访"),
    plain(LONG * 2),
    CHART,
    Heading(1, "下一步打算"),
    plain(LONG),
)
PLAIN = OfficialDocument(
    IMPRINT, "桂湖街道2026年网格化服务管理工作总结", BODY, signature=Signature("桂湖街道办事处", "2026-11-20"),
    data_line="口径：新增按登记日、注销按注销日、走访按走访日计入登记人；统计时段2026年1月1日至11月19日；数据取自本单位登记簿，2026年11月20日12:06。",
)  # fmt: skip
WIDE_TABLE = TableBlock(
    "各网格人口增减和走访",
    (
        TableColumn("网格", 1.4, Align.LEFT),
        TableColumn("上年", 1, group="新增人口"), TableColumn("本年", 1, group="新增人口"), TableColumn("增长", 1, group="新增人口"),
        TableColumn("上年", 1, group="注销人口"), TableColumn("本年", 1, group="注销人口"), TableColumn("增长", 1, group="注销人口"),
        TableColumn("走访人次", 1.2), TableColumn("备注", 1.8, Align.LEFT),
    ),
    tuple((f"{i:02}网格", f"{i * 100:,}", f"{i * 110:,}", "10.0%", f"{i * 90:,}", f"{i * 99:,}", "10.0%", f"{i * 1000:,}", "") for i in range(1, 41)),
    ("合计", "82,000", "90,200", "10.0%", "73,800", "81,180", "10.0%", "820,000", ""),
    unit="人、人次",
)  # fmt: skip
LONG_TABLE = TableBlock(
    "隐患清单",
    (
        TableColumn("序号", 0.6, Align.CENTRE), TableColumn("地址", 2, Align.LEFT),
        TableColumn("问题", 3, Align.LEFT), TableColumn("期限", 1.4, Align.CENTRE),
    ),
    tuple((str(i), f"桂湖花园{i}栋", "楼道堆放杂物，通道变窄；" * (1 + i % 4), "2026年12月1日") for i in range(1, 61)),
)  # fmt: skip
RED_HEAD = replace(
    PLAIN, layout=DocumentLayout.RED_HEAD, issuer_mark="桂湖街道办事处文件", number="桂街发〔2026〕7号", urgency="特急", signer="欧阳丽华",
    title="桂湖街道办事处关于2026年网格化服务管理工作情况的通报", recipient="各社区居民委员会，街道机关各科室",
    signature=Signature("桂湖街道办事处", "2026-11-20", seal=True), notes="此件公开发布",
    appendices=(Appendix("各网格人口增减和走访情况表", (WIDE_TABLE,), landscape=True), Appendix("隐患清单", (LONG_TABLE,))),
    copies="区委政法委，区民政局，桂湖派出所，桂湖市场监督管理所，桂湖消防救援站，桂湖社区卫生服务中心",
    printed_by="桂湖街道办事处党政办公室", printed_on="2026-11-20", data_line="",
)  # fmt: skip
LETTER = replace(
    RED_HEAD, layout=DocumentLayout.LETTER, issuer_mark="桂湖街道办事处", number="桂街函〔2026〕12号", urgency="", signer="",
    title="桂湖街道办事处关于商请核对出租房屋名单的函", recipient="桂湖派出所",
    blocks=tuple(plain(LONG) for _ in range(7)), appendices=(), notes="联系人：韦队长，联系电话：0000－1234567", copies="区民政局",
)  # fmt: skip
DECISIONS = (
    Decision("完成06网格3栋的补登", "欧阳丽华", "2026-11-27"),
    Decision("核对出租房屋名单。", "内勤小周"),
    Decision("例会改在周五下午召开。"),
)
MINUTES = replace(
    PLAIN, layout=DocumentLayout.MINUTES, issuer_mark="桂湖街道网格工作例会纪要", number="第47期", title="2026年第47周网格工作例会纪要", data_line="",
    blocks=(
        plain("2026年11月20日，韦队长主持召开第47周网格工作例会，通报上周情况，部署下周工作。现将会议议定事项纪要如下："),
        Heading(1, "上周情况"), plain(LONG), Heading(1, "议定事项"),
        DecisionList(DECISIONS),
        NamesLine("出席", tuple(f"桂湖社区网格员王{character}" for character in "甲乙丙丁戊己庚辛")),
        NamesLine("请假", ("李壬",)), NamesLine("列席", ("桂湖派出所赵癸",)),
    ),
    copies="各社区居民委员会", printed_by="桂湖街道办事处党政办公室", printed_on="2026-11-20",
)  # fmt: skip
SAMPLES = {"plain": PLAIN, "red_head": RED_HEAD, "letter": LETTER, "minutes": MINUTES}
