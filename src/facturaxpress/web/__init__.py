"""What goes over HTTP: the API application, and in time the pages people use."""
