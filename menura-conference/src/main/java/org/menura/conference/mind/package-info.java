/** Minds to compare with: one that knows the key, one of simple rules, one that draws by chance. */
@NullMarked
package org.menura.conference.mind;

import org.jspecify.annotations.NullMarked;
