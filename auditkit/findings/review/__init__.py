"""The reviews that an experienced reviewer would make, one module for each kind."""
