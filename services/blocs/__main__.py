"""`python -m services.blocs ROLE [ROLE…]`."""

from services.blocs.app import SERVICE
from services.chassis.process import main

main(SERVICE)
