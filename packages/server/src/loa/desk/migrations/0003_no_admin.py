"""Wagtail's admin, images, documents and tags have left: no page of ours used them, and they held no row of ours
but the chosen theme, which the account has now. What they had in an instance of before goes with them, and so
does the word that their migrations ran: an app that comes back makes its tables anew."""

from django.db import migrations

APPS = ("wagtailadmin", "wagtailimages", "wagtaildocs", "wagtailusers", "wagtailsnippets", "taggit")
TABLES = (
    "wagtailadmin_admin",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailimages_rendition",
    "wagtailimages_image",
    "wagtaildocs_document",
    "wagtailusers_userprofile",
    "taggit_taggeditem",
    "taggit_tag",
)
GONE = ", ".join(f"'{app}'" for app in APPS)
OF_THEM = f"select id from django_content_type where app_label in ({GONE})"
RIGHTS = f"select id from auth_permission where content_type_id in ({OF_THEM})"
GIVEN = (
    "auth_group_permissions",
    "people_account_user_permissions",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
)
FORWARD = f"""
drop table if exists {", ".join(TABLES)} cascade;
{chr(10).join(f"delete from {table} where permission_id in ({RIGHTS});" for table in GIVEN)}
delete from auth_permission where content_type_id in ({OF_THEM});
delete from wagtailcore_modellogentry where content_type_id in ({OF_THEM});
delete from django_content_type where app_label in ({GONE});
delete from django_migrations where app in ({GONE});
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_no_workflow"), ("people", "0012_theme")]
    operations = [migrations.RunSQL(FORWARD)]
