/** Finds pictures, sounds and texts in folders by what they are like. */
@NullMarked
package org.menura.search;

import org.jspecify.annotations.NullMarked;
