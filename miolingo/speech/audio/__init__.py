"""Sound in and out: devices, files, resampling."""
