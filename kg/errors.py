"""What can go wrong, drawn as a tree.

KGError                 anything this package reports on purpose; carries the exit code of the command line
├── UsageError          2  the call names something that does not exist (a query, a source, a parameter, a format)
├── DocumentError       1  one document cannot be read; the rest of the input is still built
├── ArchiveFault        1  an archive or a member of it cannot or must not be read (kg.archives)
│   └── SheetFault      1  a workbook or a worksheet cannot or must not be read (kg.workbooks)
├── NothingRead         1  not one document was read, and the release stays as it was (kg.pipeline)
└── EnvironmentFault    3  the machine is at fault (a disk that is full, a folder that cannot be written)
"""

from __future__ import annotations


class KGError(Exception):
    """Anything this package reports on purpose: says where, what, and the way out."""

    exit_code = 1


class UsageError(KGError):
    """The call names something that does not exist; the message lists what does."""

    exit_code = 2


class DocumentError(KGError):
    """One document cannot be read; the rest of the input is still built.

    `path` is the document's relative path, `line` the 1-based line at fault (0 where no line applies).
    """

    exit_code = 1

    def __init__(self, path: str, what: str, line: int = 0) -> None:
        self.path, self.what, self.line = path, what, line
        super().__init__(f"{path}:{line}: {what}" if line else f"{path}: {what}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, int]]:
        return DocumentError, (self.path, self.what, self.line)


class EnvironmentFault(KGError):
    """The machine is at fault: a disk that is full, a folder that cannot be written, a missing program."""

    exit_code = 3
