from django.db import migrations

from zones.services import search_index


class Migration(migrations.Migration):
    dependencies = [
        ("zones", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(search_index.with_index, search_index.without_index),
    ]
