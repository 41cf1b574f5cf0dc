/** The worlds as environments that recipes name. */
@NullMarked
package org.menura.world.learn;

import org.jspecify.annotations.NullMarked;
