"""`python -m services.submissions ROLE…`"""

from services.chassis.process import main
from services.submissions.app import SERVICE

main(SERVICE)
