x = ((((((((([[[[[{{{{{a.b(c[d{
)))]]]}}}
..
.a.
()()()[]{}.x(
	def
  class
import .
from . import
from import
as
lambda
:=
