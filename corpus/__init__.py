"""PDFs in, citable passages out."""
