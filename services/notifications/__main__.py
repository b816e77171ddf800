"""`python -m services.notifications ROLE [ROLE…]`."""

from services.chassis.process import main
from services.notifications.app import SERVICE

main(SERVICE)
