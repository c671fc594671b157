"""Elements of a page. Text and attributes are escaped when they are written, so that nothing slips in."""

from xml.etree.ElementTree import Element, tostring

Inside = Element | str | None


def tag(name: str, /, *inside: Inside, **attributes: object) -> Element:
    """An element; `class_` is the attribute class, and underscores stand for hyphens."""
    element = Element(name)
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute.rstrip("_").replace("_", "-"), str(value))
    add(element, *inside)
    return element


def add(element: Element, *inside: Inside) -> Element:
    """Append elements and texts in their order; the element itself, for chaining."""
    for each in inside:
        if isinstance(each, Element):
            element.append(each)
        elif each is not None:
            _add_text(element, each)
    return element


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def written(page: Element) -> str:
    """The whole page as HTML."""
    return f"<!doctype html>\n{tostring(page, encoding='unicode', method='html')}\n"
