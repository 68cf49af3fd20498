"""The error tree. Every message says in one sentence what is wrong and what to do next.

::

    FundstelleError
    ├── StoreError ......... the index on disk
    │   ├── IndexMissing ... there is none at that place
    │   ├── IndexMismatch .. it was built with other settings
    │   ├── IndexBusy ...... another process is writing it
    │   ├── IndexDamaged ... it cannot be read
    │   ├── IndexClosed .... it was closed before
    │   └── StoreUnreachable its server cannot be asked
    ├── ArticleUnknown ..... no article of that id
    ├── EncoderUnavailable . the encoder's model cannot be loaded
    ├── ClusterUnavailable . a Ray cluster cannot be used (in :mod:`index.cluster.errors`)
    ├── ModelUnavailable ... the language model cannot be asked (in :mod:`rag.llm.models`)
    ├── TraceInvalid ....... a kept answer cannot be read back (in :mod:`rag.traces`)
    ├── DeskUnavailable .... what readers leave cannot be kept (in :mod:`ui.desk.database`)
    ├── SourceUnreadable ... one file or row cannot become an article (the rest goes on)
    ├── FolderEmpty ........ a folder that held articles holds none
    ├── SettingInvalid ..... a setting is unknown or has a bad value
    └── QuestionInvalid .... there is nothing to look for in the question
"""


class FundstelleError(Exception):
    """Anything this package raises on purpose; ``str(error)`` is fit to be shown."""


class StoreError(FundstelleError):
    """Something is wrong with the index on disk."""


class IndexMissing(StoreError):
    """There is no index at the place given."""


class IndexMismatch(StoreError):
    """The index was built with another encoder or schema than is asked for."""


class IndexBusy(StoreError):
    """Another process has been writing to the index for too long."""


class IndexDamaged(StoreError):
    """The index's database cannot be read."""


class IndexClosed(StoreError):
    """The index was closed, and is asked all the same."""


class StoreUnreachable(StoreError):
    """The index's server does not answer, or not in time."""


class ArticleUnknown(FundstelleError):
    """The index holds no article of that id."""


class EncoderUnavailable(FundstelleError):
    """The encoder's model cannot be found, checked or loaded."""


class SourceUnreadable(FundstelleError):
    """One file or row cannot become an article."""


class FolderEmpty(FundstelleError):
    """A folder that held articles holds none any more."""


class SettingInvalid(FundstelleError):
    """A setting is unknown or has a value that makes no sense."""


class QuestionInvalid(FundstelleError):
    """The question holds nothing to look for."""
