"""Answers kept in the memory of a worker process, up to a number of bytes; the longest unasked goes first."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from zones.middleware.codings import IDENTITY, decode, encode

OVERHEAD = 2_000  # bytes that an answer takes beside its bodies: headers, keys, Python's own
_LARGEST_SHARE = 8  # an answer larger than this part of the store would drive out too many others


@dataclass(frozen=True)
class Answer:
    """A whole answer of status 200, with its body in each content coding in which it was asked for."""

    headers: dict[str, str]
    bodies: dict[str, bytes]
    version: int | None = None  # of the record that is shown, if it is one
    is_codable: bool = False  # whether it may be had in other codings than the plain one

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return OVERHEAD + sum(map(len, self.bodies.values()))

    def coding(self, preferred: str) -> str:
        """Return the coding in which it is sent to somebody who prefers one."""
        return preferred if self.is_codable else IDENTITY

    def coded(self, coding: str) -> "Answer":
        """Return it with its body in this coding too."""
        if coding in self.bodies:
            return self
        known, body = next(iter(self.bodies.items()))
        return replace(self, bodies=self.bodies | {coding: encode(decode(body, known), coding)})


class Store:
    """What is kept for one revision of the data: with another one it begins anew. Several threads may use it."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self._lock = Lock()
        self._begin("")

    def find(self, revision: str, key: bytes) -> Answer | None:
        """Return the answer kept under a key."""
        with self._lock:
            if revision == self._revision and key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        return None

    def keep(self, revision: str, key: bytes, answer: Answer) -> None:
        """Keep an answer in the place of another under its key, unless it is too large."""
        if answer.size > self.most_bytes // _LARGEST_SHARE:
            return
        with self._lock:
            if revision != self._revision:
                self._begin(revision)
            if key in self._answers:
                self.bytes -= self._answers.pop(key).size
            self._answers[key] = answer
            self.bytes += answer.size
            while self.bytes > self.most_bytes:
                self.bytes -= self._answers.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._begin("")

    def _begin(self, revision: str) -> None:
        self._revision = revision
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self.bytes = 0
