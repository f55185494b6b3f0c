"""Running the program: its processes, the state they leave on disk, log files, and the checks of a machine."""
