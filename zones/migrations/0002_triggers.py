from django.db import migrations

from zones.services import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("zones", "0001_initial"),
    ]

    operations = [migrations.RunPython(triggers.with_all, triggers.without_all)]
