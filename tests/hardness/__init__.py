"""The API as a machine attacks it: schemathesis against a live server on a scratch database; see `__main__.py`."""
