"""Rows that a taken web could write, table by table, and what becomes of each.

`cases` is how one is said, `house` the small province in which it is written, `trying` writes it as loa_web
and lets the signer work; every other module is the cases of some tables, and `every` gathers them.
"""
