"""The starter library: digests of public reports, their PDFs, and where the originals are."""
