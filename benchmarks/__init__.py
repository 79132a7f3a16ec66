"""The benchmarks, a module for each name. `./loa bench NAME...` runs them. See
docs/reference/benchmarks.md."""
