"""Pages of a list: `paginate(queryset, request)` gives a page that `core/parts/pager.html` shows."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


def paginate(objects, request: HttpRequest, per_page: int = PER_PAGE, total: int | None = None) -> Page:
    """The page asked for by `?sida=`; no such number gives the nearest. total: where it is known already."""
    pages = Paginator(objects, per_page)
    if total is not None:
        pages.count = total
    return pages.get_page(request.GET.get("sida"))


def other_params(request: HttpRequest) -> str:
    """The query without the page, for the pager's links."""
    query = request.GET.copy()
    query.pop("sida", None)
    return query.urlencode()
