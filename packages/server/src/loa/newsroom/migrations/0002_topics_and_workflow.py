"""The first topics, and the one workflow of bulletins with its task that knows places."""

from datetime import date

from django.db import migrations

DECREE = "Nghị định 49/2024/NĐ-CP"
TOPICS = [
    "Chủ trương của Đảng, pháp luật của Nhà nước",
    "Thông báo của Nhà nước",
    "Kinh tế, sản xuất",
    "Y tế, phòng bệnh",
    "Giáo dục",
    "Văn hóa, thể thao, du lịch",
    "Đời sống, an sinh",
    "Môi trường",
    "Khoa học, công nghệ, chuyển đổi số",
    "An ninh, trật tự, phòng cháy",
    "Quốc phòng, biên giới",
    "Thiên tai, cứu nạn",
]
IN_FORCE = date(2024, 7, 1)
WORKFLOW = "Duyệt bản tin"


def make(apps, schema_editor):
    topic = apps.get_model("newsroom", "Topic")
    for position, name in enumerate(TOPICS):
        topic.objects.create(name=name, source=DECREE, position=position, valid_from=IN_FORCE)
    content_type = apps.get_model("contenttypes", "ContentType")
    bulletins, _made = content_type.objects.get_or_create(app_label="newsroom", model="bulletin")
    tasks, _made = content_type.objects.get_or_create(app_label="newsroom", model="unitapprovaltask")
    task = apps.get_model("newsroom", "UnitApprovalTask").objects.create(
        name="Người duyệt của đơn vị", active=True, content_type=tasks
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(
        workflow=workflow, content_type=bulletins
    )


def unmake(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("newsroom", "UnitApprovalTask").objects.all().delete()
    apps.get_model("newsroom", "Topic").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make, unmake)]
