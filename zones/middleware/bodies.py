"""What is too large to be read at all."""

from django.conf import settings
from django.shortcuts import render


def refuse_large_bodies(get_response):
    """Answer 413 to a body that is larger than an upload may be; it stays unread, whatever address it was sent to."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.LARGEST_BODY:
            return render(request, "413.html", {"megabytes": settings.LARGEST_UPLOAD // 2**20}, status=413)
        return get_response(request)

    return middleware
