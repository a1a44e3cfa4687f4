"""The test suites of papermill and nbclient, on the stock kernel and on ours."""
