import sys

from facturaxpress.sandbox.main import main

sys.exit(main())
