"""What people see: pages over the published run, which they only read."""
