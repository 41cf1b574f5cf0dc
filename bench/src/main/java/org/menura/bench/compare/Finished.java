package org.menura.bench.compare;

/**
 * What is left of a process.
 *
 * @param out its standard output
 * @param err its standard error
 * @param milliseconds from its start to its end
 * @param residentMiB the most memory that was seen resident beyond the watched file; 0 if none was watched
 */
record Finished(String out, String err, double milliseconds, double residentMiB) {}
