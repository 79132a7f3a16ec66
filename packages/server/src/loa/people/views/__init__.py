"""The pages about people. They only show queries and call actions."""
