/** Fuzz targets, one class for each reader of files, and what runs them. */
@NullMarked
package org.menura.fuzz;

import org.jspecify.annotations.NullMarked;
