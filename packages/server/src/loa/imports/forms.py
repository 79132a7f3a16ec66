"""What people send."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp bảng tính hoặc CSV"),
        error_messages={"required": _("Chọn một tệp."), "empty": _("Tệp trống, không có chữ nào.")},
        help_text=_(
            "Nhận .xlsx, .xls, .ods, CSV (dấu phẩy, chấm phẩy, tab), tối đa 8 MB. Công thức không được chạy."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.xlsm,.xlsb"}),
    )
