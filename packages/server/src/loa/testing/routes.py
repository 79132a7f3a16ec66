"""Every address that the project answers, found by walking the resolver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern


@dataclass(frozen=True)
class Route:
    """One pattern. `name` is as in `reverse`; a pattern without a name has its route there."""

    name: str
    route: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]
    converters: dict[str, Any]

    @property
    def operations(self) -> tuple[str, ...]:
        """Returns the methods of an operation of the API (django-ninja); empty for any other view."""
        bound = getattr(self.view, "__self__", None)
        found = {method for operation in getattr(bound, "operations", ()) for method in operation.methods}
        return tuple(sorted(found))

    def sample_path(self) -> str:
        """Returns an address that the route answers. The rows in it need not exist."""
        sample = {name: _sample(self.converters.get(name)) for name in self.arguments}
        try:
            return reverse(self.name, kwargs=sample)
        except NoReverseMatch:
            return "/" + self.route.replace("^.*/$", "khong-co/").replace("^", "").replace("$", "")


def _sample(converter: Any) -> Any:
    kind = type(converter).__name__
    if kind == "UUIDConverter":
        return "00000000-0000-7000-8000-000000000000"
    return "1" if kind in ("StringConverter", "SlugConverter", "PathConverter", "NoneType") else 1


def all_routes() -> list[Route]:
    """Returns every route of the project."""
    return list(_walk(get_resolver(), "", "", {}))


def _walk(resolver: URLResolver, prefix: str, space: str, above: dict[str, Any]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        converters = {**above, **_converters(pattern)}
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, route, inner, converters)
        else:
            name = space + (pattern.name or f"-{route}")
            yield Route(name, route, pattern.callback, tuple(converters), converters)


def _converters(pattern: URLPattern | URLResolver) -> dict[str, Any]:
    match = pattern.pattern
    if isinstance(match, RoutePattern):
        return dict(match.converters)
    if isinstance(match, RegexPattern):
        return dict.fromkeys(match.regex.groupindex)
    return {}
