"""The reader's rules, one module for each class of text. `scan` defines their order."""
