/** The generator of conferences: a folder of inputs by a seed, and the key to them. */
@NullMarked
package org.menura.conference.world;

import org.jspecify.annotations.NullMarked;
