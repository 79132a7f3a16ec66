"""The form with which people send a file."""

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A form for a file of at most `most` rows of data."""

    file = forms.FileField(
        label=_("Tệp bảng tính hoặc CSV"),
        error_messages={"required": _("Chọn một tệp."), "empty": _("Tệp trống, không có chữ nào.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.xlsm,.xlsb"}),
    )

    def __init__(self, most: int, *given: Any) -> None:
        super().__init__(*given)
        said = gettext(
            "Nhận .xlsx, .xls, .ods, CSV (dấu phẩy, chấm phẩy, tab), tối đa %(most)s dòng và 8 MB."
            " Công thức không được chạy."
        )
        self.fields["file"].help_text = said % {"most": number_format(most, 0, force_grouping=True)}
