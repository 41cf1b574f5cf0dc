/** Formats of files that hold documents: JSON lines, Parquet, plain text; compression; folders and globs. */
@NullMarked
package org.menura.data.source;

import org.jspecify.annotations.NullMarked;
