"""Invented shops, firms and offices of each grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.names import full_name, surname
from app.demo.numbers import NumberPool
from app.demo.plan import GridPlan

# (kind, prefix of the credit code, industry, words of the name)
_TRADES = (
    ("个体工商户", "92", "批发和零售业", ("便利店", "水果店", "五金店", "文具店", "粮油店", "服装店")),
    ("个体工商户", "92", "住宿和餐饮业", ("小面馆", "早餐店", "米粉店", "烧烤店", "奶茶店", "快餐店")),
    ("个体工商户", "92", "居民服务、修理和其他服务业", ("理发店", "洗衣店", "家电维修部", "开锁服务部", "足浴店")),
    ("企业", "91", "批发和零售业", ("商贸有限公司", "大药房有限公司", "百货有限公司")),
    ("企业", "91", "租赁和商务服务业", ("房产中介有限公司", "人力资源有限公司", "广告有限公司")),
    ("企业", "91", "信息传输、软件和信息技术服务业", ("网络科技有限公司", "软件有限公司")),
    ("民办非企业单位(社会服务机构)", "52", "教育", ("幼儿园", "社区托育中心")),
    ("社会团体", "51", "文化、体育和娱乐业", ("老年书画协会", "广场舞协会")),
)
_WEIGHTS = (30, 24, 16, 10, 8, 5, 2, 1)
_WORDS = "兴隆 福源 惠民 顺达 鑫旺 百佳 好又多 家家乐 康泰 聚丰 金桂 荷香 湖畔 青禾 永盛 万和 美佳 同心 老街坊 四季".split()
_STREETS = ("青禾路", "桂湖大道", "荷塘街", "学府路", "滨河路")
_CLOSING = ("注销登记", "停业歇业", "迁出", "查无下落")


@dataclass
class Business:
    """One legal entity with its one registration."""

    name: str
    code: str
    kind: str
    industry: str
    responsible: str
    phone: str
    place: tuple[str, str, str, str]  # 小区 楼栋 单元 房号, empty where the address is free text
    address: str
    grid: str
    opened: date
    opened_by: str
    closed: date | None = None
    close_reason: str = ""
    closed_by: str = ""

    @property
    def target(self) -> str:
        """How the visits template names it."""
        return self.code


class Economy:
    """All businesses of the office; opens, closes and is visited exactly as the plan says."""

    def __init__(self, plans: list[GridPlan], initial: int, numbers: NumberPool, random: Random) -> None:
        self.numbers = numbers
        self.random = random
        self.businesses: list[Business] = []
        self.open: dict[str, list[Business]] = {plan.code: [] for plan in plans}
        for plan in plans:
            for _ in range(initial):
                self._found(plan, date(2019, 3, 4) + timedelta(days=random.randrange(2100)))

    def run_day(self, plan: GridPlan, day: date) -> None:
        """Openings and closings of one grid on one day."""
        for _ in range(plan.days["legal_cancelled"].get(day, 0)):
            here = self.open[plan.code]
            business = here.pop(self.random.randrange(len(here)))
            business.closed, business.closed_by = day, plan.member_no
            business.close_reason = self.random.choice(_CLOSING)
        for _ in range(plan.days["legal_added"].get(day, 0)):
            self._found(plan, day)

    def to_visit(self, plan: GridPlan, day: date) -> list[Business]:
        """Different businesses for the visits of the day."""
        return self.random.sample(self.open[plan.code], plan.days["visits_legal"].get(day, 0))

    def _found(self, plan: GridPlan, day: date) -> None:
        kind, prefix, industry, words = self.random.choices(_TRADES, _WEIGHTS)[0]
        person = full_name(self.random, surname(self.random), self.random.choice("男女"), 40)
        word = self.random.choice(_WORDS) + (self.random.choice(_WORDS) if prefix == "91" else "")
        inside = self.random.random() < 0.4
        number = len(self.businesses) + 1
        place = (plan.estate, f"{1 + number % 3}栋", "", f"商铺{number % 60 + 1:02d}") if inside else ("", "", "", "")
        address = "" if inside else f"{self.random.choice(_STREETS)}{10 + number}号"
        name = f"青禾街道{word}{self.random.choice(words)}"
        business = Business(
            name, self.numbers.entity(prefix), kind, industry, person, self.numbers.phone(), place, address, plan.code, day, plan.member_no
        )
        self.businesses.append(business)
        self.open[plan.code].append(business)
