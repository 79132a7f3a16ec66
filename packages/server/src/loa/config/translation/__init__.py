"""Vietnamese for everything a role can see, English for our own strings: tools that need no gettext programs.

The overlay (`config/locale/vi`) translates what Wagtail, Django and the other installed packages say; it
wins over theirs because Django reads LOCALE_PATHS last. Our own strings are Vietnamese in the code, so `vi`
has no entry for them and `config/locale/en` has one for each. The words are held together by
`config/locale/glossary.toml`.
"""
