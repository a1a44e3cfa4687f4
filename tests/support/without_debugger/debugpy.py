"""The debugger as where it is not installed: a third of what it takes to start a kernel."""

raise ImportError("no debugger in this test")
