from django.urls import include, path
from rest_framework.routers import SimpleRouter

from benchmarks.peers import ninja_api, pages, stock
from tracker.urls import urlpatterns as of_product

router = SimpleRouter()
router.register("initiatives", stock.InitiativeViewSet, "stock-initiative")
router.register("same-rows", stock.SameRowsViewSet, "same-rows")

urlpatterns = [
    path("stock/", include(router.urls)),
    path("ninja/", ninja_api.api.urls),
    path("plans/<slug:slug>/", pages.plan),
    path("zones/<slug:slug>/", pages.zone),
    *of_product,  # the frame of the pages links to all of them
]
