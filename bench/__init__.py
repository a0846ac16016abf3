"""What ``python3 dev.py bench`` runs: the table "Speed and size" of the design, measured on this machine."""
