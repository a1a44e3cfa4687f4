"""JupyterLab as auditors use it: the lab, practice for newcomers, exploring by controls.

In: the project's folder. Out: `lab`'s settings, the practice folder, `explore`.
"""
