"""The page that asks for name and password. It needs no script, and nothing of Gradio but colours.

Gradio's own would show who is not logged in which calls there are, sets a cookie that other sites'
requests carry too (``SameSite=None``), and keeps its sessions for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ui.serving.door import Door, Refusal, address_of
from ui.texts import Tongue, languages, load_texts, texts_for

LANGUAGE_COOKIE = "fundstelle_language"
"""Keeps the language that a reader chose on the page."""

_STATUS = {"wrong": 401, "wait": 429, "broken": 503}
_PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="page/favicon.svg">
<link rel="stylesheet" href="theme.css">
<link rel="stylesheet" href="page/login.css">
<script src="page/login.js"></script>
</head>
<body>
<main>
<h1>{title}</h1>
{message}<form method="post" action="{action}">
<label>{name}
<input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" \
maxlength="64" required value="{given}"{focus_name}></label>
<label>{password}
<input name="password" type="password" autocomplete="current-password" required{focus_password}>\
</label>
<button>{enter}</button>
</form>
<p>{hint}</p>
</main>
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class LoginTexts(Tongue):
    """What the page says; ``wait`` holds one form for each plural category of the language."""

    title: str
    hint: str
    name: str
    password: str
    enter: str
    wrong: str
    broken: str
    wait: Mapping[str, str]

    def explain(self, refusal: Refusal) -> str:
        """Return in words why somebody was not let in."""
        if refusal.reason == "wait":
            return self.plural(self.wait, refusal.seconds).format(count=refusal.seconds)
        return self.wrong if refusal.reason == "wrong" else self.broken


def ask_to_log_in(request: Request) -> Response:
    """Return the page, in the language of who makes the request."""
    return HTMLResponse(render_login(_texts_of(request), _wanted(request)))


def render_login(
    texts: LoginTexts, wanted: str = "", given: str = "", refusal: Refusal | None = None
) -> Markup:
    """Render the page.

    Args:
        texts: What it says.
        wanted: The query of the address that was asked for, such as a question to be asked.
        given: The name that was tried, which need not be typed again.
        refusal: Why that was in vain.
    """
    said = Markup('<p role="alert">{}</p>\n').format(texts.explain(refusal)) if refusal else ""
    focus = Markup(" autofocus")
    return _PAGE.format(
        language=texts.language,
        title=texts.title,
        message=said,
        action=f"login{wanted}",
        name=texts.name,
        given=given[:64],
        focus_name="" if given else focus,
        password=texts.password,
        focus_password=focus if given else "",
        enter=texts.enter,
        hint=texts.hint,
    )


async def log_in(door: Door, root_path: str, request: Request) -> Response:
    """Take name and password; begin a session, or say why not.

    A browser is led to the page; programs, such as Gradio's client, are answered in JSON.
    """
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
    name = fields.get("username", [""])[0].strip()
    password = fields.get("password", [""])[0]
    entered = await door.enter(name, password, address_of(request))
    browses = "text/html" in request.headers.get("accept", "")
    if isinstance(entered, Refusal):
        return _turn_away(request, entered, name, browses=browses)
    response = (
        RedirectResponse(f"./{_wanted(request)}", status_code=303)
        if browses
        else JSONResponse({"success": True})
    )
    # Lax: not sent with what other sites have a browser do, but when a link leads here.
    response.set_cookie(
        door.cookie,
        entered,
        path=root_path or "/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def log_out(door: Door, root_path: str, request: Request) -> Response:
    """End the session and lead to the login."""
    door.leave(request)
    response = RedirectResponse("./", status_code=303)
    response.delete_cookie(door.cookie, path=root_path or "/", httponly=True, samesite="lax")
    return response


def _turn_away(request: Request, refusal: Refusal, name: str, *, browses: bool) -> Response:
    texts = _texts_of(request)
    status = _STATUS[refusal.reason]
    headers = {"Retry-After": str(refusal.seconds)} if refusal.seconds else None
    if browses:
        page = render_login(texts, _wanted(request), name, refusal)
        return HTMLResponse(page, status, headers)
    return JSONResponse({"detail": texts.explain(refusal)}, status, headers)


def _wanted(request: Request) -> str:
    """Return the query of a request with its question mark: what the page is to do once it opens.

    It is kept through the login, so that a link that asks something is worth as much to whoever has
    to log in first.
    """
    return f"?{request.url.query}" if request.url.query else ""


def _texts_of(request: Request) -> LoginTexts:
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    if language not in languages():
        language = texts_for(request.headers.get("accept-language")).language
    return load_texts(LoginTexts, "login", language)
