"""Text templates of a branch: written once, put in where one writes, never in place of what is there."""
