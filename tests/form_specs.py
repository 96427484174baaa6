"""Forty invented forms as departments send them.  One word each: ``title=field``; ``title=`` nobody on the register knows; ``group[…]`` two
lines.  Fields are the truth that the measurement compares with; ``kind`` list or card, ``on`` people, heads, entities."""

# ruff: noqa: E501
from __future__ import annotations

from typing import NamedTuple


class Spec(NamedTuple):
    name: str
    columns: str
    on: str = "people"
    kind: str = "list"
    suffix: str = "xlsx"


SPECS = (
    Spec("80周岁以上高龄老人津贴发放花名册", "序号=seq 姓名=name 性别=sex 身份证号码=id_number 出生年月=birth_month 年龄=age 户籍地址=registered_address "
         "现居住地址=address 联系电话=phone 开户银行= 银行账号= 发放标准(元/月)= 备注=note"),
    Spec("城乡居民最低生活保障对象花名册", "序号=seq 社区=office 户主姓名=head 身份证号码=head_id_number 家庭住址=address 家庭人口=household_size "
         "保障人数= 月保障金额(元)= 低保证号= 联系电话=head_phone 备注=note", "heads"),
    Spec("残疾人基本状况调查登记表", "序号=seq 残疾人姓名=name 性别=sex 民族=ethnic 身份证号=id_number 残疾人证号= 残疾类别= 残疾等级= 监护人姓名= 监护人电话= "
         "联系电话=phone 家庭住址=address 是否低保=tag:101"),
    Spec("退役军人和其他优抚对象信息采集表", "序号=seq 姓名=name 性别=sex 公民身份号码=id_number 民族=ethnic 政治面貌= 文化程度=education 入伍时间= 退役时间= "
         "户籍所在地=registered_address 现住址=address 联系方式=phone 工作单位=workplace 就业情况=employment 是否重点优抚对象=tag:502"),
    Spec("3岁以下婴幼儿底册", "序号=seq 婴幼儿姓名=name 性别=sex 出生日期=birth 身份证号=id_number 父亲姓名= 父亲电话= 母亲姓名= 母亲电话= 家庭住址=address"),
    Spec("出租房屋及承租人员底册", "序号=seq 房屋地址=address 房东信息[姓名=owner_name|身份证号=owner_number|联系电话=owner_phone] "
         "承租人信息[姓名=name|性别=sex|身份证号码=id_number|户籍地址=registered_address|联系电话=phone|入住时间=came_on] 月租金(元)= 出租间数= 是否签订消防安全责任书="),
    Spec("九小场所消防安全排查台账", "序号=seq 场所名称=name 详细地址=address 经营者=responsible 联系电话=phone 经营面积(㎡)= 灭火器数量(具)= 是否住人= 存在问题= "
         "整改期限= 检查日期=visited_on 检查人=visit_member", "entities"),
    Spec("第五次全国经济普查单位清查底册", "顺序号=seq 统一社会信用代码=credit_code 单位详细名称=name 单位所在地详细地址=address 法定代表人(负责人)=responsible "
         "联系电话=phone 行业代码= 主要业务活动= 从业人员期末人数(人)= 营业收入(千元)= 所属网格=grid", "entities"),
    Spec("流动人口信息登记表", "编号=seq 姓名=name 性别=sex 民族=ethnic 公民身份号码=id_number 户籍所在地=registered_address 现居住地=address 来本地时间=came_on "
         "来本地原因= 从事职业=employment 服务处所=workplace 居住证号码= 联系电话=phone 婚姻状况=marital"),
    Spec("网格员日常走访台账", "序号=seq 网格=grid 走访对象姓名=name 住址=address 联系电话=phone 走访时间=visited_on 走访结果=visit_outcome 走访情况=visit_finding "
         "走访人=visit_member 处理意见="),
    Spec("独居、空巢老年人探访关爱台账", "序号=seq 社区(村)=office 网格=grid 老人姓名=name 性别=sex 年龄=age 居住地址=address 联系电话=phone "
         "紧急联系人[姓名=emergency_contact|联系电话=emergency_phone] 身体状况=health 是否独居=tag:301 探访时间=visited_on 探访人=visit_member 探访情况=visit_finding"),
    Spec("适龄妇女“两癌”免费筛查登记表", "序号=seq 姓名=name 年龄=age 身份证号=id_number 联系电话=phone 婚姻状况=marital 文化程度=education 现住地址=address "
         "是否参加城乡居民医保= 预约日期="),
    Spec("城乡居民养老保险待遇领取人员认证表", "序号=seq 姓名=name 公民身份证号码=id_number 户口所在地=registered_address 领取金额= 健在情况= 认证方式= 联系电话=phone 备注=note"),
    Spec("城乡居民基本医疗保险参保登记表", "序号=seq 户主姓名=head 与户主关系=relation 姓名=name 性别=sex 民族=ethnic 证件类型=id_type 证件号码=id_number "
         "出生日期=birth 联系电话=phone 现住址=address 参保类别= 缴费金额= 是否低保=tag:101 是否残疾=tag:201"),
    Spec("人口和家庭信息核对表", "序号=seq 小区名称=estate 楼栋=building 单元=unit 房号=room 户主=head 姓名=name 与户主关系=relation 性别=sex 身份证号码=id_number "
         "民族=ethnic 文化程度=education 婚姻状况=marital 人口类型=population 人户是否一致=consistency 联系电话=phone"),
    Spec("计划生育特殊家庭扶助对象名册", "序号=seq 姓名=name 性别=sex 出生年月=birth_month 身份证号码=id_number 婚姻状况=marital 子女死亡时间= 扶助金标准= "
         "户籍地=registered_address 现居住地=address 联系电话=phone 联系人1= 联系人1电话="),
    Spec("农村留守儿童和困境儿童信息台账", "序号=seq 儿童基本信息[姓名=name|性别=sex|身份证号码=id_number|出生日期=birth|户籍地址=registered_address|现居住地=address] "
         "监护人[姓名=|与儿童关系=|联系电话=] 就读学校= 儿童类别="),
    Spec("就业困难人员认定花名册", "序号=seq 姓名=name 性别=sex 年龄=age 身份证号=id_number 学历=education 认定类别= 失业时间= 就业意向= 联系电话=phone 家庭地址=address "
         "就业状态=employment"),
    Spec("社区志愿者信息登记表", "序号=seq 姓名=name 性别=sex 身份证号=id_number 政治面貌= 学历=education 工作单位=workplace 手机号码=phone 服务意向= 特长= 现居住地址=address"),
    Spec("失业人员动态管理台账", "序号=seq 姓名=name 身份证号码=id_number 登记失业日期= 失业原因= 联系电话=phone 户籍地址=registered_address 走访时间=visited_on 备注=note"),
    Spec("选民登记册", "选民证号= 姓名=name 性别=sex 民族=ethnic 出生年月=birth_month 家庭住址=address 身份证号码=id_number 选区= 备注=note"),
    Spec("小区业主车辆信息登记表", "序号=seq 楼栋号=building 单元号=unit 房号=room 业主姓名=owner_name 车牌号码=vehicle 住户姓名=name 联系电话=phone 车位号="),
    Spec("反诈宣传入户登记表", "序号=seq 日期= 小区=estate 门牌号=room 姓名=name 电话=phone 是否安装国家反诈中心APP= 签名="),
    Spec("燃气安全入户检查登记表", "序号=seq 用户姓名=name 详细地址=address 联系电话=phone 用气类型= 软管是否老化= 检查时间=visited_on 检查结论= 用户签字="),
    Spec("沿街商铺“门前三包”责任书签订台账", "序号=seq 商铺名称=name 统一社会信用代码=credit_code 经营地址=address 负责人[姓名=responsible|电话=phone] 签订日期= 备注=note", "entities"),
    Spec("辖区市场主体信息核查表", "序号=seq 企业名称=name 信用代码=credit_code 企业类型=kind 所属行业=industry 注册地址=address 法定代表人=responsible 法人联系电话=phone "
         "是否正常经营= 员工人数= 登记日期=opened_on", "entities"),
    Spec("小微企业安全生产责任清单", "序号=seq 单位名称=name 地址=address 安全负责人=responsible 负责人电话=phone 隐患数量= 网格员=grid_member 所在网格=grid", "entities"),
    Spec("城镇危旧房屋住户情况表", "序号=seq 房屋坐落=address 产权人=owner_name 产权人电话=owner_phone 住户[姓名=name|联系电话=phone|家庭人口数=household_size] 房屋结构= 建成年份= "
         "房屋用途=dwelling_use 鉴定等级="),
    Spec("空巢老年人基本情况表", "序号=seq 姓名=name 性别=sex 出生年月日=birth 身份证=id_number 住址=address 电话=phone 子女姓名= 子女电话= 健康状况=health 空巢=tag:302"),
    Spec("特困供养人员巡访记录表", "序号=seq 姓名=name 性别=sex 年龄=age 身份证号码=id_number 供养方式= 自理能力= 照料护理人= 住址=address 巡查时间=visited_on 巡查人=visit_member"),
    Spec("防止返贫监测对象摸排表", "序号=seq 村(社区)=office 户主姓名=head 家庭成员姓名=name 与户主关系=relation 身份证号=id_number 致贫风险= 年人均纯收入(元)= 是否监测户=tag:106 "
         "是否低保=tag:101 是否特困=tag:102 务工地点= 联系方式=phone"),
    Spec("义务教育阶段适龄儿童摸底表", "序号=seq 学生姓名=name 性别=sex 出生日期=birth 身份证号码=id_number 户籍详细地址=registered_address 现住址=address 法定监护人姓名= 监护人联系电话= "
         "拟就读学校= 是否随迁子女="),
    Spec("重点人群健康监测登记表", "序号=seq 姓名=name 性别=sex 年龄=age 证件号码=id_number 现住址[小区=estate|楼栋=building|单元=unit|房号=room] 联系电话=phone 血压(mmHg)= 血糖= 慢病病种= 人员类别=tags_text"),
    Spec("重度残疾人两项补贴复核表", "序号=seq 社区名称=office 姓名=name 身份证号码=id_number 残疾证号码= 残疾类别及等级= 补贴金额= 是否重度残疾=tag:202 联系电话=phone 现居住详细地址=address"),
    Spec("春节慰问困难群众名单", "序号=seq 姓名=name 性别=sex 年龄=age 家庭住址=address 联系电话=phone 困难类型=tags_text 慰问金额(元)= 领取人签字=", suffix="docx"),
    Spec("楼栋居民通讯录", "楼栋=building 单元=unit 房号=room 户主姓名=head 联系电话=head_phone 常住人数=household_size 备注=note", "heads", suffix="docx"),
    Spec("入户走访登记表", "姓名=name 性别=sex 出生年月=birth_month 民族=ethnic 身份证号码=id_number 联系电话=phone 家庭住址=address 户主姓名=head 与户主关系=relation 文化程度=education "
         "婚姻状况=marital 走访意见=", kind="card"),
    Spec("困难群众临时救助申请表", "申请人姓名=name 性别=sex 年龄=age 身份证号=id_number 户籍所在地=registered_address 现住址=address 联系电话=phone 家庭人口=household_size 致困原因= 开户行= 账号=",
         kind="card"),
    Spec("残疾人无障碍改造申请登记表", "姓名=name 性别=sex 民族=ethnic 身份证号码=id_number 残疾证号= 残疾等级= 联系电话=phone 家庭住址=address 是否低保=tag:101 改造内容=", kind="card", suffix="docx"),
    Spec("高龄老人生活津贴申请审批表", "姓名=name 性别=sex 出生年月=birth_month 公民身份号码=id_number 户籍地址=registered_address 现居住地址=address 联系电话=phone 紧急联系人=emergency_contact "
         "紧急联系人电话=emergency_phone 开户银行= 社区意见=", kind="card"),
)  # fmt: skip
assert len(SPECS) == 40
