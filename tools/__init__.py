"""What makes files of this repository: parts of the docs, pictures, the site, the packages."""
