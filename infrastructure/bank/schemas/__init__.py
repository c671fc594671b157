"""The official schemas as files; README.md says where they come from."""
