"""Which Dockerfile an image is built of: build commands and configurations, found in the tree.

Everything is read through `Files` and nothing is executed. What a text depends on that is not in
the files stays a hole in it, and a name with a hole in the wrong place links nothing.
"""
