/** Sound files: read piece by piece whatever their length, mixed and resampled to what models hear, and written. */
@NullMarked
package org.menura.format.audio;

import org.jspecify.annotations.NullMarked;
