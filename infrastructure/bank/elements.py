"""Building XML top down: every call is one element, in the order in which the schema wants them."""

from lxml import etree


class Elements:
    """Makes elements of one message's namespace."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def root(self, name: str) -> etree._Element:
        """The outermost element, which declares the namespace."""
        return etree.XML(f'<{name} xmlns="{self._namespace}"/>')

    def add(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """A new element at the end of `parent`; a path like ``Id/IBAN`` makes one within the other."""
        made = parent
        for name in path.split("/"):
            made = etree.SubElement(made, self._tag(name))
        if text is not None:
            made.text = text
        return made

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"


def written(root: etree._Element) -> bytes:
    """The document as UTF-8 with a declaration; equal documents give equal bytes."""
    etree.indent(root)
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"
