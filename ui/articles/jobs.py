"""What a reader hands in on the page becomes a job: files, a pasted text, addresses."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.sources import Sources
from index.sources.visits import name_address
from rag.config import Settings
from ui.articles.adding import Job, Place
from ui.articles.requests import RequestInvalid, read_addresses, read_files, read_id, read_paste
from ui.articles.sources import Pasted, Uploads, claim
from ui.articles.texts import ArticleTexts

_JOB_ID = 64  # characters at most

MOST_PASTED = 1_500_000
"""Bytes that a pasted text may have: it comes as JSON, which the server takes up to 2 MB of."""

Asked = Mapping[str, Any]


class Jobs:
    """Makes jobs of what is handed in, as far as it may be."""

    def __init__(self, settings: Settings, uploads: Path, allowed_hosts: Sequence[str]) -> None:
        """Set what may be handed in.

        Args:
            settings: Say what is too large.
            uploads: The folder that files are uploaded to.
            allowed_hosts: Hosts that may be read from although they are not public.
        """
        self._limits = settings.limits
        self._uploads = uploads
        self._most = min(MOST_PASTED, settings.limits.file_bytes)
        self._allowed_hosts = allowed_hosts

    def take(self, asked: object, texts: ArticleTexts) -> Job:
        """Return the job that is asked for, nothing of it done yet.

        Args:
            asked: What the browser sent; see :meth:`ui.articles.library.Library.add`.
            texts: The reader's.

        Raises:
            RequestInvalid: It makes no sense, or an upload is gone.
            FundstelleError: What is handed in cannot be taken.
        """
        job_id = read_id(asked, "job", texts)[:_JOB_ID] or uuid.uuid4().hex
        if not isinstance(asked, Mapping):
            raise RequestInvalid(texts.malformed)
        kinds: Mapping[str, Callable[[Asked, str, ArticleTexts], Job]] = {
            "files": self._take_files,
            "paste": self._take_paste,
            "addresses": self._take_addresses,
        }
        take = kinds.get(str(asked.get("kind")))
        if take is None:
            raise RequestInvalid(texts.malformed)
        return take(asked, job_id, texts)

    def _take_files(self, asked: Asked, job_id: str, texts: ArticleTexts) -> Job:
        sent = read_files(asked, texts)
        folder = Path(tempfile.mkdtemp(prefix="fundstelle-"))
        claimed = [
            claim(one.path, one.name, self._uploads, folder / str(number))
            for number, one in enumerate(sent)
        ]
        uploads = [one for one in claimed if one is not None]
        if len(uploads) < len(sent):
            shutil.rmtree(folder, ignore_errors=True)
            raise RequestInvalid(texts.upload_gone.format(name=sent[claimed.index(None)].name))
        sources = Uploads(uploads, self._limits, self._allowed_hosts)
        return Job(job_id, sources, [Place(one.name, one.origin) for one in uploads], folder)

    def _take_paste(self, asked: Asked, job_id: str, texts: ArticleTexts) -> Job:
        text, known = read_paste(asked, self._most, texts)
        pasted = Pasted(text, known, self._limits)
        return Job(job_id, pasted, [Place(texts.paste, pasted.origin)])

    def _take_addresses(self, asked: Asked, job_id: str, texts: ArticleTexts) -> Job:
        addresses = read_addresses(asked, texts)
        sources = Sources(addresses, limits=self._limits, allowed_hosts=self._allowed_hosts)
        return Job(job_id, sources, [Place(one, name_address(one)) for one in addresses])
