"""Tables as people send them: CSV of any dialect, XLSX, XLS, ODS. `table.read` is the way in.

Nothing is imported here: the child that opens workbooks loads no more than it needs.
"""
