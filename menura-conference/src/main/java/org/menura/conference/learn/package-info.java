/** The conference as an environment in which a mind learns from what the checker says. */
@NullMarked
package org.menura.conference.learn;

import org.jspecify.annotations.NullMarked;
