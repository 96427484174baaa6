"""Identity numbers of people and organisations: the one door to all number checks (interfaces.md, Functions that stay)."""

from app.models.credit_codes import check_credit_code, check_licence_number, check_organisation_code
from app.models.document_numbers import (
    IDENTITY_CARDS,
    NO_DOCUMENT,
    check_disability_card,
    check_document,
    check_number,
    check_phone,
    type_of_number,
)
from app.models.number_checks import NumberCheck
from app.models.resident_numbers import check_many, check_resident_id, upgrade

__all__ = [
    "IDENTITY_CARDS",
    "NO_DOCUMENT",
    "NumberCheck",
    "check_credit_code",
    "check_disability_card",
    "check_document",
    "check_licence_number",
    "check_many",
    "check_number",
    "check_organisation_code",
    "check_phone",
    "check_resident_id",
    "type_of_number",
    "upgrade",
]
