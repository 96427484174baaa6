"""Numbers of other documents: passports, travel permits, certificates, telephones; and which check belongs to which document."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from app.models.credit_codes import check_credit_code, check_licence_number, check_organisation_code
from app.models.number_checks import ERROR, NumberCheck, clean, error, fine
from app.models.resident_numbers import check_old_permanent_card, check_resident_id

NO_DOCUMENT = "000"
IDENTITY_CARDS = ("111", "112", "113")  # documents that carry the 公民身份号码
FREE_LENGTH = 30
_KINDS_OF_TYPE = {"553": ("fpr_new", "fpr_old"), "571": ("hmt",), "572": ("hmt",)}
_LAYOUTS: dict[str, tuple[str, str, str]] = {
    "passport_cn": (r"E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}", "护照号", "E 加 8 位数字，或 E 加字母加 7 位数字"),
    "hk_mo_permit": (r"[HM]\d{8}(\d{2})?", "港澳居民来往内地通行证号", "H 或 M 加 8 位数字"),
    "tw_permit": (r"\d{8}|\d{10}[A-Z]?|\d{10}[A-Z]{2}", "台湾居民来往大陆通行证号", "8 位数字"),
    "birth_certificate": (r"[A-Z]\d{9}", "出生医学证明编号", "1 位字母加 9 位数字"),
    "mobile": (r"1[3-9]\d{9}", "手机号", "11 位，第二位为 3–9"),
    "landline": (r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?", "固定电话", "区号-号码，如 0571-88880000"),
}
_LAYOUT_OF_TYPE = {"117": "birth_certificate", "511": "tw_permit", "516": "hk_mo_permit"}


def check_layout(kind: str, text: str) -> NumberCheck:
    """Numbers without a check digit: only their form can be wrong."""
    number, note = clean(text)
    pattern, title, form = _LAYOUTS[kind]
    if re.fullmatch(pattern, number, re.ASCII):
        return fine(kind, number, note)
    return error(kind, "E_FORMAT", f"{title}“{number[:30]}”格式不符，应为{form}，请核对", number)


def check_free(kind: str, text: str) -> NumberCheck:
    """Foreign passports and other documents: free characters up to thirty."""
    number, note = clean(text)
    if not number:
        return error(kind, "E_EMPTY", "没有填写证件号码", number)
    if len(number) > FREE_LENGTH:
        return error(kind, "E_LENGTH", f"证件号码有 {len(number)} 位，最多 {FREE_LENGTH} 位，请核对", number)
    return fine(kind, number, note)


def check_passport(text: str) -> NumberCheck:
    """A Chinese passport where the form fits, else any foreign one."""
    chinese = check_layout("passport_cn", text)
    return chinese if chinese.usable else check_free("passport", text)


def check_disability_card(text: str, today: date | None = None, practice: bool = False) -> NumberCheck:
    """残疾人证: identity number, category 1–7, level 1–4."""
    number, note = clean(text)
    if len(number) != 20:
        return error("disability", "E_LENGTH", f"残疾人证号应为 20 位，现在是 {len(number)} 位，请核对", number)
    person = check_resident_id(number[:18], today, practice)
    if person.severity == ERROR:
        return person._replace(kind="disability", normalized=number)
    if number[18] not in "1234567" or number[19] not in "1234":
        return error("disability", "E_CHARS", "第 19 位残疾类别为 1–7，第 20 位等级为 1–4，请核对", number)
    return fine("disability", number, note)


def check_phone(text: str) -> NumberCheck:
    """Mobile or landline; anything else is only a warning, because offices also keep extensions and short numbers."""
    mobile = check_layout("mobile", text)
    if mobile.usable or not mobile.normalized:
        return mobile
    landline = check_layout("landline", text)
    if landline.usable:
        return landline
    return mobile._replace(severity="warning", reason_code="W_PHONE", reason=f"联系电话“{mobile.normalized[:30]}”位数不对，请核对")


def check_number(kind: str, text: str, today: date | None = None, practice: bool = False) -> NumberCheck:
    """Check by kind of number, named as in id_examples.csv (ric, hmt, fpr_new, fpr_old, uscc, org, reg15, disability, mobile …)."""
    if kind in ("ric", "hmt", "fpr_new"):
        return check_resident_id(text, today, practice)
    if kind == "disability":
        return check_disability_card(text, today, practice)
    checks: dict[str, Callable[[str], NumberCheck]] = {
        "fpr_old": check_old_permanent_card,
        "uscc": check_credit_code,
        "org": check_organisation_code,
        "reg15": check_licence_number,
    }
    return checks[kind](text) if kind in checks else check_layout(kind, text)


def check_document(id_type: str, text: str, today: date | None = None, practice: bool = False) -> NumberCheck:
    """Check the number of a person's document by the code of its type (id_document_type)."""
    if id_type == NO_DOCUMENT:
        number, note = clean(text)
        return error("none", "E_FORMAT", "选了无证件，证件号码应留空", number) if number else fine("none", "", note)
    if id_type in IDENTITY_CARDS or id_type in _KINDS_OF_TYPE:
        return _right_kind(id_type, check_resident_id(text, today, practice))
    if id_type in _LAYOUT_OF_TYPE:
        return check_layout(_LAYOUT_OF_TYPE[id_type], text)
    return check_passport(text) if id_type == "414" else check_free("other", text)


def _right_kind(id_type: str, checked: NumberCheck) -> NumberCheck:
    """A right number of another document: say which type was meant."""
    kinds = _KINDS_OF_TYPE.get(id_type, ("ric",))
    if checked.kind in kinds or checked.severity == ERROR:
        return checked
    names = {"ric": "居民身份证", "hmt": "港澳台居民居住证", "fpr_new": "外国人永久居留身份证", "fpr_old": "外国人永久居留身份证"}
    return error(checked.kind, "E_TYPE", f"这个号码是{names[checked.kind]}的，请改证件类型或核对号码", checked.normalized)


def type_of_number(checked: NumberCheck) -> str:
    """Code of the document type that a right number belongs to: used where a list gives no 证件类型."""
    if checked.kind == "hmt":
        return "572" if checked.normalized.startswith("83") else "571"
    return "553" if checked.kind.startswith("fpr") else "111"
