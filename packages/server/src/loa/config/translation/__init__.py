"""Tools for translations: Vietnamese for every text of an installed package that a role can see, English for
our own strings. They need no gettext programs.

The overlay (`config/locale/vi`) translates the messages of Wagtail, Django and the other installed packages.
It overrides their own translations because Django reads LOCALE_PATHS last. Our own strings are Vietnamese in
the code, so `vi` has no entry for them, and `config/locale/en` has one for each.
`config/locale/glossary.toml` defines which words are used.
"""
