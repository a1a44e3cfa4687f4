"""The parameters that a batch hands to its notebook, as typed on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditkit.batch.job import Value
from auditkit.errors import AuditError

OF_THE_RUN = {
    "department": "部门在命令行写出",
    "year": "年度用 --year 指定",
    "data_dir": "数据文件夹用 --data-dir 指定",
    "rulepack": "规则包用 --rulepack 指定",
}
"""What each run sets by itself, and how it is chosen."""
_WORDS = {"true": True, "false": False, "True": True, "False": False, "是": True, "否": False}


def split_parameter(text: str) -> tuple[str, str]:
    """The name and value of “name=value”.

    Raises AuditError for another shape, or a parameter that the run sets itself.
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise AuditError(f"-p：读不懂“{text}”。请写成 名称=值。")
    if name.strip() in OF_THE_RUN:
        raise AuditError(f"-p：参数“{name.strip()}”由运行自己设定，{OF_THE_RUN[name.strip()]}。")
    return name.strip(), value


def typed_parameters(notebook: Path, given: Mapping[str, str]) -> dict[str, Value]:
    """The values as the notebook declares their types.

    Raises AuditError where the notebook has no such parameter or not the type, and where it lacks
    one that every run sets.
    """
    from papermill.inspection import _infer_parameters
    from papermill.iorw import load_notebook_node

    from auditkit.kernels.execution import check_parameters

    node = load_notebook_node(str(notebook))
    types = {
        p.name: p.inferred_type_name
        for p in _infer_parameters(node, name="python3", language="python")
    }
    typed = {name: _typed(value, types.get(name, "")) for name, value in given.items()}
    own: dict[str, Value] = {"department": "", "year": 0, "data_dir": "", "rulepack": ""}
    check_parameters(node, own | typed, notebook.name)
    return typed


def _typed(text: str, kind: str) -> Value:
    """The value if the text is one of that type, else the text, which the check then refuses."""
    try:
        match kind:
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return _WORDS[text]
    except (ValueError, KeyError):
        pass
    return text
