"""How fast auditkit is, beside the libraries it stands on; run with `make bench`."""
