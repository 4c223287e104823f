"""Languages as bibliographies name them, to their codes."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    **dict.fromkeys(("chinese", "zh-cn", "zh-hans", "chi", "zho", "中文", "汉语"), "zh"),
    **dict.fromkeys(("american", "british", "usenglish", "ukenglish", "en-us", "en-gb"), "en"),
    **dict.fromkeys(("english", "eng", "英文", "英语"), "en"),
    **dict.fromkeys(("german", "ngerman", "deutsch", "ger", "deu", "德文"), "de"),
    **dict.fromkeys(("french", "français", "fre", "fra", "法文"), "fr"),
    **dict.fromkeys(("japanese", "jpn", "日文"), "ja"),
    **dict.fromkeys(("russian", "rus", "俄文"), "ru"),
}


def language_code(said: str) -> str | None:
    """The code, or what was said where we know none; None where nothing was said."""
    said = said.strip().lower().replace("_", "-")
    return CODES.get(said, said) or None
