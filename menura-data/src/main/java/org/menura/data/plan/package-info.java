/** Plans of corpora: sources, stages and what they do with rows, sinks; the contracts that stages are written against. */
@NullMarked
package org.menura.data.plan;

import org.jspecify.annotations.NullMarked;
