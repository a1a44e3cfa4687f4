"""我的部门: the page on which an auditor takes one department from its form to its report.

In: a folder that holds data/. Out: `department_page`, controls over the steps of `Desk`.
"""

import auditkit.workbench.installed  # noqa: F401  says which extra is missing
from auditkit.workbench.department.desk import Desk
from auditkit.workbench.department.page import department_page

__all__ = ["Desk", "department_page"]
