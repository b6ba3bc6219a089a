#pragma once

// The digits of a finite number, correctly rounded to so many places after the point: "12.346", or with
// scientific "1.235e+01". Returns the length, less than size.
int horn_format_double(char *out, long size, double x, int places, int scientific);
