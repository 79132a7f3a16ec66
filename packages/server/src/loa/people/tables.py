"""People are seen and written within the scope; sign-in's own tables are the web's alone."""

from loa.kernel import guard

TABLES = [
    guard.unit("people_person", web="siu", worker="s"),
    guard.unit("people_account", web="siu", worker="s"),
    guard.unit("people_rolegrant", web="siu", worker="s"),
    guard.system("django_session", web="siud", worker="sd"),
    guard.system("axes_accessattempt", web="siud"),
    guard.system("axes_accessattemptexpiration", web="siud"),
    guard.system("axes_accessfailurelog", web="siud"),
    guard.system("axes_accesslog", web="siud"),
]
