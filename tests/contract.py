"""Write down what v1 of the API has promised: tests/openapi_v1.json. `make promise` runs it.

It is docs/openapi.yaml as it was when it was last promised, without what no program depends on. Promise anew with each
release; in between `test_api_contract.py` lets the API grow and nothing of it break. Before 1.0 a break can be meant:
then promise anew in the same commit, whose message says what breaks and for whom.
"""

import json
from pathlib import Path

import yaml

from tests.openapi import FILE

PROMISED = Path(__file__).with_name("openapi_v1.json")
WORDS = {"description", "example", "examples", "summary", "title"}


def promise(schema):
    """Return a description without words for people. A property may be called as such words are: it stays."""
    return _bare(schema)


def _bare(part, *, names=False):
    if isinstance(part, dict):
        return {
            name: _bare(each, names=name in {"properties", "schemas"} and not names)
            for name, each in part.items()
            if names or name not in WORDS
        }
    return [_bare(each) for each in part] if isinstance(part, list) else part


def main() -> None:
    schema = yaml.load(FILE.read_text(), Loader=yaml.CSafeLoader)
    PROMISED.write_text(json.dumps(promise(schema), ensure_ascii=False, indent=0, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
