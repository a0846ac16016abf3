"""The form that a file is chosen in. The file itself is read by the view, while it arrives."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form


class UploadForm(Form):
    """One file; ``problem`` says why the one that was sent can't be read."""

    marks_optional = False
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("CSV, eller Excel (xlsx) upp till 25 MB. Arbetsförmedlingens lista eller Samkrafts anvisningsfil."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, *args, problem="", **kwargs):
        super().__init__(*args, **kwargs)
        self._problem = problem

    def clean(self):
        if self._problem:
            self.add_error("file", self._problem)
        return super().clean()
