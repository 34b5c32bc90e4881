"""Tools beside the forms: merging, cloning, progress of many initiatives, copies of sources, questions about twins."""

from django.urls import path

from . import cloning, files, merging, progress
from .cloning import clone_selected as clone_selected
from .files import SourceFileInput as SourceFileInput
from .merging import merge_selected as merge_selected
from .mine import MineFilter as MineFilter
from .progress import report_selected as report_selected
from .twins import TwinForm as TwinForm


def tool_urls(admin_site) -> list:
    """Return the addresses of the tools, which belong among those of an admin site."""
    pages = {
        "merge/<slug:kind>/": (merging.merge_page, "merge"),
        "clone/<int:key>/": (cloning.clone_page, "clone_plan"),
        "progress/": (progress.progress_page, "progress"),
        "progress/selected/": (progress.report_page, "report_selected"),
        "source-file/<int:key>/": (files.source_file, "source_file"),
    }
    return [
        path(route, admin_site.admin_view(view), {"admin_site": admin_site}, name=name)
        for route, (view, name) in pages.items()
    ]
