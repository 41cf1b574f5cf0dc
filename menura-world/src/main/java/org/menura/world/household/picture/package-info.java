/** Pictures of what a receptacle holds, painted from pictures of single things. */
@NullMarked
package org.menura.world.household.picture;

import org.jspecify.annotations.NullMarked;
