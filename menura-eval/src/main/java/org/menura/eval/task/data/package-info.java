/** Reads the rows of evaluation sets from local files, with the column types that Hugging Face's datasets infers. */
@NullMarked
package org.menura.eval.task.data;

import org.jspecify.annotations.NullMarked;
