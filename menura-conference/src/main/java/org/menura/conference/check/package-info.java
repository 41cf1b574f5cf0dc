/** The checker of a finished conference: reads its outputs alone, and shares no class with what made them. */
@NullMarked
package org.menura.conference.check;

import org.jspecify.annotations.NullMarked;
