"""The pictures of a report, and what draws them: SVG with text that stays text.

In: an audit's rows. Out: a picture with its words and data.
"""
