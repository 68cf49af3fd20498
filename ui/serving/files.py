"""The page's own scripts, styles and pictures, as they were when the server started."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def serve_files(folder: Path) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint for the files right in a folder, by the path parameter ``name``.

    They are read once, so that no path is ever made of a request, and a page's scripts are of one
    version. A browser keeps them but asks each time whether they are still the same: their tags
    are hashes of what they hold, since packages may give all files the same date.
    """
    kept = {
        file.name: (file.read_bytes(), _KINDS[file.suffix])
        for file in sorted(folder.iterdir())
        if file.suffix in _KINDS and file.is_file()
    }
    tags = {name: f'"{hashlib.sha256(held).hexdigest()[:32]}"' for name, (held, _) in kept.items()}

    async def serve_file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in kept:
            return Response(status_code=404)
        headers = {"Cache-Control": "no-cache", "ETag": tags[name]}
        asked = request.headers.get("if-none-match", "")
        if tags[name] in (tag.strip().removeprefix("W/") for tag in asked.split(",")):
            return Response(status_code=304, headers=headers)
        held, kind = kept[name]
        return Response(held, media_type=kind, headers=headers)

    return serve_file
