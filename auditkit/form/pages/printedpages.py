"""The pages of a printed form as one: wide tables whole, running heads left out, no rules told."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.files.grid import Grid
from auditkit.form.layouts.twopages import beside_each_other
from auditkit.form.log import ReadingLog
from auditkit.form.pages.clippedlabels import with_labels_of_next_page
from auditkit.form.pages.cutpages import tell_cut
from auditkit.form.pages.repeatedheads import without_repeated_heads
from auditkit.form.pages.runningheads import without_running_heads
from auditkit.form.pages.unruled import tell_unruled
from auditkit.rules.formwords import FormWords


def one_after_another(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids of a file as the rows of a form follow each other; what was done is told."""
    tell_unruled(grids, log)
    tell_cut(grids, log)
    whole = with_labels_of_next_page(beside_each_other(grids, words, log), words, log)
    whole = without_repeated_heads(whole, words, log)
    return without_running_heads(whole, words, log)
