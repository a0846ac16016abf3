"""The form that puts a document into a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form
from samkraft.sharing.choices import ItemKind

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt,.ods"


class DocumentForm(Form):
    """A file, what it is called, and what kind of facts stand in it: of those that work with a person is about.

    What belongs to nobody's plan, such as crimes or faith, has no place to be put (table A, SEK-11).
    """

    file = forms.FileField(
        label=_("Fil"),
        allow_empty_file=True,
        help_text=_("PDF, bild (JPEG, PNG), Word, Excel eller OpenDocument, högst 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    title = forms.CharField(label=_("Vad är det?"), max_length=120, help_text=_("Till exempel: Intyg från kursen."))
    category = forms.ChoiceField(
        label=_("Vilken sorts uppgifter står i den?"),
        help_text=_("Samtycket avgör vilka som den kan delas med."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        said = {one.category for one in (*definition.mapping_areas, *definition.activity_types)} | {ItemKind.MINUTES}
        self.fields["category"].choices = [(c.code, c.name) for c in definition.data_categories if c.code in said]
