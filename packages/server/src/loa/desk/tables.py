"""The guard declarations of Wagtail's and Django's own tables. A row that refers to a row of ours has that
row's unit (migration 0001). Tables that Loa does not use (pages, sites, collections, groups) are readable
where a page of the frame queries them, and never writable."""

from loa.kernel import guard

READ_ONLY = [
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
]
"""Tables that the web and the worker may read."""
CLOSED = [
    "wagtailcore_workflow",
    "wagtailcore_workflowtask",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailimages_image",
    "wagtailimages_rendition",
    "wagtaildocs_document",
    "wagtailcore_apitoken",
    "wagtailcore_uploadedfile",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_pagesubscription",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailsearch_indexentry",
    "wagtailadmin_admin",
    "taggit_tag",
    "taggit_taggeditem",
]
"""Tables that no role may read or write."""

UNIT = "loa_unit_id"
"""The column that migration 0001 adds."""
TABLES = [
    guard.unit("wagtailcore_revision", column=UNIT, web="siu", worker="s", signer="s"),
    guard.unit("wagtailcore_modellogentry", column=UNIT, web="si", worker="s"),
    guard.unit("wagtailadmin_editingsession", column=UNIT, web="siud"),
    guard.person("wagtailadmin_formstate", column="user_id", web="siud"),
    guard.person("wagtailusers_userprofile", column="user_id", web="siu"),
    *(guard.system(name, web="s", worker="s") for name in READ_ONLY),
    *(guard.system(name) for name in CLOSED),
]
