/** Stands before Hardwood's own package on the fuzz targets' class path. */
@NullMarked
package dev.hardwood.internal.reader;

import org.jspecify.annotations.NullMarked;
