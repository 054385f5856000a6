// The files that the service serves, as parts of the program: its description, its page's style sheets, scripts and templates.

#ifndef SHOPGUIDE_FILES_H
#define SHOPGUIDE_FILES_H

struct shopguide_file {
    const char *name;
    const char *text;
};

// Returns the file of a number from 0; NULL after the last one.
const struct shopguide_file *shopguide_file(int number);

#endif
