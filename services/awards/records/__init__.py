"""Records (sổ theo dõi): ratings, leave and discipline of a subject by document; they are read before what a unit states."""
