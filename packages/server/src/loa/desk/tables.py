"""The guard declarations of Wagtail's and Django's own tables. A row that refers to a row of ours has that
row's unit (migration 0001). Tables that Loa does not use (pages, sites, collections, groups) are
closed."""

from loa.kernel import guard

CLOSED = [
    "wagtailcore_pagelogentry",
    "wagtailcore_locale",
    "wagtailcore_site",
    "wagtailcore_page",
    "wagtailcore_collection",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_collectionviewrestriction",
    "wagtailcore_referenceindex",
    "auth_group",
    "auth_permission",
    "auth_group_permissions",
    "wagtailcore_workflow",
    "wagtailcore_workflowtask",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_apitoken",
    "wagtailcore_uploadedfile",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_pagesubscription",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailsearch_indexentry",
]
"""Tables that no role may read or write."""

UNIT = "loa_unit_id"
"""The column that migration 0001 adds."""
TABLES = [
    guard.unit("wagtailcore_revision", column=UNIT, web="siu", worker="s", signer="s"),
    guard.unit("wagtailcore_modellogentry", column=UNIT, web="si", worker="s"),
    *(guard.system(name) for name in CLOSED),
]
