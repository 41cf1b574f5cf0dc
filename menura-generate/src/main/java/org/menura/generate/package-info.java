/** Running a model: sessions, sampling, streaming text. */
@NullMarked
package org.menura.generate;

import org.jspecify.annotations.NullMarked;
