print({]"tfn(if]{"a":d{')
a":d{'!
