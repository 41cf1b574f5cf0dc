/** Metrics of a server under the names that routers and dashboards read, and JFR events. */
@Internal
@NullMarked
package org.menura.serve.metrics;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
