"""Everything that is published as one Frictionless Data Package, written and read back."""

from .container import Fault as Fault
from .container import PackageError as PackageError
from .reading import NotEmpty as NotEmpty
from .reading import import_package as import_package
from .schema import LEFT_OUT as LEFT_OUT
from .schema import tables as tables
from .writing import StillChanging as StillChanging
from .writing import opened as opened
from .writing import write_package as write_package
