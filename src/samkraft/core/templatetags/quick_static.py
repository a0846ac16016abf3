"""Django's ``{% load static %}``: the address of a file that a template names is asked for once, not at every page."""

from django import template
from django.template.base import Variable
from django.templatetags import static as djangos

register = template.Library()
register.tags |= djangos.register.tags


class StandingFile(djangos.StaticNode):
    """A file named in the template: its name with the sum of what is in it changes with a new release alone."""

    _address = ""

    def url(self, context):
        """The file's address."""
        if not self._address:
            self._address = super().url(context)
        return self._address


@register.tag("static")
def static(parser, token):
    """As Django's."""
    node = djangos.do_static(parser, token)
    stands = isinstance(node.path.var, Variable) and node.path.var.literal is not None and not node.path.filters
    return StandingFile(node.varname, node.path) if stands else node
