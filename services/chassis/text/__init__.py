"""Text: one idea of what a letter is, for every place where text is taken, compared, searched and sorted.

`letters` says which letters are invisible, forbidden or alike; `arriving` cleans whole bodies, forms and addresses; `types` has the
bounded texts of request bodies; `ordering` finds and sorts.
"""
