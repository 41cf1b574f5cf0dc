/** Web archives: WARC and ARC files as records, HTTP responses as bodies, bodies as text. */
@NullMarked
package org.menura.data.warc;

import org.jspecify.annotations.NullMarked;
