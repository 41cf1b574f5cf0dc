/** Decontamination: documents that hold questions of evaluation sets. */
@NullMarked
package org.menura.data.decontaminate;

import org.jspecify.annotations.NullMarked;
