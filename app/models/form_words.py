"""What the columns and labels of received forms are called, and which fact of the register answers them.

The words are those of real department forms.  A title is understood whole or not at all: '低保证号' is not '低保', and whatever belongs to
somebody else ('监护人电话') is no fact of the person in the row.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

PERSON, HOUSEHOLD, ENTITY = "person", "household", "entity"
YES_NO = "tag:"  # 'tag:101' = is there this care tag


class FormField(NamedTuple):
    """One fact that a form may ask for: key, its name on screen, and the titles that mean it."""

    key: str
    label: str
    words: tuple[str, ...]


def _fields(text: str) -> dict[str, FormField]:
    found = {}
    for line in re.sub(r"\n +", " ", text.strip()).splitlines():
        key, label, *words = line.split()
        found[key] = FormField(key, label, (label, *words))
    return found


# Facts that any row has
_EVERY = """
seq 序号 编号 顺序号 序列 序 NO NO. №
note 备注 备注说明 说明 其他说明 其他 备注信息 备考
office 社区(村) 社区 所属社区 社区名称 村(社区) 村(居) 村居 所在社区 填报单位 填表单位 上报单位 报送单位 居(村)委会 居委会 社区(村) 村/社区
  村社区 社区/村 居委会名称 村(居)委会 所属村居 所在村居 填报社区
grid 网格 所属网格 所在网格 网格号 网格编号 网格编码 网格名称 网格代码 归属网格 所属网格名称 责任网格
grid_member 网格员 网格员姓名 所属网格员 责任网格员 专职网格员 网格责任人 包片网格员 网格管理员
estate 小区 小区名称 小区/村组 所在小区 居住小区 小区(院落) 楼盘 院落 村组 小区名 居住小区名称 组别 村民小组 居民小组 自然村
building 楼栋 居住楼栋 所在楼栋 楼栋号 栋 幢 栋号 幢号 楼号 楼 座 号楼 楼幢 楼幢号 栋(幢) 楼栋名称
unit 单元 单元号
door 楼栋单元房号 楼栋/单元/房号 楼栋-单元-房号 楼栋房号 楼栋门牌号 楼栋及房号 楼栋号房号 楼栋单元室 楼号房号 门栋房号
room 房号 房间号 室 室号 门牌 门牌号 房间 房屋号 门牌号码 户室 房屋编号 房室号
visited_on 最近走访日期 走访日期 走访时间 入户时间 入户日期 最近走访时间 上次走访时间 最近一次走访时间 最后走访时间 巡查日期 巡查时间
  探访时间 探访日期 核查日期 核查时间 上门时间 访视日期 检查日期 最近探访日期 走访年月日 末次走访日期 检查时间 排查时间 排查日期
visit_outcome 走访结果 见面情况 探访结果 入户结果 走访情况结果 核查结果
visit_finding 走访情况 走访内容 走访记录 探访情况 走访了解情况 入户走访情况 巡查情况 探访内容 走访发现情况 走访情况记录
visit_member 走访人 走访人员 走访人姓名 入户人员 探访人 探访人员 巡查人 走访网格员 核查人 访视人 巡查人员 走访干部 检查人 检查人员 排查人
  排查人员
"""
_PERSON = """
name 姓名 名字 人员姓名 居民姓名 真实姓名 中文姓名 姓名(中文) 户内人员姓名 成员姓名
former_name 曾用名
sex 性别 性別
birth 出生日期 出生年月 出生年月日 生日 出生时间 出生 出生年份 生年
birth_year 出生年
birth_month 出生月
birth_day 出生日(单列)
age 年龄 年齡 实际年龄 周岁 岁数 实足年龄 年龄(周岁) 周岁年龄 现年龄
id_type 证件类型 证件种类 证件名称 证件类别 有效证件类型 身份证件类型
id_number 证件号码 身份证号码 身份证号 身份证 公民身份号码 公民身份证号码 证件号 居民身份证号码 居民身份证号 身份号码 公民身份证号
  身份证件号码 身份证件号 有效证件号码 身份证号码(18位) 身份证编号 二代身份证号 居民身份证 有效身份证件号码 身份证号或护照号 公民身份证
  身份证(护照)号码
ethnic 民族 民族成份 民族成分 族别 族
phone 联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系手机 移动电话 本人电话 联系号码 通讯电话 联系电话(手机) 手机电话 常用电话
  联系电话号码 联系手机号 固定电话或手机 本人联系方式 联络电话 个人电话
address 现住地址 现住址 居住地址 现居住地址 现居住地 住址 家庭住址 家庭地址 详细地址 地址 实际居住地 实际居住地址 居住地 现住地 常住地址
  居住详细地址 现居住详细地址 居住所在地 现居地 房屋地址 出租屋地址 出租房屋地址 现住址(详细) 居住住址 现家庭住址 常住地 实际住址 目前住址
  现住地详细地址 家庭详细住址 房屋坐落 坐落地址 家庭详细地址 居住处所 暂住地址 暂住地 租住地址 现在住址 通讯地址 房屋详细地址 租房地址
registered_address 户籍地址 户籍所在地 户口所在地 户籍地 户口地址 户籍 户籍住址 户籍详细地址 户籍所在地址 户口所在地址 户口地 户籍地详细地址
  户口登记地 户籍登记地 户口登记地址 原户籍地 户口所在地详细地址 户口簿地址 身份证地址 身份证住址 户籍所在地详细地址
head 户主 户主姓名 所属户主 户主名 户主名称
head_id_number 户主身份证号
head_phone 户主电话
relation 与户主关系 户主关系 和户主关系 家庭关系 与户主的关系 关系 同户主关系 家庭成员关系 与户主之关系 与户主称谓 称谓 成员关系
household_size 家庭人口 家庭人口数 户内人口 户内人数 家庭人数 人口数 全家人口 家庭人口(人) 户人口数 同住人数 家庭成员数 共同居住人数
  在册人口 居住人数 常住人数 现住人数 家庭总人口 人口总数 同户人数 户内人口数 实际居住人数
population 人口类型 人口类别 人口性质 流动/户籍 人员性质 常住/流动 户籍或流动 人口属性
consistency 人户情况 人户一致 人户一致情况 人户状态 人户分离 人户分离情况 是否人户一致 人户是否一致
tags_text 关爱标签 标签 人群标签 人员类别 特殊人群 人员类型 类别 对象类别 困难类型 困难类别 救助类别 救助类型 关爱类型 特殊群体类别
  服务对象类别 保障类别 重点人群类别 人群类别 特殊群体 人员分类 对象类型 特殊人群类别 困难情况类别 服务类别 保障对象类别 重点人群
  特殊群体类型 人群分类 身份类别 帮扶类别
employment 从业状况 就业状况 就业情况 职业 从业情况 就业状态 工作情况 职业状况 从事职业 工作状态 现从事职业 就业与否 职业类别 就失业状况
workplace 工作单位 就业单位 工作单位名称 务工单位 就读学校或工作单位 工作单位及职务 单位名称 服务处所 工作单位(学校) 现工作单位
  学习或工作单位 工作单位或就读学校
education 文化程度 学历 受教育程度 教育程度 最高学历 文化水平 学历层次 学历情况
marital 婚姻状况 婚姻 婚姻情况 婚否 婚姻状态 婚育状况
health 健康状况 身体状况 健康情况 身体健康状况 身体情况 健康状态 身体健康情况
emergency_contact 紧急联系人 紧急联系人姓名 紧急联络人 应急联系人
emergency_phone 紧急联系电话 紧急联系人电话 紧急联系人联系电话 紧急联系方式 紧急联系人手机 紧急联系人联系方式 应急联系电话 紧急电话
vehicle 车辆 车牌号 车牌号码 车牌 机动车号牌 车辆号牌
came_on 来住日期 来住时间 入住时间 入住日期 居住时间 来本地时间 来本地居住时间 何时来住 迁入日期 迁入时间 租住时间 居住起始时间
  现居住地入住时间 来本地日期 来辖区时间 起租日期 流入时间 流入日期 到达本地时间 搬入时间 起始居住日期
opened_on 登记日期 登记时间 采集日期 采集时间 录入日期 建档日期 建档时间 纳入管理时间 登记年月日
dwelling_use 房屋性质 房屋用途 住房性质 住房类型 房屋类型 住房情况 房屋类别 居住性质 居住房屋性质 房屋使用性质 房屋使用情况
owner_name 房东姓名 产权人 房主 房主姓名 房东 业主 业主姓名 出租人 出租人姓名 产权人姓名 房屋所有人 屋主 屋主姓名 房屋产权人 产权所有人
  房屋业主 房屋所有权人
owner_phone 房东电话 业主电话 产权人电话
owner_number 房东身份证号 产权人证件号
"""
_ENTITY = """
name 名称 单位名称 企业名称 法人名称 商户名称 店名 机构名称 字号名称 店铺名称 商铺名称 场所名称 市场主体名称 经营主体名称 个体户名称
  单位(企业)名称 企业(单位)名称 单位详细名称 法人单位名称 商户 店铺 企业名 门店名称 经营场所名称 个体工商户名称 企业全称 单位全称 招牌名称
  单位(场所)名称 场所(单位)名称 商家名称 沿街商铺名称 字号 九小场所名称 营业执照名称 单位名称(全称) 普查对象名称 普查单位名称 检查单位名称
  检查单位 被检查单位 被检查单位名称 受检单位 企业/商户名称 商户(企业)名称
credit_code 统一社会信用代码 信用代码 社会信用代码 统一信用代码 营业执照号 营业执照号码 执照号 注册号 统一社会信用代码/注册号 营业执照注册号
  营业执照编号 营业执照统一社会信用代码 统一代码 统一社会信用代码号 组织机构代码/统一社会信用代码 统一社会信用代码或注册号 工商注册号
  社会统一信用代码
kind 类型 单位类型 企业类型 法人类型 机构类型 主体类型 类别 单位类别 市场主体类型 经营主体类型 单位性质 企业性质 登记注册类型 场所类型
  场所类别 性质 机构类别 主体类别 企业类别 登记类型 法人单位类型
industry 行业 所属行业 行业类别 行业门类 行业类型 所属行业类别 从事行业 行业名称 行业分类 国民经济行业 经营行业 国民经济行业类别 所属行业门类
responsible 负责人 法定代表人 实际经营者 实际经营人 法人代表 法人 经营者 负责人姓名 联系人 店主 老板 法定代表人(负责人) 负责人(法人)
  单位负责人 法人姓名
  经营者姓名 业主 业主姓名 法定代表人姓名 联系人姓名 主要负责人 法人代表姓名 经营人 店主姓名 经营业主 法人/负责人 负责人/经营者
  消防安全责任人 安全责任人 安全负责人 企业负责人 法人(负责人) 法定代表人/负责人 法定代表人或负责人 消防责任人 责任人 经营负责人 场所负责人
phone 联系电话 电话 手机 手机号 手机号码 联系方式 负责人电话 法人电话 经营者电话 联系人电话 单位电话 负责人联系电话 负责人手机 联系手机
  法人联系电话 负责人联系方式 电话号码 店主电话 法人联系方式 业主电话 法定代表人电话 责任人电话 固定电话 联系人联系电话 经营者联系电话
  法人手机 联系人手机 责任人联系电话 联系人联系方式 经营者联系方式 法定代表人联系电话 移动电话 联系号码
address 地址 经营地址 经营地 店面地址 门面地址 单位地址 注册地址 详细地址 经营场所 住所 单位详细地址 企业地址 店铺地址 场所地址 实际经营地址
  所在地址 单位所在地
  地址(门牌号) 经营地点 商铺地址 坐落地址 生产经营地址 营业地址 办公地址 经营所在地 经营场所地址 实际经营地 位置 单位住所 企业详细地址
  具体地址 门店地址 经营详细地址 单位所在地详细地址 所在位置 经营场所详细地址
opened_on 登记日期 登记时间 采集日期 采集时间 建档日期 建档时间 登记年月日
licence_expires_on 证照到期 证照到期日期 营业执照到期日 证照有效期至 执照有效期至 有效期至 营业执照有效期 许可证有效期至 证照有效期 营业期限至
"""
PERSON_FIELDS = {**_fields(_EVERY), **_fields(_PERSON)}
ENTITY_FIELDS = {**_fields(_EVERY), **_fields(_ENTITY)}

# care tag -> the words of a yes/no column
TAG_TITLES = {
    "101": "低保 低保户 低保对象 低保人员 最低生活保障 最低生活保障对象 城乡低保 低保家庭 城市低保 农村低保 低保家庭成员 最低生活保障家庭",
    "102": "特困 特困供养 特困人员 五保 五保户 五保对象 特困供养人员 分散供养 特困对象 五保老人 特困供养对象",
    "103": "低保边缘 低保边缘户 低保边缘家庭 低收入 低收入家庭 低保边缘家庭成员 低收入户",
    "104": "支出型困难 支出型困难家庭 支出型困难户",
    "105": "临时救助 临时救助对象",
    "106": "监测户 监测对象 防返贫监测 返贫监测 防止返贫监测对象 防返贫监测对象 防返贫监测户",
    "201": "残疾 残疾人 持证残疾人 残疾人(持证) 残疾人员 持证残疾 持有残疾证 持残疾证",
    "202": "重度残疾 重残 重度残疾人 重残人员",
    "301": "独居 独居老人 独居老年人 独居人员",
    "302": "空巢 空巢老人 空巢老年人",
    "303": "高龄 高龄老人 高龄老年人",
    "304": "百岁 百岁老人",
    "305": "失能 半失能 失能老人 失能半失能 失能半失能老人 失能(半失能) 失能人员 失能或半失能 失能、半失能",
    "306": "失独 失独家庭 计生特殊家庭 计划生育特殊家庭 失独老人 计生特扶",
    "401": "孤儿", "402": "事实无人抚养 事实无人抚养儿童", "403": "留守儿童 留守", "404": "困境儿童 困境",
    "501": "退役军人 退伍军人 复员军人 复退军人 退役士兵 复转军人",
    "502": "优抚 优抚对象 重点优抚 重点优抚对象",
    "503": "军属 烈属 烈军属 军烈属 烈属军属 烈士家属 现役军人家属",
    "601": "孕妇 孕产妇", "602": "婴幼儿 0-3岁 3岁以下婴幼儿 0-3岁婴幼儿",
    "701": "就业困难 就业困难人员 就业困难对象", "702": "失业 登记失业 失业人员 失业登记人员 登记失业人员",
    "703": "待业毕业生 高校毕业生待业", "802": "志愿者", "803": "楼栋长 单元长 楼组长", "804": "网格员",
}  # fmt: skip
# whose facts a title asks for
_SELF = """用户 使用人 报名人 报名人员 受助人 受益人 享受人员 选民 持卡人 适龄妇女 产妇 患者 病人 居住人员
 入住人员 租房人 承租方 常住人员 户籍人员 户内人员 户内成员 困难居民 居民 人员 本人 个人 老人 老年人
 残疾人 低保对象 低保人员 承租人 租客 租户 租住人 申请人 被访人 受访人 走访对象 服务对象 对象 退役军人
 儿童 幼儿 婴幼儿 婴儿 学生 妇女 孕妇 孕产妇 流动人口 重点人员 特困人员 特困对象 家庭成员 成员 参保人
 保障对象 优抚对象 育龄妇女 党员 志愿者 困难人员 就业困难人员 失业人员 独居老人 空巢老人 高龄老人 留守儿童
 困境儿童 孤儿 入住人 居住人 住户 常住人口 暂住人员 实有人口 救助对象 登记人员 外来人员 残疾人员 流动人员
 帮扶对象 被走访人 监测对象 持证人 承租人员 租住人员 被保障人 高龄老年人 退役人员 适龄儿童 家庭成员1
 困难群众 服务人员对象 被探访人 探访对象 老年居民 出生儿童 新生儿 领取人 享受人 高龄津贴对象 同住人 现住人
 关爱对象""".split()
_HEAD = ("户主", "户主本人")
_OWNER = ("房东", "房主", "产权人", "业主", "出租人", "屋主", "房屋所有人", "产权所有人", "房屋产权人", "出租方", "房屋业主", "房屋出租人")
_EMERGENCY = ("紧急联系人", "紧急联络人", "应急联系人")
_OTHERS = """监护人 子女 配偶 父亲 母亲 父母 家长 担保人 帮扶人 帮扶责任人 责任人 包保人 联系干部 帮扶干部 结对人 结对干部 代理人 经办人
 填表人 审核人 代办人
 法定监护人 看护人 照料人 护理人 赡养人 子女亲属 亲属 联系人 同住人员 担保 委托人 主管 推荐人 介绍人 丈夫 妻子 儿子 女儿 主要照料人
 委托监护人 受委托人
 村干部 包保责任人 联系领导 包片领导 包片干部 单位负责人 填报人 统计人 制表人 负责人 救助金领取人 开户人 法定代表人 用人单位 中介 中介机构
 二房东 转租人
 实际监护人 家庭医生 签约医生 赡养义务人 抚养人 紧急联系人2 社区民警 民警 学校 家属 帮扶单位 委托照护人 主要照护人 承办人""".split()
_REGISTERED = ("户籍", "户口", "户籍地", "户籍所在地", "户口所在地", "户籍地址", "户籍信息", "原籍", "户籍情况", "户籍住址")
_OWNERS: dict[str, str] = {
    **dict.fromkeys(_SELF, ""), **dict.fromkeys(_HEAD, "head"), **dict.fromkeys(_OWNER, "owner"),
    **dict.fromkeys(_EMERGENCY, "emergency"), **dict.fromkeys(_OTHERS, "other"), **dict.fromkeys(_REGISTERED, "registered"),
}  # fmt: skip
_OF_WHOM = {
    ("head", "name"): "head", ("head", "id_number"): "head_id_number", ("head", "phone"): "head_phone",
    ("owner", "name"): "owner_name", ("owner", "phone"): "owner_phone", ("owner", "id_number"): "owner_number",
    ("emergency", "name"): "emergency_contact", ("emergency", "phone"): "emergency_phone", ("registered", "address"): "registered_address",
}  # fmt: skip
_BIRTH_PARTS = {"年": "birth_year", "月": "birth_month", "日": "birth_day"}
_VAGUE = frozenset(("note", "tags_text", "kind", "seq"))  # words that mean something else as soon as they stand below or behind another
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_NUMBERING = re.compile(r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、)]\s*|[①-⑳])")
_ASKING = re.compile(
    r"^(?:是否(?:属于|属|为|系|是)?|有无|是不是)(?P<what>.+)$"
    r"|^(?P<end>.+?)(?:与否|是否|\((?:是/否|√|打√|是或否|是、否|是否)\))$"
)
_GROUP_TAIL = re.compile(r"(?:基本)?(?:情况|信息|资料)$")
_SAYS_NOTHING = re.compile(r"^(?:现|目前)?(?:基本|个人|人员|居民|详细|其他|主要)?(?:信息|情况|资料|概况)$")


def plain_title(text: str) -> str:
    """A title in comparable form: half-width, no blanks, stars, colons, numbering."""
    clean = unicodedata.normalize("NFKC", text).replace("〔", "(").replace("〕", ")")
    clean = re.sub(r"[\s*:'\"_★＊]+", "", clean).upper()
    return _NUMBERING.sub("", clean)


def _index(fields: dict[str, FormField]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in fields.values():
        for word in each.words:
            found.setdefault(plain_title(word), each.key)
    return found


_INDEXES = {PERSON: _index(PERSON_FIELDS), HOUSEHOLD: _index(PERSON_FIELDS), ENTITY: _index(ENTITY_FIELDS)}
_TAGS = {plain_title(word): YES_NO + code for code, words in TAG_TITLES.items() for word in words.split()}
_NO_TAG_ALONE = frozenset(("网格员", "志愿者", "失业", "低收入", "困境", "留守", "0-3岁"))


def fields_of(about: str) -> dict[str, FormField]:
    """Facts that a form about this may ask for."""
    return ENTITY_FIELDS if about == ENTITY else PERSON_FIELDS


def label_of(about: str, key: str, tag_label: str = "") -> str:
    """Name of a field on screen."""
    if key.startswith(YES_NO):
        return f"是否{tag_label or TAG_TITLES.get(key[len(YES_NO) :], key).split()[0]}"
    found = fields_of(about).get(key)
    return found.label if found else key


@lru_cache(maxsize=8192)
def field_of(about: str, title: str) -> str:
    """The fact that one title asks for, '' when it is not known for sure."""
    whole = plain_title(title)
    bare = _BRACKETS.sub("", whole)
    if not whole:
        return ""
    for text in dict.fromkeys((whole, bare, bare.removesuffix("信息"))):
        if found := _lookup(about, text):
            return found
    first, *others = (_lookup(about, text) for text in bare.split("/"))
    if first and others and not set(others) - {"", first}:
        return first
    return "" if about == ENTITY else _tag_of(whole, bare)


def _lookup(about: str, text: str) -> str:
    found = _INDEXES[about].get(text, "")
    if found or about == ENTITY:
        return found
    for cut in range(len(text) - 1, 1, -1):
        whose = _OWNERS.get(text[:cut])
        if whose is None:
            continue
        key = _INDEXES[about].get(text[cut:].lstrip("的"), "")
        return "" if key in _VAGUE else of_whom(whose, key)
    return ""


def of_whom(whose: str, key: str) -> str:
    """The fact of head, owner, emergency contact …; somebody else's facts are not ours to know."""
    return key if not whose else _OF_WHOM.get((whose, key), "")


def whose(group: str) -> str | None:
    """Whom the upper line of a header speaks of: '' the person in the row, None = it names nobody."""
    text = _BRACKETS.sub("", plain_title(group))
    for tail in ("", "信息", "情况", "基本信息", "基本情况", "资料"):
        if text.endswith(tail) and (found := _OWNERS.get(text.removesuffix(tail))) is not None:
            return found
    return None


def _tag_of(whole: str, bare: str) -> str:
    if match := _ASKING.match(whole):
        asked = match["what"] or match["end"]
        asked_bare = _BRACKETS.sub("", asked)
        return next((found for text in (asked, asked_bare, asked_bare.removeprefix("享受")) if (found := _TAGS.get(text))), "")
    found = _TAGS.get(whole) or _TAGS.get(bare, "")
    return "" if bare in _NO_TAG_ALONE else found




def field_of_chain(about: str, titles: tuple[str, ...]) -> str:
    """The fact behind the title lines of one column, the uppermost first: ('户主', '电话') → head_phone."""
    lines = tuple(title for title in titles if title)
    if len(lines) > 1 and (part := _BIRTH_PARTS.get(plain_title(lines[-1]))):
        return part if field_of(about, lines[-2]) == "birth" else ""
    if not lines:
        return ""
    if len(lines) == 1:
        return field_of(about, lines[0])
    last, above = lines[-1], lines[:-1]
    owners = [found for line in above if (found := whose(line)) is not None]
    if about != ENTITY and owners:
        return of_whom(owners[-1], field_of(about, last)) or field_of(about, plain_title(above[-1]) + plain_title(last))
    group = plain_title(above[-1])
    core = _GROUP_TAIL.sub("", group)
    joined = field_of(about, group + plain_title(last)) or field_of(about, core + plain_title(last))
    if joined:
        return joined
    own = field_of(about, last)
    upper = field_of(about, above[-1])
    if own == "address" and upper == "registered_address":
        return upper
    if upper in ("registered_address", "workplace", "emergency_contact") and own:
        return ""
    if own in _VAGUE and plain_title(last) != "备注" and not says_nothing(group):
        return ""  # 残疾情况 · 类别 is not the kind of person
    return own


def all_titles(about: str) -> frozenset[str]:
    """Every comparable title, for finding labels inside a running text."""
    return frozenset(_INDEXES[about]) | frozenset(_TAGS)


def says_nothing(title: str) -> bool:
    """A group title that adds no meaning: 基本信息, 个人情况."""
    return bool(_SAYS_NOTHING.match(plain_title(title)))
