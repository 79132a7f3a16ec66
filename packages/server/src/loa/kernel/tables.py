"""Tables of Django and of the job queue that belong to no room."""

from loa.kernel import guard

TABLES = [
    guard.system("django_migrations", web="s", worker="s"),
    guard.system("django_content_type", web="s", worker="s"),
    # A job holds ids only; web defers, the workers run. Its rows carry no person's words. The signer defers
    # one job: to compile a unit without what it could not prove.
    guard.system("procrastinate_jobs", web="si", worker="siud", signer="si"),
    guard.system("procrastinate_events", web="i", worker="siud", signer="i"),
    guard.system("procrastinate_periodic_defers", worker="siud"),
    guard.system("procrastinate_workers", worker="siud"),
]
