/** Stages of plans that decide by what is known of a document: filters, replaced spans, samples, quotas. */
@NullMarked
package org.menura.data.stage;

import org.jspecify.annotations.NullMarked;
