from django.db import migrations, models

from zones.services import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("zones", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=32, verbose_name="token")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "state of the data",
                "verbose_name_plural": "states of the data",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="revision_one_row")],
            },
        ),
        migrations.RunPython(triggers.with_revision, triggers.without_revision),
    ]
