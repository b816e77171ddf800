"""What is promised to whoever asks that personal data be erased: the one place where its days stand.

The page of the erasure says them, and the runbook tells the operator what has to be gone by then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from services.chassis.sweeping import DRAFTS_KEPT

COPIES_PAST: Final = timedelta(days=35)
"""From the erasure until no copy holds what was erased: archived write-ahead log, backups, dumps, retired tables. A choice, not a law's."""

SENTENCE: Final = (
    f"Bản sao lưu, bản kết xuất và nhật ký ghi trước (WAL) của máy chủ dữ liệu không còn giữ dữ liệu này chậm nhất {COPIES_PAST.days} ngày "
    f"sau khi xóa; bản nháp có nhắc đến người này tự mất sau {DRAFTS_KEPT.days} ngày. Văn bản giấy không thay đổi."
)
WORDS_GO: Final = (
    "Không hoàn tác được: mọi lý do, kết quả đã ghi ở đây bị xóa vĩnh viễn, thay bằng “đã xóa theo yêu cầu”.",
    "Việc đã làm, ngày và số văn bản vẫn còn. Lời ghi sau lần xóa này không bị xóa.",
    SENTENCE,
)
"""What is said before words are erased."""
