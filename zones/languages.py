"""Which language a reader asks for: the header of the browser alone decides, never a cookie; a pure function."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def preferred_language(accept_language: str) -> str:
    """Return the language that an Accept-Language header likes best of those we speak, otherwise Chinese.

    A header that is too long or makes no sense asks for nothing. `q=0` means “not this one”, and `*` any.
    """
    for code, quality in parse_accept_lang_header(accept_language):
        if code == "*":
            break
        try:
            language = get_supported_language_variant(code)
        except LookupError:
            continue
        if quality > 0:
            return language
    return settings.LANGUAGE_CODE
