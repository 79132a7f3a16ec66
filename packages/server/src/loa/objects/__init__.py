"""Files that never change, named by their hash, in a folder or in an S3-compatible store. Uses no Django."""
