/**
 * Opens Parquet files: what a file says of its parts is held against its bytes before the library that decodes them
 * allocates by it.
 */
@NullMarked
package org.menura.data.source.parquet;

import org.jspecify.annotations.NullMarked;
