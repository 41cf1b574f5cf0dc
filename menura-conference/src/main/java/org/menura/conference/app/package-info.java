/** The conference as an application of {@code menura agent run}. */
@NullMarked
package org.menura.conference.app;

import org.jspecify.annotations.NullMarked;
