"""No table of its own: Django tells only an app with this module that a migrate has ended (see apps.py)."""
