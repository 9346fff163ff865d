"""The faces: chat, command line and exports."""
