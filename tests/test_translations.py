"""Every string has its Chinese, and the compiled catalogue is the one that the .po file says."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

FOLDER = Path(settings.BASE_DIR) / "zones" / "locale" / "zh_Hans" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(FOLDER / "django.po"))


def test_every_string_is_translated_and_none_is_fuzzy(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_the_compiled_catalogue_equals_the_source(catalogue):
    compiled = polib.mofile(str(FOLDER / "django.mo"))

    def content(entries):
        return {(entry.msgctxt, entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in entries}

    assert content(compiled) == content(catalogue.translated_entries())


def test_translations_keep_every_placeholder(catalogue):
    """A lost %(count)s would be an error 500 in one language only."""
    for entry in catalogue:
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        for placeholder in _placeholders(entry.msgid):
            assert any(placeholder in text for text in texts), entry.msgid
        for text in filter(None, texts):
            assert _placeholders(text) <= _placeholders(entry.msgid + entry.msgid_plural), entry.msgid


def _placeholders(text):
    return set(re.findall(r"%\(\w+\)[sd]", text))


def test_no_marked_string_is_missing_from_the_catalogue(catalogue):
    """Read the strings off the code with Python's own parser and off the templates as Django would extract them."""
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    root = Path(settings.BASE_DIR)
    marked = set()
    for path in sorted((root / "zones").rglob("*.py")):
        marked |= _marked_in_code(path.read_text())
    for path in sorted([*(root / "templates").rglob("*.html"), *(root / "templates").rglob("*.txt")]):
        marked |= _marked_in_template(path.read_text())
    assert len(marked) > 300
    assert marked - known == set()


def test_no_template_shows_words_that_are_not_marked_for_translation():
    """Whatever is left of a template without its tags, comments and marked texts must be no words."""
    # The switch to it is in its own language; formats and programs have one name. Code is the same in all languages.
    allowed = {"English", "Excel", "CSV", "PNG", "Python", "OpenAPI", "curl"}
    for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        if path.name == "500.html":  # it is shown when nothing works, and speaks both languages itself
            continue
        marked = r"{% blocktranslate.*?{% endblocktranslate %}|{% block bodyclass %}.*?{% endblock %}"
        marked += r"|<code>.*?</code>|<pre.*?</pre>"
        text = re.sub(marked + r"|{#.*?#}|{%.*?%}|{{.*?}}", " ", path.read_text(), flags=re.S)
        shown = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", text)
        text = re.sub(r"<!--.*?-->|<[^>]*>", " ", text, flags=re.S)
        words = set(re.findall(r"[A-Za-z]{2,}", " ".join([text, *shown])))
        assert words <= allowed, f"{path}: {words - allowed}"


def _marked_in_template(text):
    """Return (context, string) for every call that Django's own extraction writes for a template."""
    literal = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    calls = re.findall(rf"(n?p?)gettext\({literal}(?:,\s*{literal})?", templatize(text))
    read = ast.literal_eval
    return {(read(first), read(second)) if "p" in kind else (None, read(first)) for kind, first, second in calls}


def _marked_in_code(code):
    """Return (context, string) for every call of a gettext function with literal arguments in Python code."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if node.func.id in {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"} and texts:
            found.add((None, texts[0]))
        elif node.func.id in {"pgettext", "pgettext_lazy", "npgettext"} and len(texts) > 1:
            found.add((texts[0], texts[1]))
    return found
