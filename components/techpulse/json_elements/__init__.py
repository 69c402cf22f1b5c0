"""A list in JSON to its elements, each with its own text exactly as it was sent.

Belongs here: what sources that send lists of records share. Does not: what any one source's elements mean.
"""

from techpulse.json_elements.elements import Element, elements_of, whole_element, whole_number

__all__ = ["Element", "elements_of", "whole_element", "whole_number"]
