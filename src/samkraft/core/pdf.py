"""Tagged PDF files (PDF/UA-1) set by typst from a template and plain data.

The data reaches the template as JSON and is never markup: a note with a # in it is only a note. The fonts are typst's
own, and nothing is fetched.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

ACCESSIBLE = ("ua-1",)


def typeset(
    template: Path, content: dict[str, Any], moment: datetime, standards: tuple[str, ...] = ACCESSIBLE
) -> bytes:
    """One PDF. The template reads ``json(bytes(sys.inputs.data))``; *moment* stands in the file as its day."""
    import typst  # loaded late: most processes never set a page

    compiled: Any = typst.compile
    return compiled(
        template.read_bytes(),
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        format="pdf",
        pdf_standards=list(standards),
        ignore_system_fonts=True,
        timestamp=moment,
    )
