"""Django's ``{% load i18n %}``: a text that stands in a template is looked up once per language, not at every page."""

from django import template
from django.template.base import Variable
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class StandingText(i18n.TranslateNode):
    """A literal text, without filter or context of its own: a hundred stand on a page."""

    def __init__(self, node):
        super().__init__(node.filter_expression, node.noop, node.asvar)
        self._said = {}

    def render(self, context):
        """The text in the language of the request."""
        language = get_language()
        if language not in self._said:
            self._said[language] = super().render(context) if self.asvar is None else self._kept(context)
        if self.asvar is None:
            return self._said[language]
        context[self.asvar] = self._said[language]
        return ""

    def _kept(self, context):
        super().render(context)
        return context[self.asvar]


@register.tag("translate")
@register.tag("trans")
def translate(parser, token):
    """As Django's."""
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    stands = isinstance(text.var, Variable) and text.var.literal is not None and not text.filters
    return StandingText(node) if stands and node.message_context is None else node
