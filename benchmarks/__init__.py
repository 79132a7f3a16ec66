"""What we measure, a module a name; `./loa bench NAME...` runs them. See docs/reference/benchmarks.md."""
