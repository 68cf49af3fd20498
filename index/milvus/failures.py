"""What Milvus and its client raise, in one clear sentence each."""

from index.errors import IndexMissing, StoreError, StoreUnreachable
from index.places import TOKEN_VARIABLE, MilvusPlace

# Milvus' error codes, and those of versions before 2.3.
_MISSING, _UNLOADED = {100, 4}, {101}
_LONGEST_REASON = 160

_FULL = (
    "quota",
    "disk",
    "no space",
    "file too large",
    "rate limit",
    "ratelimit",
    "memory",
    "deny",
    "denied to",
)
_REFUSED = ("auth", "unauthenticated", "permission", "privilege")
_GONE = (
    "unavailable",
    "deadline",
    "timeout",
    "connect",
    "closed channel",
    "cancelled",
    "reset",
    "open local",
)


def kinds() -> tuple[type[Exception], ...]:
    """Return the exceptions that mean that Milvus could not do what it was asked for."""
    import grpc  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with an extra
    from pymilvus.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415
        MilvusException,
    )

    # ValueError: a call on a channel that another thread has just closed to connect anew.
    return MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError


def is_unloaded(error: Exception) -> bool:
    """Tell whether a collection has to be loaded first, as after a restart of Milvus Lite."""
    return _code_of(error) in _UNLOADED or "not loaded" in _reason_of(error).lower()


def missing_libraries() -> StoreError:
    """Return the error that what comes with an extra is not installed."""
    return StoreError(
        "An index in Milvus needs more libraries; run: pip install 'fundstelle[milvus]'"
    )


def plain(error: Exception, place: MilvusPlace) -> StoreError:
    """Return an error as one clear sentence that says what to do next."""
    reason = _reason_of(error)
    lower = reason.lower()
    if _code_of(error) in _MISSING or "collection not found" in lower:
        return IndexMissing(
            f"There is no index at {place}; make one with: fundstelle add --index {place} PATH…"
        )
    if "milvus-lite is required" in lower:
        return missing_libraries()
    if place.file is None and any(word in lower for word in _REFUSED):
        return StoreError(
            f"Milvus refuses the index at {place} to us; give a token that may use it in the "
            f"environment variable {TOKEN_VARIABLE}."
        )
    if any(word in lower for word in _GONE):
        return unreachable(place)
    if any(word in lower for word in _FULL):
        return StoreError(
            f"Milvus takes nothing more for the index at {place} ({_short(reason)}); give it more "
            "room, then do the same again."
        )
    return StoreError(
        f"The index at {place} cannot be used ({_short(reason)}); look into Milvus' log."
    )


def unreachable(place: MilvusPlace) -> StoreUnreachable:
    """Return the error that the server does not answer."""
    if place.file is not None:
        return StoreUnreachable(
            f"The Milvus Lite file {place.file} cannot be opened; end the other process that has "
            "it open, or check the file's permissions."
        )
    return StoreUnreachable(
        f"Milvus does not answer for the index at {place}; check that it runs and can be reached, "
        "then ask again."
    )


def _code_of(error: Exception) -> int:
    code = getattr(error, "code", None)
    return code if isinstance(code, int) else 0


def _reason_of(error: Exception) -> str:
    """Return what an error says of itself; gRPC's errors say it by a code and details."""
    code, details = getattr(error, "code", None), getattr(error, "details", None)
    if callable(code) and callable(details):
        return f"{code()} {details()}"
    message = getattr(error, "message", None)
    return str(message or error)


def _short(reason: str) -> str:
    return " ".join(reason.split())[:_LONGEST_REASON]
