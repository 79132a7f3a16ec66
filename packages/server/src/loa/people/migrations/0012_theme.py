"""The theme that a person chose is a column of the account: Wagtail's admin, which kept it, has gone."""

from django.db import migrations, models

CHOSEN = """
do $$ begin
  if to_regclass('wagtailusers_userprofile') is not null then
    update people_account a set theme = p.theme from wagtailusers_userprofile p
      where p.user_id = a.id and p.theme in ('light', 'dark');
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_by_the_table_of_roles")]
    operations = [
        migrations.AddField(
            "account",
            "theme",
            models.CharField(
                choices=[("system", "Theo máy"), ("light", "Sáng"), ("dark", "Tối")],
                db_default="system",
                default="system",
                max_length=6,
            ),
        ),
        migrations.RunSQL(CHOSEN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(("theme__in", ["system", "light", "dark"])), name="people_account_known_theme"
            ),
        ),
    ]
