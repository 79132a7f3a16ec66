"""Password validators with messages in Vietnamese, for Django's validation of passwords."""

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from loa.kernel.unaccent import plain
from loa.people.models import Account

SHORTEST = 10


class LongEnough:
    def validate(self, password: str, user: Account | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="too_short")

    def get_help_text(self) -> str:
        return _("Mật khẩu cần ít nhất %(n)s ký tự. Ba, bốn từ dễ nhớ ghép lại là tốt.") % {"n": SHORTEST}


class NotCommon(django.CommonPasswordValidator):
    def validate(self, password: str, user: Account | None = None) -> None:
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_help_text(), code="too_common")

    def get_help_text(self) -> str:
        return _("Mật khẩu này quá nhiều người dùng. Chọn mật khẩu khác.")


class NotOnlyDigits:
    def validate(self, password: str, user: Account | None = None) -> None:
        if password.replace(" ", "").isdigit():
            raise ValidationError(self.get_help_text(), code="only_digits")

    def get_help_text(self) -> str:
        return _("Mật khẩu chỉ có chữ số thì dễ đoán. Thêm chữ.")


class NotTheName:
    """A validator that rejects a password that contains the username or the person's name, with or without
    diacritics. Names of fewer than four letters are not checked."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None:
            return
        squeezed = plain(password).replace(" ", "")
        # The part before the first point is usually the given name (see `suggest_username`).
        names = [user.username, user.username.split(".")[0]]
        if user.person_id:
            names.append(plain(user.name).replace(" ", ""))
        if any(len(name) >= 4 and name in squeezed for name in names):
            raise ValidationError(self.get_help_text(), code="the_name")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được chứa tên đăng nhập hoặc họ tên.")
