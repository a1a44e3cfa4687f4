"""What a batch came to: for its record (batch.json), its letter and its last line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from auditkit.batch.job import Outcome, Run
from auditkit.batch.standing import Grave

SCHEMA = "auditkit-batch-1"
FILE = "batch.json"


@dataclass(frozen=True)
class Summary:
    """A batch as it ended. `reasons` say why each run was due; `unstarted` had no chance.

    `grave` are the runs, made or unchanged, whose data must be mended; `ignored` says what of the
    data folder was passed over, `kept` where edited files were put before they were replaced.
    """

    output: str
    started: dt.datetime
    finished: dt.datetime
    outcomes: tuple[Outcome, ...]
    reasons: dict[Run, str]
    unchanged: tuple[Run, ...] = ()
    unstarted: tuple[Run, ...] = ()
    grave: dict[Run, Grave] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def failed(self) -> list[Outcome]:
        """The reports that could not be written."""
        return sorted((o for o in self.outcomes if not o.done), key=lambda o: o.run)

    @property
    def done(self) -> list[Outcome]:
        """The reports that were written."""
        return sorted((o for o in self.outcomes if o.done), key=lambda o: o.run)

    @property
    def well(self) -> bool:
        """Whether every report is there and no input has 须更正 problems."""
        return not (self.failed or self.unstarted or self.grave)

    @property
    def counts(self) -> dict[str, int]:
        """How many reports ended in which state."""
        return {
            "done": len(self.done),
            "failed": len(self.failed),
            "skipped": len(self.unchanged),
            "unstarted": len(self.unstarted),
            "grave": len(self.grave),
        }

    @property
    def headline(self) -> str:
        """One line: what was done, what failed, what was left."""
        parts = [f"完成{len(self.done)}个"]
        if self.failed:
            parts.insert(0, f"失败{len(self.failed)}个")
        if self.unstarted:
            parts.append(f"未运行{len(self.unstarted)}个")
        if self.unchanged:
            parts.append(f"未变跳过{len(self.unchanged)}个")
        if self.grave:
            parts.append(f"其中{len(self.grave)}个有须更正的数据问题")
        return "审计报告批次：" + "，".join(parts)

    def lines(self) -> list[str]:
        """The summary for people, failed runs first."""
        spent = round((self.finished - self.started).total_seconds())
        took = f"{self.started:%Y-%m-%d %H:%M} 开始，用时{spent // 60}分{spent % 60}秒"
        lines = [f"{self.headline}。", f"{took}；报告在 {self.output}。"]
        for title, rows in (
            ("失败", [f"{o.run}：{o.error}" for o in self.failed]),
            ("未运行（磁盘已满）", [str(run) for run in sorted(self.unstarted)]),
            (
                "数据须更正",
                [f"{run}：{grave.count}个；{grave.first}" for run, grave in self.grave.items()],
            ),
            ("请核对的文件夹", list(self.ignored)),
            ("保留改动过的文件", list(self.kept)),
            ("完成", [f"{o.run}（{self.reasons[o.run]}）" for o in self.done]),
        ):
            if rows:
                lines += ["", f"{title} {len(rows)} 个", *(f"  {row}" for row in rows)]
        if self.unchanged:
            lines += ["", f"未变，跳过 {len(self.unchanged)} 个"]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The record of the batch; here alone are times."""
        runs = [
            _about(o.run)
            | {"state": "done" if o.done else "failed", "reason": self.reasons[o.run]}
            | ({} if o.done else {"error": o.error, "cause": o.cause, "notebook": o.notebook})
            | {"seconds": round(o.seconds, 3), "attempts": o.attempts}
            for o in (*self.failed, *self.done)
        ]
        runs += [
            _about(run) | {"state": "unstarted", "reason": self.reasons[run]}
            for run in sorted(self.unstarted)
        ]
        runs += [_about(run) | {"state": "skipped", "reason": "未变"} for run in self.unchanged]
        for one in runs:
            if grave := self.grave.get(Run(one["department"], one["year"])):
                one |= {"grave_issues": grave.count, "problem": grave.first}
        return {
            "schema": SCHEMA,
            "started": self.started.isoformat(timespec="seconds"),
            "finished": self.finished.isoformat(timespec="seconds"),
            **self.counts,
            "ignored": list(self.ignored),
            "kept": list(self.kept),
            "runs": runs,
        }


def _about(run: Run) -> dict[str, Any]:
    return {"department": run.department, "year": run.year}
