from math import nothing
