"""Reads tables that people send: CSV of any dialect, XLSX, XLS, ODS. The entry point is `table.read`.

This file imports nothing, so that the child process that opens workbooks loads only what it needs.
"""
