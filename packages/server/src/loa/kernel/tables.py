"""The rights on tables of Django and of the job queue that belong to no app of ours."""

from loa.kernel import guard

TABLES = [
    guard.system("django_migrations", web="s", worker="s"),
    guard.system("django_content_type", web="s", worker="s"),
    # A job has ids only, and no text that a person wrote. The web defers jobs, the workers run them. The
    # signer defers one job: to compile a unit again without the parts that it could not prove.
    guard.system("procrastinate_jobs", web="si", worker="siud", signer="si"),
    guard.system("procrastinate_events", web="i", worker="siud", signer="i"),
    guard.system("procrastinate_periodic_defers", worker="siud"),
    guard.system("procrastinate_workers", worker="siud"),
]
