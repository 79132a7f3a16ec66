"""The forms about people. They check only the format; the actions check the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.kernel.fields import LastDayField
from loa.kernel.roles import Role
from loa.places.models import Unit


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=150, error_messages={"required": _("Nhập tên đăng nhập.")}
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Nhập mật khẩu.")},
    )


class NewPasswordForm(forms.Form):
    """A form for a new password, typed twice."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau."))
        return given


class CodeForm(NewPasswordForm):
    """A form for a link that opens with a second administrator's code."""

    code = forms.CharField(
        label=_("Mã của quản trị viên thứ hai"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Nhập mã mà quản trị viên thứ hai đọc cho.")},
    )
    field_order = ("code", "password", "again")


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class UnitChoice(forms.ModelChoiceField[Unit]):
    """A choice among the units at which the reader may grant roles; the view sets the queryset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label=_("Chọn nơi"), **kwargs)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    unit = UnitChoice(label=_("Nơi làm việc"))
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        required=False,
        help_text=_("Bỏ trống thì tự đặt theo tên và nơi."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Vai trò"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    unit = UnitChoice(label=_("Nơi"))
    valid_to = LastDayField(
        label=_("Đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Bỏ trống thì giữ tới khi có người thu lại."),
    )


class EndForm(forms.Form):
    """The form that ends a role: at once, or after a last day."""

    valid_to = LastDayField(label=_("Đến hết ngày"), required=False)


class FirstRunForm(NewPasswordForm):
    """A form for the province and its first two administrators."""

    lists = forms.ChoiceField(
        label=_("Tỉnh"),
        choices=[("thanh-hoa", _("Tỉnh Thanh Hóa, danh sách có sẵn")), ("other", _("Tỉnh khác"))],
        initial="thanh-hoa",
    )
    code = forms.CharField(label=_("Mã tỉnh"), max_length=12, required=False)
    province = forms.CharField(label=_("Tên tỉnh, thành phố"), max_length=120, required=False)
    first_name = forms.CharField(label=_("Họ và tên quản trị viên thứ nhất"), max_length=120)
    first_username = forms.CharField(label=_("Tên đăng nhập"), max_length=60)
    second_name = forms.CharField(label=_("Họ và tên quản trị viên thứ hai"), max_length=120)
    second_username = forms.CharField(label=_("Tên đăng nhập của người thứ hai"), max_length=60)
    field_order = (
        *("lists", "code", "province", "first_name", "first_username", "password", "again"),
        *("second_name", "second_username"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("lists") == "other":
            for name in ("code", "province"):
                if not given.get(name):
                    self.add_error(name, _("Cần điền với tỉnh khác."))
        return given
