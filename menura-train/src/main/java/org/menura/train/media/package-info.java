/** Pictures and sounds that records name, and what makes each look at them a little different. */
@NullMarked
package org.menura.train.media;

import org.jspecify.annotations.NullMarked;
