"""`show.x(audit)`: what a table or chart is made of, taken from an audit where one is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast, overload

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class OfAudit(Protocol[P, R]):
    """A table or chart, of an audit or of its parts."""

    @overload
    def __call__(self, audit: Audit, /, **more: Any) -> R: ...
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...


def of_audit(
    parts: Callable[[Audit], tuple[object, ...]],
) -> Callable[[Callable[P, R]], OfAudit[P, R]]:
    """Lets a function of `parts` of an audit be given the audit itself."""

    def taking(shown: Callable[P, R]) -> OfAudit[P, R]:
        @wraps(shown)
        def wrapped(*args: Any, **kwargs: Any) -> R:
            if len(args) == 1 and _is_audit(args[0]):
                return shown(*parts(args[0]), **kwargs)  # type: ignore[arg-type]
            return shown(*args, **kwargs)

        return cast("OfAudit[P, R]", wrapped)

    return taking


def _is_audit(thing: object) -> bool:
    from auditkit.audit.audit import Audit

    return isinstance(thing, Audit)
