"""Bounded: a way to an endpoint that reads no more of a reply than a limit, whatever the reply says."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

MOST_BYTES = 4_000_000
"""Of one reply on the wire; far more than any brief needs."""


class Bounded(httpx.HTTPTransport):
    """Ends a reply that grows past ``MOST_BYTES``, whatever it says of its length."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; no more than the bound is read of the response."""
        response = super().handle_request(request)
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - a synchronous transport
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_BoundedStream(stream),
            extensions=response.extensions,
        )


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for block in self._inner:
            read += len(block)
            if read > MOST_BYTES:
                raise httpx.ReadError(f"the reply is longer than {MOST_BYTES:,} bytes")
            yield block

    def close(self) -> None:
        self._inner.close()
