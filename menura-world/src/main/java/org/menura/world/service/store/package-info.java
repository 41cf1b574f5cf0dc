/** Databases of customer service as JSON tables, and toolsets that read and change them. */
@NullMarked
package org.menura.world.service.store;

import org.jspecify.annotations.NullMarked;
