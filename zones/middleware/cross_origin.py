"""Pages of other sites may read what the public may read, and nothing else (CORS)."""

from django.http import HttpResponse

READING = ("GET", "HEAD")
EXPOSED = "Content-Disposition, ETag, Link, Retry-After"  # beside those that scripts may always read
ASKED = "Accept, Accept-Language, If-Modified-Since, If-None-Match"
DAY = "86400"  # seconds


def cross_origin(get_response):
    """Let scripts of any page read the API as the public does: without a token, and never with cookies.

    It stands before the answers that are kept, so that a 304 says the same.
    """

    def middleware(request):
        is_public = request.path_info.startswith("/api/v1/") and "HTTP_AUTHORIZATION" not in request.META
        if not is_public:
            return get_response(request)
        if request.method == "OPTIONS" and request.META.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD") in READING:
            return _preflight()
        response = get_response(request)
        if request.method in READING:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return middleware


def _preflight() -> HttpResponse:
    """Answer a browser that asks whether a page may send more than the simplest request."""
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": ", ".join(READING),
            "Access-Control-Allow-Headers": ASKED,
            "Access-Control-Max-Age": DAY,
        },
    )
