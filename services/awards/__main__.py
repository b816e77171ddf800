"""`python -m services.awards ROLE [ROLE…]`."""

from services.awards.app import SERVICE
from services.chassis.process import main

main(SERVICE)
