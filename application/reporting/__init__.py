"""Reports as somebody asks for them."""
