"""`python -m gptdesk.cli`: the command line of a checkout that is not installed."""

from __future__ import annotations

import sys

from gptdesk.startup import end_at_interrupt

end_at_interrupt()
from gptdesk.cli.main import main  # noqa: E402

sys.exit(main())
