"""Who may read the programme. The docstring is the rule."""


def can_read_programme(request):
    """Everyone who acts in a programme: it holds no personal data."""
    return request.acting is not None and bool(request.acting.programme)
