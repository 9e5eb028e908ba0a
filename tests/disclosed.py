"""The columns of a figure that are NULL when it is withheld."""

COUNTS = ["white_num", "white_den", "bme_num", "bme_den", "comparator_num", "comparator_den"]
NUMBERS = ["value", "ci_lower", "ci_upper", "katz_lower", "katz_upper", "white_value", "bme_value", "comparator_value"]
NUMBERS += ["bme_value_known", "unknown_rate", "numerator_unknown_rate"]
NUMBERS += ["value_if_unknown_white", "value_if_unknown_bme"]
FLAGS = ["low_confidence", "unknown_sensitive", "reliability", "conflict"]
